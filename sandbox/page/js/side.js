// Several people at once: each in a frame of this same page, all on one workspace and one clock.
import { $, h, fill } from "./dom.js";
import { world, people } from "./world.js";

const MOST = 3;

export const asked = () => new URLSearchParams(location.search).get("side");

$("#side-toggle").addEventListener("click", () => {
  const query = new URLSearchParams(location.search);
  if (query.has("side")) query.delete("side");
  else query.set("side", firstFew().join());
  location.search = query;
});

// A frame shows one person and nothing of the frame around all: no clock, no tools.
export function startFrame() {
  document.body.classList.toggle("is-framed", new URLSearchParams(location.search).has("framed"));
}

export function startSideBySide() {
  $("#side-toggle").setAttribute("aria-pressed", "true");
  const handles = asked().split(",").filter(Boolean).slice(0, MOST);
  document.body.classList.add("is-side");
  fill($("#shell"), handles.map((handle) => h("iframe", {
    class: "seat", title: people().find((one) => one.handle === handle)?.name ?? handle,
    src: `${location.pathname}?${new URLSearchParams({ as: handle, channel: "app", framed: "1" })}`,
  })));
}

// The person looked through, then one of each other job title: an SDR, an AE and their manager in the demo.
function firstFew() {
  const able = people().filter((one) => !one.deleted && !one.is_bot);
  const mine = able.find((one) => one.handle === world.as || one.id === world.as);
  const chosen = [mine, ...able].filter((one, index, all) => one && all.findIndex((other) => other?.title === one.title) === index);
  return chosen.slice(0, MOST).map((one) => one.handle);
}
