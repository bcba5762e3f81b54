// A trace that a failed test has left behind: its traffic stands in the inspector, in place of what happens now.
import { $, fill, h } from "./dom.js";
import { toast } from "./toast.js";
import { clockTime, fromTs } from "./time.js";
import { zone } from "./world.js";

let opened = null; // {test, failure, traffic, teams}, as sandbox/pytest_plugin.py writes it
let changed = () => {};

export const trace = () => opened;

export function startTraces(onChange) {
  changed = onChange;
  const chooser = $("#trace-file");
  $("#trace-open").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => read(chooser.files[0]).finally(() => (chooser.value = "")));
  addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  addEventListener("drop", (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    read(file);
  });
}

async function read(file) {
  if (!file) return;
  try {
    opened = understood(JSON.parse(await file.text()));
  } catch {
    return toast(`${file.name} is not a trace: it should be the JSON that the pytest plugin writes.`, "warning");
  }
  drawNote();
  changed();
}

function understood(written) {
  if (!Array.isArray(written.traffic)) throw new TypeError("no traffic");
  const traffic = written.traffic.map((one) => ({ ...one, request: one.request ?? null, response: one.response ?? "" }));
  return { test: written.test ?? "", failure: written.failure ?? "", traffic, teams: Object.values(written.teams ?? {}) };
}

function drawNote() {
  const back = () => ((opened = null), drawNote(), changed(), $("#trace-open").focus());
  $("#trace-note").hidden = !opened;
  fill($("#trace-note"), !opened ? null : [
    h("div", { class: "trace-head" },
      h("strong", {}, "Trace"), h("span", { class: "trace-test" }, opened.test || "of a test"), h("span", { class: "trace-hint" }, "read only"),
      h("button", { type: "button", class: "btn btn-small", onclick: back }, "Back to now")),
    opened.failure ? h("pre", { class: "trace-failure", tabindex: "0" }, opened.failure) : null,
  ]);
  $("#trace-places").hidden = !opened;
  fill($("#trace-places"), opened?.teams.map(drawTeam));
}

// What stood in Slack at the end: every message as its text, and what each person had open.
function drawTeam(team) {
  const name = (id) => team.people?.find((one) => one.id === id)?.name ?? id;
  const open = Object.entries(team.modals ?? {}).map(([user, stack]) => h("li", {}, `${name(user)}: “${stack.at(-1)?.title?.text ?? ""}”`));
  const notices = Object.entries(team.notices ?? {}).filter(([, text]) => text).map(([user, text]) => h("li", {}, `${name(user)}: ${text}`));
  return [
    (team.channels ?? []).filter((one) => one.messages.length).map((one) => section(title(one, name), one.messages.map((message) => line(message, name)))),
    open.length ? section("Open modals", open) : null,
    notices.length ? section("Notices", notices) : null,
  ];
}

const section = (heading, lines) => [h("h3", {}, heading), h("ul", { class: "trace-lines" }, lines)];

const title = (channel, name) => (["im", "mpim"].includes(channel.kind) ? channel.members.map(name).join(", ") : `#${channel.name}`);

function line(message, name) {
  const whom = message.ephemeral_to ? ` (only for ${name(message.ephemeral_to)})` : "";
  return h("li", { class: message.thread_ts && message.thread_ts !== message.ts ? "is-reply" : null },
    h("span", { class: "trace-at" }, clockTime(fromTs(message.ts), zone())), h("b", {}, name(message.user) ?? ""), `${whom} ${message.text || "(no text)"}`);
}
