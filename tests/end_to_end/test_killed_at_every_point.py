"""kill -9 at every named point of submit, accept, fire, send, update, look and digest.

Whatever was acknowledged is stored, everything that is owed is shown once, the deadline and the digest are
acted on once. What was not acknowledged is there as a whole or not at all, and doing it again works.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.domain.model import Event, Handoff, Owed, Sending
from app.domain.model_team import DigestRun
from app.store.db import Database
from sandbox.config import Config
from sandbox.driver_message import Message
from sandbox.server import Sandbox
from tests import postgres
from tests.accepting import accepts
from tests.end_to_end.dying import POINTS, Orders
from tests.end_to_end.process import Process, process
from tests.everything import EVERYTHING
from tests.office import ROOT, fill

pytestmark = pytest.mark.timeout(150)
DATABASES = ("sqlite", "postgresql")
CASES = [
    pytest.param(point, database, id=f"{point}-{database}")
    for n, point in enumerate(POINTS)
    for k, database in enumerate(DATABASES)
    if EVERYTHING or (n % 6 == 1 and k == n // 6 % 2)
]
UNFINISHED = (Sending.READY, Sending.LEASED, Sending.SENDING, Sending.UNKNOWN)
COMMAND = (sys.executable, "-m", "tests.end_to_end.dying", "serve")


class Mortal:
    """A bot that dies where it is told to, and is started again whenever somebody finds it dead."""

    def __init__(self, bot: Process, db: Database) -> None:
        self.bot, self.db, self.deaths = bot, db, 0
        self.orders = Orders(bot.folder / "orders")
        self.sam, self.anna = bot.desk.as_user("sam"), bot.desk.as_user("anna")
        bot.command, bot.environment = COMMAND, {"DYING_ORDERS": str(bot.folder / "orders")}
        bot.start()

    def dies_at(self, point: str) -> None:
        """Kill it when it next passes a point."""
        self.deaths = 0
        self.orders.give(point)
        if fault := POINTS[point].fault:
            self.bot.desk.fails("chat.postMessage", fault)

    def does(self, step: Callable[[], bool]) -> bool:
        """Let somebody do something, and do it again if the bot died of it; True if it did not."""
        acknowledged = step()
        if not acknowledged:
            self.until(lambda: self.deaths == 1)
            self.until(step)
        return acknowledged

    def until(self, true: Callable[[], object]) -> None:
        """Wait for something, whether it dies meanwhile or not."""
        deadline = time.monotonic() + 20
        while not true():
            assert time.monotonic() < deadline, self.bot.log
            self.comes_back()
            time.sleep(0.05)

    def comes_back(self) -> None:
        """Start it again if it died, and let the time pass for which a lost message is looked for."""
        assert self.bot.running
        if (code := self.bot.running.poll()) is None:
            return
        assert (code, self.deaths) == (-9, 0), self.bot.log
        self.deaths += 1
        self.bot.start()
        self.bot.desk.advance(seconds=31)

    def rows(self, table: Any, *where: Any) -> list[Any]:
        """Read what is stored."""
        with self.db.reading() as session:
            return list(session.exec(select(table).where(*where).order_by(*table.__table__.primary_key)))

    def keys(self) -> Counter[str]:
        """Count every message of the bot's in every channel and thread by the key that it carries."""
        channels = list(self.bot.slack.workspace.channels.values())
        posted = [message for channel in channels for message in list(channel.messages.values())]
        return Counter(one.metadata["event_payload"]["key"] for one in posted if one.metadata)


@pytest.fixture(scope="module")
def bots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Mortal]]:
    """One on each database, started when it is first asked for."""
    with ExitStack() as stack:
        made: dict[str, Mortal] = {}

        def bot(database: str) -> Mortal:
            if database not in made:
                folder = tmp_path_factory.mktemp(database)
                url = f"sqlite:///{folder}/handoff.db"
                if database == "postgresql":
                    base, name = os.environ["TEST_DATABASE_URL"], f"mortal_{os.getpid()}"
                    url = postgres.create_database(base, name)
                    stack.callback(postgres.drop_database, base, name)
                slack = stack.enter_context(Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")))
                running = stack.enter_context(process(slack, url, folder))
                db = Database(url)
                stack.callback(db.close)
                made[database] = Mortal(running, db)
            return made[database]

        yield bot


@pytest.mark.parametrize(("point", "database"), CASES)
def test_a_bot_killed_there_loses_nothing_and_says_nothing_twice(
    bots: Callable[[str], Mortal], point: str, database: str
) -> None:
    bot = bots(database)
    company, digests = point, len(bot.rows(DigestRun))
    bot.dies_at(point)

    _hands_off(bot, company)
    (handoff,) = bot.rows(Handoff, Handoff.company == company)
    expected = {f"card:{handoff.id}:{bot.anna.id}", f"receipt:{handoff.id}:{bot.sam.id}"}
    bot.until(lambda: bot.keys().keys() >= expected)
    bot.bot.desk.advance(hours=2)
    expected.add(f"nudge:{handoff.id}:1:{bot.anna.id}:0.5")
    bot.until(lambda: bot.keys().keys() >= expected)
    _accepts(bot, company)
    expected |= {f"news:{handoff.id}:2:{bot.sam.id}"}
    expected |= {f"intro:{handoff.id}:{person.id}" for person in (bot.sam, bot.anna)}
    expected |= {f"brief:{handoff.id}:2:{bot.anna.id}"}
    bot.until(lambda: bot.keys().keys() >= expected and "Log first touch" in _card(bot, company).buttons())
    assert _card(bot, company).clicks("Log first touch").ok
    _monday_comes(bot)
    bot.until(lambda: len(bot.rows(DigestRun)) > digests and bot.deaths)
    bot.until(lambda: not bot.rows(Owed, col(Owed.state).in_(UNFINISHED)))

    told = bot.keys()
    assert {key for key in told if key.split(":")[1] == str(handoff.id)} == expected
    assert set(told.values()) == {1}
    assert len([key for key in told if key.startswith("digest:")]) == len(bot.rows(DigestRun)) == digests + 1
    history = [event.action for event in bot.rows(Event, Event.handoff_id == handoff.id)]
    assert history == ["submit", "nudged", "accept", "touch"]
    assert "Being worked" in _card(bot, company).shown
    assert not bot.rows(Owed, col(Owed.state) == Sending.DEAD)


def _hands_off(bot: Mortal, company: str) -> None:
    modal = bot.sam.types("/handoff").modal
    assert modal
    form = fill(modal, Company=company)
    if not bot.does(lambda: form.submit().ok):
        assert len(bot.rows(Event, Event.action == "submit")) == len(bot.rows(Handoff))


def _accepts(bot: Mortal, company: str) -> None:
    card = _card(bot, company)
    # Whoever was not answered looks again: what was committed is on the card soon, with nothing to click.
    bot.does(lambda: accepts(card).ok or "Accept" not in _card(bot, company).buttons())


def _card(bot: Mortal, company: str) -> Message:
    """Find the one card; whoever clicked once more was told so in a note that begins like it."""
    beginning = f"{company} (#"
    told = [message for message in bot.anna.messages() if message.shown.startswith(beginning)]
    (card,) = [message for message in told if "hands this prospect to you" in message.shown]
    return card


def _monday_comes(bot: Mortal) -> None:
    """The next time at which the policy wants a digest: Monday, 9:00 in Berlin, within the hour."""
    now = bot.bot.slack.clock.now()
    day = now.replace(hour=9, minute=0) + timedelta(days=-now.weekday() % 7)
    bot.bot.desk.moves_to(day if day > now else day + timedelta(days=7))
