"""A stock Bolt app with a listener of each kind, as its author would write it for Slack itself."""

from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

Body = dict[str, Any]


def form(what: str = "") -> Body:
    typed: Body = {"type": "plain_text_input", "action_id": "text"}
    return {
        "type": "modal",
        "callback_id": "order",
        "private_metadata": "kept",
        "notify_on_close": True,
        "title": {"type": "plain_text", "text": "Order"},
        "submit": {"type": "plain_text", "text": "Send"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [
            {
                "type": "input",
                "block_id": "what",
                "label": {"type": "plain_text", "text": "What"},
                "element": typed | ({"initial_value": what} if what else {}),
            },
            {
                "type": "input",
                "block_id": "whom",
                "label": {"type": "plain_text", "text": "For whom"},
                "element": {"type": "users_select", "action_id": "user"},
            },
            {
                "type": "input",
                "block_id": "extras",
                "optional": True,
                "label": {"type": "plain_text", "text": "Extras"},
                "element": {"type": "checkboxes", "action_id": "picked", "options": options("Milk", "Sugar")},
            },
            {"type": "actions", "block_id": "more", "elements": [button("More", "grow")]},
        ],
    }


def options(*texts: str) -> list[Body]:
    return [{"text": {"type": "plain_text", "text": text}, "value": text.lower()} for text in texts]


def button(text: str, action_id: str, **more: Any) -> Body:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}} | more


def card(text: str) -> list[Body]:
    menu = {"type": "overflow", "action_id": "menu", "options": options("Copy", "Drop")}
    return [
        {
            "type": "section",
            "block_id": "body",
            "text": {"type": "mrkdwn", "text": text},
            "accessory": menu,
        },
        {"type": "actions", "block_id": "answers", "elements": [button("Accept", "accept", value="42")]},
    ]


def build(client: WebClient, *, heard: list[tuple[str, Body]] | None = None) -> App:
    app = App(client=client, signing_secret="sandbox-signing-secret")
    seen = heard if heard is not None else []

    @app.middleware
    def remember(body: Body, next: Callable[[], None]) -> None:
        seen.append((str(body.get("type") or body.get("command")), body))
        next()

    _commands_and_shortcuts(app)
    _actions(app)
    _views(app)
    _events(app)
    return app


def _commands_and_shortcuts(app: App) -> None:
    @app.command("/order")
    def order(ack: Any, body: Body, client: WebClient) -> None:
        if body["text"] == "help":
            ack("Type what you want.")
            return
        client.views_open(trigger_id=body["trigger_id"], view=form(body["text"]))
        ack()

    @app.command("/silent")
    def silent(ack: Any) -> None:
        ack()

    @app.shortcut("order_global")
    def global_shortcut(ack: Any, shortcut: Body, client: WebClient) -> None:
        client.views_open(trigger_id=shortcut["trigger_id"], view=form())
        ack()

    @app.shortcut("order_this")
    def message_shortcut(ack: Any, shortcut: Body, client: WebClient) -> None:
        client.views_open(trigger_id=shortcut["trigger_id"], view=form(shortcut["message"]["text"]))
        ack()


def _actions(app: App) -> None:
    @app.action("accept")
    def accept(ack: Any, body: Body, client: WebClient, respond: Any) -> None:
        message = body["message"]
        client.chat_update(
            channel=body["channel"]["id"], ts=message["ts"], text="Accepted", blocks=card("*Accepted*")[:1]
        )
        respond("Thank you")
        ack()

    @app.action("menu")
    def menu(ack: Any, action: Body, respond: Any) -> None:
        respond(f"You picked {action['selected_option']['value']}")
        ack()

    @app.action("grow")
    def grow(ack: Any, body: Body, client: WebClient) -> None:
        view = form("ignored, the field is there already")
        note = {"type": "section", "text": {"type": "mrkdwn", "text": "grown"}}
        view["blocks"].append(note)
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
        ack()

    @app.action("refresh")
    def refresh(ack: Any) -> None:
        ack()


def _views(app: App) -> None:
    @app.view("order")
    def submitted(ack: Any, body: Body, view: Body, client: WebClient) -> None:
        values = view["state"]["values"]
        what = values["what"]["text"]["value"]
        if what == "nothing":
            ack(response_action="errors", errors={"what": "Order something."})
            return
        extras = [option["value"] for option in values["extras"]["picked"]["selected_options"]]
        text = f"{what} with {', '.join(extras) or 'nothing'}"
        client.chat_postMessage(channel=values["whom"]["user"]["selected_user"], text=text, blocks=card(text))
        ack()

    @app.view_closed("order")
    def closed(ack: Any) -> None:
        ack()


def _events(app: App) -> None:
    @app.event("app_home_opened")
    def home(event: Body, client: WebClient) -> None:
        blocks = [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"Welcome <@{event['user']}>"}},
            {"type": "actions", "block_id": "home", "elements": [button("Refresh", "refresh")]},
        ]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    def message(event: Body, client: WebClient) -> None:
        if not event.get("subtype"):
            client.chat_postMessage(channel=event["channel"], text=f"You wrote: {event['text']}")

    @app.event("app_mention")
    def mention(event: Body, say: Any) -> None:
        say("You called?")
