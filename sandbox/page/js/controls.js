// Stateful elements → controls. A control calls changed(raw) whenever its value moves and picked(raw) when that is an action.
import { h } from "./dom.js";
import { drawText } from "./mrkdwn.js";
import { fromWallClock, toWallClock, fromUnix, zoneName } from "./time.js";
import { now, zone } from "./world.js";
import { naming } from "./naming.js";
import { singleSelect } from "./select.js";
import { combobox } from "./combobox.js";

const MAKERS = {
  plain_text_input: text, email_text_input: text, url_text_input: text, number_input: text, rich_text_input: text,
  datepicker: moment, timepicker: moment, datetimepicker,
  checkboxes: choices, radio_buttons: choices,
  static_select: singleSelect, users_select: singleSelect, channels_select: singleSelect, conversations_select: singleSelect,
  external_select: combobox, multi_external_select: combobox,
  multi_static_select: combobox, multi_users_select: combobox, multi_channels_select: combobox, multi_conversations_select: combobox,
};
const TEXT_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text" };

export const isControl = (element) => element.type in MAKERS;
export const isGroup = (element) => element.type === "checkboxes" || element.type === "radio_buttons";
export const makeControl = (element, given) => MAKERS[element.type](element, given);

function text(element, given) {
  const long = element.multiline || element.type === "rich_text_input";
  const attrs = {
    ...naming(element, given), placeholder: element.placeholder?.text, autocomplete: "off",
    value: asText(given.raw), class: "input",
    ...(long ? { rows: 3 } : { type: TEXT_TYPES[element.type] ?? "text" }),
    ...(element.type === "number_input" ? { inputmode: element.is_decimal_allowed ? "decimal" : "numeric" } : {}),
  };
  const node = h(long ? "textarea" : "input", attrs);
  const counter = element.max_length ? h("span", { class: "counter" }) : null;
  const count = () => counter && (counter.textContent = nearLimit(node.value, element.max_length));
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let pause;
  node.addEventListener("input", () => {
    given.changed(node.value);
    count();
    clearTimeout(pause);
    if (triggers.includes("on_character_entered")) pause = setTimeout(() => given.picked(node.value), 300);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !long && !event.isComposing && triggers.includes("on_enter_pressed")) given.picked(node.value);
  });
  count();
  return { node: counter ? h("div", { class: "counted" }, node, counter) : node, target: node };
}

function asText(raw) {
  if (raw?.type !== "rich_text") return raw ?? "";
  return raw.elements.map((part) => (part.elements ?? []).map((piece) => piece.text ?? "").join("")).join("\n");
}

// Only near the end is the length worth a glance.
function nearLimit(value, limit) {
  const left = limit - [...value].length;
  return left <= Math.max(20, limit * 0.1) ? String(left) : "";
}

function moment(element, given) {
  const type = element.type === "datepicker" ? "date" : "time";
  const node = h("input", { ...naming(element, given), type, class: "input input-moment", value: given.raw ?? "" });
  node.addEventListener("change", () => (given.changed(node.value || null), given.picked(node.value || null)));
  return { node, target: node };
}

// Slack counts in seconds since 1970; a person picks in her own zone's wall clock.
function datetimepicker(element, given) {
  const shown = given.raw ? toWallClock(fromUnix(given.raw), zone()) : "";
  const node = h("input", { ...naming(element, given), type: "datetime-local", class: "input input-moment", value: shown });
  const raw = () => (node.value ? Math.floor(fromWallClock(node.value.slice(0, 16), zone()) / 1000) : null);
  node.addEventListener("change", () => (given.changed(raw()), given.picked(raw())));
  return { node: h("div", { class: "moment" }, node, h("span", { class: "zone" }, zoneName(now(), zone()))), target: node };
}

function choices(element, given) {
  const many = element.type === "checkboxes";
  const group = `choice-${given.id ?? Math.random().toString(36).slice(2)}`;
  const chosen = new Set(many ? given.raw ?? [] : [given.raw]);
  const boxes = (element.options ?? []).map((option) => ({
    option, box: h("input", { type: many ? "checkbox" : "radio", name: group, value: option.value, checked: chosen.has(option.value) }),
  }));
  const raw = () => {
    const on = boxes.filter(({ box }) => box.checked).map(({ option }) => option.value);
    return many ? on : on[0] ?? null;
  };
  const node = h("div", { class: "choices", role: many ? null : "radiogroup", "aria-label": given.name }, boxes.map(({ option, box }) =>
    h("label", { class: "choice" }, box,
      h("span", { class: "rich" }, drawText(option.text), option.description ? h("small", {}, drawText(option.description)) : null))));
  node.addEventListener("change", () => (given.changed(raw()), given.picked(raw())));
  return { node, target: boxes[0]?.box ?? node };
}
