// The middle of the page: where we are, its messages or the app's Home tab, and the composer.
import { $, h, fill } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./avatar.js";
import { post, failed } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { drawMessages, stickToEnd } from "./messages.js";
import { viewSurface } from "./surfaces.js";
import { createComposer } from "./composer.js";
import { go, showList } from "./navigation.js";
import { world, here, app, channelTitle, isAppConversation, isDirect, nameOf, person } from "./world.js";

let shown = null; // "person place" of the last drawing: a change means jumping to the end
let homeAsked = null;

const composer = createComposer($("#composer"), {
  label: "Message",
  placeholder: () => `Message ${titleOf(here())}`,
  key: () => `${world.as} ${here()?.id}`,
  place: () => ({ channel: here().id }),
});
$("#back").addEventListener("click", showList);

export function drawConversation() {
  const place = here();
  if (!place) return;
  const home = world.tab === "home";
  drawHead(place);
  drawTabs(place);
  $("#messages").hidden = home;
  $("#home").hidden = !home;
  if (home) drawHome();
  else drawList(place);
  drawFoot(place, home);
}

function drawList(place) {
  const seat = `${world.as} ${place.id} ${world.tab}`;
  const jump = seat !== shown;
  shown = seat;
  stickToEnd($("#messages"), () => {
    fill($("#beginning"), beginning(place));
    drawMessages($("#list"), world.messages, { channelId: place.id });
  }, { jump });
}

function drawHead(place) {
  const sign = isDirect(place) ? avatar(place.user, "s") : icon(place.kind === "channel" ? "hash" : place.kind === "private" ? "lock" : "people");
  fill($("#place-title"), sign, h("span", {}, channelTitle(place)));
  const badge = isAppConversation(place) ? h("span", { class: "app-badge" }, "App") : null;
  fill($("#place-about"), badge ?? (isDirect(place) ? person(place.user)?.title : place.topic));
  fill($("#place-members"), isDirect(place) ? null : [h("span", { class: "faces" }, place.members.slice(0, 4).map((id) => avatar(id, "xs"))), `${place.members.length}`,
    h("span", { class: "hidden-text" }, " members")]);
  document.title = `${titleOf(place)} · ${world.state.team.name} · local Slack`;
}

function drawTabs(place) {
  const hasHome = isAppConversation(place) && app().home_tab !== false;
  $("#tabs").hidden = !hasHome;
  for (const name of ["home", "messages"]) {
    const tab = $(`#tab-${name}`);
    tab.setAttribute("aria-selected", String(world.tab === name));
    tab.tabIndex = world.tab === name ? 0 : -1;
  }
}

for (const [name, other] of [["home", "messages"], ["messages", "home"]]) {
  $(`#tab-${name}`).addEventListener("click", () => go(world.place, { tab: name }));
  $(`#tab-${name}`).addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") go(world.place, { tab: other }).then(() => $(`#tab-${other}`).focus());
  });
}

// Each visit tells the app, as Slack does; redrawing is no visit.
function drawHome() {
  if (homeAsked !== world.as) {
    homeAsked = world.as;
    post("home", { as: world.as }).then((answer) => fill($("#home-note"), failed(answer) ? "The app did not answer when its Home tab was opened." : null));
  }
  shown = null;
  const view = world.state.home;
  $("#home-empty").hidden = Boolean(view);
  const surface = view ? viewSurface(view) : null;
  if (surface) drawBlocks($("#home-blocks"), view.blocks, surface);
  else fill($("#home-blocks"));
}

function drawFoot(place, home) {
  if (!home) homeAsked = null;
  const readOnly = isAppConversation(place) && app().messages_read_only;
  $("#composer").hidden = home || readOnly || place.archived;
  $("#no-composer").hidden = home || !(readOnly || place.archived);
  fill($("#no-composer"), place.archived ? "This channel is archived." : readOnlyNote());
  composer.draw();
}

function readOnlyNote() {
  const [command] = app().commands;
  return `${app().name} does not read messages. Press its buttons here${command ? `, or type ${command.command} in a channel` : ""}.`;
}

function beginning(place) {
  if (isAppConversation(place)) return [avatar(place.user, "l"), h("h2", {}, nameOf(place.user)), h("p", {}, "What the app sends to you alone appears here.")];
  if (isDirect(place)) return [avatar(place.user, "l"), h("h2", {}, nameOf(place.user)), h("p", {}, `This is the start of your conversation with ${nameOf(place.user)}.`)];
  const commands = app().commands.map((one) => h("code", {}, one.command));
  return [h("span", { class: "beginning-sign" }, icon("hash")), h("h2", {}, channelTitle(place)),
    h("p", {}, place.topic ? `${place.topic}. ` : null, commands.length ? ["Type ", commands.flatMap((one, index) => (index ? [" or ", one] : [one])), " to begin."] : null)];
}

const titleOf = (place) => (place && !isDirect(place) && place.kind !== "mpim" ? `#${place.name}` : place ? channelTitle(place) : "");
