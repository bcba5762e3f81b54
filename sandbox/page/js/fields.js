// Input blocks: label, control, hint and error, tied together for screen readers.
import { h, freshId } from "./dom.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { makeControl, isControl, isGroup } from "./controls.js";

export function drawField(block, surface) {
  const element = block.element ?? {};
  const id = freshId("field");
  // "(optional)" stands beside the label, not in it, so that the label is exactly the app's words.
  const optional = block.optional ? h("span", { class: "optional", id: `${id}-optional` }, "(optional)") : null;
  const hint = block.hint ? h("p", { class: "hint", id: `${id}-hint` }, plain(block.hint.text)) : null;
  const describedBy = [optional?.id, hint?.id].filter(Boolean).join(" ") || null;
  if (!isControl(element)) return unsupported(block, element);
  let node = null;
  const control = makeControl(element, {
    id, name: null, describedBy, raw: surface.form.raw(block, element), required: !block.optional,
    suggest: (typed) => surface.suggest(block, element, typed),
    changed(raw) {
      surface.form.set(block.block_id, element.action_id, raw);
      if (node) clearError(node);
    },
    picked: (raw) => block.dispatch_action && surface.act(block, element, raw),
  });
  const words = plain(block.label?.text);
  node = isGroup(element)
    ? h("fieldset", { class: "field", "aria-describedby": describedBy }, h("legend", {}, words, optional ? [" ", optional] : null), control.node, hint)
    : h("div", { class: "field" }, h("div", { class: "label-row" }, h("label", { for: id }, words), optional), control.node, hint);
  control.target.dataset.focusKey = `${block.block_id} ${element.action_id}`;
  return node;
}

function unsupported(block, element) {
  return h("div", { class: "field" }, h("div", { class: "label-row" }, plain(block.label?.text)),
    h("div", { class: "not-drawn" }, `[${element.type}] is not drawn here`));
}

export function showError(field, text) {
  clearError(field);
  const id = freshId("error");
  field.append(h("p", { class: "error", id, role: "alert" }, icon("warning"), h("span", {}, text)));
  field.classList.add("has-error");
  const target = focusTarget(field);
  target?.setAttribute("aria-invalid", "true");
  target?.setAttribute("aria-errormessage", id);
  const described = target?.getAttribute("aria-describedby");
  target?.setAttribute("aria-describedby", described ? `${id} ${described}` : id);
}

export function clearError(field) {
  const error = field.querySelector(":scope > .error");
  if (!error) return;
  const target = focusTarget(field);
  target?.removeAttribute("aria-invalid");
  target?.removeAttribute("aria-errormessage");
  target?.setAttribute("aria-describedby", (target.getAttribute("aria-describedby") ?? "").replace(error.id, "").trim());
  field.classList.remove("has-error");
  error.remove();
}

export const focusTarget = (field) => field.querySelector("input:not([type=hidden]), textarea, select");
