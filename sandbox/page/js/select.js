// Selects with one choice are the browser's own: keyboard, screen reader and phone all know them.
import { h } from "./dom.js";
import { naming } from "./naming.js";
import { offered, presetOf } from "./options.js";

export function singleSelect(element, given) {
  const raw = presetOf(element, given.raw);
  const node = h("select", { ...naming(element, given), class: "select" },
    h("option", { value: "" }, element.placeholder?.text || "Select an option"),
    offered(element).map(({ group, options }) => {
      const drawn = options.map((one) => h("option", { value: one.raw, dataset: one.detail ? { detail: one.detail } : {} }, one.text));
      return group ? h("optgroup", { label: group }, drawn) : drawn;
    }));
  node.value = raw ?? "";
  if (node.selectedIndex < 0) node.value = ""; // picked once, offered no longer
  if (raw && raw !== given.raw) given.changed(raw);
  const shade = () => node.classList.toggle("is-empty", !node.value);
  node.addEventListener("change", () => (shade(), given.changed(node.value || null), given.picked(node.value || null)));
  shade();
  return { node, target: node };
}
