"""The pytest plugin as another project uses it, and many workspaces side by side."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

from slack_sdk import WebClient

from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.server import Sandbox

ROOT = Path(__file__).parents[2]
CONFTEST = 'pytest_plugins = ["sandbox.pytest_plugin"]'
TESTS = """
from slack_sdk import WebClient

def say(slack, text):
    WebClient("xoxb-sandbox", base_url=slack.api_url).chat_postMessage(channel="U0SAM", text=text)

def test_that_passes(slack, desk):
    say(slack, "hello")
    desk.as_user("sam").sees("hello")

def test_that_fails(slack, desk):
    say(slack, "goodbye")
    desk.as_user("sam").sees("hello", within=0)

def test_without_a_workspace():
    assert False
"""
ELSEWHERE = """
from dataclasses import replace
import pytest
from sandbox.config import PersonConfig, TeamConfig

@pytest.fixture
def slack_config(slack_config):
    kim = PersonConfig("U0KIM", "kim", "Kim Park")
    return replace(slack_config, team=TeamConfig(name="Elsewhere"), people=(kim,), channels=())

def test_kim_is_here(slack, desk):
    assert desk.as_user("kim").state()["team"]["name"] == "Elsewhere"
"""


def run(folder: Path) -> str:
    """In a process of its own, with no other plugin than ours."""
    alone = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--slack-traces",
        "traces",
        ".",
    ]
    done = subprocess.run(command, cwd=folder, env=os.environ | alone, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_a_failed_test_leaves_a_trace(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "test_elsewhere.py").write_text(ELSEWHERE)
    said = run(tmp_path)
    assert "2 failed, 2 passed" in said
    (left,) = (tmp_path / "traces").iterdir()
    assert left.name == "test_it.py_test_that_fails.json"
    trace = json.loads(left.read_text("utf-8"))
    assert trace["test"] == "test_it.py::test_that_fails"
    assert "sam does not see 'hello'" in trace["failure"]
    assert trace["traffic"][0]["kind"] == "chat.postMessage"
    assert trace["traffic"][0]["request"]["text"] == "goodbye"
    (dm,) = (one for one in trace["teams"]["T0NORTHWND"]["channels"] if one["kind"] == "im")
    assert [message["text"] for message in dm["messages"]] == ["goodbye"]


def test_twenty_workspaces_at_once_share_nothing(config: Config) -> None:
    together = Barrier(20)

    def use(number: int) -> tuple[str, list[str], int]:
        own = replace(config, team=replace(config.team, name=f"Team {number}"))
        with Sandbox(own) as running, Driver(running.url) as desk:
            client = WebClient("xoxb-sandbox", base_url=running.api_url)
            together.wait(30)
            client.chat_postMessage(channel="C0ORDERS", text=f"from {number}")
            desk.advance(hours=number)
            together.wait(30)
            seen = [message.text for message in desk.as_user("sam").messages(channel="orders")]
            return client.auth_test()["team"], seen, round(running.clock.offset / 3600)

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(use, range(20)))
    assert found == [(f"Team {n}", [f"from {n}"], n) for n in range(20)]
