"""Authentication, scopes, arguments and the errors every method shares."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.server import Sandbox

BEARER = {"authorization": "Bearer xoxb-sandbox"}


def call(workspace: Sandbox, method: str, *, verb: str = "POST", **request: Any) -> dict[str, Any]:
    url = workspace.api_url + method
    answer: dict[str, Any] = httpx.request(verb, url, trust_env=False, **request).json()
    return answer


def test_auth_test_names_the_bot_and_its_scopes(client: WebClient, config: Config) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (
        "U0HANDOFF",
        "B0HANDOFF",
        "T0NORTHWND",
    )
    assert answer.headers["x-oauth-scopes"].split(",") == sorted(config.manifest.scopes)


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-else", "auth.test", "invalid_auth"),
        ("xapp-sandbox", "auth.test", "not_allowed_token_type"),
        ("xoxb-sandbox", "apps.connections.open", "not_allowed_token_type"),
        ("xoxb-sandbox", "chat.shout", "unknown_method"),
    ],
)
def test_tokens(workspace: Sandbox, token: str, method: str, error: str) -> None:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    assert call(workspace, method, headers=headers)["error"] == error


def test_a_missing_scope_states_what_is_needed_and_provided(config: Config) -> None:
    few = replace(config.manifest, scopes=frozenset({"commands", "users:read"}))
    with Sandbox(replace(config, manifest=few)) as running:
        client = WebClient("xoxb-sandbox", base_url=running.api_url)
        with pytest.raises(SlackApiError) as raised:
            client.chat_postMessage(channel="U0SAM", text="hello")
        answer = raised.value.response.data
        assert answer == {
            "ok": False,
            "error": "missing_scope",
            "needed": "chat:write",
            "provided": "commands,users:read",
        }
        assert "email" not in client.users_info(user="U0SAM")["user"]["profile"]
        for list_one_kind in ("im", "private_channel"):
            with pytest.raises(SlackApiError, match="missing_scope"):
                client.conversations_list(types=list_one_kind)


def test_arguments_come_as_form_json_query_or_multipart(workspace: Sandbox) -> None:
    given = {"user": "U0SAM"}
    multipart = {"user": (None, "U0SAM")}
    answers = [
        call(workspace, "users.info", headers=BEARER, data=given),
        call(workspace, "users.info", headers=BEARER, json=given),
        call(workspace, "users.info", headers=BEARER, params=given, verb="GET"),
        call(workspace, "users.info", headers=BEARER, files=multipart),
        call(workspace, "users.info", data=given | {"token": "xoxb-sandbox"}),
    ]
    assert [answer["ok"] for answer in answers] == [True] * 5


def test_bodies_slack_cannot_read(workspace: Sandbox) -> None:
    kind = {"content-type": "application/json; charset=utf-8"}
    for body, error in ((b"{", "invalid_json"), (b"[]", "json_not_object")):
        assert call(workspace, "api.test", headers=kind, content=body)["error"] == error
    plain = {"content-type": "text/plain"}
    assert call(workspace, "api.test", headers=plain, content=b"x")["error"] == "invalid_post_type"
    assert call(workspace, "api.test", json={"foo": "bar"}) == {"ok": True, "args": {"foo": "bar"}}
    form = {"channel": "C0ORDERS", "blocks": "[not json"}
    assert call(workspace, "chat.postMessage", headers=BEARER, data=form)["error"] == "invalid_blocks_format"
    blocks = json.dumps({"type": "section"})
    form = {"channel": "C0ORDERS", "blocks": blocks}
    assert call(workspace, "chat.postMessage", headers=BEARER, data=form)["error"] == "invalid_blocks_format"


def test_every_answer_is_dated_by_the_workspace(workspace: Sandbox, desk: Driver) -> None:
    moved = desk.moves_to(datetime(2030, 1, 7, 9, tzinfo=UTC))
    answer = httpx.get(workspace.api_url + "api.test", trust_env=False)
    assert abs((parsedate_to_datetime(answer.headers["date"]) - moved).total_seconds()) < 2
    assert abs((desk.advance(hours=4) - moved).total_seconds() - 4 * 3600) < 2
    assert answer.headers.get_list("date") == [answer.headers["date"]]
    assert abs((desk.moves_to(datetime(2030, 1, 7, 9)) - moved).total_seconds()) < 2  # noqa: DTZ001


def test_message_timestamps_follow_the_clock_and_only_rise(desk: Driver, client: WebClient) -> None:
    desk.moves_to(datetime(2030, 1, 7, 9, tzinfo=UTC))
    first = client.chat_postMessage(channel="U0SAM", text="one")["ts"]
    desk.moves_to(datetime(2029, 1, 7, 9, tzinfo=UTC))
    second = client.chat_postMessage(channel="U0SAM", text="two")["ts"]
    assert datetime.fromtimestamp(float(first), UTC).year == 2030
    assert second > first


def test_team_and_bots_info(client: WebClient) -> None:
    assert client.team_info()["team"]["domain"] == "northwind"
    assert client.bots_info(bot="B0HANDOFF")["bot"]["user_id"] == "U0HANDOFF"
    with pytest.raises(SlackApiError, match="bot_not_found"):
        client.bots_info(bot="B0NOBODY")
