"""kill -9 at any moment: what was acknowledged is delivered, once."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store import outbox
from app.store.db import Database
from sandbox.config import Config
from sandbox.driver import DeskPerson
from sandbox.server import Sandbox
from tests.accepting import accepts
from tests.end_to_end.process import Process, process
from tests.everything import on
from tests.office import ROOT, fill

pytestmark = pytest.mark.timeout(150)
MOMENTS = (0, 16, 45)  # milliseconds after the acknowledgement


@pytest.fixture
def bot(database_url: str, tmp_path: Path) -> Iterator[Process]:
    with (
        Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as slack,
        process(slack, database_url, tmp_path) as made,
    ):
        yield made


@on("sqlite")
def test_a_kill_after_the_ack_neither_loses_nor_doubles_a_message(bot: Process) -> None:
    bot.start()
    companies = [f"After {moment} ms" for moment in MOMENTS]
    for company, moment in zip(companies, MOMENTS, strict=True):
        _submit(bot, company)
        time.sleep(moment / 1000)
        _dies_and_comes_back(bot)
    _each_is_there_once(bot, companies)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_kill_while_slack_stores_a_message_does_not_double_it(bot: Process) -> None:
    bot.start()
    for fault in ("timeout_after", "reset_before"):  # it is stored, and the answer never comes; it is not
        bot.desk.fails("chat.postMessage", fault, times=2)
        _submit(bot, fault)
        bot.desk.wait_for(lambda: not bot.desk.faults()["pending"], within=10)
        _dies_and_comes_back(bot)
    _each_is_there_once(bot, ["timeout_after", "reset_before"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_kill_while_the_card_changes_leaves_the_last_word_on_it(bot: Process) -> None:
    bot.start()
    _submit(bot, "Acme")
    anna, sam = bot.desk.as_user("anna"), bot.desk.as_user("sam")
    bot.desk.fails("chat.update", "timeout_after", times=2)
    assert accepts(anna.sees("Acme (#1)", within=10)).ok
    bot.desk.wait_for(lambda: not bot.desk.faults()["pending"], within=10)
    _dies_and_comes_back(bot)
    for person in (anna, sam):
        person.sees("✅ Accepted", within=20)
        person.sees("Introduction for Acme", within=20)
    _each_is_there_once(bot, ["Acme"])
    for person, text in (
        (sam, "Your outreach is on hold:"),
        (sam, "Introduction for"),
        (anna, "Introduction for"),
    ):
        assert len(_seen(person, text)) == 1


def _submit(bot: Process, company: str) -> None:
    modal = bot.desk.as_user("sam").types("/handoff").modal
    assert modal is not None
    assert fill(modal, Company=company).submit().ok


def _dies_and_comes_back(bot: Process) -> None:
    bot.kill()
    bot.start()
    # At the worst it died while it was sending: then the message is looked for, for 30 s of Slack's time.
    bot.desk.advance(seconds=31)


def _each_is_there_once(bot: Process, companies: list[str]) -> None:
    people = [bot.desk.as_user(name) for name in ("anna", "sam")]
    for company in companies:
        for person in people:
            person.sees(f"{company} (#", within=20)
    bot.desk.advance(minutes=2)
    bot.desk.wait_for(lambda: _nothing_is_owed(bot), within=20)
    for person in people:
        assert [len(_seen(person, f"{company} (#")) for company in companies] == [1] * len(companies), bot.log


def _nothing_is_owed(bot: Process) -> bool:
    db = Database(bot.database_url)
    with db.reading() as session:
        owed = outbox.any_owed(session)
    db.close()
    return not owed


def _seen(person: DeskPerson, text: str) -> list[str]:
    top = person.messages()
    replies = [reply for message in top if message.json["reply_count"] for reply in person.thread(message)]
    return list({message.ts for message in [*top, *replies] if text in message.shown})
