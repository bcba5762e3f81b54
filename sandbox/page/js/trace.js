// A trace that a failed test has left behind: its traffic stands in the inspector, in place of what happens now.
import { $, fill, h } from "./dom.js";
import { toast } from "./toast.js";

let opened = null; // {test, error, traffic}
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
  return { test: written.test ?? "", error: written.error ?? "", traffic };
}

function drawNote() {
  const back = () => ((opened = null), drawNote(), changed(), $("#trace-open").focus());
  $("#trace-note").hidden = !opened;
  fill($("#trace-note"), !opened ? null : [
    h("div", { class: "trace-head" },
      h("strong", {}, "Trace"), h("span", { class: "trace-test" }, opened.test || "of a test"), h("span", { class: "trace-hint" }, "read only"),
      h("button", { type: "button", class: "btn btn-small", onclick: back }, "Back to now")),
    opened.error ? h("pre", { class: "trace-error", tabindex: "0" }, opened.error) : null,
  ]);
}
