"""PostgreSQL crashes under a bot at work, and comes back: whoever was told so, is right."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from sqlmodel import col, select

from app.domain.model import Event, Handoff
from app.store import outbox
from app.store.db import Database
from sandbox.config import Config
from sandbox.server import Sandbox
from tests import postgres
from tests.end_to_end.process import Process, process
from tests.form import Filling
from tests.office import ROOT, fill

pytestmark = pytest.mark.timeout(120)
KIND = "Something went wrong on our side. Nothing you typed is lost: please try again. (error "
PATIENCE = 45  # seconds: a message may have been leaving when the time was moved, and is looked for first


@pytest.fixture
def server() -> Iterator[postgres.Crashing]:
    with postgres.crashing_server() as started:
        yield started


@pytest.fixture
def bot(server: postgres.Crashing, tmp_path: Path) -> Iterator[Process]:
    with (
        Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as slack,
        process(slack, server.url, tmp_path) as made,
    ):
        yield made


def test_a_crash_loses_nothing_that_was_acknowledged_and_the_bot_works_on(
    bot: Process, server: postgres.Crashing
) -> None:
    bot.start()
    pid = bot.running and bot.running.pid
    assert _form(bot, "Stored").submit().ok
    refused = _form(bot, "Refused")
    server.crash()  # with messages on their way, or still owed
    for _ in range(2):
        assert _fault(refused).startswith(KIND)
    (told,) = bot.desk.as_user("anna").types("/handoff list").ephemerals
    assert told.shown.startswith(KIND)
    server.start()
    assert refused.submit().ok
    bot.desk.advance(seconds=61)  # the lease of what was on its way has run out
    _is_all_there(bot, ["Stored", "Refused"])

    _cut_off(server.url)  # every connection in the pool, and the one that says we are alive
    assert _form(bot, "Cut off").submit().ok
    _is_all_there(bot, ["Stored", "Refused", "Cut off"])
    bot.desk.advance(hours=2)
    numbers = _numbers(server.url)
    for number in numbers:
        _sees(bot, f"nudge:{number}:1:{bot.desk.as_user('anna').id}:0.5")

    assert set(_told(bot).values()) == {1}
    db = Database(server.url)
    with db.reading() as session:
        history = Counter((event.handoff_id, event.action) for event in session.exec(select(Event)))
        assert not outbox.any_owed(session)
    db.close()
    assert history == {(number, action): 1 for number in numbers for action in ("submit", "nudged")}
    assert bot.running and bot.running.pid == pid and bot.running.poll() is None
    code, took = bot.terminate()
    assert code == 0 and timedelta(seconds=took) < timedelta(seconds=15), bot.log


def _form(bot: Process, company: str) -> Filling:
    modal = bot.desk.as_user("sam").types("/handoff").modal
    assert modal is not None
    return fill(modal, Company=company)


def _fault(form: Filling) -> str:
    """What is said at the field of a form that could not be stored."""
    (said,) = form.submit().errors.values()
    return str(said)


def _is_all_there(bot: Process, companies: list[str]) -> None:
    anna, sam = bot.desk.as_user("anna"), bot.desk.as_user("sam")
    for company, number in zip(companies, _numbers(bot.database_url), strict=True):
        anna.sees(f"{company} (#{number})", within=PATIENCE)
        _sees(bot, f"card:{number}:{anna.id}")
        _sees(bot, f"receipt:{number}:{sam.id}")


def _numbers(url: str) -> list[int]:
    """What handoffs are stored: after a crash PostgreSQL leaves out some numbers."""
    db = Database(url)
    with db.reading() as session:
        numbers = [handoff.number for handoff in session.exec(select(Handoff).order_by(col(Handoff.id)))]
    db.close()
    return numbers


def _sees(bot: Process, key: str) -> None:
    bot.desk.wait_for(lambda: _told(bot)[key], within=PATIENCE)


def _told(bot: Process) -> Counter[str]:
    """Count what Slack holds of ours, by the key that each message carries."""
    channels = list(bot.slack.workspace.channels.values())
    posted = [message for channel in channels for message in list(channel.messages.values())]
    return Counter(message.metadata["event_payload"]["key"] for message in posted if message.metadata)


def _cut_off(url: str) -> None:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'handoff'"
        )
