// Moving about and reading afresh. Drawing is left to whoever subscribes.
import { get, explain } from "./api.js";
import { writeAddress } from "./route.js";
import { toast } from "./toast.js";
import { world, here, channel, isAppConversation } from "./world.js";

const drawers = [];
let running = null;
let again = false;

export const onRead = (draw) => drawers.push(draw);
export const redraw = () => drawers.forEach((draw) => draw());

// On a phone either the list of conversations or one conversation is on the screen.
const phone = matchMedia("(max-width: 720px)");
export const isPhone = () => phone.matches;
export const pane = () => document.body.dataset.pane;
phone.addEventListener("change", () => world.state && refresh());

export function showPane(name) {
  document.body.dataset.pane = name;
}

export function go(place, { tab = "messages", thread = null } = {}) {
  Object.assign(world, { place, tab, thread, messages: [], replies: [] });
  showPane("conversation");
  writeAddress();
  return refresh();
}

export function showList() {
  showPane("list");
  writeAddress({ pane: "list" });
  return refresh();
}

export function openThread(ts) {
  Object.assign(world, { thread: ts, replies: [] });
  writeAddress();
  return refresh();
}

export function closeThread() {
  Object.assign(world, { thread: null, replies: [] });
  writeAddress();
  redraw();
}

// Another person keeps looking at the same shared channel, but has a direct message of her own with the app.
export function switchTo(as) {
  const before = here();
  const place = isAppConversation(before) ? before.user : before?.id;
  Object.assign(world, { as, place, thread: null, messages: [], replies: [] });
  localStorage.setItem("as", as);
  writeAddress({ pane: pane() });
  return refresh();
}

// Calls that come while a reading is under way share one more reading after it.
export function refresh() {
  again = true;
  running ??= readUntilQuiet().finally(() => (running = null));
  return running;
}

async function readUntilQuiet() {
  while (again) {
    again = false;
    await readOnce();
  }
}

async function readOnce() {
  const asked = snapshot();
  const [messages, replies] = await Promise.all([readMessages(), readThread()]);
  const state = await get("state", { as: world.as });
  if (asked !== snapshot()) return void (again = true);
  if (!state.ok) return toast(explain(state), "warning");
  world.state = state;
  world.skewMs = Date.parse(state.now) - Date.now();
  settleSomewhere();
  if (asked !== snapshot()) again = true;
  else Object.assign(world, { messages: messages?.messages ?? [], replies: replies?.messages ?? [] });
  redraw();
}

// A place this person cannot see (someone else's direct message, a channel she is not in) gives way to the app's.
function settleSomewhere() {
  const found = channel(world.place);
  if (!found) Object.assign(world, { place: world.state.app.bot_user, thread: null });
  if (world.tab === "home" && !isAppConversation(here())) world.tab = "messages";
}

const snapshot = () => JSON.stringify([world.as, world.place, world.tab, world.thread, isLooking()]);

// Reading marks as read, so what is not on the screen is not read.
const isLooking = () => !(isPhone() && pane() === "list");

function readMessages() {
  if (!world.state || !isLooking() || world.tab === "home") return null;
  const place = here();
  return place && !place.unopened ? get("messages", { as: world.as, channel: place.id }) : null;
}

function readThread() {
  if (!world.state || !isLooking() || !world.thread) return null;
  return get("messages", { as: world.as, channel: here()?.id, thread_ts: world.thread });
}
