"""SIGTERM while Slack hangs: nothing more is claimed, the process ends in time, and the next one goes on."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.domain.model import Owed, Sending
from app.slack.courier import WORKERS
from app.store.db import Database
from sandbox.config import Config
from sandbox.server import Sandbox
from tests import postgres
from tests.end_to_end.process import Process, process
from tests.office import ROOT, fill
from tests.race import at_once

pytestmark = pytest.mark.timeout(150)
COMPANIES = ("Acme", "Globex", "Initech")  # two messages each, of which Slack hangs on the first four
IN_TIME = 15  # seconds


@pytest.fixture
def bots(postgres_url: str, tmp_path: Path) -> Iterator[list[Process]]:
    """One over HTTP on PostgreSQL and one in Socket Mode on SQLite, each with a Slack of its own."""
    postgres.empty_database(postgres_url)
    with ExitStack() as stack:
        made = []
        for socket_mode, url in ((False, postgres_url), (True, f"sqlite:///{tmp_path}/handoff.db")):
            slack = stack.enter_context(Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")))
            folder = tmp_path / ("socket" if socket_mode else "http")
            folder.mkdir()
            made.append(stack.enter_context(process(slack, url, folder, socket_mode=socket_mode)))
        yield made


def test_a_bot_whose_slack_hangs_ends_in_time_and_leaves_no_lease_behind(bots: list[Process]) -> None:
    ended = at_once(len(bots), lambda n: _ends_while_slack_hangs(bots[n]))
    for bot, (code, took) in zip(bots, ended, strict=True):
        assert code == 0, bot.log
        assert took < IN_TIME
        assert "Traceback" not in bot.log
        left = _outbox(bot)
        assert not [owed for owed in left if owed.lease]
        assert {owed.state for owed in left if owed.tried_at} <= {Sending.SENDING, Sending.UNKNOWN}
        # What waited behind the calls that hung was left for the next process.
        assert [owed.state for owed in left if not owed.tried_at] == [Sending.READY] * 2

    at_once(len(bots), lambda n: _the_next_one_goes_on(bots[n]))


def _ends_while_slack_hangs(bot: Process) -> tuple[int, float]:
    bot.start()
    bot.desk.fails("chat.postMessage", "timeout_after", times=2)
    bot.desk.fails("chat.postMessage", "slow", times=WORKERS - 2, seconds=30)  # no time limit ends these
    for company in COMPANIES:
        modal = bot.desk.as_user("sam").types("/handoff").modal
        assert modal
        assert fill(modal, Company=company).submit().ok
    bot.desk.wait_for(lambda: not bot.desk.faults()["pending"], within=10)
    return bot.terminate()


def _the_next_one_goes_on(bot: Process) -> None:
    bot.desk.advance(minutes=2)
    bot.start()
    bot.desk.wait_for(partial(_all_is_sent, bot), within=20)
    for handle in ("sam", "anna"):
        seen = [message.shown for message in bot.desk.as_user(handle).messages()]
        assert [sum(f"{company} (#" in text for text in seen) for company in COMPANIES] == [1, 1, 1]


def _all_is_sent(bot: Process) -> bool:
    return {owed.state for owed in _outbox(bot)} == {Sending.SENT}


def _outbox(bot: Process) -> list[Owed]:
    db = Database(bot.database_url)
    with db.reading() as session:
        rows = list(session.exec(select(Owed).order_by(col(Owed.id))))
    db.close()
    return rows
