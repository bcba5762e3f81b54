// Actions on their way to the app: the pressed element shows a spinner, then a warning if no answer came.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { post, failed, explain } from "./api.js";
import { refresh } from "./navigation.js";
import { toast } from "./toast.js";
import { world } from "./world.js";

const states = new Map(); // flight key → "busy" | "failed"

export const flightKey = (surface, block, element) => [surface, block.block_id, element.action_id].join(" ");
export const isBusy = (key) => states.get(key) === "busy";

export async function fly(key, path, body) {
  if (isBusy(key)) return null;
  set(key, "busy");
  const answer = await post(path, { as: world.as, ...body });
  set(key, failed(answer) ? "failed" : null);
  // After a delivery the workspace itself words the notice (state.notice); a refusal has no other voice than ours.
  const stale = answer.error?.startsWith("nothing with block_id"); // the caller tries again on what is shown by then
  if (failed(answer) && answer.status === undefined && !stale) toast(explain(answer), "warning");
  await refresh();
  return answer;
}

function set(key, state) {
  if (state) states.set(key, state);
  else states.delete(key);
  document.querySelectorAll("[data-flight]").forEach((node) => node.dataset.flight === key && paintFlight(node));
}

export function paintFlight(node) {
  const state = states.get(node.dataset.flight);
  node.toggleAttribute("aria-busy", false);
  if (state === "busy") node.setAttribute("aria-busy", "true");
  const note = node.nextElementSibling?.classList.contains("flight-note") ? node.nextElementSibling : null;
  if (state !== "failed") note?.remove();
  else if (!note) queueMicrotask(() => node.isConnected && node.after(drawNote()));
}

function drawNote() {
  return h("span", { class: "flight-note", title: "The app did not answer as it should" }, icon("warning"), h("span", { class: "hidden-text" }, "no answer from the app"));
}
