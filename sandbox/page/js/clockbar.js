// The workspace's clock: shown in the person's zone, and moved by its buttons.
import { $, h, fill } from "./dom.js";
import { post, explain } from "./api.js";
import { refresh } from "./navigation.js";
import { announce } from "./announce.js";
import { toast } from "./toast.js";
import { clockTime, inZone, nextMondayAtNine, zoneName } from "./time.js";
import { world, now, zone } from "./world.js";

const STEPS = [["+15 min", 900], ["+1 h", 3_600], ["+4 h", 14_400], ["+1 day", 86_400]];

fill($("#clock-steps"),
  STEPS.map(([text, seconds]) => h("button", { type: "button", class: "step", onclick: () => move({ advance: seconds }) }, text)),
  h("button", { type: "button", class: "step", onclick: () => move({ to: nextMondayAtNine(now(), zone()).toISOString().replace("Z", "+00:00") }) }, "Next Monday 9:00"));

$("#clock-toggle").addEventListener("click", () => {
  const isOpen = $("#clock").classList.toggle("is-open");
  $("#clock-toggle").setAttribute("aria-expanded", String(isOpen));
});

export function drawClock() {
  if (!world.state) return;
  fill($("#clock-time"), clockTime(now(), zone()));
  fill($("#clock-date"), inZone(now(), zone(), { weekday: "short", day: "numeric", month: "short", year: "numeric" }));
  fill($("#clock-zone"), zoneName(now(), zone()));
}
setInterval(drawClock, 1000);

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
