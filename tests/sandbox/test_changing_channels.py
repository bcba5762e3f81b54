"""Channels that the app makes and changes, and what a person's client adds on its own."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Driver
from tests.sandbox.pressing import Ears, inputs, trigger


def test_a_channel_from_its_making_to_its_archive(client: WebClient, desk: Driver) -> None:
    made = client.conversations_create(name="deal-acme")["channel"]
    assert (made["name"], made["is_member"], made["is_private"]) == ("deal-acme", True, False)
    client.conversations_invite(channel=made["id"], users="U0SAM,U0ANNA")
    client.conversations_setTopic(channel=made["id"], topic="Acme wants in")
    client.chat_postMessage(channel=made["id"], text="welcome")
    desk.as_user("anna").sees("welcome", channel="deal-acme")
    client.conversations_kick(channel=made["id"], user="U0ANNA")
    info = client.conversations_info(channel=made["id"])["channel"]
    assert info["topic"]["value"] == "Acme wants in"
    assert client.conversations_members(channel=made["id"])["members"] == ["U0HANDOFF", "U0SAM"]
    client.conversations_archive(channel=made["id"])
    with pytest.raises(SlackApiError, match="is_archived"):
        client.chat_postMessage(channel=made["id"], text="too late")
    client.conversations_unarchive(channel=made["id"])
    client.conversations_leave(channel=made["id"])
    assert client.conversations_leave(channel=made["id"])["not_in_channel"] is True


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("create", {}, "invalid_name_required"),
        ("create", {"name": "x" * 81}, "invalid_name_maxlength"),
        ("create", {"name": "Big Deal"}, "invalid_name_specials"),
        ("create", {"name": "orders"}, "name_taken"),
        ("invite", {"channel": "C0ORDERS"}, "no_user"),
        ("invite", {"channel": "C0ORDERS", "users": "U0NONE"}, "user_not_found"),
        ("invite", {"channel": "C0ORDERS", "users": "U0SAM"}, "already_in_channel"),
        ("invite", {"channel": "C0ORDERS", "users": "U0HANDOFF"}, "cant_invite_self"),
        ("invite", {"channel": "C0OPEN", "users": "U0PIA"}, "not_in_channel"),
        ("invite", {"channel": "C0OLD", "users": "U0PIA"}, "is_archived"),
        ("invite", {"channel": "C0SECRET", "users": "U0PIA"}, "channel_not_found"),
        ("kick", {"channel": "C0ORDERS", "user": "U0HANDOFF"}, "cant_kick_self"),
        ("archive", {"channel": "C0OLD"}, "already_archived"),
        ("unarchive", {"channel": "C0ORDERS"}, "not_archived"),
        ("setTopic", {"channel": "C0ORDERS", "topic": "x" * 251}, "too_long"),
    ],
)
def test_what_is_refused(client: WebClient, method: str, given: dict[str, str], error: str) -> None:
    with pytest.raises(SlackApiError, match=error):
        client.api_call(f"conversations.{method}", json=given)


def test_the_current_conversation_is_picked_by_the_client(
    client: WebClient, desk: Driver, ears: Ears
) -> None:
    one = {
        "type": "conversations_select",
        "default_to_current_conversation": True,
        "response_url_enabled": True,
    }
    many = {"type": "multi_conversations_select", "default_to_current_conversation": True}
    client.views_open(trigger_id=trigger(desk, ears), view=inputs(one, many))
    modal = desk.as_user("sam").modal()
    assert modal
    modal.submit()
    values = ears.last["view"]["state"]["values"]
    assert values["b0"]["a"]["selected_conversation"] == "C0OPEN"
    assert values["b1"]["a"]["selected_conversations"] == ["C0OPEN"]
    assert ears.last["response_urls"][0]["channel_id"] == "C0OPEN"


def test_peoples_messages_carry_rich_text(client: WebClient, desk: Driver) -> None:
    written = "Ask @anna in #orders <now> & see https://acme.example/a :eyes:"
    desk.as_user("sam").writes(written, channel="orders")
    (message,) = client.conversations_history(channel="C0ORDERS")["messages"]
    (block,) = message["blocks"]
    (section,) = block["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "Ask "},
        {"type": "user", "user_id": "U0ANNA"},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": "C0ORDERS"},
        {"type": "text", "text": " <now> & see "},
        {"type": "link", "url": "https://acme.example/a"},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "eyes"},
    ]
    (shown,) = desk.as_user("anna").messages(channel="orders")
    assert shown.blocks == []
