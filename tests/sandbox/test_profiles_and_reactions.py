"""Statuses with an end, user groups, reactions, and files that people share."""

from datetime import timedelta

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.config import Config, PersonConfig
from sandbox.driver import Driver
from sandbox.people import everyone, status
from tests.sandbox.pressing import Ears


def test_a_status_ends_with_the_workspaces_clock(client: WebClient, desk: Driver, ears: Ears) -> None:
    until = desk.now() + timedelta(hours=2)
    assert desk.as_user("sam").sets_status("At lunch", ":sandwich:", until=until).ok
    profile = client.users_info(user="U0SAM")["user"]["profile"]
    assert (profile["status_text"], profile["status_emoji"]) == ("At lunch", ":sandwich:")
    assert profile["status_expiration"] == int(until.timestamp())
    told = desk.wait_for(lambda: ears.told and ears.last["event"])
    assert (told["type"], told["user"]["profile"]["status_text"]) == ("user_status_changed", "At lunch")
    desk.advance(hours=3)
    profile = client.users_profile_get(user="U0SAM")["profile"]
    assert (profile["status_text"], profile["status_expiration"]) == ("", 0)
    assert desk.as_user("sam").state()["me"]["status"]["status_text"] == ""


def test_a_status_may_come_from_the_configuration(desk: Driver) -> None:
    away = PersonConfig("U0A", "a", "A", status_text="Away", status_expiration=desk.now())
    person = everyone(Config(people=(away,)))["U0A"]
    assert status(person, desk.now() - timedelta(minutes=1))["status_text"] == "Away"
    assert status(person, desk.now())["status_text"] == ""


def test_do_not_disturb_is_told_and_can_be_asked_for(client: WebClient, desk: Driver, ears: Ears) -> None:
    began, until = int(desk.now().timestamp()), desk.now() + timedelta(hours=2)
    assert desk.as_user("sam").snoozes(until=until).ok
    told = desk.wait_for(lambda: ears.told and ears.last["event"])
    assert (told["type"], told["user"]) == ("dnd_updated_user", "U0SAM")
    quiet = {"dnd_enabled": True, "next_dnd_end_ts": int(until.timestamp())}
    assert told["dnd_status"].items() >= quiet.items()
    asked = client.dnd_info(user="U0SAM")
    assert {name: asked[name] for name in quiet} == quiet
    users = client.dnd_teamInfo(users="U0SAM,U0ANNA,U0NOBODY")["users"]
    assert set(users) == {"U0SAM", "U0ANNA"}
    assert began <= users["U0SAM"]["next_dnd_start_ts"] <= began + 5
    assert users["U0ANNA"] == {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    assert desk.as_user("sam").snoozes().ok
    assert client.dnd_teamInfo(users="U0SAM")["users"]["U0SAM"]["dnd_enabled"] is False
    with pytest.raises(SlackApiError, match="too_many_users"):
        client.dnd_teamInfo(users=",".join(["U0SAM"] * 51))


def test_user_groups(client: WebClient) -> None:
    (group,) = client.usergroups_list(include_users=True, include_count=True)["usergroups"]
    assert (group["handle"], group["users"], group["user_count"]) == ("sales", ["U0SAM", "U0ANNA"], 2)
    assert "users" not in client.usergroups_list()["usergroups"][0]
    everything = client.usergroups_list(include_disabled=True)["usergroups"]
    assert [bool(one["date_delete"]) for one in everything] == [False, True]
    assert client.usergroups_users_list(usergroup="S0SALES")["users"] == ["U0SAM", "U0ANNA"]
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        client.usergroups_users_list(usergroup="S0NONE")


def test_reactions_of_the_app_and_of_people(client: WebClient, desk: Driver, ears: Ears) -> None:
    posted = client.chat_postMessage(channel="C0ORDERS", text="hello")
    place = {"channel": "C0ORDERS", "timestamp": posted["ts"]}
    client.reactions_add(**place, name="eyes")
    with pytest.raises(SlackApiError, match="already_reacted"):
        client.reactions_add(**place, name="eyes")
    (message,) = desk.as_user("sam").messages(channel="orders")
    assert desk.as_user("sam").reacts(message, ":eyes:").ok
    (reaction,) = client.reactions_get(**place)["message"]["reactions"]
    assert reaction == {"name": "eyes", "users": ["U0HANDOFF", "U0SAM"], "count": 2}
    told = desk.wait_for(lambda: [one["event"] for one in ears.told if one["event"]["user"] == "U0SAM"])[0]
    assert (told["reaction"], told["item_user"], told["item"]["ts"]) == ("eyes", "U0HANDOFF", posted["ts"])
    client.reactions_remove(**place, name="eyes")
    assert client.reactions_list()["items"] == []
    assert client.reactions_list(user="U0SAM")["items"][0]["message"]["ts"] == posted["ts"]
    assert desk.as_user("sam").reacts(message, "eyes", remove=True).ok
    assert "reactions" not in client.reactions_get(**place)["message"]
    for name, error in (("eyes", "no_reaction"), ("No!", "invalid_name")):
        with pytest.raises(SlackApiError, match=error):
            client.reactions_remove(**place, name=name)


def test_a_person_shares_a_file(client: WebClient, desk: Driver) -> None:
    assert desk.as_user("sam").uploads("notes.txt", b"call back", channel="orders", text="See here").ok
    (message,) = client.conversations_history(channel="C0ORDERS")["messages"]
    assert (message["text"], message["user"]) == ("See here", "U0SAM")
    (file,) = message["files"]
    content = httpx.get(
        file["url_private"], headers={"authorization": "Bearer xoxb-sandbox"}, trust_env=False
    )
    assert content.content == b"call back"
    with pytest.raises(SlackApiError, match="cant_delete_file"):
        client.files_delete(file=file["id"])
    refused = desk.post("file", {"as": "pia", "name": "x", "content": "eA==", "channel": "orders"})
    assert refused["error"] == "Pia Lind is in no channel orders"
