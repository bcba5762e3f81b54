"""users.*, dnd.info and conversations.*."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Driver


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        call(**arguments)
    return str(raised.value.response["error"])


def test_users_info_knows_zones_guests_and_the_departed(client: WebClient) -> None:
    sam = client.users_info(user="U0SAM")["user"]
    assert (sam["tz"], sam["profile"]["email"]) == ("Europe/Berlin", "sam@northwind.example")
    assert sam["tz_offset"] in (3600, 7200)
    assert client.users_info(user="U0PIA")["user"]["is_restricted"] is True
    olaf = client.users_info(user="U0OLAF")["user"]
    assert (olaf["deleted"], "tz" in olaf) == (True, False)
    assert client.users_info(user="U0CRM")["user"]["is_bot"] is True
    assert refused(client.users_info, user="U0NOBODY") == "user_not_found"


def test_users_list_pages_by_cursor(client: WebClient) -> None:
    pages = [page["members"] for page in client.users_list(limit=3)]
    assert [len(page) for page in pages] == [3, 3, 1]
    everyone = client.users_list()
    assert len(everyone["members"]) == 7
    assert everyone["response_metadata"]["next_cursor"] == ""
    assert refused(client.users_list, cursor="garbage") == "invalid_cursor"


def test_people_are_found_by_email_but_not_after_they_left(client: WebClient) -> None:
    assert client.users_lookupByEmail(email="ANNA@northwind.example")["user"]["id"] == "U0ANNA"
    assert refused(client.users_lookupByEmail, email="olaf@northwind.example") == "users_not_found"
    assert client.users_getPresence(user="U0SAM")["presence"] == "active"
    assert client.dnd_info(user="U0SAM")["dnd_enabled"] is False


def test_opening_a_conversation_twice_gives_the_same_one(client: WebClient) -> None:
    first = client.conversations_open(users="U0SAM")
    again = client.conversations_open(users=["U0SAM"], return_im=True)
    assert first["channel"] == {"id": again["channel"]["id"]}
    assert (again["already_open"], again["channel"]["user"]) == (True, "U0SAM")
    group = client.conversations_open(users="U0SAM,U0ANNA")["channel"]["id"]
    assert client.conversations_open(users="U0ANNA,U0SAM")["channel"]["id"] == group
    assert client.conversations_info(channel=group)["channel"]["is_mpim"] is True


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"users": "U0NOBODY"}, "user_not_found"),
        ({"users": "U0OLAF"}, "user_disabled"),
        ({"users": "U0CRM"}, "cannot_dm_bot"),
        ({"users": "U0SAM,U0OLAF"}, "user_disabled"),
        ({"channel": "C0ORDERS"}, "method_not_supported_for_channel_type"),
        ({"channel": "D0NOWHERE"}, "channel_not_found"),
        ({}, "users_list_not_supplied"),
        ({"users": ",".join(f"U{number}" for number in range(9))}, "too_many_users"),
    ],
)
def test_conversations_that_cannot_be_opened(
    client: WebClient, arguments: dict[str, str], error: str
) -> None:
    assert refused(lambda **given: client.api_call("conversations.open", json=given), **arguments) == error


def test_the_app_lists_what_it_sees(client: WebClient) -> None:
    names = [
        one["name"] for one in client.conversations_list(types="public_channel,private_channel")["channels"]
    ]
    assert names == ["orders", "open", "old"]
    active = client.conversations_list(exclude_archived=True, limit=1)
    assert [one["name"] for page in active for one in page["channels"]] == ["orders", "open"]
    assert refused(client.conversations_list, types="shared") == "invalid_types"
    mine = client.users_conversations()["channels"]
    assert [one["name"] for one in mine] == ["orders", "old"]
    theirs = client.users_conversations(user="U0ANNA", exclude_archived=True)["channels"]
    assert [one["name"] for one in theirs] == ["orders", "open"]


def test_joining_makes_a_member(client: WebClient) -> None:
    assert client.conversations_info(channel="C0OPEN")["channel"]["is_member"] is False
    client.conversations_join(channel="C0OPEN")
    assert "U0HANDOFF" in client.conversations_members(channel="C0OPEN")["members"]
    assert client.conversations_join(channel="C0OPEN")["warning"] == "already_in_channel"
    assert refused(client.conversations_join, channel="C0OLD") == "is_archived"
    assert refused(client.conversations_info, channel="C0SECRET") == "channel_not_found"
    members = client.conversations_members(channel="C0ORDERS", limit=2)
    assert [len(page["members"]) for page in members] == [2, 1]


def test_history_is_newest_first_between_two_moments(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel="C0ORDERS", text=str(n))["ts"] for n in range(5)]
    whole = client.conversations_history(channel="C0ORDERS", limit=2)
    assert [[m["text"] for m in page["messages"]] for page in whole] == [["4", "3"], ["2", "1"], ["0"]]
    assert whole["has_more"] is False

    def between(inclusive: bool) -> list[str]:
        found = client.conversations_history(
            channel="C0ORDERS", oldest=stamps[1], latest=stamps[3], inclusive=inclusive
        )
        return [message["text"] for message in found["messages"]]

    assert (between(False), between(True)) == (["2"], ["3", "2", "1"])
    assert refused(client.conversations_history, channel="C0OPEN") == "not_in_channel"
    assert refused(client.conversations_history, channel="C0ORDERS", oldest="then") == "invalid_ts_oldest"


def test_replies_lead_with_the_parent(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0ORDERS", text="parent")["ts"]
    replies = [client.chat_postMessage(channel="C0ORDERS", text=str(n), thread_ts=parent) for n in range(3)]
    found = client.conversations_replies(channel="C0ORDERS", ts=replies[1]["ts"])["messages"]
    assert [message["text"] for message in found] == ["parent", "0", "1", "2"]
    assert (found[0]["reply_count"], found[0]["latest_reply"]) == (3, replies[2]["ts"])
    assert found[1]["parent_user_id"] == "U0HANDOFF"
    assert refused(client.conversations_replies, channel="C0ORDERS", ts="1.000001") == "thread_not_found"
    assert [m["text"] for m in client.conversations_history(channel="C0ORDERS")["messages"]] == ["parent"]


def test_each_person_has_their_own_unread_count(client: WebClient, desk: Driver) -> None:
    def unread(handle: str) -> int:
        state = desk.as_user(handle).state()
        return int(next(one["unread"] for one in state["people"] if one["handle"] == handle))

    parent = client.chat_postMessage(channel="C0ORDERS", text="one")["ts"]
    client.chat_postMessage(channel="U0SAM", text="two")
    assert (unread("sam"), unread("anna")) == (2, 1)
    desk.as_user("sam").messages(channel="orders")
    assert (unread("sam"), unread("anna")) == (1, 1)
    desk.as_user("sam").writes("in the thread", channel="orders", thread_ts=parent)
    client.chat_postMessage(channel="C0ORDERS", text="answer", thread_ts=parent)
    assert (unread("sam"), unread("anna")) == (2, 1)
