"""chat.* and what people see of it."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.server import Sandbox

SECTION = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Acme* wants in"}}]


def refusal(error: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(error.value.response["error"])


def test_a_person_id_opens_the_direct_message(client: WebClient, desk: Driver) -> None:
    posted = client.chat_postMessage(channel="U0SAM", text="hello")
    assert posted["channel"].startswith("D")
    assert posted["message"]["bot_id"] == "B0HANDOFF"
    seen = desk.as_user("sam").sees("hello")
    assert (seen.ts, seen.channel) == (posted["ts"], posted["channel"])
    assert desk.as_user("sam").messages(with_="Stock App") == [seen]


def test_blocks_are_shown_and_text_is_the_fallback(client: WebClient, desk: Driver) -> None:
    client.chat_postMessage(channel="#orders", text="fallback", blocks=SECTION)
    (message,) = desk.as_user("anna").messages(channel="orders")
    assert (message.shown, message.text) == ("*Acme* wants in", "fallback")


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("U0NOBODY", "channel_not_found"),
        ("C0SECRET", "channel_not_found"),
        ("C0OPEN", "not_in_channel"),
        ("open", "not_in_channel"),
        ("C0OLD", "is_archived"),
        ("U0CRM", "cannot_dm_bot"),
        ("U0OLAF", "user_disabled"),
        ("", "invalid_arguments"),
    ],
)
def test_places_where_the_app_cannot_post(client: WebClient, channel: str, error: str) -> None:
    with pytest.raises(SlackApiError) as raised:
        client.chat_postMessage(channel=channel, text="hello")
    assert refusal(raised) == error


def test_chat_write_public_posts_without_membership(trusted: Config) -> None:
    with Sandbox(trusted) as running:
        client = WebClient("xoxb-sandbox", base_url=running.api_url)
        assert client.chat_postMessage(channel="C0OPEN", text="hello")["ok"]


def test_nothing_to_say_is_no_text_and_long_text_is_cut(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as raised:
        client.api_call("chat.postMessage", json={"channel": "C0ORDERS"})
    assert refusal(raised) == "no_text"
    posted = client.chat_postMessage(channel="C0ORDERS", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert posted["warning"] == "message_truncated"


def test_a_thread_hangs_on_its_parent(client: WebClient, desk: Driver) -> None:
    parent = client.chat_postMessage(channel="C0ORDERS", text="parent")
    reply = client.chat_postMessage(channel="C0ORDERS", text="reply", thread_ts=parent["ts"])
    sam = desk.as_user("sam")
    (shown,) = sam.messages(channel="orders")
    assert shown.json["reply_count"] == 1
    assert [message.text for message in sam.thread(shown)] == ["reply"]
    assert sam.sees("reply", channel="orders", thread=True).thread_ts == parent["ts"]
    with pytest.raises(SlackApiError) as raised:
        client.chat_postMessage(channel="C0ORDERS", text="deeper", thread_ts=reply["ts"])
    assert refusal(raised) == "cannot_reply_to_message"


def test_a_reply_may_also_be_sent_to_the_channel(client: WebClient, desk: Driver) -> None:
    place = {
        "channel": "C0ORDERS",
        "thread_ts": client.chat_postMessage(channel="C0ORDERS", text="parent")["ts"],
    }
    client.chat_postMessage(**place, text="quiet")
    both = client.chat_postMessage(**place, text="for all", reply_broadcast=True)
    assert both["message"]["subtype"] == "thread_broadcast"
    parent, shown = desk.as_user("sam").messages(channel="orders")
    assert (parent.json["reply_count"], shown.text) == (2, "for all")
    assert [m["text"] for m in client.conversations_history(channel="C0ORDERS")["messages"]] == [
        "for all",
        "parent",
    ]


def test_update_keeps_blocks_only_when_they_are_sent_again(client: WebClient, desk: Driver) -> None:
    posted = client.chat_postMessage(channel="U0SAM", text="one", blocks=SECTION)
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    client.chat_update(**place, text="two", blocks=SECTION)
    (message,) = desk.as_user("sam").messages()
    assert (message.text, message.shown, message.edited) == ("two", "*Acme* wants in", False)
    client.chat_update(**place, text="three")
    (message,) = desk.as_user("sam").messages()
    assert (message.shown, message.blocks, message.edited) == ("three", [], True)


def test_only_own_messages_are_updated_or_deleted(client: WebClient, desk: Driver) -> None:
    ts = desk.as_user("sam").writes("mine", channel="orders").ack["ts"]
    for method, error in (("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")):
        with pytest.raises(SlackApiError) as raised:
            client.api_call(method, json={"channel": "C0ORDERS", "ts": ts, "text": "taken"})
        assert refusal(raised) == error
    with pytest.raises(SlackApiError) as raised:
        client.chat_update(channel="C0ORDERS", ts="1.000001", text="nothing there")
    assert refusal(raised) == "message_not_found"
    own = client.chat_postMessage(channel="C0ORDERS", text="own")
    with pytest.raises(SlackApiError) as raised:
        client.chat_update(channel="C0ORDERS", ts=own["ts"], text="x" * 4001)
    assert refusal(raised) == "msg_too_long"
    with pytest.raises(SlackApiError) as raised:
        client.chat_update(channel="U0SAM", ts=own["ts"], text="a person's id is no channel")
    assert refusal(raised) == "channel_not_found"


def test_a_deleted_parent_leaves_a_tombstone(client: WebClient, desk: Driver) -> None:
    parent = client.chat_postMessage(channel="C0ORDERS", text="parent")
    client.chat_postMessage(channel="C0ORDERS", text="reply", thread_ts=parent["ts"])
    lone = client.chat_postMessage(channel="C0ORDERS", text="lone")
    client.chat_delete(channel="C0ORDERS", ts=parent["ts"])
    client.chat_delete(channel="C0ORDERS", ts=lone["ts"])
    (left,) = desk.as_user("sam").messages(channel="orders")
    assert (left.json["deleted"], left.text) == (True, "This message was deleted.")


def test_an_ephemeral_is_for_one_person_and_not_in_history(client: WebClient, desk: Driver) -> None:
    client.chat_postEphemeral(channel="C0ORDERS", user="U0SAM", text="between us")
    assert [message.ephemeral for message in desk.as_user("sam").messages(channel="orders")] == [True]
    assert desk.as_user("anna").messages(channel="orders") == []
    assert client.conversations_history(channel="C0ORDERS")["messages"] == []
    with pytest.raises(SlackApiError) as raised:
        client.chat_postEphemeral(channel="C0ORDERS", user="U0PIA", text="not there")
    assert refusal(raised) == "user_not_in_channel"


def test_permalinks(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0ORDERS", text="parent")
    reply = client.chat_postMessage(channel="C0ORDERS", text="reply", thread_ts=parent["ts"])
    link = client.chat_getPermalink(channel="C0ORDERS", message_ts=reply["ts"])["permalink"]
    digits = reply["ts"].replace(".", "")
    start = f"https://northwind.slack.com/archives/C0ORDERS/p{digits}"
    assert link == f"{start}?thread_ts={parent['ts']}&cid=C0ORDERS"


def test_metadata_comes_back_on_request(client: WebClient) -> None:
    metadata = {"event_type": "order", "event_payload": {"id": 7}}
    posted = client.chat_postMessage(channel="C0ORDERS", text="order", metadata=metadata)
    plain = client.conversations_history(channel="C0ORDERS")["messages"][0]
    full = client.conversations_history(channel="C0ORDERS", include_all_metadata=True)["messages"][0]
    assert "metadata" not in plain
    assert full["metadata"] == metadata
    client.chat_update(channel="C0ORDERS", ts=posted["ts"], text="kept")
    thread = client.conversations_replies(channel="C0ORDERS", ts=posted["ts"], include_all_metadata=True)
    assert thread["messages"][0]["metadata"] == metadata
    client.chat_update(channel="C0ORDERS", ts=posted["ts"], text="gone", metadata={})
    after = client.conversations_history(channel="C0ORDERS", include_all_metadata=True)["messages"][0]
    assert "metadata" not in after
    with pytest.raises(SlackApiError) as raised:
        client.chat_postMessage(channel="C0ORDERS", text="x", metadata={"event_type": "order"})
    assert refusal(raised) == "invalid_metadata_format"
