// Line icons drawn for this page on a 20 × 20 grid. They decorate; names for screen readers come from the element around them.
import { svg } from "./dom.js";

const PATHS = {
  hash: "M8 3 6 17M14 3l-2 14M3.5 7.5h14M2.5 12.5h14",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  people: "M7.5 9.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5zM2.5 16.5c0-3 2-4.75 5-4.75s5 1.75 5 4.75M13 9.5a2.5 2.5 0 1 0-1-4.8M14.5 12c2 .5 3 2.2 3 4.5",
  bolt: "M11.5 2.5 4.5 11h5l-1 6.5 7-8.5h-5z",
  send: "M3 10 17 3.5 12.5 17l-3-5.5zM9.5 11.5 17 3.5",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4 6 10l6 6",
  dots: "M5 10h.01M10 10h.01M15 10h.01",
  updots: "M10 5v.01M10 10v.01M10 15v.01",
  reply: "M4 5h12v8.5H9L5.5 16.5v-3H4z",
  moon: "M16 11.8A6.8 6.8 0 1 1 8.2 4a5.4 5.4 0 0 0 7.8 7.8z",
  sun: "M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M4.7 15.3l1.1-1.1M14.2 5.8l1.1-1.1",
  auto: "M3 4.5h14v9H3zM7 16.5h6",
  eye: "M2 10c2-3.4 4.7-5 8-5s6 1.6 8 5c-2 3.4-4.7 5-8 5s-6-1.6-8-5zM10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  warning: "M10 3 18 16.5H2zM10 8v4M10 14.2v.01",
  check: "M4.5 10.5 8.5 14.5 16 6",
  in: "M16 4 5 15M5 7.5V15h7.5",
  out: "M4 16 15 5M7.5 5H15v7.5",
  download: "M10 3.5v9M6 9l4 4 4-4M4 16.5h12",
  slash: "M12.5 3.5 7.5 16.5",
  handoff: "M3 8.2h9.2M9.4 5l3.4 3.2-3.4 3.2M17 12.6H8.4M11 9.8",
};

export function icon(name) {
  return svg("svg", { class: `icon icon-${name}`, viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }));
}
