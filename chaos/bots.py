"""The bots, and who kills, stops and freezes them, cuts their connections and takes Slack away."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from sqlalchemy import make_url

from chaos.weather import Weather
from sandbox.server import Sandbox
from tests.end_to_end.process import Process, process

PAUSE = (3.0, 8.0)  # seconds between two things that are done to one bot
TERMINATED_WITHIN = 15  # seconds that a bot has to end in order
Outage = tuple[datetime, datetime]


@dataclass
class Bots:
    """All processes on one database. `outages`: when none of them was at work."""

    members: list[Process]
    outages: list[Outage] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    failed_starts: int = 0
    _idle: set[int] = field(default_factory=set)
    _since: datetime | None = None

    def away(self, n: int) -> None:
        """Note that one of them is not at work from now on."""
        self._idle.add(n)
        if len(self._idle) == len(self.members) and self._since is None:
            self._since = datetime.now(UTC)

    def back(self, n: int) -> None:
        """Note that it is again."""
        self._idle.discard(n)
        if self._since:
            self.outages.append((self._since, datetime.now(UTC)))
            self._since = None

    def start(self, n: int) -> None:
        """Start one of them and wait until it answers; again, as a supervisor does, if the start failed."""
        bot = self.members[n]
        for tries_left in (2, 1, 0):
            bot.start(wait=False)
            try:
                bot.desk.wait_for(lambda: answers(bot), within=60)
                break
            except AssertionError:
                if not tries_left:
                    raise
                bot.kill()
                self.failed_starts += 1
        self.back(n)

    def cut_off(self, database_url: str, most: int) -> None:
        """Cut connections: whatever was being acted on by one of them has its time from this moment."""
        before = datetime.now(UTC)
        cut_off(database_url, most)
        self.outages.append((before, datetime.now(UTC)))

    def kill(self, n: int) -> None:
        """kill -9."""
        self.away(n)
        self.members[n].kill()

    def terminate(self, n: int) -> None:
        """SIGTERM, which must end it in order and in time."""
        self.away(n)
        try:
            code, took = self.members[n].terminate()
        except subprocess.TimeoutExpired:
            code, took = None, float("inf")
            self.members[n].kill()
        if code != 0 or took > TERMINATED_WITHIN:
            self.troubles.append(f"SIGTERM ended bot {n} with {code} after {took:.1f} s")

    def freeze(self, n: int, seconds: float) -> None:
        """SIGSTOP, and SIGCONT some seconds later."""
        running = self.members[n].running
        assert running
        self.away(n)
        os.kill(running.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(running.pid, signal.SIGCONT)
        self.back(n)


def answers(bot: Process) -> bool:
    """Say whether a bot is at work; a start that ends by itself is an error."""
    assert bot.running and bot.running.poll() is None, bot.log[-3000:]
    try:
        with urlopen(f"http://127.0.0.1:{bot.port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def bots(slack: Sandbox, url: str, folder: Path, policy: Path, *, replicas: int) -> Iterator[Bots]:
    """Run one bot over HTTP, or several in Socket Mode: Slack takes their connections in turn."""
    with ExitStack() as stack:
        members = []
        for n in range(replicas):
            home = folder / f"bot-{n}"
            home.mkdir()
            bot = stack.enter_context(process(slack, url, home, socket_mode=replicas > 1))
            bot.command = (sys.executable, "-m", "app", "serve")
            bot.environment = {"HANDOFF_CLOCK": "system", "HANDOFF_POLICY": str(policy), "LOG_LEVEL": "INFO"}
            members.append(bot)
        team = Bots(members)
        for n in range(replicas):
            team.start(n)
        yield team


@dataclass
class Reaper:
    """Does something bad to one bot every few seconds until it is told to stop; then the bot runs."""

    bots: Bots
    bot: int
    weather: Weather
    rng: random.Random
    database_url: str
    done: Counter[str]
    stopped: threading.Event

    def works(self) -> None:
        """Go on until the end, in a thread of its own; a bot that cannot be started again is a trouble."""
        deeds = {"kill -9": 10, "SIGTERM": 2, "SIGSTOP": 2, "Slack away": 1}
        if len(self.bots.members) > 1:
            deeds["pg_terminate_backend"] = 4
        while not self.stopped.wait(self.rng.uniform(*PAUSE)):
            (deed,) = self.rng.choices(list(deeds), list(deeds.values()))
            try:
                self._do(deed)
            except (AssertionError, psycopg.Error) as error:
                self.bots.troubles.append(f"{deed} of bot {self.bot}: {error}")
                return
            self.done[deed] += 1

    def _do(self, deed: str) -> None:
        if deed == "SIGSTOP":
            self.bots.freeze(self.bot, self.rng.uniform(1, 6))
        elif deed == "Slack away":
            self.weather.away = True
            self.stopped.wait(self.rng.uniform(2, 6))
            self.weather.away = False
        elif deed == "pg_terminate_backend":
            self.bots.cut_off(self.database_url, self.rng.choice((1, 4, 100)))
        else:
            self.bots.kill(self.bot) if deed == "kill -9" else self.bots.terminate(self.bot)
            self.bots.start(self.bot)


def cut_off(database_url: str, most: int) -> None:
    """End some of the connections to a PostgreSQL database."""
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE"
            " datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT %s) AS them",
            [most],
        )
