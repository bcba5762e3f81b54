"""Messages that are sent when the workspace's clock reaches their time."""

import time

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Driver
from sandbox.server import Sandbox


def in_seconds(desk: Driver, seconds: int) -> int:
    return int(desk.now().timestamp()) + seconds


def test_a_message_waits_until_the_clock_passes_its_time(client: WebClient, desk: Driver) -> None:
    due = in_seconds(desk, 3600)
    answer = client.chat_scheduleMessage(channel="C0ORDERS", text="later", post_at=due)
    assert (answer["channel"], answer["post_at"]) == ("C0ORDERS", due)
    assert answer["message"]["type"] == "delayed_message"
    (listed,) = client.chat_scheduledMessages_list()["scheduled_messages"]
    assert (listed["id"], listed["text"], listed["post_at"]) == (
        answer["scheduled_message_id"],
        "later",
        due,
    )
    desk.advance(minutes=59)
    assert desk.as_user("sam").messages(channel="orders") == []
    desk.advance(minutes=2)
    (message,) = desk.as_user("sam").messages(channel="orders")
    assert (message.text, message.user) == ("later", "U0HANDOFF")
    assert float(message.ts) >= due
    assert client.chat_scheduledMessages_list()["scheduled_messages"] == []


def test_it_is_sent_in_real_time_too(workspace: Sandbox, client: WebClient, desk: Driver) -> None:
    client.chat_scheduleMessage(channel="U0SAM", text="soon", post_at=in_seconds(desk, 60))
    workspace.clock.advance(60)
    desk.as_user("sam").sees("soon", within=1)


def test_a_scheduled_message_can_be_taken_back(client: WebClient, desk: Driver) -> None:
    later = client.chat_scheduleMessage(channel="C0ORDERS", text="no", post_at=in_seconds(desk, 60))
    place = {"channel": "C0ORDERS", "scheduled_message_id": later["scheduled_message_id"]}
    client.chat_deleteScheduledMessage(**place)
    with pytest.raises(SlackApiError, match="invalid_scheduled_message_id"):
        client.chat_deleteScheduledMessage(**place)
    desk.advance(hours=1)
    assert desk.as_user("sam").messages(channel="orders") == []


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"post_at": int(time.time()) - 5}, "time_in_past"),
        ({"post_at": int(time.time()) + 121 * 86400}, "time_too_far"),
        ({"post_at": "noon"}, "invalid_time"),
        ({"post_at": int(time.time()) + 3600, "text": ""}, "no_text"),
        ({"post_at": int(time.time()) + 3600, "channel": "C0OPEN"}, "not_in_channel"),
    ],
)
def test_what_cannot_be_scheduled(client: WebClient, given: dict[str, object], error: str) -> None:
    with pytest.raises(SlackApiError, match=error):
        client.api_call("chat.scheduleMessage", json={"channel": "C0ORDERS", "text": "x"} | given)


def test_at_most_thirty_in_five_minutes_to_one_channel(client: WebClient, desk: Driver) -> None:
    start = in_seconds(desk, 3600) // 300 * 300
    for second in range(30):
        client.chat_scheduleMessage(channel="C0ORDERS", text="x", post_at=start + second)
    with pytest.raises(SlackApiError, match="restricted_too_many"):
        client.chat_scheduleMessage(channel="C0ORDERS", text="x", post_at=start + 99)
    client.chat_scheduleMessage(channel="U0SAM", text="x", post_at=start + 99)
    first = client.chat_scheduledMessages_list(channel="C0ORDERS", limit=20)
    assert len(first["scheduled_messages"]) == 20
    cursor = first["response_metadata"]["next_cursor"]
    assert (
        len(
            client.chat_scheduledMessages_list(channel="C0ORDERS", limit=20, cursor=cursor)[
                "scheduled_messages"
            ]
        )
        == 10
    )
