// Several people at once: each in a frame of this same page, all on one workspace and one clock.
import { $, h, fill } from "./dom.js";
import { avatar } from "./avatar.js";
import { world, people } from "./world.js";

const MOST = 3;

export const asked = () => new URLSearchParams(location.search).get("side");

$("#side-toggle").addEventListener("click", () => {
  const query = new URLSearchParams(location.search);
  if (query.has("side")) query.delete("side");
  else query.set("side", firstFew().join());
  location.search = query;
});

// A frame shows one person and nothing of what lies around all: no clock, no tools.
export function startFrame() {
  document.body.classList.toggle("is-framed", new URLSearchParams(location.search).has("framed"));
}

export function startSideBySide() {
  $("#side-toggle").setAttribute("aria-pressed", "true");
  document.body.classList.add("is-side");
  const handles = asked().split(",").filter((handle) => able().some((one) => one.handle === handle)).slice(0, MOST);
  fill($("#shell"), handles.map((handle, index) => drawSeat(handle, (other) => sit(handles.with(index, other)))));
}

function sit(handles) {
  const query = new URLSearchParams(location.search);
  query.set("side", handles.join());
  location.search = query;
}

function drawSeat(handle, change) {
  const one = people().find((other) => other.handle === handle);
  const select = h("select", { class: "act-as", "aria-label": `Person in place of ${one.name}`, onchange: () => change(select.value) },
    able().map((other) => h("option", { value: other.handle, dataset: { detail: other.title } }, other.name)));
  select.value = handle;
  const query = new URLSearchParams({ as: handle, channel: "app", framed: "1" });
  return h("section", { class: "seat", "aria-label": one.name },
    h("header", { class: "seat-head" }, avatar(one.id, "s"),
      h("div", { class: "who-text" }, h("strong", {}, one.name), h("span", { class: "who-title" }, one.title)), select),
    h("iframe", { title: one.name, src: `${location.pathname}?${query}` }));
}

const able = () => people().filter((one) => !one.deleted && !one.is_bot);

// The person looked through, then one of each other job title: in the demo an SDR, an AE and their manager.
function firstFew() {
  const mine = able().find((one) => one.handle === world.as || one.id === world.as);
  const chosen = [mine, ...able()].filter((one, index, all) => one && all.findIndex((other) => other?.title === one.title) === index);
  return chosen.slice(0, MOST).map((one) => one.handle);
}
