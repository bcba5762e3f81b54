"""Every documented field of what Slack sends."""

from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Driver
from tests.sandbox.pressing import Body, Ears, trigger
from tests.sandbox.stock_app import button, card, form, options

USER = {"id": "U0SAM", "username": "sam", "name": "sam", "team_id": "T0NORTHWND"}
COMMON: Body = {
    "user": USER,
    "api_app_id": "A0HANDOFF",
    "token": "sandbox-verification-token",
    "team": {"id": "T0NORTHWND", "domain": "northwind"},
    "enterprise": None,
    "is_enterprise_install": False,
}


def check(told: Body, expected: Body, *more: str) -> None:
    """The payload has these fields, and of further ones exactly those named."""
    assert {name: told.get(name) for name in expected} == expected
    assert set(told) == set(expected) | set(more)


def test_a_slash_command(desk: Driver, ears: Ears) -> None:
    desk.as_user("sam").types("/silent  two words ", channel="secret")
    expected = {
        "token": "sandbox-verification-token",
        "team_id": "T0NORTHWND",
        "team_domain": "northwind",
        "channel_id": "C0SECRET",
        "channel_name": "privategroup",
        "user_id": "U0SAM",
        "user_name": "sam",
        "command": "/silent",
        "text": "two words",
        "api_app_id": "A0HANDOFF",
        "is_enterprise_install": "false",
    }
    check(ears.last, expected, "response_url", "trigger_id")


def test_block_actions_of_a_message(desk: Driver, client: WebClient, ears: Ears) -> None:
    posted = client.chat_postMessage(channel="C0ORDERS", text="parent")
    ts = client.chat_postMessage(
        channel="C0ORDERS", text="x", blocks=card("card"), thread_ts=posted["ts"], metadata={}
    )["ts"]
    desk.as_user("sam").sees("card", channel="orders", thread=True).clicks("Accept")
    container = {"type": "message", "message_ts": ts, "channel_id": "C0ORDERS", "is_ephemeral": False}
    expected = COMMON | {
        "type": "block_actions",
        "container": container | {"thread_ts": posted["ts"]},
        "channel": {"id": "C0ORDERS", "name": "orders"},
        "state": {"values": {}},
    }
    check(ears.last, expected, "message", "response_url", "trigger_id", "actions")
    assert (ears.last["message"]["ts"], ears.last["message"]["text"]) == (ts, "x")
    (action,) = ears.last["actions"]
    label = {"type": "plain_text", "text": "Accept", "emoji": True}
    named = {"type": "button", "block_id": "answers", "action_id": "accept", "value": "42", "text": label}
    check(action, named, "action_ts")


def test_block_actions_of_an_ephemeral_carry_no_message(desk: Driver, client: WebClient, ears: Ears) -> None:
    client.chat_postEphemeral(channel="C0ORDERS", user="U0SAM", text="x", blocks=card("card"))
    desk.as_user("sam").sees("card", channel="orders").clicks("Accept")
    assert ears.last["container"]["is_ephemeral"] is True
    assert "message" not in ears.last
    anna = desk.as_user("anna")
    answer = anna.acts(
        "action",
        {
            "channel": "orders",
            "ts": ears.last["container"]["message_ts"],
            "block_id": "answers",
            "action_id": "accept",
        },
    ).ack
    assert answer["ok"] is False


def test_block_actions_in_a_modal(desk: Driver, client: WebClient, ears: Ears) -> None:
    opened = client.views_open(trigger_id=trigger(desk, ears), view=form("tea"))["view"]
    modal = desk.as_user("sam").modal()
    assert modal
    modal.clicks("More")
    container = {"type": "view", "view_id": opened["id"]}
    check(
        ears.last,
        COMMON | {"type": "block_actions", "container": container},
        *("view", "trigger_id", "actions"),
    )
    assert ears.last["view"] == opened


def test_view_submission_and_view_closed(desk: Driver, client: WebClient, ears: Ears) -> None:
    client.views_open(trigger_id=trigger(desk, ears), view=form("tea"))
    modal = desk.as_user("sam").modal()
    assert modal
    modal.fill({"For whom": "sam"}).submit()
    check(ears.last, COMMON | {"type": "view_submission", "response_urls": []}, "view", "trigger_id")
    assert ears.last["view"]["private_metadata"] == "kept"
    client.views_open(trigger_id=trigger(desk, ears), view=form("tea"))
    modal = desk.as_user("sam").modal()
    assert modal
    modal.cancel()
    check(ears.last, COMMON | {"type": "view_closed", "is_cleared": False}, "view")


def test_shortcuts(desk: Driver, client: WebClient, ears: Ears) -> None:
    sam = desk.as_user("sam")
    sam.shortcut("Order a thing")
    user = {name: value for name, value in USER.items() if name != "name"}
    expected = COMMON | {"type": "shortcut", "callback_id": "order_global", "user": user}
    check(ears.last, expected, "trigger_id", "action_ts")
    ts = client.chat_postMessage(channel="U0SAM", text="hello")["ts"]
    message = sam.sees("hello")
    sam.shortcut("Order this", message=message)
    expected = COMMON | {
        "type": "message_action",
        "callback_id": "order_this",
        "message_ts": ts,
        "channel": {"id": message.channel, "name": "directmessage"},
    }
    check(ears.last, expected, "trigger_id", "action_ts", "response_url", "message")


