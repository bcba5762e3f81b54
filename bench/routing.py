"""How long it takes to choose an AE and to write the choice down, beside the same writes by the bare driver.

Each transaction has a new handoff: the policy chooses among a pool (`assignment.choose`), and the ledger and
the rotation are written (`assignment.note`). Every AE has a history. The floor writes the same rows in a
transaction of its own, by sqlite3 alone, in the same file, in turn with it. Processor time and its ratio do
not depend on what else the machine and its disk are doing; the clock's time does. Printed, not asserted.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from app import policy as policies
from app.domain.lifecycle import Status
from app.domain.model import Handoff, Person
from app.policy import Policy
from app.services import assignment, team
from app.store import people
from app.store.assignments import assignments
from app.store.db import Database
from app.store.handoffs import handoffs
from app.store.migrate import migrate
from tests.cast import MORNING, SAM, TEAM, passed

OPEN, OVER = 20, 180  # handoffs of each AE before
SIZES = (10, 50)
CAPS = {"": "", ", with caps by day and week": "per_day = 100\nper_week = 500\n"}
FLOORS_TEAM = "T0FLOOR"  # the floor's rows lie beside, and change no choice
Writes = list[tuple[str, Any]]
Times = list[tuple[float, float]]  # of the processor and of the clock, in seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--choices", type=int, default=500, help="of each kind")
    choices = parser.parse_args().choices
    for size in SIZES:
        for words, caps in CAPS.items():
            with tempfile.TemporaryDirectory() as folder:
                _show(f"{size} AEs{words}", *_measured(Path(folder) / "handoff.db", size, caps, choices))


def _show(what: str, floor: Times, choice: Times, queries: int) -> None:
    cpu, cpu_floor = (statistics.fmean(cpu for cpu, _ in times) * 1000 for times in (choice, floor))
    wall, wall_floor = (statistics.median(wall for _, wall in times) * 1000 for times in (choice, floor))
    sys.stdout.write(
        f"{what:<34}{queries:>3} queries{cpu:>7.2f} ms of a core, floor{cpu_floor:>6.2f} ms:"
        f"{cpu / cpu_floor:>6.1f} x{wall:>9.2f} ms by the clock, floor{wall_floor:>6.2f} ms\n"
    )
    sys.stdout.flush()


def _measured(file: Path, size: int, caps: str, choices: int) -> tuple[Times, Times, int]:
    """Give the times of the floor and of the choices, and how many statements a choice takes."""
    db = Database(f"sqlite:///{file}")
    migrate(db)
    numbers = _settle_in(db, size, choices + 1)
    choose = _chooser(db, _policy(size, caps), numbers)
    with _watched(db) as statements:
        choose()
    write = _writer(file, [one for one in statements if one[0].startswith("INSERT")])
    write()  # so that the floor's rows of the rotation are there, as the choice's are
    floor, taken = [], []
    for number in range(choices):
        floor.append(_timed(write))
        taken.append(_timed(choose))
        if number % 100 == 99:
            db.checkpoint()
    db.close()
    return floor, taken, len(statements)


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Give the seconds of this thread's processor time, and of the clock's."""
    cpu, wall = time.thread_time(), time.perf_counter()
    work()
    return time.thread_time() - cpu, time.perf_counter() - wall


def _chooser(db: Database, rules: Policy, numbers: Iterator[int]) -> Callable[[], None]:
    """Give what chooses for the next handoff that nobody has yet."""
    with db.reading() as session:
        crew = team.load(session, rules, TEAM, SAM)
    clock = count()

    def choose() -> None:
        now = MORNING + timedelta(seconds=next(clock))
        with db.transaction() as session:
            handoff = session.get_one(Handoff, next(numbers))
            choice = assignment.choose(session, crew, SAM, None, assignment.about(handoff), now)
            assignment.note(session, handoff, choice, now)

    return choose


def _writer(file: Path, writes: Writes) -> Callable[[], None]:
    """Give what writes the rows of one choice by the driver alone."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=0"):
        connection.execute(f"PRAGMA {pragma}")
    beside = [(sql, tuple(FLOORS_TEAM if one == TEAM else one for one in given)) for sql, given in writes]

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        for sql, given in beside:
            connection.execute(sql, given)
        connection.execute("COMMIT")

    return write


@contextmanager
def _watched(db: Database) -> Iterator[Writes]:
    """Note the statements that the driver is given meanwhile."""
    seen: Writes = []

    def note(_connection: Any, _cursor: Any, sql: str, given: Any, _context: Any, _many: bool) -> None:
        seen.append((sql, given))

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def _settle_in(db: Database, size: int, new: int) -> Iterator[int]:
    """Store the people, what each AE had before, and new handoffs of nobody's; gives the numbers of these."""
    with db.transaction() as session:
        for id in (SAM, *_aes(size)):
            people.save(session, Person(team_id=TEAM, id=id, name=id, zone="UTC", seen_at=MORNING))
        before = [
            _row(f"{ae}.{n}", ae, Status.PENDING if n < OPEN else Status.REJECTED, n)
            for ae in _aes(size)
            for n in range(OPEN + OVER)
        ]
        session.execute(sa.insert(handoffs), before)
        session.execute(sa.insert(assignments), [_line(n, row) for n, row in enumerate(before, start=1)])
        session.execute(sa.insert(handoffs), [_row(f"new.{n}", "", Status.PENDING, 0) for n in range(new)])
    db.checkpoint()
    return iter(range(len(before) + 1, len(before) + new + 1))


def _row(key: str, ae: str, status: Status, hours: int) -> dict[str, Any]:
    at = MORNING - timedelta(hours=hours)
    package = passed()
    handoff = Handoff(
        team_id=TEAM,
        submit_key=key,
        status=status,
        sdr_id=SAM,
        ae_id=ae,
        company=package.company,
        package=package.model_dump(),
        policy_version="",
        created_at=at,
        since=at,
    )
    return handoff.model_dump(exclude={"id"})


def _line(number: int, row: dict[str, Any]) -> dict[str, Any]:
    made = {"team_id": TEAM, "handoff_id": number, "turn": 1, "strategy": "round_robin", "counted": True}
    return {**made, "pool": "inbound", "ae_id": row["ae_id"], "at": row["since"], "decision": {}}


def _policy(size: int, caps: str) -> Policy:
    members = ", ".join(f'"{ae}"' for ae in _aes(size))
    listed = "".join(f'[[person]]\nid = "{ae}"\nrole = "ae"\n' for ae in _aes(size))
    return policies.parse(f'[[pool]]\nname = "inbound"\nmembers = [{members}]\n{caps}{listed}')


def _aes(size: int) -> list[str]:
    return [f"UAE{n}" for n in range(size)]


if __name__ == "__main__":
    main()
