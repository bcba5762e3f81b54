// What a person has picked or typed, per surface (a view, a message), apart from the nodes that show it:
// it outlives redrawing, updates by the app, and a modal pushed on top.
const drafts = new Map();

export function openForm(surface, remembered = {}) {
  if (!drafts.has(surface)) drafts.set(surface, {});
  const touched = drafts.get(surface);
  return {
    surface,
    // Only what was touched is told: the workspace knows the initial values itself.
    values: () => touched,
    set(blockId, actionId, raw) {
      (touched[blockId] ??= {})[actionId] = raw;
    },
    raw(block, element) {
      const typed = touched[block.block_id]?.[element.action_id];
      if (typed !== undefined) return typed;
      const entry = remembered[block.block_id]?.[element.action_id];
      return entry?.type === element.type ? fromEntry(entry) : initial(element);
    },
  };
}

// Inputs that an update took away must not be sent: the workspace would not know them.
export function forgetMissing(surface, blocks) {
  const touched = drafts.get(surface) ?? {};
  const known = new Set(blocks.flatMap((block) => elementsOf(block).map((element) => `${block.block_id} ${element.action_id}`)));
  for (const [blockId, actions] of Object.entries(touched)) {
    for (const actionId of Object.keys(actions)) if (!known.has(`${blockId} ${actionId}`)) delete actions[actionId];
    if (!Object.keys(actions).length) delete touched[blockId];
  }
}

const elementsOf = (block) => [block.element, block.accessory, ...(block.elements ?? [])].filter((one) => one?.action_id);

function fromEntry(entry) {
  const [, value] = Object.entries(entry).find(([name]) => name === "value" || name === "files" || name.startsWith("selected_") || name === "rich_text_value") ?? [];
  return toRaw(value, entry.type);
}

function initial(element) {
  const [, value] = Object.entries(element).find(([name]) => name.startsWith("initial_")) ?? [];
  return toRaw(value, element.type);
}

function toRaw(value, type) {
  if (Array.isArray(value)) return value.map((one) => toRaw(one, type));
  // Only the app knows an external select's options, so they travel whole.
  if (value && typeof value === "object" && "value" in value && !type.includes("external")) return value.value;
  return value ?? (type.startsWith("multi_") || type === "checkboxes" ? [] : null);
}
