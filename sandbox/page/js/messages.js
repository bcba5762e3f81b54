// A list of messages with day dividers; short runs by one author share one head.
import { h, reconcile } from "./dom.js";
import { drawMessage, printOf, authorOf } from "./message.js";
import { dayKey, dayTitle, fromTs } from "./time.js";
import { now, zone } from "./world.js";

const RUN_SECONDS = 5 * 60;
const NEAR_END = 120;

export function drawMessages(list, messages, { channelId, inThread = false }) {
  reconcile(list, withDays(messages, inThread), {
    keyOf: (item) => item.key,
    printOf: (item) => (item.day ? item.day : printOf(item.message, item.compact)),
    draw: (item) => (item.day ? divider(item.day) : drawMessage(item.message, { channelId, compact: item.compact, inThread })),
  });
}

function withDays(messages, inThread) {
  const items = [];
  let before = null;
  for (const message of messages) {
    const day = dayKey(fromTs(message.ts), zone());
    const newDay = !before || day !== dayKey(fromTs(before.ts), zone());
    if (newDay && !inThread) items.push({ key: `day ${day}`, day: dayTitle(fromTs(message.ts), now(), zone()) });
    items.push({ key: message.ts, message, compact: !newDay && continues(before, message) });
    before = message;
  }
  return items;
}

function continues(before, message) {
  return authorOf(before) === authorOf(message) && before.ephemeral === message.ephemeral && !before.reply_count && !before.deleted
    && message.ts - before.ts < RUN_SECONDS;
}

const divider = (title) => h("div", { class: "day", role: "separator" }, h("span", {}, title));

// Keeps the newest message in sight, unless the person has scrolled up to read.
// The list is a live region: what is added gets read out, but not a whole conversation when it is entered.
export function stickToEnd(scroller, drawing, { jump }) {
  const wasAtEnd = isAtEnd(scroller);
  scroller.setAttribute("aria-live", jump ? "off" : "polite");
  drawing();
  if (jump || wasAtEnd) toEnd(scroller);
}

const stuck = new WeakMap(); // scroller → whether it is at its end, to stay there while pictures come in

function toEnd(scroller) {
  if (!stuck.has(scroller)) {
    scroller.addEventListener("scroll", () => stuck.set(scroller, isAtEnd(scroller)), { passive: true });
    scroller.addEventListener("load", () => stuck.get(scroller) && toEnd(scroller), { capture: true });
  }
  stuck.set(scroller, true);
  scroller.scrollTop = scroller.scrollHeight;
}

const isAtEnd = (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
