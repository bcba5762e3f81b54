// rich_text blocks and the cells of tables.
import { h } from "./dom.js";
import { link, mention, channelLink, emojiNode, dateNode } from "./mrkdwn.js";

const CONTAINERS = {
  rich_text_section: (part) => h("div", {}, pieces(part)),
  rich_text_quote: (part) => h("blockquote", {}, pieces(part)),
  rich_text_preformatted: (part) => h("pre", {}, pieces(part)),
  rich_text_list: list,
};

const PIECES = {
  text: (piece) => withBreaks(piece.text),
  link: (piece) => link(piece.url, piece.text || piece.url),
  user: (piece) => mention(piece.user_id),
  usergroup: (piece) => h("span", { class: "mention" }, `@${piece.usergroup_id}`),
  channel: (piece) => channelLink(piece.channel_id),
  broadcast: (piece) => h("span", { class: "mention mention-me" }, `@${piece.range}`),
  emoji: (piece) => emojiNode(piece.name),
  date: (piece) => dateNode(piece.timestamp, piece.format, piece.url, piece.fallback),
  color: (piece) => h("span", { class: "colour" }, h("i", { style: `background:${safeColour(piece.value)}` }), piece.value),
};

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

export function richText(block) {
  return (block.elements ?? []).map((part) => (CONTAINERS[part.type] ?? unknown)(part));
}

export function table(block) {
  const settings = block.column_settings ?? [];
  const [head, ...rows] = block.rows ?? [];
  const cells = (row, tag) => h("tr", {}, row.map((cell, column) => drawCell(cell, tag, settings[column])));
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, head ? cells(head, "th") : null), h("tbody", {}, rows.map((row) => cells(row, "td")))));
}

function drawCell(cell, tag, setting) {
  const style = `text-align:${["center", "right"].includes(setting?.align) ? setting.align : "left"}`;
  const content = cell?.type === "rich_text" ? richText(cell) : cell?.text ?? String(cell?.value ?? "");
  return h(tag, { style, scope: tag === "th" ? "col" : null, class: setting?.is_wrapped ? "wraps" : null }, content);
}

function list(part) {
  const tag = part.style === "ordered" ? "ol" : "ul";
  const attrs = { style: `--depth:${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : null };
  return h(tag, attrs, (part.elements ?? []).map((item) => h("li", {}, pieces(item))));
}

function pieces(part) {
  return (part.elements ?? []).map((piece) => {
    const content = (PIECES[piece.type] ?? unknown)(piece);
    const wanted = Object.keys(STYLES).filter((name) => piece.style?.[name]);
    return wanted.reduce((inner, name) => h(STYLES[name], {}, inner), content);
  });
}

const withBreaks = (text) => String(text ?? "").split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
const safeColour = (value) => (/^#[0-9a-f]{3,8}$/i.test(value) ? value : "transparent");
const unknown = (part) => h("span", { class: "not-drawn" }, `[${part.type}]`);
