// What is to go wrong with the next requests, and how often the app may call: the inspector's side panel.
import { $, h, fill, reconcile } from "./dom.js";
import { get, post, explain } from "./api.js";
import { toast } from "./toast.js";
import { inZone } from "./time.js";
import { app, zone } from "./world.js";

const DELIVERIES = ["command", "block_actions", "view_submission", "view_closed", "block_suggestion", "shortcut", "message_action", "event"];
const EXTRAS = {
  ratelimited: ["retry_after"], slow: ["seconds"], late: ["seconds"], error: ["error"], http_500: ["stored"], http_503: ["stored"], bad_json: ["stored"],
  duplicate: ["seconds"], delay: ["seconds"], reorder: ["seconds"],
};
const USED = 30;

const panel = $("#faults");
const form = $("#fault-form");
let can = null;

$("#faults-toggle").addEventListener("click", () => openFaults(panel.hidden));
form.addEventListener("submit", (event) => (event.preventDefault(), add()));
form.elements.target.addEventListener("change", offerKinds);
form.elements.kind.addEventListener("change", offerExtras);
$("#faults-clear").addEventListener("click", () => act("faults_clear", {}));
$("#limits-enforce").addEventListener("change", (event) => act("limits", { enforce: event.target.checked }));
$("#unknown-blocks").addEventListener("change", () => act("unknown_blocks", { types: unknown().filter((box) => box.checked).map((box) => box.name) }));
$("#socket-lose").addEventListener("click", () => act("socket", { disconnect: "lost" }));

export function openFaults(isOpen) {
  panel.hidden = !isOpen;
  $("#faults-toggle").setAttribute("aria-pressed", String(isOpen));
  return drawFaults();
}

export async function drawFaults() {
  if (panel.hidden) return;
  const [faults, limits] = await Promise.all([get("fault"), get("limits")]);
  if (!faults.ok || !limits.ok) return;
  if (!can) offerTargets(faults.can);
  const pending = faults.pending.map((one, place) => ({ ...one, key: `${place} ${JSON.stringify(one)}` }));
  drawList($("#faults-pending"), pending, (one) => [h("b", {}, one.kind), ` ${named(one)}`, one.times > 1 ? ` × ${one.times}` : null], "Nothing is to go wrong.");
  const used = faults.used.map((one, place) => ({ ...one, key: `${place} ${one.at}` })).reverse().slice(0, USED);
  drawList($("#faults-used"), used, (one) => [h("b", {}, one.kind), ` ${one.target}`, h("span", { class: "fault-at" }, clock(one.at))], "None so far.");
  $("#faults-clear").disabled = !pending.length;
  unknown().forEach((box) => (box.checked = faults.unknown_blocks.includes(box.name)));
  drawLimits(limits);
}

const unknown = () => [...document.querySelectorAll("#unknown-blocks input")];

function drawList(list, items, text, nothing) {
  const shown = items.length ? items : [{ key: "nothing" }];
  reconcile(list, shown, { keyOf: (one) => one.key, printOf: zone, draw: (one) => h("li", {}, items.length ? text(one) : nothing) });
}

function drawLimits(limits) {
  const refused = Object.values(limits.methods).reduce((sum, one) => sum + one.refused, 0);
  $("#limits-enforce").checked = limits.enforce;
  fill($("#limits-note"), `${refused} ${refused === 1 ? "call" : "calls"} refused so far`);
  $("#socket-lose").hidden = app().connected !== "socket";
}

const named = (one) => (one.delivery ? (one.of === "*" ? "any interaction" : one.of) : one.method === "*" ? "any method" : one.method);
const clock = (at) => inZone(new Date(at), zone(), { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

function offerTargets(offered) {
  can = offered;
  const option = (group) => (value) => h("option", { value: `${group} ${value}` }, value);
  fill(form.elements.target,
    h("optgroup", { label: "Calls of the app" }, h("option", { value: "call *" }, "any method"), can.methods.map(option("call"))),
    h("optgroup", { label: "Deliveries to the app" }, h("option", { value: "delivery *" }, "any interaction"), DELIVERIES.map(option("delivery"))));
  form.elements.target.value = "call chat.postMessage";
  offerKinds();
}

function offerKinds() {
  const kinds = form.elements.target.value.startsWith("call") ? can.calls : can.deliveries;
  const before = form.elements.kind.value;
  fill(form.elements.kind, Object.keys(kinds).map((kind) => h("option", { value: kind }, kind)));
  form.elements.kind.value = kinds[before] ? before : Object.keys(kinds)[0];
  offerExtras();
}

function offerExtras() {
  const kind = form.elements.kind.value;
  fill($("#fault-about"), (can.calls[kind] ?? can.deliveries[kind]).replaceAll("`", ""));
  form.querySelectorAll("[data-extra]").forEach((node) => (node.hidden = !EXTRAS[kind]?.includes(node.dataset.extra)));
}

async function add() {
  const { target, kind, times } = form.elements;
  const [group, name] = target.value.split(" ");
  const where = group === "call" ? { method: name, kind: kind.value } : { delivery: kind.value, of: name };
  await act("fault", { ...where, times: times.valueAsNumber || 1, ...extras(kind.value) });
}

function extras(kind) {
  const given = (EXTRAS[kind] ?? []).map((name) => [name, form.elements[name]]);
  return Object.fromEntries(given.filter(([, field]) => field.type === "checkbox" || field.value !== "")
    .map(([name, field]) => [name, field.type === "checkbox" ? field.checked : field.type === "number" ? field.valueAsNumber : field.value]));
}

async function act(what, given) {
  const answer = await post(what, given);
  if (!answer.ok) toast(explain(answer), "warning");
  await drawFaults();
}
