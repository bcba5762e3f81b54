// Where blocks stand: a message, or a view (a modal or the Home tab). Each knows how an action in it reaches the app.
import { openForm, forgetMissing } from "./form.js";
import { flightKey, fly } from "./flights.js";
import { post } from "./api.js";
import { world } from "./world.js";

export function messageSurface(message, channelId) {
  const where = { channel: channelId, ts: message.ts };
  const key = ["message", world.as, channelId, message.ts].join(":");
  return surface(key, where, openForm(key, message.picked));
}

export function viewSurface(view) {
  const key = `view:${view.id}`;
  forgetMissing(key, view.blocks);
  const form = openForm(key, view.state?.values);
  return surface(key, { view_id: view.id, state: form.values() }, form);
}

function surface(key, where, form) {
  const naming = (block, element) => ({ ...where, block_id: block.block_id, action_id: element.action_id });
  return {
    key, form,
    act: (block, element, raw) => fly(flightKey(key, block, element), "action", { ...naming(block, element), value: raw }),
    suggest: (block, element, typed) => post("suggest", { as: world.as, ...naming(block, element), value: typed }),
  };
}
