// A stock Bolt app for Node with a listener of each kind, as its author would write it for Slack itself.
// SLACK_API_URL is the only thing that says where Slack is; SOCKET_MODE=1 chooses the transport.
const { App, LogLevel } = require("@slack/bolt");

const isSocketMode = process.env.SOCKET_MODE === "1";
const app = new App({
  token: "xoxb-sandbox",
  signingSecret: "sandbox-signing-secret",
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
  logLevel: LogLevel.ERROR,
  ...(isSocketMode ? { socketMode: true, appToken: "xapp-sandbox" } : {}),
});

const plain = (text) => ({ type: "plain_text", text });
const input = (block_id, label, element) => ({ type: "input", block_id, label: plain(label), element });

const form = (what) => ({
  type: "modal",
  callback_id: "order",
  notify_on_close: true,
  title: plain("Order"),
  submit: plain("Send"),
  close: plain("Cancel"),
  blocks: [
    input("what", "What", { type: "plain_text_input", action_id: "text", ...(what ? { initial_value: what } : {}) }),
    input("whom", "For whom", { type: "users_select", action_id: "user" }),
  ],
});

const card = (text) => [
  { type: "section", block_id: "body", text: { type: "mrkdwn", text } },
  { type: "actions", block_id: "answers", elements: [{ type: "button", action_id: "accept", value: "42", text: plain("Accept") }] },
];

app.command("/order", async ({ command, ack, client }) => {
  if (command.text === "help") return ack("Type what you want.");
  await ack();
  await client.views.open({ trigger_id: command.trigger_id, view: form(command.text) });
});

app.command("/silent", async ({ ack, respond }) => {
  await ack();
  await respond("Said later.");
});

app.shortcut("order_global", async ({ shortcut, ack, client }) => {
  await client.views.open({ trigger_id: shortcut.trigger_id, view: form() });
  await ack();
});

app.shortcut({ callback_id: "order_this", type: "message_action" }, async ({ shortcut, ack, client }) => {
  await client.views.open({ trigger_id: shortcut.trigger_id, view: form(shortcut.message.text) });
  await ack();
});

app.view("order", async ({ ack, view, client }) => {
  const values = view.state.values;
  const what = values.what.text.value;
  if (what === "nothing") return ack({ response_action: "errors", errors: { what: "Order something." } });
  await ack();
  await client.chat.postMessage({ channel: values.whom.user.selected_user, text: what, blocks: card(what) });
});

app.view({ callback_id: "order", type: "view_closed" }, async ({ ack, body, client }) => {
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: "You closed the form." });
});

app.action("accept", async ({ ack, action, body, client, respond }) => {
  await ack();
  await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: "Accepted", blocks: card("*Accepted*").slice(0, 1) });
  await respond({ text: `Thank you for ${action.value}`, replace_original: false });
});

app.event("app_home_opened", async ({ event, client }) => {
  const blocks = [{ type: "section", text: { type: "mrkdwn", text: `Welcome <@${event.user}>` } }];
  await client.views.publish({ user_id: event.user, view: { type: "home", blocks } });
});

app.message("hello", async ({ message, say }) => {
  await say(`You wrote: ${message.text}`);
});

app.event("app_mention", async ({ say }) => {
  await say("You called?");
});

// The test reads where to send requests from the first line; in Socket Mode there is nowhere.
(async () => {
  const server = await app.start(isSocketMode ? undefined : { port: 0, host: "127.0.0.1" });
  console.log(isSocketMode ? "connected" : `http://127.0.0.1:${server.address().port}/slack/events`);
})();
