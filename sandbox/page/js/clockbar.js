// The workspace's clock: shown in the person's zone, and moved by its buttons.
import { $, h, fill } from "./dom.js";
import { post, explain } from "./api.js";
import { refresh } from "./navigation.js";
import { announce } from "./announce.js";
import { toast } from "./toast.js";
import { clockTime, inZone, zoneName } from "./time.js";
import { world, now, zone } from "./world.js";

let jumps = null; // the labels last drawn

$("#clock-toggle").addEventListener("click", () => {
  const isOpen = $("#clock").classList.toggle("is-open");
  $("#clock-toggle").setAttribute("aria-expanded", String(isOpen));
});

export function drawClock() {
  if (!world.state) return;
  drawJumps(world.state.jumps ?? []);
  fill($("#clock-time"), clockTime(now(), zone()));
  fill($("#clock-date"), inZone(now(), zone(), { weekday: "short", day: "numeric", month: "short", year: "numeric" }));
  fill($("#clock-zone"), zoneName(now(), zone()));
}
setInterval(drawClock, 1000);

// The workspace's file names the buttons; the workspace knows where each leads.
function drawJumps(labels) {
  if (jumps === labels.join("\n")) return;
  jumps = labels.join("\n");
  fill($("#clock-steps"), labels.map((label) =>
    h("button", { type: "button", class: "step", onclick: () => move({ jump: label, as: world.as }) }, label)));
}

async function move(how) {
  const buttons = $("#clock-steps").querySelectorAll("button");
  buttons.forEach((button) => button.setAttribute("aria-busy", "true"));
  const answer = await post("clock", how);
  buttons.forEach((button) => button.removeAttribute("aria-busy"));
  if (!answer.ok) return toast(explain(answer), "warning");
  await refresh();
  drawClock();
  $("#clock").classList.remove("was-moved");
  requestAnimationFrame(() => $("#clock").classList.add("was-moved"));
  announce(`It is now ${$("#clock-date").textContent}, ${$("#clock-time").textContent}`);
}
