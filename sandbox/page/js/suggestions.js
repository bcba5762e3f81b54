// The list above the composer: commands after "/", people after "@".
import { h, fill, freshId } from "./dom.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";
import { app, people } from "./world.js";

export function suggester(root, field) {
  const list = h("div", { class: "suggestions", role: "listbox", id: freshId("suggestions"), hidden: true });
  let [offers, active, dismissed] = [[], 0, null];
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.addEventListener("input", update);
  field.addEventListener("blur", hide);

  function update() {
    const typed = field.value.slice(0, field.selectionStart);
    offers = typed === dismissed ? [] : offersFor(typed);
    dismissed = typed === dismissed ? dismissed : null;
    active = 0;
    draw();
  }

  function draw() {
    list.hidden = !offers.length || document.activeElement !== field;
    fill(list, offers.map((one, index) => h("div", {
      id: `${list.id}-${index}`, role: "option", class: index === active ? "suggestion is-active" : "suggestion",
      "aria-selected": String(index === active), onmousedown: (event) => (event.preventDefault(), take(one)),
    }, one.sign, h("span", { class: "suggestion-text" }, h("b", {}, one.text), one.usage ? h("span", {}, ` ${one.usage}`) : null),
    h("small", {}, one.detail))));
    if (list.hidden) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  }

  function hide() {
    offers = [];
    draw();
  }

  function take(one) {
    const before = field.value.slice(0, field.selectionStart);
    const start = before.length - one.typed.length;
    field.setRangeText(`${one.insert} `, start, before.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // True when the key was ours. Enter on a whole command sends it rather than completing what is complete.
  function steer(event) {
    if (list.hidden) return false;
    const chosen = offers[active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) active = (active + step + offers.length) % offers.length;
    else if (event.key === "Escape") [dismissed, offers] = [field.value, []];
    else if (event.key === "Tab" || (event.key === "Enter" && chosen.typed !== chosen.insert)) take(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== "Tab" && event.key !== "Enter") draw();
    return true;
  }

  return { list, update, steer };
}

function offersFor(typed) {
  const command = typed.match(/^\/[\w-]*$/)?.[0];
  if (command) return app().commands.filter((one) => one.command.startsWith(command.toLowerCase())).map((one) => ({
    typed: command, insert: one.command, text: one.command, usage: one.usage_hint, detail: one.description, sign: icon("bolt"),
  }));
  const at = typed.match(/(?:^|\s)(@[\w.]*)$/)?.[1];
  if (!at) return [];
  const word = at.slice(1).toLowerCase();
  return people().filter((one) => !one.deleted && !one.is_bot && (one.handle.startsWith(word) || one.name.toLowerCase().includes(word))).slice(0, 6)
    .map((one) => ({ typed: at, insert: `@${one.handle}`, text: one.name, detail: one.title, sign: avatar(one.id, "xs") }));
}
