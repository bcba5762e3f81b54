"""The team's sales tool is told when an SDR's outreach rests and when it is free: signed and in order."""

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from app.domain.model import Owed, Sending
from sandbox.config import Config
from sandbox.server import Sandbox
from tests.accepting import accepts
from tests.everything import on
from tests.office import MONDAY, ROOT, Office, open_office, policy
from tests.outside.receiver import SECRET, Recorder, example, recorder


@pytest.fixture
def tool() -> Iterator[Recorder]:
    with recorder() as running:
        yield running


@pytest.fixture
def office(database_url: str, tool: Recorder, tmp_path: Path) -> Iterator[Office]:
    with open_office(database_url, _policy(tmp_path, tool.url), more={"hook_secret": SECRET}) as opened:
        yield opened


def _policy(folder: Path, url: str) -> Path:
    file = folder / "policy.toml"
    file.write_text(f'[outreach]\nwebhook = "{url}"\n{policy()}', "utf-8")
    return file


def _told(tool: Recorder) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in tool.came]


def _does(office: Office, button: str, **filled: str) -> None:
    modal = office.card(office.anna).clicks(button).modal
    if modal is not None:
        assert modal.fill(filled).submit().ok
    office.settle()


@on("postgresql")
def test_the_tool_is_told_when_outreach_rests_and_when_it_is_free(office: Office, tool: Recorder) -> None:
    card = office.hand_off()
    assert not tool.came
    accepts(card)
    office.settle()
    ((head, body),) = tool.came
    told = json.loads(body)
    assert told == {
        "event": "hold.started",
        "delivery": head["x-handoff-delivery"],
        "handoff": 1,
        "at": told["at"],
        "because": "accept",
        "sdr": "sam@northwind.example",
        "contacts": ["jane@acme.example"],
    }
    stamp = head["x-handoff-timestamp"]
    for moment in (datetime.fromisoformat(told["at"]), datetime.fromtimestamp(int(stamp), UTC)):
        assert MONDAY <= moment < MONDAY + timedelta(minutes=2)
    signed = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert head["x-handoff-signature"] == f"v1={signed}"
    assert (head["x-handoff-event"], head["content-type"]) == ("hold.started", "application/json")
    for about in ("Acme", "Jane", "50k", "migration"):
        assert about.encode() not in body

    office.advance(minutes=5)
    _does(office, "Recycle", Reason="Not now, maybe later")
    assert [one["event"] for one in _told(tool)] == ["hold.started", "hold.released"]
    assert _told(tool)[1]["because"] == "recycle"
    assert len({one["delivery"] for one in _told(tool)}) == 2


@on("sqlite")
def test_a_rejection_says_nothing_and_a_lost_deal_frees_nobody(office: Office, tool: Recorder) -> None:
    office.hand_off()
    _does(office, "Reject", Reason="Bad timing", Comment="In a year")
    assert not tool.came
    accepts(office.hand_off(Company="Globex"))
    for button, filled in (("Log first touch", {}), ("Opportunity", {}), ("Lost", {"Reason": "No decision"})):
        modal = office.card(office.anna, "Globex").clicks(button).modal
        if modal is not None:
            assert modal.fill(filled).submit().ok
    office.settle()
    assert "Lost" in office.card(office.sam, "Globex").shown
    assert [one["event"] for one in _told(tool)] == ["hold.started"]


@on("sqlite")
def test_a_tool_that_is_away_hears_of_it_later_once_and_in_order(office: Office, tool: Recorder) -> None:
    tool.answers += [(503, {}), (0, {}), (429, {"Retry-After": "60"})]
    accepts(office.hand_off())
    office.settle()
    _does(office, "Recycle", Reason="Not now, maybe later")
    assert office.heard(office.sam, "accepted *Acme*")  # Slack waits for nobody else
    for _ in range(3):
        office.advance(minutes=1)
    events = [one["event"] for one in _told(tool)]
    assert events == ["hold.started"] * 4 + ["hold.released"]
    assert len({one["delivery"] for one in _told(tool)[:4]}) == 1
    stamps = [int(head["x-handoff-timestamp"]) for head, _ in tool.came]
    assert stamps == sorted(stamps)


@on("sqlite")
def test_what_it_refuses_is_kept_and_an_admin_is_told(office: Office, tool: Recorder) -> None:
    tool.answers += [(302, {"Location": "http://127.0.0.1:9/elsewhere"})]
    accepts(office.hand_off())
    office.settle()
    assert len(tool.came) == 1
    assert office.heard(office.maria, "word of a hold of handoff #1 to webhook: HTTP 302") or office.heard(
        office.dan, "word of a hold of handoff #1"
    )
    with office.bot.db.reading() as session:
        (dead,) = session.exec(select(Owed).where(col(Owed.state) == Sending.DEAD)).all()
    assert dead.kind == "hook"


@on("sqlite")
def test_without_a_secret_nothing_leaves(database_url: str, tool: Recorder, tmp_path: Path) -> None:
    with open_office(database_url, _policy(tmp_path, tool.url)) as office:
        accepts(office.hand_off())
        office.settle()
        assert not tool.came


@on("sqlite")
def test_the_documented_receiver_acts_once_on_what_is_signed(database_url: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    rules = _policy(tmp_path, f"http://127.0.0.1:{port}/")
    with (
        example(tmp_path, port) as receiver,
        Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as slack,  # whose time is the real one
        open_office(database_url, rules, slack=slack, more={"hook_secret": SECRET}) as office,
    ):
        assert receiver.stdout is not None
        accepts(office.hand_off())
        office.settle()
        assert receiver.stdout.readline() == "hold.started jane@acme.example\n"
