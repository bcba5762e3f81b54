// The traffic between the workspace and the app, newest first.
import { $, h, fill, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { get } from "./api.js";
import { drawFaults, openFaults } from "./faults.js";
import { startTraces, trace } from "./trace.js";
import { inZone } from "./time.js";
import { world, zone } from "./world.js";

const LIMIT_MS = 3000; // Slack's limit for an acknowledgement
const SHOWN = 80;
const POLL_MS = 2000;
const NOISE = "api.test"; // an app that follows the workspace's clock asks for it several times a second

const unfolded = new Set();
let filter = "all";
let timer = null;

$("#inspector-toggle").addEventListener("click", () => setOpen($("#inspector").hidden));
$("#inspector-close").addEventListener("click", () => (setOpen(false), $("#inspector-toggle").focus()));
startTraces(() => setOpen(true));
$("#inspector-filter").addEventListener("change", (event) => ((filter = event.target.value), drawInspector()));

export function setOpen(isOpen) {
  $("#inspector").hidden = !isOpen;
  $("#inspector-toggle").setAttribute("aria-pressed", String(isOpen));
  const query = new URLSearchParams(location.search);
  if (isOpen) query.set("inspector", query.get("inspector") ?? "1");
  else query.delete("inspector");
  history.replaceState(null, "", `${location.pathname}?${query}`);
  if (isOpen && query.get("inspector") === "faults") openFaults(true);
  clearInterval(timer);
  if (isOpen) timer = setInterval(drawInspector, POLL_MS);
  drawInspector();
}

export async function drawInspector() {
  if ($("#inspector").hidden || !world.state) return;
  drawFaults();
  const items = trace()?.traffic ?? (await readTraffic());
  if (!items) return;
  const wanted = items.filter((one) => ["all", "everything"].includes(filter) || one.direction === filter);
  fill($("#inspector-note"), wanted.length ? null : "Nothing has been sent yet.");
  reconcile($("#inspector-rows"), wanted, {
    keyOf, printOf: (one) => `${zone()} ${unfolded.has(keyOf(one))} ${one.request !== undefined}`, draw: drawRow,
  });
}

async function readTraffic() {
  const answer = await get("traffic", { limit: SHOWN, detail: unfolded.size ? "1" : null, without: filter === "everything" ? null : NOISE });
  return answer.ok && !trace() ? answer.items : null; // a trace may have been opened meanwhile
}

const keyOf = (one) => [one.at, one.direction, one.kind, one.ack_ms, one.summary].join(" ");

function drawRow(one) {
  const key = keyOf(one);
  const toApp = one.direction === "to_app";
  const isOpen = unfolded.has(key);
  const fold = () => (unfolded.has(key) ? unfolded.delete(key) : unfolded.add(key), drawInspector());
  return h("li", { class: "traffic" },
    h("button", { type: "button", class: "traffic-row", "aria-expanded": String(isOpen), onclick: fold, dataset: { focusKey: key } },
      h("span", { class: "traffic-time" }, inZone(new Date(one.at), zone(), { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })),
      h("span", { class: `traffic-way ${toApp ? "to-app" : "from-app"}` }, icon(toApp ? "out" : "in"), toApp ? "to app" : "from app"),
      h("span", { class: "traffic-kind" }, one.kind, one.fault ? h("span", { class: "fault-mark" }, one.error === one.fault ? "fault" : `fault: ${one.fault}`) : null),
      h("span", { class: `traffic-status ${one.error || one.fault ? "is-bad" : "is-good"}` }, one.error || one.status || (one.fault ? "no answer" : "sent")),
      toApp ? ackBar(one) : h("span", { class: "ack" }, h("span", { class: "ack-ms" }, `${one.ack_ms ?? 0} ms`)),
      h("span", { class: "traffic-summary" }, one.summary)),
    isOpen ? h("div", { class: "traffic-detail" }, pane("Request", one.request), pane("Response", one.response)) : null);
}

function ackBar(one) {
  const share = Math.min(1, (one.ack_ms ?? 0) / LIMIT_MS);
  const level = one.error || share >= 1 ? "bad" : share > 0.5 ? "slow" : "good";
  return h("span", { class: `ack ack-${level}`, title: `${one.ack_ms} ms of the ${LIMIT_MS} ms that Slack allows` },
    h("span", { class: "ack-bar" }, h("i", { style: `width:${Math.max(2, share * 100)}%` })), h("span", { class: "ack-ms" }, `${one.ack_ms} ms`));
}

function pane(title, content) {
  if (content === undefined) return h("div", {}, h("h3", {}, title), h("p", {}, "Loading…"));
  return h("div", {}, h("h3", {}, title), h("pre", { tabindex: "0" }, pretty(content) || "(empty)"));
}

function pretty(content) {
  try {
    return JSON.stringify(typeof content === "string" ? JSON.parse(content) : content, null, 2);
  } catch {
    return content;
  }
}
