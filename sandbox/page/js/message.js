// One message: author, time, content, thread, and what can be done with it.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./avatar.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { drawBlocks } from "./blocks.js";
import { drawFiles } from "./files.js";
import { messageSurface } from "./surfaces.js";
import { openMenu } from "./popup.js";
import { fly } from "./flights.js";
import { openThread } from "./navigation.js";
import { clockTime, longDate, fromTs, relativeDay, inZone } from "./time.js";
import { world, zone, now, app, nameOf, isApp, person } from "./world.js";

export function drawMessage(message, { channelId, compact = false, inThread = false }) {
  const author = authorOf(message);
  const classes = ["message", compact && "is-compact", message.ephemeral && "is-ephemeral"].filter(Boolean).join(" ");
  return h("article", { class: classes, dataset: { ts: message.ts } },
    h("div", { class: "message-side" }, compact ? timeOf(message) : avatar(author)),
    h("div", { class: "message-main" },
      message.ephemeral ? h("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      message.subtype === "thread_broadcast" && !inThread ? broadcastNote(message) : null,
      compact ? h("span", { class: "hidden-text" }, `${nameOf(author)}: `) : head(message, author),
      content(message, channelId),
      inThread || !message.reply_count ? null : threadLink(message)),
    message.deleted ? null : toolbar(message, { channelId, inThread }));
}

export const authorOf = (message) => (message.bot_id && !message.user ? app().bot_user : message.user);

function head(message, author) {
  const isBot = isApp(author) || person(author)?.is_bot;
  return h("div", { class: "message-head" },
    h("span", { class: "author" }, nameOf(author)),
    isBot ? h("span", { class: "app-badge" }, "App") : null,
    timeOf(message));
}

// A reply that was also sent to the conversation names its thread there.
function broadcastNote(message) {
  return h("div", { class: "only-you" }, icon("reply"), h("button", { type: "button", class: "text-link", onclick: () => openThread(message.thread_ts) }, "replied to a thread"));
}

function timeOf(message) {
  const date = fromTs(message.ts);
  return h("time", { class: "message-time", datetime: date.toISOString(), title: `${longDate(date, zone())}, ${clockTime(date, zone())}` }, clockTime(date, zone()));
}

function content(message, channelId) {
  if (message.deleted) return h("div", { class: "rich is-deleted" }, "This message was deleted.");
  const blocks = message.blocks?.length
    ? drawBlocks(h("div", { class: "blocks" }), message.blocks, messageSurface(message, channelId))
    : h("div", { class: "rich", hidden: !message.text && Boolean(message.files?.length) }, mrkdwn(message.text));
  // Slack marks an edit only where the text itself is shown.
  if (message.edited && !message.blocks?.length) blocks.append(" ", h("span", { class: "edited" }, "(edited)"));
  return [blocks, drawFiles(message.files), (message.attachments ?? []).map((one) => attachment(one, message, channelId))];
}

function attachment(one, message, channelId) {
  const style = /^#?[0-9a-f]{6}$/i.test(one.color ?? "") ? `--bar:#${one.color.replace("#", "")}` : null;
  const inner = one.blocks ? drawBlocks(h("div", { class: "blocks" }), one.blocks, messageSurface(message, channelId))
    : h("div", { class: "rich" }, one.title ? h("strong", {}, plain(one.title)) : null, h("div", {}, mrkdwn(one.text ?? one.fallback ?? "")));
  return h("div", { class: "attachment", style }, inner);
}

function threadLink(message) {
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  const faces = (message.reply_users ?? []).slice(0, 4).map((id) => avatar(id, "xs"));
  return h("button", { type: "button", class: "thread-link", onclick: () => openThread(message.ts) },
    h("span", { class: "faces" }, faces),
    h("span", { class: "thread-count" }, count),
    message.unread_replies ? h("span", { class: "badge" }, `${message.unread_replies} new`) : null,
    message.latest_reply ? h("span", { class: "thread-last" }, `Last reply ${lastReply(message.latest_reply)}`) : null);
}

function lastReply(ts) {
  const date = fromTs(ts);
  const day = relativeDay(date, now(), zone())?.toLowerCase() ?? inZone(date, zone(), { day: "numeric", month: "short" });
  return `${day} at ${clockTime(date, zone())}`;
}

function toolbar(message, { channelId, inThread }) {
  const shortcuts = app().shortcuts.filter((one) => one.type === "message");
  const reply = inThread || message.ephemeral ? null : tool("reply", "Reply in thread", () => openThread(message.ts));
  const more = shortcuts.length && !message.ephemeral ? tool("updots", "More actions", () => openMenu(more, [
    { heading: app().name },
    ...shortcuts.map((one) => ({
      text: one.name, detail: one.description, icon: icon("bolt"),
      pick: () => fly(`shortcut ${one.callback_id}`, "shortcut", { callback_id: one.callback_id, channel: channelId, ts: message.ts }),
    })),
  ], { label: "More actions", alignEnd: true })) : null;
  more?.setAttribute("aria-haspopup", "menu");
  return reply || more ? h("div", { class: "toolbar" }, reply, more) : null;
}

function tool(sign, name, press) {
  return h("button", { type: "button", class: "icon-button", title: name, onclick: press, dataset: { focusKey: name } }, icon(sign), h("span", { class: "hidden-text" }, name));
}

// Everything outside the message itself that its drawing depends on.
export function printOf(message, compact) {
  return JSON.stringify([world.as, compact, now().toDateString(), message]);
}
