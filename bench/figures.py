"""How long a team's figures take among a million handoffs, beside the floor: a bare scan of the index range.

Printed, not asserted. Database time is that of the statements alone, executed and fetched again, the best of
five; the rest of a report is Python. First twenty workspaces share a year's million, as a weekly digest meets
them; then one workspace has them all. Takes about five minutes.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.domain.metrics import Kind
from app.policy import Policy
from app.services import figures, weekly
from app.store import counting, review
from app.store.counting import Period
from app.store.db import Database
from app.store.facts import facts
from app.store.migrate import migrate
from tests import postgres

START, YEAR, WEEK = datetime(2025, 12, 1, tzinfo=UTC), timedelta(days=364), timedelta(days=7)
COLUMNS = [column.name for column in facts.columns]
CRITERIA = (
    "authority",
    "budget",
    "clear_use_case",
    "confirmed_interest",
    "need",
    "timeline",
    "willing_to_go_deeper",
)
TEAMS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handoffs", type=int, default=1_000_000)
    parser.add_argument("--database", action="append", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    count, names = asked.handoffs, asked.database or ["sqlite", "postgresql"]
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        for teams in (TEAMS, 1):
            for name in names:
                file = Path(folder) / "bench.db"
                url = (
                    f"sqlite:///{file}"
                    if name == "sqlite"
                    else postgres.create_database(server, f"bench{teams}")
                )
                db = Database(url)
                migrate(db)
                fill(db, count, teams)
                say(f"\n{name}: {count:,} handoffs of a year in {teams} workspace{'s' * (teams > 1)}")
                (week if teams > 1 else year)(db)
                db.close()
                shutil.rmtree(folder, ignore_errors=True)
                Path(folder).mkdir(exist_ok=True)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def week(db: Database) -> None:
    """A weekly digest: the week, the one before, the baseline; then by every slice."""
    end = START + YEAR - WEEK
    start = end - WEEK
    show(db, "a weekly digest, its thank-you among it", partial(digest, end=end))
    for by in ((), (Kind.AE,), tuple(kind for kind in Kind if kind is not Kind.ALL)):
        show(
            db,
            f"a week's report, by {', '.join(by) or 'nothing'}",
            partial(report, start=start, end=end, by=by),
        )
    floor(db, Period("T00", end - 9 * WEEK, end))


def year(db: Database) -> None:
    """A year, whole and by one thing at a time: the counts, as a review groups them, and with all times."""
    period = Period("T00", START, START + YEAR + WEEK)
    show(db, "a year's counts", lambda s: counting.count(s, period, timing=()))
    for name in ("sdr_id", "segment", "source", "criteria"):
        show(
            db,
            f"a year's counts by {name}",
            partial(counting.count, period=period, key=counting.column(name), timing=()),
        )
    show(db, "a year's review", lambda s: review.alike(s, "T00", START, period.end, grown_before=period.end))
    show(db, "a year's counts by ae", lambda s: counting.count(s, period, counting.ae, timing=()))
    show(db, "a year's counts and times", lambda s: counting.count(s, period))
    floor(db, period)


def digest(session: Session, end: datetime) -> None:
    weekly.tell(session, Policy(), "T00", end, end)


def report(session: Session, start: datetime, end: datetime, by: tuple[Kind, ...]) -> None:
    figures.report(session, Policy(), "T00", start, end, end, by=by)


def floor(db: Database, period: Period) -> None:
    scan = sa.select(sa.func.count(), sa.func.sum(facts.c.accept_seconds)).where(period.rows())
    show(db, "floor: a bare scan of that range", lambda s: s.execute(scan).all())


def show(db: Database, what: str, read: Callable[[Session], Any]) -> None:
    """Run it once to learn its statements, then those alone."""
    statements: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    with db.reading() as session:
        read(session)
        sa.event.remove(db.engine, "before_cursor_execute", note)
        started = time.perf_counter()
        read(session)
        whole = time.perf_counter() - started
        cursor = session.connection().connection.cursor()
        alone = min(replay(cursor, statements) for _ in range(5))
    say(
        f"  {what:62} {alone * 1000:8.1f} ms in {len(statements):2} statements; {whole * 1000:8.1f} ms in all"
    )


def replay(cursor: Any, statements: list[tuple[str, Any]]) -> float:
    started = time.perf_counter()
    for statement, parameters in statements:
        cursor.execute(statement, parameters)
        cursor.fetchall()
    return time.perf_counter() - started


def fill(db: Database, count: int, teams: int) -> None:
    """Write facts alone, without their handoffs, as fast as each database takes them."""
    if db.is_sqlite:
        with db.engine.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("BEGIN")
            marks = ", ".join("?" * len(COLUMNS))
            raw.executemany(
                f"INSERT INTO fact ({', '.join(COLUMNS)}) VALUES ({marks})", list(rows(count, teams))
            )
            raw.execute("COMMIT")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.cursor()
        raw.execute("SET session_replication_role = replica")
        raw.execute("SET statement_timeout = 0")
        raw.execute("ALTER TABLE fact SET (autovacuum_enabled = off)")  # nobody may look while it is filled
        with raw.copy(f"COPY fact ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows(count, teams):
                copy.write_row(row)
        connection.invalidate()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("CHECKPOINT")  # what is not yet on the disk counts as visible to nobody
        connection.exec_driver_sql("VACUUM ANALYZE fact")  # as autovacuum would
        connection.invalidate()


def rows(count: int, teams: int) -> Iterator[tuple[Any, ...]]:
    """Handoffs evenly over the year, each with a fate; seeded, so always the same ones."""
    dice = random.Random(7)
    first, whole = int(START.timestamp()), int(YEAR.total_seconds())
    for number in range(1, count + 1):
        team = dice.randrange(teams)
        row = {
            **fate(dice, first + whole * number // count, f"U{team:02}A{dice.randrange(10)}"),
            "handoff_id": number,
        }
        row |= {"team_id": f"T{team:02}", "sdr_id": f"U{team:02}S{dice.randrange(20):02}", "turn": 1}
        row |= {"segment": dice.choice(("enterprise", "mid", "smb")), "filled": dice.randrange(15)}
        row |= {"source": dice.choice(("inbound", "outbound", "event", "referral", "partner"))}
        row |= {
            "criteria": ",".join(f"{one}={dice.choice(('empty', 'claimed', 'quoted'))}" for one in CRITERIA)
        }
        yield tuple(row.get(name, "" if name in TEXTS else None) for name in COLUMNS)


TEXTS = {"accepted_by", "rejected_by", "touched_by", "reason", "failed", "ended"}


def fate(dice: random.Random, created: int, ae: str) -> dict[str, Any]:
    """Give the moments of one handoff, and what goes with them."""
    at: dict[str, Any] = {"created_at": created, "ae_id": ae, "round_trips": 0, "reassigned": 0}
    moment = created

    def later(name: str, most: int) -> None:
        nonlocal moment
        moment += dice.randrange(60, most)
        at[name] = moment

    roll = dice.random()
    if roll < 0.2:
        later("rejected_at", 30_000)
        at |= {
            "rejected_by": ae,
            "reason": dice.choice(("not_a_fit", "bad_timing", "other")),
            "failed": "budget",
        }
    elif roll < 0.95:
        later("accepted_at", 60_000)
        took = dice.randrange(20_000)
        at |= {"accepted_by": ae, "accept_seconds": took, "accept_within": took < 14_400}
        if dice.random() < 0.9:
            later("touched_at", 100_000)
            at |= {"touched_by": ae, "touch_seconds": took, "touch_within": True}
            for name, chance, most in (
                ("booked_at", 0.7, 200_000),
                ("held_at", 0.8, 900_000),
                ("opportunity_at", 0.5, 900_000),
                ("won_at", 0.3, 5_000_000),
            ):
                if dice.random() > chance:
                    break
                later(name, most)
            if "opportunity_at" in at:
                at |= {"quality": dice.randrange(1, 6), "rated_at": moment}
            at |= {"amount": dice.randrange(100_000)} if "won_at" in at else {}
    return at | {"moved_at": moment}


if __name__ == "__main__":
    main()
