// Slack's mrkdwn, drawn as DOM nodes. The text arrives with & < > escaped; it is unescaped only where it becomes a text node.
import { h } from "./dom.js";
import { glyph, withEmoji } from "./emoji.js";
import { slackDate } from "./time.js";
import { world, zone, now, nameOf, channel } from "./world.js";
import { linkTo } from "./route.js";

// Inside *…* a marker may stand within a link, code or an :emoji_name: without ending the style.
const ATOM = "<[^<>\\n]*>|`[^`\\n]*`|:[a-z0-9_+'-]+:";
const styled = (mark, name) =>
  `(?<![\\p{L}\\p{N}${mark}])${mark}(?![\\s${mark}])(?<${name}>(?:${ATOM}|[^${mark}\\n])+?)(?<!\\s)${mark}(?![\\p{L}\\p{N}])`;
const INLINE = new RegExp([
  "`(?<code>[^`\\n]+)`",
  "<(?<angle>[^<>\\n]+)>",
  styled("\\*", "bold"), styled("_", "italic"), styled("~", "strike"),
  ":(?<emoji>[a-z0-9_+'-]+):",
  "(?<url>https?://[^\\s<>|]+[^\\s<>|.,;:!?)\\]'\"*_~])",
].join("|"), "gu");

const SAFE_LINK = /^(https?:|mailto:|tel:)/i;

const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function drawText(object, { autolink } = {}) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, { autolink: autolink ?? !object.verbatim });
  return plain(object.text, object.emoji !== false);
}

export function plain(text, emoji = true) {
  const lines = (emoji ? withEmoji(text ?? "") : text ?? "").split("\n");
  return lines.flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

export function mrkdwn(text, { autolink = true } = {}) {
  const parts = String(text ?? "").split(/(```[\s\S]+?```)/);
  const isFence = (part) => part?.startsWith("```") && part.length > 6;
  return parts.flatMap((part, index) => {
    if (isFence(part)) return [h("pre", {}, unescape(part.slice(3, -3).replace(/^\n|\n$/g, "")))];
    // The line breaks around a fence belong to it.
    const inner = (isFence(parts[index - 1]) ? part.replace(/^\n/, "") : part).replace(isFence(parts[index + 1]) ? /\n$/ : /$^/, "");
    return inner ? lines(inner, autolink) : [];
  });
}

function lines(text, autolink) {
  const drawn = [];
  let quote = null;
  let quoteAll = false;
  text.split("\n").forEach((line, index) => {
    const rest = quoteAll ? line : line.match(/^(?:&gt;|>){3}\s?(.*)$/)?.[1];
    const quoted = rest ?? line.match(/^(?:&gt;|>)\s?(.*)$/)?.[1];
    quoteAll ||= rest !== undefined;
    if (quoted !== undefined) {
      if (quote) quote.append(h("br"), ...inline(quoted, autolink));
      else drawn.push((quote = h("blockquote", {}, inline(quoted, autolink))));
      return;
    }
    const afterBlock = quote !== null || drawn.at(-1)?.className === "bullet";
    quote = null;
    drawn.push(...plainLine(line, { first: index === 0, afterBlock, autolink }));
  });
  return drawn;
}

function plainLine(line, { first, afterBlock, autolink }) {
  const bullet = line.match(/^(\s*)([•◦▪‣-])\s+(.*)$/);
  if (bullet) {
    const depth = Math.min(Math.floor(bullet[1].length / 2), 4);
    return [h("span", { class: "bullet", style: `--depth:${depth}` }, h("span", {}, `${bullet[2]} `), h("span", {}, inline(bullet[3], autolink)))];
  }
  const content = inline(line, autolink);
  return first || afterBlock ? content : [h("br"), ...content];
}

export function inline(text, autolink = true) {
  const drawn = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) drawn.push(unescape(text.slice(from, match.index)));
    drawn.push(token(match, autolink));
    from = match.index + match[0].length;
  }
  if (from < text.length) drawn.push(unescape(text.slice(from)));
  return drawn;
}

function token(match, autolink) {
  const { code, angle, bold, italic, strike, emoji, url } = match.groups;
  if (code !== undefined) return h("code", {}, unescape(code));
  if (angle !== undefined) return reference(angle);
  if (bold !== undefined) return h("strong", {}, inline(bold, autolink));
  if (italic !== undefined) return h("em", {}, inline(italic, autolink));
  if (strike !== undefined) return h("s", {}, inline(strike, autolink));
  if (emoji !== undefined) return emojiNode(emoji);
  return autolink ? link(unescape(url), unescape(url)) : unescape(url);
}

export function emojiNode(name) {
  const sign = glyph(name);
  return sign ? h("span", { class: "emoji", title: `:${name}:` }, sign) : `:${name}:`;
}

function reference(inner) {
  const [target, ...labels] = inner.split("|");
  const label = labels.length ? unescape(labels.join("|")) : null;
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelLink(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  const address = unescape(target);
  return link(address, label || address.replace(/^(mailto|tel):/i, ""));
}

export function link(address, label) {
  if (!SAFE_LINK.test(address)) return label;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, withEmoji(label));
}

export function mention(userId, label) {
  const isMe = userId === world.state?.me?.id;
  return h("span", { class: isMe ? "mention mention-me" : "mention" }, `@${label || nameOf(userId)}`);
}

export function channelLink(id, label) {
  const known = channel(id);
  const name = `#${known?.name ?? label ?? id}`;
  return known ? h("a", { class: "mention", href: linkTo(id), dataset: { place: id } }, name) : h("span", { class: "mention" }, name);
}

function special(command, label) {
  const date = command.match(/^date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/);
  if (date) return dateNode(date[1], unescape(date[2]), date[3] && unescape(date[3]), label);
  if (command.startsWith("subteam^")) return h("span", { class: "mention" }, label ?? `@${command.slice(8)}`);
  return h("span", { class: "mention mention-me" }, `@${command.split("^")[0]}`);
}

export function dateNode(unix, pattern, address, fallback) {
  const text = slackDate(unix, pattern, now(), zone());
  const node = h("time", { title: fallback ?? "", datetime: new Date(unix * 1000).toISOString() }, text);
  return address && SAFE_LINK.test(address) ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, node) : node;
}
