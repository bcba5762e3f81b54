// Who looks, and where one can go.
import { $, h, fill, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./avatar.js";
import { linkTo } from "./route.js";
import { go, switchTo, pane } from "./navigation.js";
import { world, me, app, people, channels, channel, channelTitle, isDirect, isApp, here, nameOf } from "./world.js";

$("#act-as").addEventListener("change", (event) => switchTo(event.target.value));

// Any link to a place moves within the page; with a modifier key it stays a link.
document.addEventListener("click", (event) => {
  const anchor = event.target.closest?.("a[data-place]");
  if (!anchor || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(anchor.dataset.place);
});

export function drawSidebar() {
  drawWho();
  const rooms = channels().filter((one) => !isDirect(one) && one.kind !== "mpim");
  drawPlaces($("#channels"), rooms.sort((a, b) => a.name.localeCompare(b.name)));
  drawPlaces($("#directs"), directs());
  fill($("#connection"), h("i", { class: "dot" }), `${app().name} · ${app().connected === "socket" ? "Socket Mode" : "HTTP"}`);
}

function drawWho() {
  const mine = me();
  fill($("#who-face"), avatar(mine.id, "l"));
  fill($("#who-name"), mine.name);
  fill($("#who-title"), mine.title);
  const able = people().filter((one) => !one.deleted && !one.is_bot);
  const select = $("#act-as");
  const print = JSON.stringify(able.map((one) => [one.handle, one.name, one.title, one.unread]));
  if (select.dataset.print !== print && !select.matches(":open")) {
    select.dataset.print = print;
    fill(select, able.map((one) => h("option", { value: one.handle, dataset: { detail: one.title + (one.unread ? ` · ${one.unread} unread` : "") } }, one.name)));
  }
  select.value = mine.handle;
  reconcile($("#faces"), able, {
    keyOf: (one) => one.id,
    printOf: (one) => JSON.stringify([one.name, one.unread, one.id === mine.id]),
    draw: (one) => face(one, one.id === mine.id),
  });
}

function face(one, isMe) {
  const name = `Switch to ${one.name}${one.unread ? `, ${one.unread} unread` : ""}`;
  return h("button", { type: "button", class: "face", title: `${one.name}, ${one.title}`, "aria-pressed": String(isMe), dataset: { focusKey: one.id }, onclick: () => switchTo(one.handle) },
    avatar(one.id, "s"), one.unread ? h("span", { class: "badge", "aria-hidden": "true" }, one.unread > 99 ? "99+" : one.unread) : null,
    h("span", { class: "hidden-text" }, name));
}

// The app first, then conversations under way, then everybody one could write to.
function directs() {
  const opened = channels().filter((one) => (isDirect(one) && !isApp(one.user)) || one.kind === "mpim");
  const others = people().filter((one) => !one.deleted && !one.is_bot && one.id !== me().id && !opened.some((dm) => dm.user === one.id));
  return [channel(app().bot_user), ...opened, ...others.map((one) => channel(one.id))];
}

function drawPlaces(list, places) {
  const current = pane() === "list" ? null : here()?.id;
  reconcile(list, places, {
    keyOf: (one) => one.user ?? one.id,
    printOf: (one) => JSON.stringify([world.as, one.id, channelTitle(one), one.unread, one.id === current, one.archived]),
    draw: (one) => h("li", {}, placeLink(one, one.id === current)),
  });
}

function placeLink(one, isCurrent) {
  const sign = isDirect(one) ? avatar(one.user, "xs") : icon(one.kind === "private" ? "lock" : one.kind === "mpim" ? "people" : "hash");
  return h("a", {
    href: linkTo(one.id), class: one.unread ? "place has-unread" : "place", "aria-current": isCurrent ? "page" : null,
    dataset: { place: isApp(one.user) ? one.user : one.id, focusKey: one.id },
  }, h("span", { class: "place-sign" }, sign), h("span", { class: "place-name" }, channelTitle(one)),
  isApp(one.user) ? h("span", { class: "app-badge" }, "App") : null,
  one.unread ? h("span", { class: "badge" }, one.unread, h("span", { class: "hidden-text" }, " unread")) : null);
}
