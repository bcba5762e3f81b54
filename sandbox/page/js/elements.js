// Elements that stand in a row of actions or beside a section's text.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { drawText, plain } from "./mrkdwn.js";
import { ask } from "./dialog.js";
import { openMenu } from "./popup.js";
import { flightKey, isBusy, paintFlight } from "./flights.js";
import { makeControl, isControl } from "./controls.js";
import { picture } from "./picture.js";

const STYLES = { primary: "btn btn-primary", danger: "btn btn-danger" };
const SAFE_LINK = /^(https?:|mailto:|tel:|slack:)/i;

export function drawElement(element, block, surface, { describedBy } = {}) {
  if (element.type === "button") return button(element, block, surface);
  if (element.type === "overflow") return overflow(element, block, surface);
  if (element.type === "image") return picture(element, "accessory-image");
  if (isControl(element)) return looseControl(element, block, surface, describedBy);
  return h("span", { class: "not-drawn" }, `[${element.type}] is not drawn here`);
}

function button(element, block, surface) {
  const key = flightKey(surface.key, block, element);
  const press = () => act(element, block, surface);
  const attrs = {
    class: STYLES[element.style] ?? "btn", onclick: press, "aria-label": accessibleName(element),
    dataset: { flight: key, focusKey: `${element.action_id} ${element.value ?? ""}` },
  };
  const content = h("span", { class: "btn-text" }, plain(element.text?.text, element.text?.emoji !== false));
  const safe = SAFE_LINK.test(element.url ?? "");
  const node = safe ? h("a", { ...attrs, href: element.url, target: "_blank", rel: "noopener noreferrer" }, content)
    : h("button", { ...attrs, type: "button" }, content);
  paintFlight(node);
  return node;
}

// The visible words stay part of the name, so that people who speak or search them still find the button.
function accessibleName(element) {
  const [shown, said] = [element.text?.text ?? "", element.accessibility_label];
  if (!said) return null;
  return said.includes(shown) ? said : `${shown}: ${said}`;
}

function overflow(element, block, surface) {
  const key = flightKey(surface.key, block, element);
  const node = h("button", {
    type: "button", class: "btn btn-overflow", "aria-haspopup": "menu", "aria-expanded": "false",
    dataset: { flight: key, focusKey: element.action_id },
    onclick: () => openMenu(node, items(), { alignEnd: true }),
  }, icon("dots"), h("span", { class: "hidden-text" }, element.accessibility_label || "More"));
  const items = () => (element.options ?? []).map((option) => ({
    text: plain(option.text?.text), detail: option.description?.text,
    href: SAFE_LINK.test(option.url ?? "") ? option.url : null,
    pick: () => act(element, block, surface, option.value),
  }));
  paintFlight(node);
  return node;
}

async function act(element, block, surface, raw) {
  if (isBusy(flightKey(surface.key, block, element))) return null;
  if (element.confirm && !(await confirmed(element.confirm))) return null;
  return surface.act(block, element, raw);
}

function confirmed(confirm) {
  return ask({
    title: confirm.title?.text ?? "Are you sure?", body: drawText(confirm.text),
    confirm: confirm.confirm?.text ?? "Yes", deny: confirm.deny?.text ?? "Cancel", danger: confirm.style === "danger",
  });
}

// A select, date picker, … outside of an input block has no label: its placeholder or kind names it.
function looseControl(element, block, surface, describedBy) {
  const key = flightKey(surface.key, block, element);
  const before = surface.form.raw(block, element);
  const control = makeControl(element, {
    id: null, name: element.accessibility_label || element.placeholder?.text || KIND_NAMES[element.type] || "Choose",
    describedBy, raw: before, loose: true,
    suggest: (typed) => surface.suggest(block, element, typed),
    changed: (raw) => surface.form.set(block.block_id, element.action_id, raw),
    picked: async (raw) => {
      const sent = await act(element, block, surface, raw);
      if (sent === null) surface.form.set(block.block_id, element.action_id, before);
    },
  });
  const node = h("div", { class: `loose loose-${element.type}`, dataset: { flight: key } }, control.node);
  paintFlight(node);
  return node;
}

const KIND_NAMES = {
  datepicker: "Date", timepicker: "Time", datetimepicker: "Date and time", checkboxes: "Options", radio_buttons: "Options",
  users_select: "Person", multi_users_select: "People", channels_select: "Channel", conversations_select: "Conversation",
};
