// Menus and lists that float above everything, dialogs included (the browser's top layer).
import { h } from "./dom.js";
import { topLayer } from "./dialog.js";

const GAP = 4;
const MARGIN = 8;

export function placeBy(anchor, popup, { alignEnd = false, sameWidth = false } = {}) {
  const at = anchor.getBoundingClientRect();
  if (sameWidth) popup.style.minWidth = `${at.width}px`;
  const { width, height } = popup.getBoundingClientRect();
  const below = innerHeight - at.bottom - MARGIN;
  const top = height > below && at.top > below ? Math.max(MARGIN, at.top - height - GAP) : at.bottom + GAP;
  const left = alignEnd ? at.right - width : at.left;
  popup.style.top = `${top}px`;
  popup.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
}

// items: {text, detail?, icon?, href?, heading?, pick}
export function openMenu(anchor, items, { label, alignEnd } = {}) {
  const menu = h("div", { class: "menu", popover: "auto", role: "menu", "aria-label": label }, items.map((item) => drawItem(item, close)));
  function close() {
    menu.hidePopover();
  }
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    anchor.setAttribute("aria-expanded", "false");
    const mine = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (mine && anchor.isConnected) anchor.focus({ preventScroll: true });
  });
  menu.addEventListener("keydown", (event) => steer(event, menu));
  topLayer().append(menu);
  menu.showPopover();
  placeBy(anchor, menu, { alignEnd });
  anchor.setAttribute("aria-expanded", "true");
  menu.querySelector("[role=menuitem]")?.focus();
}

function drawItem(item, close) {
  if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
  const pick = () => (close(), item.pick?.());
  const content = [item.icon, h("span", { class: "menu-text" }, h("span", {}, item.text), item.detail ? h("small", {}, item.detail) : null)];
  const attrs = { class: "menu-item", role: "menuitem", tabindex: "-1", onclick: pick };
  if (item.href) return h("a", { ...attrs, href: item.href, target: "_blank", rel: "noopener noreferrer" }, content);
  return h("button", { ...attrs, type: "button" }, content);
}

function steer(event, menu) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  }
  if (event.key === "Tab") menu.hidePopover();
  if (event.key === "Escape") event.preventDefault(), event.stopPropagation(), menu.hidePopover();
}
