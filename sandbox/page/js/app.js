// Starts the page and joins its parts.
import { $, fill } from "./dom.js";
import { get } from "./api.js";
import { listen } from "./live.js";
import { readAddress, applyAddress, writeAddress } from "./route.js";
import { onRead, refresh, redraw, showPane, isPhone } from "./navigation.js";
import { startTheme } from "./theme.js";
import { drawSidebar } from "./sidebar.js";
import { drawConversation } from "./conversation.js";
import { drawThread } from "./thread.js";
import { drawLandmarks } from "./landmarks.js";
import { drawModal } from "./modal.js";
import { drawClock } from "./clockbar.js";
import { drawInspector, setOpen } from "./inspector.js";
import { asked, startFrame, startSideBySide } from "./side.js";
import { toast } from "./toast.js";
import { world, app, channels, here } from "./world.js";

let lastNotice = null;

async function start() {
  startTheme();
  startFrame();
  const address = readAddress();
  world.as = address.as ?? localStorage.getItem("as");
  if (!(await settleWho())) return;
  if (asked()) return startOverview();
  world.place = busiestPlace();
  applyAddress(address);
  showPane(isPhone() && !address.channel ? "list" : "conversation");
  [drawSidebar, drawClock, drawConversation, drawThread, drawLandmarks, drawModal, drawNotice, drawInspector].forEach(onRead);
  writeAddress({ replace: true, pane: document.body.dataset.pane });
  if (new URLSearchParams(location.search).get("inspector")) setOpen(true);
  listen({ onChange: refresh, onLink: (up) => ($("#offline").hidden = up) });
  await refresh();
  document.body.dataset.ready = "true";
}

// Only the clock and the inspector work here; the frames look after everything else.
async function startOverview() {
  startSideBySide();
  const read = async () => {
    world.state = await get("state", { as: world.as });
    world.skewMs = Date.parse(world.state.now) - Date.now();
    drawClock();
    drawInspector();
  };
  await read();
  document.body.dataset.ready = "true";
  listen({ onChange: read, onLink: (up) => ($("#offline").hidden = up) });
}

// Without a name in the address, the first person who can sign in. The app's own view ("bot") lists them all.
async function settleWho() {
  for (const as of [world.as, "bot"].filter(Boolean)) {
    const state = await get("state", { as });
    if (!state.ok) continue;
    const able = state.people.filter((one) => !one.deleted && !one.is_bot);
    const me = able.find((one) => one.id === state.me.id) ?? able[0];
    if (state.me.id !== me?.id) world.as = me?.handle;
    else Object.assign(world, { as: me.handle, state, skewMs: Date.parse(state.now) - Date.now() });
    if (!world.state) world.state = await get("state", { as: world.as });
    if (world.state.ok) return true;
  }
  fill($("#trouble"), "The local workspace does not answer. Start it with “python -m sandbox”, then reload this page.");
  $("#trouble").hidden = false;
  return false;
}

// A channel that the app is in invites to try it; else the conversation with the app.
function busiestPlace() {
  const bot = app().bot_user;
  return channels().find((one) => one.kind === "channel" && one.members.includes(bot))?.id ?? bot;
}

function drawNotice() {
  const { notice } = world.state;
  const inModal = world.state.modal && notice?.startsWith("We had some trouble");
  if (notice && notice !== lastNotice && !inModal) toast(notice, "warning");
  lastNotice = notice;
}

addEventListener("popstate", () => {
  const address = readAddress();
  if (address.as && address.as !== world.as) world.as = address.as;
  applyAddress(address);
  Object.assign(world, { messages: [], replies: [] });
  showPane(isPhone() && !address.channel ? "list" : "conversation");
  redraw();
  refresh();
});

start();