def test_events(desk: Driver, ears: Ears) -> None:
    desk.as_user("sam").writes("hello", channel="U0HANDOFF")
    desk.wait_for(lambda: ears.told)
    authorization = {
        "enterprise_id": None,
        "team_id": "T0NORTHWND",
        "user_id": "U0HANDOFF",
        "is_bot": True,
        "is_enterprise_install": False,
    }
    expected = {
        "token": "sandbox-verification-token",
        "team_id": "T0NORTHWND",
        "context_team_id": "T0NORTHWND",
        "context_enterprise_id": None,
        "api_app_id": "A0HANDOFF",
        "type": "event_callback",
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
    }
    check(ears.last, expected, "event", "event_id", "event_time", "event_context")
    event = ears.last["event"]
    assert (event["type"], event["channel_type"], event["user"]) == ("message", "im", "U0SAM")
    assert event["event_ts"] == event["ts"]


def test_edits_and_deletions_in_the_direct_message_are_events_too(
    desk: Driver, client: WebClient, ears: Ears
) -> None:
    posted = client.chat_postMessage(channel="U0SAM", text="one")
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    client.chat_update(**place, text="two")
    client.chat_delete(**place)
    desk.wait_for(lambda: len(ears.told) == 3)
    by_kind: dict[Any, Body] = {told["event"].get("subtype"): told["event"] for told in ears.told}
    assert by_kind[None]["bot_id"] == "B0HANDOFF"
    assert by_kind["message_changed"]["message"]["text"] == "two"
    assert by_kind["message_changed"]["previous_message"]["text"] == "one"
    assert by_kind["message_deleted"]["deleted_ts"] == posted["ts"]


CHOICES: list[tuple[Body, Any, Body]] = [
    (
        {"type": "overflow", "options": options("Copy", "Drop")},
        "copy",
        {"selected_option": {"text": {"type": "plain_text", "text": "Copy", "emoji": True}, "value": "copy"}},
    ),
    ({"type": "users_select"}, "anna", {"selected_user": "U0ANNA"}),
    ({"type": "datepicker", "initial_date": "2026-01-02"}, "2026-01-03", {"selected_date": "2026-01-03"}),
    ({"type": "timepicker"}, "08:15", {"selected_time": "08:15"}),
    ({"type": "static_select", "options": options("Copy")}, None, {"selected_option": None}),
    ({"type": "multi_users_select"}, ["sam", "anna"], {"selected_users": ["U0SAM", "U0ANNA"]}),
    ({"type": "channels_select"}, "orders", {"selected_channel": "C0ORDERS"}),
]


@pytest.mark.parametrize(("element", "raw", "picked"), CHOICES, ids=[c[0]["type"] for c in CHOICES])
def test_an_action_carries_what_was_picked(
    desk: Driver, client: WebClient, ears: Ears, element: Body, raw: Any, picked: Body
) -> None:
    accessory = element | {"action_id": "pick"}
    text = {"type": "mrkdwn", "text": "choose"}
    block = {"type": "section", "block_id": "choice", "text": text, "accessory": accessory}
    client.chat_postMessage(channel="C0ORDERS", text="x", blocks=[block])
    message = desk.as_user("sam").sees("choose", channel="orders")
    place = {"channel": "orders", "ts": message.ts, "block_id": "choice", "action_id": "pick"}
    assert desk.as_user("sam").acts("action", place | {"value": raw}).ok
    (action,) = ears.last["actions"]
    initial = {name: value for name, value in element.items() if name.startswith("initial_")}
    assert {name: action[name] for name in picked | initial} == picked | initial
    if element["type"] != "overflow":
        entry = ears.last["state"]["values"]["choice"]["pick"]
        assert {name: entry[name] for name in picked} == picked


def test_a_link_button_is_told_as_well(desk: Driver, client: WebClient, ears: Ears) -> None:
    link = button("Docs", "docs", url="https://example.com/docs")
    client.chat_postMessage(channel="C0ORDERS", text="x", blocks=[{"type": "actions", "elements": [link]}])
    (message,) = desk.as_user("sam").messages(channel="orders")
    assert message.links() == {"Docs": "https://example.com/docs"}
    message.clicks("Docs")
    assert ears.last["actions"][0]["url"] == "https://example.com/docs"


def test_an_external_select_asks_the_app(desk: Driver, client: WebClient, ears: Ears) -> None:
    element = {"type": "external_select", "action_id": "a"}
    label = {"type": "plain_text", "text": "Account"}
    view = form() | {"blocks": [{"type": "input", "block_id": "b", "label": label, "element": element}]}
    opened = client.views_open(trigger_id=trigger(desk, ears), view=view)["view"]
    ears.react = lambda told: {"options": options("Acme")} if told["type"] == "block_suggestion" else None
    place = {"as": "sam", "view_id": opened["id"], "block_id": "b", "action_id": "a"}
    answer = desk.post("suggest", place | {"value": "ac"})
    assert answer["options"] == options("Acme")
    assert (ears.last["value"], ears.last["block_id"], ears.last["action_id"]) == ("ac", "b", "a")
    values = {"b": {"a": answer["options"][0]}}
    assert desk.post("submit", {"as": "sam", "view_id": opened["id"], "values": values})["ok"]
    assert ears.last["view"]["state"]["values"]["b"]["a"]["selected_option"]["value"] == "acme"
