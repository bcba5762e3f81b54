"""One run on one database: an office at work in bad weather, then quiet, then the verdict."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from chaos import office, people, record, referee, rivals
from chaos.bots import Bots, Reaper, bots
from chaos.people import Hand, Office
from chaos.referee import Verdict
from chaos.weather import Weather
from sandbox import trace
from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.server import Sandbox

HANDS = 14
AT_WORK = 0.7  # of the storm
PAUSE = 0.5  # seconds, the mean between two things that one hand does
DRAINED_WITHIN = 150  # seconds from the last fault: a message whose fate is unknown waits for 30


@dataclass
class Outcome:
    """What happened in a run, and what is to be said of it."""

    database: str
    seconds: float
    messages: int
    weather: Weather
    deeds: Counter[str]
    attacks: int
    verdict: Verdict
    troubles: list[str]


def run(database: str, url: str, folder: Path, *, replicas: int, seconds: float, seed: int) -> Outcome:
    """Let the office work for so many seconds on a fresh database; everything is left in the folder."""
    started = time.monotonic()
    policy = folder / "policy.toml"
    digest_at = office.write_policy(policy, digest_in=seconds * 0.6 + 5)
    with ExitStack() as stack:
        slack = stack.enter_context(Sandbox(Config.load(office.HERE / "office.toml")))
        ws = slack.workspace
        ws.faults = weather = Weather(at=lambda: ws.clock.now().isoformat(), rng=random.Random(seed))
        team = stack.enter_context(bots(slack, url, folder, policy, replicas=replicas))
        deeds, over = Counter[str](), threading.Event()
        reapers = [
            Reaper(team, n, weather, random.Random(seed + n), url, deeds, over) for n in range(replicas)
        ]
        day = Office(stack.enter_context(Driver(slack.url)))
        _storm(slack, day, weather, reapers, seconds=seconds, seed=seed)
        deeds["failed starts"] = team.failed_starts
        troubles = [*team.troubles, *_quiet(url, database)]
        ended = datetime.now(UTC)
        seen = record.read(url, slack)
        verdict = referee.judge(seen, day, team.outages, digest_at, ended)
        _keep(folder, slack, seen, verdict, team)
        messages = sum(seen.keys.values())
    spent = time.monotonic() - started
    return Outcome(database, spent, messages, weather, deeds, day.attacks, verdict, troubles)


def _storm(
    slack: Sandbox, day: Office, weather: Weather, reapers: list[Reaper], *, seconds: float, seed: int
) -> None:
    acts = [*people.ACTS, (1.5, rivals.race), (2.5, rivals.attack(slack))]
    works: list[Callable[[], None]] = [reaper.works for reaper in reapers]
    works += [partial(Hand(day, seed + n).works, acts, PAUSE) for n in range(HANDS)]
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    weather.storms = True
    for thread in threads:
        thread.start()
    time.sleep(seconds * AT_WORK)
    day.stopped.set()  # and what is owed by now has to get through the storm
    time.sleep(seconds * (1 - AT_WORK))
    reapers[0].stopped.set()
    for thread in threads:
        thread.join(60)
    weather.storms = False


def _quiet(url: str, database: str) -> list[str]:
    """Wait until nothing is owed and no clock runs any more."""
    until = time.monotonic() + DRAINED_WITHIN
    while record.count(url, record.UNFINISHED) or record.running(url):
        if time.monotonic() > until:
            return [f"{database}: after {DRAINED_WITHIN} s something is still owed, or due"]
        time.sleep(1)
    return []


def _keep(folder: Path, slack: Sandbox, seen: record.Record, verdict: Verdict, team: Bots) -> None:
    """Leave everything that explains a failure, each broken promise with its story."""
    stories = [record.story(seen, line.partition(": ")[2]) for line in verdict.broken()]
    (folder / "stories.txt").write_text("\n\n".join(stories), "utf-8")
    said = {**vars(verdict), "outages": team.outages}
    for name, what in (
        ("slack.json", trace.of(slack.workspace)),
        ("rows.json", {table: [vars(row) for row in rows] for table, rows in seen.rows.items()}),
        ("verdict.json", said),
    ):
        (folder / name).write_text(json.dumps(what, default=str, ensure_ascii=False, indent=1), "utf-8")
