// Short notices. They sit in the topmost dialog while one is open, since everything outside it is inert.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { topLayer } from "./dialog.js";

const SECONDS = 8;
const shelf = h("div", { class: "toasts", role: "status", "aria-live": "polite" });

export function toast(text, kind = "info") {
  if ([...shelf.children].some((node) => node.dataset.text === text)) return;
  const node = h("div", { class: `toast toast-${kind}`, dataset: { text } },
    icon(kind === "warning" ? "warning" : "check"), h("span", {}, text),
    h("button", { type: "button", class: "icon-button", onclick: () => node.remove() }, icon("close"), h("span", { class: "hidden-text" }, "Dismiss")));
  if (shelf.parentNode !== topLayer()) topLayer().append(shelf);
  shelf.append(node);
  setTimeout(() => node.remove(), SECONDS * 1000);
}
