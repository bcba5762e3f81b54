// What the page knows: who looks, where they look, and the last state the workspace gave. Others ask here; only app.js writes.

export const world = {
  as: null, // handle or id of the person looked through
  place: null, // channel id, or a user id for a direct message nobody has opened yet
  tab: "messages", // "home" only in the app's conversation
  thread: null, // ts of the open thread
  state: null, // last /_control/state
  messages: [],
  replies: [],
  skewMs: 0, // workspace time minus this computer's time
};

export const me = () => world.state.me;
export const zone = () => world.state?.me?.tz || "UTC";
export const app = () => world.state.app;
export const now = () => new Date(Date.now() + world.skewMs);
export const people = () => world.state?.people ?? [];
export const channels = () => world.state?.channels ?? [];
export const person = (id) => people().find((one) => one.id === id);
export const isApp = (id) => Boolean(id) && id === world.state?.app?.bot_user;

// The workspace's own voice, which tells a person in private what became of a command.
const WORKSPACE = "USLACKBOT";

export function nameOf(userId) {
  if (isApp(userId)) return app().name;
  if (userId === WORKSPACE) return "Workspace";
  return person(userId)?.name ?? userId ?? "Somebody";
}

export function channel(id) {
  return channels().find((one) => one.id === id) ?? channels().find((one) => isDirect(one) && one.user === id) ?? unopened(id);
}

// A conversation that will exist once something is said in it.
function unopened(userId) {
  if (!isApp(userId) && !person(userId)) return null;
  return { id: userId, kind: "im", user: userId, members: [me().id, userId], unread: 0, name: nameOf(userId), unopened: true };
}

export const here = () => channel(world.place);
export const isDirect = (one) => one.kind === "im" && Boolean(one.user);
export const isAppConversation = (one) => Boolean(one) && isDirect(one) && isApp(one.user);

export function channelTitle(one) {
  if (isDirect(one)) return nameOf(one.user);
  if (one.kind === "mpim") return one.members.filter((id) => id !== me().id).map(nameOf).join(", ");
  return one.name;
}

// Links and tests may name a place by id, by name, by a person's handle, or as "app".
export function findPlace(word) {
  if (!word) return null;
  const name = word.replace(/^[#@]/, "");
  if (name === "app") return app().bot_user;
  const byChannel = channels().find((one) => one.id === name || (!isDirect(one) && one.name === name));
  const byPerson = people().find((one) => one.id === name || one.handle === name);
  return byChannel?.id ?? byPerson?.id ?? (isApp(name) ? name : null);
}
