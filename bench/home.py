"""How long a Home tab takes: 500 open handoffs of one person among many that are over: python -m bench.home

Prints the median of some rounds, in milliseconds as they pass and of the processor, for the one who got them,
for the one who handed them off, for those who manage them, and for a search.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.domain.facts import Line, fact_of
from app.domain.homepage import Look
from app.domain.lifecycle import Status
from app.domain.model import Deadline, Event, Handoff
from app.services import home, search
from app.store.db import Database
from app.store.facts import facts
from app.store.handoffs import deadlines, handoffs
from app.store.handoffs import events as history
from app.store.migrate import migrate
from blocks import home as drawn
from tests import postgres
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, PRIYA, SAM, TEAM, passed, policy, settle_in

ROUNDS = 20
Row = dict[str, Any]
COLUMNS: Row = {column.name: 0 if column.name == "filled" else None for column in facts.columns}
HOURS = 'hours = { mon-fri = "09:00-17:30", holidays = "DE" }'
ALIVE = (Status.PENDING, Status.RETURNED, Status.ACCEPTED, Status.WORKING)
CLOCKS = {Status.PENDING: "accept", Status.RETURNED: "answer", Status.ACCEPTED: "touch"}


def main() -> None:
    """Measure on each database."""
    options = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    options.add_argument("--open", type=int, default=500, help="handoffs that are open")
    options.add_argument("--over", type=int, default=50_000, help="handoffs that are over\n")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        measure(f"sqlite:///{Path(folder)}/home.db", given.open, given.over)
        measure(postgres.create_database(server, "bench_home"), given.open, given.over)


def measure(url: str, alive: int, over: int) -> None:
    """Fill one database and print its times."""
    db = Database(url)
    migrate(db)
    settle_in(db)
    rules = policy(HOURS)
    fill(db, alive, over, rules.version)
    now = MORNING + timedelta(days=1)
    sys.stdout.write(f"{db.url.get_backend_name()}: {alive} open, {over} over\n")
    for name, viewer, look in (
        ("AE", ANNA, Look()),
        ("AE, page 20", ANNA, Look("on_me", 20)),
        ("SDR", SAM, Look()),
        ("manager", MARIA, Look()),
        ("director", DAN, Look("stalled", 3)),
    ):

        def shows(viewer: str = viewer, look: Look = look) -> None:
            with db.reading() as session:
                view = drawn.home(home.overview(session, rules, TEAM, viewer, now, look))
            assert len(view["blocks"]) <= 100

        _print(name, shows)
    for text in ("acme 77", "nobody at all"):

        def finds(text: str = text) -> None:
            with db.reading() as session:
                search.search(session, rules, TEAM, DAN, text, now)

        _print(f"search “{text}”", finds)
    db.close()


def _print(name: str, does: Callable[[], None]) -> None:
    does()
    waited, worked = list[float](), list[float]()
    for _ in range(ROUNDS):
        started, used = time.perf_counter(), time.process_time()
        does()
        waited.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - used) * 1000)
    told = f"{statistics.median(waited):7.1f} ms, of the processor {statistics.median(worked):7.1f} ms"
    sys.stdout.write(f"  {name:22} {told}\n")


def fill(db: Database, alive: int, over: int, version: str) -> None:
    """Write handoffs from Sam to Anna that are open, with their clocks, and others that are over."""
    package = passed().model_dump()
    rows, clocks, events, counted = list[Row](), list[Row](), list[Row](), list[Row]()
    for number in range(1, alive + over + 1):
        is_open = number <= alive
        status = ALIVE[number % len(ALIVE)] if is_open else Status.WON
        at = MORNING - timedelta(hours=number % 400 if is_open else 24 * (1 + number % 365))
        row = Handoff(
            team_id=TEAM,
            submit_key=f"V{number}",
            status=status,
            sdr_id=SAM if is_open else PRIYA,
            ae_id=ANNA if is_open else BEN,
            owner_id=None if status in (Status.PENDING, Status.RETURNED) else ANNA if is_open else BEN,
            company=f"Acme {number}",
            package=package,
            policy_version=version,
            created_at=at,
            since=at,
        )
        rows.append(row.model_dump(exclude={"id"}) | {"id": number})
        event = _submitted(row, number)
        events.append(event)
        counted.append(_counted(row, event, number))
        if is_open and status in CLOCKS:
            clocks.append(_clock(row, number))
    with db.transaction() as session:
        for table, values in ((handoffs, rows), (history, events), (deadlines, clocks), (facts, counted)):
            session.execute(sa.insert(table), values)


def _clock(row: Handoff, number: int) -> Row:
    return Deadline(
        team_id=TEAM,
        handoff_id=number,
        kind=CLOCKS[row.status],
        generation=1,
        started_at=row.since,
        allowed_seconds=4 * 3600,
        due_at=row.since + timedelta(hours=2),
    ).model_dump(exclude={"id"})


def _counted(row: Handoff, event: Row, number: int) -> Row:
    row.id = number
    line = Line(1, "submit", row.sdr_id, row.since, None, event["note"], None, None)
    return COLUMNS | fact_of(row, [line])


def _submitted(row: Handoff, number: int) -> Row:
    note = {"ae": row.ae_id, "why": "chosen by the SDR"}
    event = Event(
        team_id=TEAM, handoff_id=number, turn=1, action="submit", actor_id=row.sdr_id, at=row.since, note=note
    )
    return event.model_dump(exclude={"id"})


if __name__ == "__main__":
    main()
