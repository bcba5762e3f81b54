// Where a person writes. What she has typed stays with the place when she looks elsewhere.
import { h, fill, freshId } from "./dom.js";
import { icon } from "./icons.js";
import { post, failed, explain } from "./api.js";
import { refresh } from "./navigation.js";
import { suggester } from "./suggestions.js";
import { openMenu } from "./popup.js";
import { fly } from "./flights.js";
import { toast } from "./toast.js";
import { world, app } from "./world.js";

const drafts = new Map();

// given: {label, placeholder(), key(), place() → {channel, thread_ts?}}
export function createComposer(root, given) {
  const id = freshId("composer");
  const field = h("textarea", { id, rows: 1, class: "composer-field", autocomplete: "off", spellcheck: "true", enterkeyhint: "send", disabled: true });
  const send = h("button", { type: "submit", class: "send", title: "Send" }, icon("send"), h("span", { class: "hidden-text" }, "Send"));
  const bolt = h("button", { type: "button", class: "icon-button", title: "Shortcuts", "aria-haspopup": "menu", onclick: () => openMenu(bolt, shortcuts(), { label: "Shortcuts" }) },
    icon("bolt"), h("span", { class: "hidden-text" }, "Shortcuts"));
  const status = h("span", { class: "composer-status", role: "status" });
  const suggestions = suggester(root, field);
  let seat = null;

  fill(root, h("label", { for: id, class: "hidden-text" }, given.label), suggestions.list,
    h("div", { class: "composer-box" }, field, h("div", { class: "composer-tools" }, bolt, status, send)));
  field.addEventListener("input", keep);
  field.addEventListener("keydown", (event) => {
    if (suggestions.steer(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  root.addEventListener("submit", (event) => (event.preventDefault(), submit()));

  function keep() {
    drafts.set(seat, field.value);
    send.disabled = !field.value.trim();
  }

  function write(text) {
    field.value = text;
    keep();
    suggestions.update();
  }

  async function submit() {
    const text = field.value.trim();
    if (!text) return;
    const from = seat;
    const command = isCommand(text);
    write("");
    fill(status, command ? [h("i", { class: "spinner" }), `Running ${text.split(/\s/)[0]}…`] : null);
    const answer = await post(command ? "command" : "message", { as: world.as, ...given.place(), text });
    fill(status);
    // The workspace itself says what became of a command; only what never left is given back to be sent again.
    if (failed(answer) && answer.status === undefined && answer.error !== "unknown_command") {
      drafts.set(from, text);
      if (seat === from && !field.value) write(text);
      toast(explain(answer), "warning");
    }
    await refresh();
  }

  function shortcuts() {
    const global = app().shortcuts.filter((one) => one.type === "global");
    const items = [{ heading: `Shortcuts of ${app().name}` }, ...global.map((one) => ({
      text: one.name, detail: one.description, icon: icon("bolt"),
      pick: () => fly(`shortcut ${one.callback_id}`, "shortcut", { callback_id: one.callback_id }),
    }))];
    const commands = app().commands.map((one) => ({
      text: one.command, detail: one.description, icon: icon("slash"),
      pick: () => (write(`${one.command} `), field.focus()),
    }));
    return [...items, { heading: "Commands" }, ...commands];
  }

  return {
    focus: () => field.focus(),
    draw() {
      field.placeholder = given.placeholder();
      if (seat === given.key()) return;
      field.disabled = false; // until the place is known, what is typed would belong nowhere
      seat = given.key();
      write(drafts.get(seat) ?? "");
    },
  };
}

// "/" alone or a path in a sentence is text; "/word" at the start is a command.
const isCommand = (text) => /^\/[a-z][\w-]*(\s|$)/i.test(text);
