// The markdown block: standard Markdown (not mrkdwn), the part of it that Slack documents.
import { h } from "./dom.js";
import { link, emojiNode } from "./mrkdwn.js";

const INLINE = new RegExp([
  "`(?<code>[^`]+)`",
  "\\[(?<label>[^\\]]+)\\]\\((?<href>[^)\\s]+)\\)",
  "\\*\\*(?<bold>.+?)\\*\\*|__(?<bold2>.+?)__",
  "~~(?<strike>.+?)~~",
  "\\*(?<italic>[^*\\s](?:[^*]*[^*\\s])?)\\*|(?<![\\w])_(?<italic2>[^_\\s](?:[^_]*[^_\\s])?)_(?!\\w)",
  ":(?<emoji>[a-z0-9_+'-]+):",
  "(?<url>https?://[^\\s<>]+[^\\s<>.,;:!?)])",
].join("|"));

const KINDS = [
  { test: /^```/, take: fence },
  { test: /^#{1,6}\s/, take: heading },
  { test: /^(?:---+|\*\*\*+)\s*$/, take: (lines) => (lines.shift(), h("hr")) },
  { test: /^>\s?/, take: quote },
  { test: /^\s*(?:[-*+]|\d+\.)\s/, take: list },
  { test: /^\s*$/, take: (lines) => (lines.shift(), null) },
];

export function markdown(text) {
  const lines = String(text ?? "").split("\n");
  const drawn = [];
  while (lines.length) drawn.push((KINDS.find((kind) => kind.test.test(lines[0]))?.take ?? paragraph)(lines));
  return drawn.filter(Boolean);
}

function fence(lines) {
  lines.shift();
  const body = takeWhile(lines, (line) => !line.startsWith("```"));
  lines.shift();
  return h("pre", {}, body.join("\n"));
}

function heading(lines) {
  const [, marks, title] = lines.shift().match(/^(#+)\s+(.*)$/);
  return h("p", { class: `md-heading md-heading-${marks.length}`, role: "heading", "aria-level": Math.min(marks.length + 1, 6) }, inline(title));
}

function quote(lines) {
  const body = takeWhile(lines, (line) => /^>\s?/.test(line)).map((line) => line.replace(/^>\s?/, ""));
  return h("blockquote", {}, markdown(body.join("\n")));
}

function list(lines) {
  const first = lines[0].match(/^(\s*)([-*+]|\d+\.)\s/);
  const depth = first[1].length;
  const isOrdered = /\d/.test(first[2]);
  const items = [];
  while (lines.length) {
    const item = lines[0].match(/^(\s*)([-*+]|\d+\.)\s+(?:\[([ xX])\]\s+)?(.*)$/);
    if (!item || item[1].length < depth) break;
    if (item[1].length > depth) {
      items.at(-1).append(list(lines));
      continue;
    }
    if (/\d/.test(item[2]) !== isOrdered) break;
    lines.shift();
    items.push(h("li", {}, item[3] ? `${item[3] === " " ? "☐" : "☑"} ` : null, inline(item[4])));
  }
  return h(isOrdered ? "ol" : "ul", {}, items);
}

function paragraph(lines) {
  const body = [lines.shift(), ...takeWhile(lines, (line) => line.trim() && !KINDS.some((kind) => kind.test.test(line)))];
  return h("p", {}, body.flatMap((line, index) => [index ? h("br") : null, ...inline(line)]));
}

function takeWhile(lines, wanted) {
  const taken = [];
  while (lines.length && wanted(lines[0])) taken.push(lines.shift());
  return taken;
}

function inline(text) {
  const match = text.match(INLINE);
  if (!match) return [text];
  const before = text.slice(0, match.index);
  return [before, token(match.groups), ...inline(text.slice(match.index + match[0].length))];
}

function token(found) {
  if (found.code) return h("code", {}, found.code);
  if (found.href) return link(found.href, found.label);
  if (found.bold || found.bold2) return h("strong", {}, inline(found.bold ?? found.bold2));
  if (found.strike) return h("s", {}, inline(found.strike));
  if (found.italic || found.italic2) return h("em", {}, inline(found.italic ?? found.italic2));
  return found.emoji ? emojiNode(found.emoji) : link(found.url, found.url);
}
