// Block Kit blocks → DOM. A surface is {key, form, act(block, element, raw), suggest(block, element, typed)}.
import { h, reconcile, freshId } from "./dom.js";
import { drawText, plain } from "./mrkdwn.js";
import { markdown } from "./markdown.js";
import { richText, table } from "./richtext.js";
import { drawElement } from "./elements.js";
import { picture } from "./picture.js";
import { chart } from "./chart.js";
import { isControl } from "./controls.js";
import { drawField } from "./fields.js";
import { dayKey } from "./time.js";
import { world, now, zone } from "./world.js";

const KINDS = {
  section, header, divider: () => h("hr", { class: "block-divider" }), context, actions, image, input: drawField,
  rich_text: (block) => h("div", { class: "rich" }, richText(block)),
  markdown: (block) => h("div", { class: "rich markdown" }, markdown(block.text)),
  table, alert, data_visualization: chart,
};

// Blocks that stay the same keep their nodes, and with them the caret, the half-open menu and the click under way.
// Only where something is picked or typed does a new block_id mean a new block: the app asks for a fresh field so.
export function drawBlocks(container, blocks, surface) {
  const numbered = (blocks ?? []).map((block, index) => ({ block, key: holdsControl(block) ? block.block_id : `#${index}` }));
  const around = [surface.key, world.as, dayKey(now(), zone())].join();
  reconcile(container, numbered, {
    keyOf: ({ key }) => key,
    printOf: ({ block, key }) => around + JSON.stringify(key.startsWith("#") ? { ...block, block_id: null } : block),
    draw: ({ block }) => drawBlock(block, surface),
  });
  return container;
}

const holdsControl = (block) => Boolean(block.block_id) && [block.element, block.accessory, ...(block.elements ?? [])].some((one) => one && isControl(one));

function drawBlock(block, surface) {
  const node = (KINDS[block.type] ?? notDrawn)(block, surface);
  node.classList.add("block", `block-${block.type}`);
  if (block.block_id) node.dataset.blockId = block.block_id;
  return node;
}

const notDrawn = (block) => h("div", { class: "not-drawn" }, `[${block.type}] block is not drawn here`);

function section(block, surface) {
  const textId = freshId("text");
  return h("div", { class: block.accessory ? "with-accessory" : null },
    h("div", { class: "section-body rich", id: textId },
      block.text ? h("div", {}, drawText(block.text)) : null,
      block.fields?.length ? h("div", { class: "fields" }, block.fields.map((field) => h("div", {}, drawText(field)))) : null),
    block.accessory ? h("div", { class: "accessory" }, drawElement(block.accessory, block, surface, { describedBy: textId })) : null);
}

function header(block) {
  const level = Math.min(Math.max(block.level ?? 1, 1), 4);
  return h("div", { role: "heading", "aria-level": level + 1 }, plain(block.text?.text));
}

function context(block) {
  return h("div", {}, (block.elements ?? []).map((element) =>
    element.type === "image" ? picture(element, "context-image") : h("span", { class: "rich" }, drawText(element))));
}

function actions(block, surface) {
  return h("div", {}, (block.elements ?? []).map((element) => drawElement(element, block, surface)));
}

function image(block) {
  return h("figure", {}, block.title ? h("figcaption", {}, drawText(block.title)) : null, picture(block, "block-picture"));
}

function alert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  return h("div", { class: `alert alert-${level} rich`, role: "note" }, drawText(block.text));
}
