// The top view of the person's modal stack. Updates redraw it in place; pushed and popped views take turns in one dialog.
import { $, h, fill } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./avatar.js";
import { plain } from "./mrkdwn.js";
import { drawBlocks } from "./blocks.js";
import { showError, clearError, focusTarget } from "./fields.js";
import { viewSurface } from "./surfaces.js";
import { showDialog } from "./dialog.js";
import { post, explain } from "./api.js";
import { refresh } from "./navigation.js";
import { world, app } from "./world.js";

const TROUBLE = "We had some trouble connecting. Try again?";
let dialog = null;
let drawn = null; // {as, id, hash} of what the dialog shows
let isSubmitting = false;

export function drawModal() {
  const view = world.state.modal;
  if (!view || (dialog && drawn?.as !== world.as)) closeDialog();
  if (!view) return;
  const same = dialog && drawn.id === view.id;
  if (same && drawn.hash === view.hash) return;
  if (!dialog) openDialog();
  drawn = { as: world.as, id: view.id, hash: view.hash };
  drawFrame(view);
  const body = $(".modal-body", dialog);
  if (!same) fill(body);
  drawBlocks(body, view.blocks, viewSurface(view));
  if (same) return;
  banner(null);
  body.scrollTop = 0;
  focusFirst(body);
}

function openDialog() {
  dialog = h("dialog", { class: "dialog modal", "aria-labelledby": "modal-title" },
    h("form", { class: "modal-form", novalidate: true },
      h("header", { class: "modal-head" }), h("div", { class: "banner", role: "alert", hidden: true }),
      h("div", { class: "modal-body blocks", tabindex: "-1" }), h("footer", { class: "dialog-foot" })));
  const form = $("form", dialog);
  form.addEventListener("submit", (event) => (event.preventDefault(), submit()));
  form.addEventListener("keydown", (event) => {
    const isEnter = event.key === "Enter" && !event.isComposing;
    if (!isEnter || event.defaultPrevented) return;
    if (event.metaKey || event.ctrlKey) event.preventDefault(), submit();
    else if (event.target.matches("input, select")) event.preventDefault(); // Enter in a field sends nothing, as in Slack
  });
  showDialog(dialog, () => close(false));
}

function closeDialog() {
  dialog?.close();
  [dialog, drawn, isSubmitting] = [null, null, false];
}

function drawFrame(view) {
  const pushed = world.state.modal_depth > 1;
  const title = view.title?.text ?? "";
  fill($(".modal-head", dialog),
    pushed ? iconButton("back", "Back", () => close(false)) : avatar(app().bot_user, "s"),
    h("h2", { id: "modal-title", class: "dialog-title" }, plain(title)),
    iconButton("close", "Close", () => close(true)));
  const submits = view.submit || view.blocks.some((block) => block.type === "input");
  fill($(".dialog-foot", dialog),
    h("span", { class: "modal-app" }, app().name),
    h("button", { type: "button", class: "btn", onclick: () => close(false) }, plain(view.close?.text || (submits ? "Cancel" : "Close"))),
    submits ? h("button", { type: "submit", class: "btn btn-primary", disabled: view.submit_disabled === true }, h("span", { class: "btn-text" }, plain(view.submit?.text || "Submit"))) : null);
}

function iconButton(sign, name, press) {
  return h("button", { type: "button", class: "icon-button", title: name, onclick: press }, icon(sign), h("span", { class: "hidden-text" }, name));
}

function focusFirst(body) {
  const wanted = body.querySelector("[autofocus]") ?? body.querySelector(".field input, .field textarea, .field select") ?? $(".dialog-foot button:last-child", dialog);
  wanted.focus({ preventScroll: true });
}

async function submit() {
  if (isSubmitting || !world.state.modal?.submit) return;
  const view = world.state.modal;
  setSubmitting(true);
  banner(null);
  dialog.querySelectorAll(".field").forEach(clearError);
  const answer = await post("submit", { as: world.as, view_id: view.id, values: viewSurface(view).form.values() });
  setSubmitting(false);
  if (answer.ok) return refresh();
  if (answer.errors) showErrors(answer.errors);
  else banner(answer.error === "trouble_connecting" ? TROUBLE : explain(answer));
  return refresh();
}

function setSubmitting(is) {
  isSubmitting = is;
  const button = dialog && $("button[type=submit]", dialog);
  button?.[is ? "setAttribute" : "removeAttribute"]("aria-busy", "true");
}

function showErrors(errors) {
  const found = Object.entries(errors).map(([blockId, text]) => {
    const field = dialog.querySelector(`.field[data-block-id="${CSS.escape(blockId)}"]`);
    if (field) showError(field, text);
    else banner(text);
    return field;
  });
  // The one highest on the screen, whatever the order in which the app named them.
  const first = [...dialog.querySelectorAll(".field")].find((field) => found.includes(field));
  first?.scrollIntoView({ block: "center" });
  if (first) focusTarget(first)?.focus({ preventScroll: true });
}

function banner(text) {
  const node = $(".banner", dialog);
  node.hidden = !text;
  fill(node, text ? [icon("warning"), h("span", {}, text)] : null);
}

async function close(everything) {
  const view = world.state.modal;
  if (!view) return closeDialog();
  await post("close", { as: world.as, view_id: view.id, all: everything });
  return refresh();
}
