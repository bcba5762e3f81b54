// Builds DOM nodes. Text always becomes a text node: nothing a person or an app typed is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attrs);
  node.append(...children.flat(Infinity).filter(isShown));
  return node;
}

export function svg(tag, attrs = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  setAttributes(node, attrs);
  node.append(...children);
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter(isShown));
  return node;
}

export const $ = (selector, root = document) => root.querySelector(selector);

let lastId = 0;
export const freshId = (prefix) => `${prefix}-${++lastId}`;

function isShown(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

function setAttributes(node, attrs) {
  for (const [name, value] of Object.entries(attrs)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "value" && "value" in node) node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
}

// Redrawing a list item by item keeps focus, open menus and half-typed inputs in the items that did not change.
export function reconcile(parent, items, { keyOf, printOf, draw }) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => {
    const key = keyOf(item);
    const print = printOf(item);
    const known = old.get(key);
    if (known && known.dataset.print === print) return known;
    const node = draw(item);
    node.dataset.key = key;
    node.dataset.print = print;
    if (known?.contains(document.activeElement)) refocusLater(node, document.activeElement);
    return node;
  });
  const kept = new Set(nodes);
  for (const node of old.values()) if (!kept.has(node)) node.remove();
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}

function refocusLater(node, focused) {
  const name = focused.dataset.focusKey;
  queueMicrotask(() => {
    const twin = name && node.querySelector(`[data-focus-key="${CSS.escape(name)}"]`);
    if (twin) return twin.focus({ preventScroll: true });
    // What was pressed is gone (an accepted card has no Accept): stay with the thing it belonged to.
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
  });
}
