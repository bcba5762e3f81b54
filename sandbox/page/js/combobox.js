// A text field with a list below it: for several choices at once, and for choices that only the app knows.
import { h, fill, freshId } from "./dom.js";
import { icon } from "./icons.js";
import { naming } from "./naming.js";
import { offered, fixed } from "./options.js";
import { placeBy } from "./popup.js";
import { topLayer } from "./dialog.js";

const TYPING_MS = 250;

export function combobox(element, given) {
  const many = element.type.startsWith("multi_");
  const external = element.type.includes("external");
  const listId = freshId("list");
  const chosen = toList(given.raw).map((raw) => (external ? known(raw) : find(element, raw))).filter(Boolean);
  let [listed, active, pause] = [[], -1, null];

  const chips = h("span", { class: "chips" });
  const field = h("input", {
    ...naming(element, given), class: "combo-field", role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": listId,
  });
  const list = h("div", { class: "listbox", id: listId, role: "listbox", popover: "manual", "aria-multiselectable": many ? "true" : null });
  const node = h("div", { class: "combo", onmousedown: (event) => event.target === node && (event.preventDefault(), field.focus()) }, chips, field);

  field.addEventListener("focus", open);
  field.addEventListener("click", open);
  field.addEventListener("blur", close);
  field.addEventListener("input", open);
  field.addEventListener("keydown", steer);
  drawChips();
  return { node, target: field };

  function open() {
    if (!list.isConnected) topLayer().append(list);
    if (!list.matches(":popover-open")) list.showPopover();
    field.setAttribute("aria-expanded", "true");
    if (external) askApp();
    else show(offered(element).flatMap(({ group, options }) => withHeading(group, options.filter(fits))));
  }

  function close() {
    clearTimeout(pause);
    list.remove();
    field.value = "";
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function fits(option) {
    return option.text.toLowerCase().includes(field.value.trim().toLowerCase());
  }

  function askApp() {
    const least = element.min_query_length ?? 3;
    clearTimeout(pause);
    if (field.value.length < least) return say(`Type ${least} or more characters`);
    say("Looking…");
    pause = setTimeout(async () => {
      const answer = await given.suggest(field.value);
      if (!answer.ok) return say("The app did not offer anything");
      show((answer.options ?? []).map(known));
    }, TYPING_MS);
  }

  function say(text) {
    listed = [];
    fill(list, h("div", { class: "listbox-note" }, text));
    placeBy(node, list, { sameWidth: true });
  }

  function show(entries) {
    listed = entries.filter((one) => !one.heading);
    if (!listed.length) return say("No matches");
    active = Math.min(Math.max(active, 0), listed.length - 1);
    fill(list, entries.map((one) => (one.heading ? h("div", { class: "menu-heading" }, one.heading) : drawOption(one))));
    placeBy(node, list, { sameWidth: true });
    mark();
  }

  function drawOption(one) {
    const on = chosen.some((other) => other.key === keyOf(one));
    return h("div", {
      id: `${listId}-${listed.indexOf(one)}`, class: "listbox-option", role: "option", "aria-selected": String(on),
      onmousedown: (event) => (event.preventDefault(), toggle(one)),
    }, many ? h("span", { class: "tick", "aria-hidden": "true" }, on ? icon("check") : null) : null,
    h("span", { class: "menu-text" }, h("span", {}, one.text), one.detail ? h("small", {}, one.detail) : null));
  }

  function mark() {
    list.querySelectorAll("[role=option]").forEach((node, index) => node.classList.toggle("is-active", index === active));
    const node = list.querySelector(".is-active");
    node?.scrollIntoView({ block: "nearest" });
    if (node) field.setAttribute("aria-activedescendant", node.id);
  }

  function steer(event) {
    const isOpen = field.getAttribute("aria-expanded") === "true";
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen) return open();
      active = (active + step + listed.length) % (listed.length || 1);
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen && listed[active]) toggle(listed[active]);
    } else if (event.key === "Backspace" && !field.value && chosen.length) toggle(chosen.at(-1));
    else if (event.key === "Escape" && isOpen) event.preventDefault(), event.stopPropagation(), close();
  }

  function toggle(one) {
    const at = chosen.findIndex((other) => other.key === keyOf(one));
    if (at >= 0) chosen.splice(at, 1);
    else if (!many) chosen.splice(0, chosen.length, { ...one, key: keyOf(one) });
    else if (chosen.length < (element.max_selected_items ?? Infinity)) chosen.push({ ...one, key: keyOf(one) });
    field.value = "";
    drawChips();
    const raws = chosen.map((other) => other.raw);
    const raw = many ? raws : raws[0] ?? null;
    given.changed(raw);
    given.picked(raw);
    if (many && field.getAttribute("aria-expanded") === "true") open();
    else close();
  }

  function drawChips() {
    field.placeholder = chosen.length ? "" : element.placeholder?.text || "Select options";
    fill(chips, chosen.map((one) => h("span", { class: "chip" }, one.text,
      h("button", { type: "button", onclick: () => toggle(one) }, icon("close"), h("span", { class: "hidden-text" }, `Remove ${one.text}`)))));
  }
}

const toList = (raw) => (Array.isArray(raw) ? raw : raw ? [raw] : []);
const keyOf = (one) => one.key ?? (typeof one.raw === "object" ? one.raw.value : one.raw);
const known = (option) => ({ ...fixed(option), raw: option, key: option.value });
const withHeading = (group, options) => (group && options.length ? [{ heading: group }, ...options] : options);

function find(element, raw) {
  const option = offered(element).flatMap(({ options }) => options).find((one) => one.raw === raw);
  return option && { ...option, key: raw };
}
