// The thread beside the conversation; on a phone over it.
import { $, fill, h } from "./dom.js";
import { drawMessages, stickToEnd } from "./messages.js";
import { createComposer } from "./composer.js";
import { closeThread } from "./navigation.js";
import { world, here, app, channelTitle, isDirect, isAppConversation } from "./world.js";

let shown = null;
let opener = null;

const composer = createComposer($("#thread-composer"), {
  label: "Reply", placeholder: () => "Reply…",
  key: () => `${world.as} ${here()?.id} ${world.thread}`,
  place: () => ({ channel: here().id, thread_ts: world.thread }),
});
$("#thread-close").addEventListener("click", close);
$("#thread").addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());

function close() {
  closeThread();
  if (opener?.isConnected) opener.focus();
}

export function drawThread() {
  const isOpen = Boolean(world.thread) && world.tab !== "home";
  const justOpened = isOpen && shown !== world.thread;
  if (justOpened && document.activeElement !== document.body) opener = document.activeElement;
  $("#thread").hidden = !isOpen;
  document.body.classList.toggle("has-thread", isOpen);
  if (!isOpen) return void (shown = null);
  const place = here();
  fill($("#thread-place"), isDirect(place) ? channelTitle(place) : `#${channelTitle(place)}`);
  const parent = world.messages.find((one) => one.ts === world.thread);
  const replies = world.replies.filter((one) => one.ts !== world.thread);
  stickToEnd($("#thread-scroll"), () => {
    drawMessages($("#thread-parent"), parent ? [parent] : [], { channelId: place.id, inThread: true });
    const count = `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`;
    fill($("#thread-count"), replies.length ? h("span", {}, count) : null);
    drawMessages($("#thread-list"), replies, { channelId: place.id, inThread: true });
  }, { jump: justOpened });
  $("#thread-composer").hidden = isAppConversation(place) && app().messages_read_only;
  composer.draw();
  if (justOpened) ($("#thread-composer").hidden ? $("#thread-close") : composer).focus();
  shown = world.thread;
}
