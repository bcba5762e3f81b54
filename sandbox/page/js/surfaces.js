// Where blocks stand: a message, or a view (a modal or the Home tab). Each knows how an action in it reaches the app.
import { openForm, forgetMissing } from "./form.js";
import { flightKey, fly } from "./flights.js";
import { post } from "./api.js";
import { world } from "./world.js";

export function messageSurface(message, channelId) {
  const key = ["message", world.as, channelId, message.ts].join(":");
  const latest = () => [...world.messages, ...world.replies].find((one) => one.ts === message.ts)?.blocks;
  return surface({ key, where: { channel: channelId, ts: message.ts }, form: openForm(key, message.picked), latest });
}

export function viewSurface(view) {
  const key = `view:${view.id}`;
  forgetMissing(key, view.blocks);
  const form = openForm(key, view.state?.values);
  const latest = () => [world.state.modal, world.state.home].find((one) => one?.id === view.id)?.blocks;
  return surface({ key, where: { view_id: view.id, state: form.values() }, form, latest });
}

function surface({ key, where, form, latest }) {
  const names = (block, element) => ({ ...where, block_id: blockIdNow(latest() ?? [], block, element), action_id: element.action_id });
  return {
    key, form,
    async act(block, element, raw) {
      const send = () => fly(flightKey(key, block, element), "action", { ...names(block, element), value: raw });
      const before = names(block, element).block_id;
      const answer = await send();
      const redrawn = answer?.error?.startsWith("nothing with block_id") && names(block, element).block_id !== before;
      return redrawn ? send() : answer;
    },
    suggest: (block, element, typed) => post("suggest", { as: world.as, ...names(block, element), value: typed }),
  };
}

// A block that the app did not name gets a new id with each update. What a person presses is still the same button.
function blockIdNow(blocks, block, element) {
  if (blocks.some((one) => one.block_id === block.block_id)) return block.block_id;
  const same = (other) => other?.type === element.type && other.action_id === element.action_id && other.value === element.value;
  return blocks.find((one) => [one.element, one.accessory, ...(one.elements ?? [])].some(same))?.block_id ?? block.block_id;
}
