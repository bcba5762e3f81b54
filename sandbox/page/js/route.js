// The address says who looks and where, so that a link or a test can go straight there.
import { world, findPlace, isApp, channel } from "./world.js";

export function readAddress() {
  const query = new URLSearchParams(location.search);
  return { as: query.get("as"), channel: query.get("channel"), tab: query.get("tab"), thread: query.get("thread") };
}

export function writeAddress({ replace = false, pane } = {}) {
  const query = new URLSearchParams(location.search);
  put(query, "as", world.as);
  put(query, "channel", pane === "list" ? null : readable(world.place));
  put(query, "tab", world.tab === "home" && pane !== "list" ? "home" : null);
  put(query, "thread", pane === "list" ? null : world.thread);
  const address = `${location.pathname}?${query}`;
  if (address === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
}

export function applyAddress(address) {
  const place = findPlace(address.channel);
  world.place = place ?? world.place;
  world.tab = address.tab === "home" ? "home" : "messages";
  world.thread = place ? address.thread : null;
}

export function linkTo(placeId) {
  const query = new URLSearchParams({ as: world.as, channel: readable(placeId) });
  return `?${query}`;
}

function readable(placeId) {
  const one = channel(placeId);
  return one?.user && isApp(one.user) ? "app" : one?.id ?? placeId;
}

function put(query, name, value) {
  if (value) query.set(name, value);
  else query.delete(name);
}
