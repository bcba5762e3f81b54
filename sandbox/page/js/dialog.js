// Native modal dialogs: the browser traps focus and makes the rest inert. Open ones are stacked here.
import { h } from "./dom.js";

const open = [];

export const topLayer = () => open.at(-1) ?? document.body;

export function showDialog(node, onEscape) {
  const opener = document.activeElement;
  document.body.append(node);
  node.showModal();
  open.push(node);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault(); // the workspace decides when a modal closes, not the browser
    event.stopPropagation();
    onEscape();
  });
  node.addEventListener("cancel", (event) => event.preventDefault());
  node.addEventListener("close", () => {
    open.splice(open.indexOf(node), 1);
    node.remove();
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  });
}

export function ask({ title, body, confirm, deny, danger }) {
  return new Promise((resolve) => {
    let answer = false;
    const close = (value) => () => ((answer = value), node.close());
    const node = h("dialog", { class: "dialog confirm", "aria-labelledby": "confirm-title" },
      h("h2", { id: "confirm-title", class: "dialog-title" }, title),
      h("div", { class: "confirm-body rich" }, body),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "btn", onclick: close(false) }, deny),
        h("button", { type: "button", class: danger ? "btn btn-danger-fill" : "btn btn-primary", autofocus: true, onclick: close(true) }, confirm)));
    node.addEventListener("close", () => resolve(answer));
    showDialog(node, close(false));
  });
}
