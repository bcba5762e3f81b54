"""The control interface that the page reads, and the demo's configuration."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.server import Sandbox

ROOT = Path(__file__).parents[2]


def test_the_state_is_what_one_person_sees(desk: Driver, client: WebClient) -> None:
    client.chat_postMessage(channel="U0ANNA", text="hello")
    state = desk.as_user("anna").state()
    assert [channel["name"] or channel["user"] for channel in state["channels"]] == [
        "orders",
        "open",
        "U0HANDOFF",
    ]
    assert state["me"]["handle"] == "anna"
    assert state["app"]["connected"] == "http"
    assert [one["command"] for one in state["app"]["commands"]] == ["/order", "/silent"]
    assert {
        "id",
        "handle",
        "name",
        "title",
        "email",
        "tz",
        "is_bot",
        "deleted",
        "avatar_color",
        "unread",
    } <= set(state["people"][0])


def test_what_no_person_could_do_is_refused(desk: Driver, workspace: Sandbox) -> None:
    attempts: list[tuple[str, dict[str, Any], str]] = [
        ("command", {"as": "nobody", "channel": "open", "text": "/silent"}, "no such person: nobody"),
        ("command", {"as": "olaf", "channel": "open", "text": "/silent"}, "Olaf Brandt cannot sign in"),
        (
            "command",
            {"as": "anna", "channel": "secret", "text": "/silent"},
            "Anna Keller is in no channel secret",
        ),
        ("message", {"as": "sam", "channel": "old", "text": "hello"}, "is_archived"),
        ("shortcut", {"as": "sam", "callback_id": "order_this"}, "order_this is a message shortcut"),
        ("submit", {"as": "sam", "view_id": "V1"}, "Sam Rivera sees no view V1"),
        ("message", {"as": "sam"}, "missing field: 'channel'"),
        ("fly", {}, "no such control: POST fly"),
    ]
    for what, given, error in attempts:
        assert desk.post(what, given) == {"ok": False, "error": error}
    assert httpx.post(f"{workspace.url}/_control/clock", content=b"[]", trust_env=False).json()["ok"] is False


def test_the_stream_tells_of_changes(workspace: Sandbox, client: WebClient) -> None:
    lines: list[str] = []
    connected = threading.Event()

    def listen() -> None:
        url = f"{workspace.url}/_control/stream"
        with httpx.stream("GET", url, trust_env=False) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            for line in response.iter_lines():
                connected.set()
                lines.append(line)
                if line.startswith("data:"):
                    return

    listening = threading.Thread(target=listen)
    listening.start()
    connected.wait(2)
    client.chat_postMessage(channel="C0ORDERS", text="hello")
    listening.join(2)
    assert lines[-2:] == [
        "event: change",
        'data: {"channels":["C0ORDERS"],"people":["U0HANDOFF","U0SAM","U0ANNA"]}',
    ]


def test_an_open_stream_does_not_keep_the_workspace_open(config: Config) -> None:
    running = Sandbox(config)
    running.start()
    with httpx.stream("GET", f"{running.url}/_control/stream", trust_env=False) as response:
        lines = response.iter_lines()
        assert next(lines) == ": connected"
        started = time.monotonic()
        running.stop()
        assert time.monotonic() - started < 0.5
        assert list(lines) == [""]
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.url, trust_env=False)


def test_an_app_may_refuse_to_be_written_to(config: Config) -> None:
    manifest = replace(config.manifest, messages_tab_read_only=True)
    with Sandbox(replace(config, manifest=manifest)) as running, Driver(running.url) as desk:
        sam = desk.as_user("sam")
        assert sam.writes("hello", channel="U0HANDOFF").ok is False
        assert sam.writes("hello", channel="anna").ok


def test_a_person_is_waited_for_and_named_when_they_see_nothing(desk: Driver, client: WebClient) -> None:
    client.chat_postMessage(channel="U0SAM", text="something else")
    with pytest.raises(AssertionError, match=r"sam does not see 'Acme'(?s:.)*something else"):
        desk.as_user("sam").sees("Acme", within=0)
    desk.as_user("sam").never_sees("Acme", for_=0)
    with pytest.raises(AssertionError, match="sam sees 'something'"):
        desk.as_user("sam").never_sees("something", for_=0)


def test_the_demo_opens_with_everybody_in_it() -> None:
    config = Config.load(ROOT / "sandbox" / "demo.toml")
    with Sandbox(config) as running:
        assert running.person("anna").tz == "Europe/Berlin"
        assert running.person("bot").id == "U0HANDOFF"
        client = WebClient("xoxb-sandbox", base_url=running.api_url)
        assert "U0HANDOFF" in client.conversations_members(channel="C0HANDOFF")["members"]
        assert client.users_info(user="U0OLAF")["user"]["deleted"] is True


def test_it_runs_as_a_program_until_it_is_stopped() -> None:
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        url = program.stdout.readline().split()[-1]
        assert httpx.get(f"{url}/healthz", trust_env=False).text == "ok"
        program.terminate()
        assert program.wait(5) == 0
