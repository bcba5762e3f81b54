// What a select offers: [{group?, options: [{raw, text, detail?}]}].
import { withEmoji } from "./emoji.js";
import { people, channels, channelTitle, isDirect, isApp, app, here, nameOf, world } from "./world.js";

export function offered(element) {
  if (element.type.includes("users")) return [{ options: users() }];
  if (element.type.includes("channels")) return [{ options: rooms(["public"]) }];
  if (element.type.includes("conversations")) return [{ options: conversations(element.filter) }];
  if (element.option_groups) return element.option_groups.map((group) => ({ group: group.label?.text, options: group.options.map(fixed) }));
  return [{ options: (element.options ?? []).map(fixed) }];
}

export function fixed(option) {
  return { raw: option.value, text: withEmoji(option.text?.text ?? ""), detail: option.description?.text };
}

const users = () => [
  ...people().filter((one) => !one.deleted && !one.is_bot).map((one) => ({ raw: one.id, text: one.name, detail: one.title })),
  ...people().filter((one) => !one.deleted && one.is_bot).map((one) => ({ raw: one.id, text: nameOf(one.id), detail: "app" })),
];

const KINDS = { channel: "public", private: "private", im: "im", mpim: "mpim" };

function rooms(included) {
  return channels()
    .filter((one) => included.includes(KINDS[one.kind]) && !one.archived)
    .map((one) => ({ raw: one.id, text: isDirect(one) ? channelTitle(one) : `#${channelTitle(one)}`, user: one.user }));
}

function conversations(filter = {}) {
  const found = rooms(filter.include ?? ["public", "private", "mpim", "im"]);
  return filter.exclude_bot_users ? found.filter((one) => !isApp(one.user)) : found;
}

// default_to_current_conversation stands in for a missing initial value.
export function presetOf(element, raw) {
  if (raw || !element.default_to_current_conversation || world.place === app().bot_user) return raw;
  return here()?.id ?? raw;
}
