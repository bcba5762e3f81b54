"""How fast a million rows leave, in how much memory, and what the credit ledger costs.

Each export is a process of its own (`handoff export`), beside a floor in another: the same columns by the
bare driver through csv.writer. Peak memory is what Linux says of the process; a tenth of the rows shows
whether it grows with them. The ledger is sealed and verified over the events of these. Takes some minutes on
SQLite; --postgresql is the same on a PostgreSQL of its own. Printed, not asserted.
"""

import argparse
import csv
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from app.services import ledger
from app.store.db import Database
from app.store.export import OF_HANDOFFS
from app.store.handoffs import events, handoffs
from app.store.migrate import migrate
from tests import cast, postgres
from tests.cast import MORNING, TEAM
from tests.commands import HANDOFF
from tests.office import ROOT

AT_ONCE = 10_000
FLOOR = f"SELECT {', '.join(OF_HANDOFFS)} FROM handoff ORDER BY created_at, id"
EXPORTS = ("--format csv", "--format csv --with-contacts", "--format jsonl", "--format parquet")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--floor", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.floor:
        _floor(given.floor)
        return
    with tempfile.TemporaryDirectory() as folder, _database(Path(folder), given.postgresql) as db:
        _fill(db, given.rows // 10)
        _exports(db, Path(folder), given.rows // 10)
        _ledger(db)
        _fill(db, given.rows)
        _exports(db, Path(folder), given.rows)


@contextmanager
def _database(folder: Path, on_postgres: bool) -> Iterator[Database]:
    if on_postgres:
        with postgres.server() as url:
            db = Database(url)
            migrate(db)
            yield db
            db.close()
    else:
        db = Database(f"sqlite:///{folder}/handoff.db")
        migrate(db)
        yield db
        db.close()


def _fill(db: Database, rows: int) -> None:
    """Add handoffs, each handed off and accepted, until there are so many."""
    with db.reading() as session:
        there = session.execute(sa.select(sa.func.count()).select_from(handoffs)).scalar_one()
    like = cast.handoff().model_dump(exclude={"id"})
    for start in range(there, rows, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, rows))
        with db.transaction() as session:
            session.execute(sa.insert(handoffs), [_made(like, n) for n in numbers])
            session.execute(
                sa.insert(events), [_done(n, act) for n in numbers for act in ("submit", "accept")]
            )
        if not start % (10 * AT_ONCE):
            db.checkpoint()
    db.checkpoint()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _made(like: dict[str, Any], number: int) -> dict[str, Any]:
    at = MORNING + timedelta(seconds=30 * number)
    return like | {"submit_key": f"V{number}", "company": f"Company {number}", "created_at": at, "since": at}


def _done(number: int, action: str) -> dict[str, Any]:
    at = MORNING + timedelta(seconds=30 * number)
    who = cast.SAM if action == "submit" else cast.ANNA
    row = {"team_id": TEAM, "handoff_id": number + 1, "turn": 1, "action": action, "actor_id": who, "at": at}
    return row | {"note": {"ae": cast.ANNA}}


def _exports(db: Database, folder: Path, rows: int) -> None:
    url = db.url.render_as_string(hide_password=False)
    _show("floor: bare driver, csv.writer", rows, *_timed([sys.executable, __file__, "--floor", url], url))
    for options in EXPORTS:
        out = folder / "out"
        command = [HANDOFF, "export", "--since", "2026-01-01", *options.split(), "--out", str(out)]
        _show(options, rows, *_timed(command, url))
        out.unlink()


def _timed(command: list[str], url: str) -> tuple[float, float, float]:
    """Run a process; gives its seconds, those of a core, and its peak memory (MB)."""
    policy = str(ROOT / "policy.toml")
    env = {**os.environ, "DATABASE_URL": url, "HANDOFF_POLICY": policy, "PYTHONPATH": str(ROOT)}
    started, spent, peak = time.perf_counter(), _spent(), 0.0
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, _peak(process.pid))
        time.sleep(0.02)
    assert process.returncode == 0, command
    return time.perf_counter() - started, _spent() - spent, peak


def _spent() -> float:
    """Give the seconds of a core that the processes which have ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak(process: int) -> float:
    """Give the most memory (MB) that a process has had; what wait4 tells counts ours before it began."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(line.split()[1]) / 1024


def _floor(url: str) -> None:
    """Write the columns of the handoffs to standard output by the bare driver."""
    address = sa.make_url(url)
    sheet = csv.writer(sys.stdout, quoting=csv.QUOTE_NONNUMERIC)
    if address.get_backend_name() == "sqlite":
        with sqlite3.connect(str(address.database)) as connection:
            sheet.writerows(connection.execute(FLOOR))
        return
    where = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(where) as theirs, theirs.cursor(name="floor") as cursor:
        cursor.itersize = 1_000
        cursor.execute(FLOOR)
        sheet.writerows(cursor)


def _show(what: str, rows: int, wall: float, core: float, peak: float) -> None:
    times = f"{wall:>7.1f} s by the clock{core:>7.1f} s of a core{rows / core:>9,.0f} rows/s"
    sys.stdout.write(f"{rows:>9,} rows  {what:<31}{times}{peak:>6.0f} MB peak\n")
    sys.stdout.flush()


def _ledger(db: Database) -> None:
    started, lines, slowest = time.perf_counter(), 0, 0.0
    while True:
        begun = time.perf_counter()
        if not (some := ledger.seal(db, TEAM)):
            break
        lines, slowest = lines + some, max(slowest, time.perf_counter() - begun)
        if lines % (100 * ledger.AT_ONCE) == 0:
            db.checkpoint()
    took, idle = time.perf_counter() - started, time.perf_counter() - begun
    sys.stdout.write(
        f"{lines:,} lines sealed: {lines / took:,.0f} a second; slowest batch {slowest * 1000:.0f} ms\n"
    )
    sys.stdout.write(f"looking when nothing is new: {idle * 1000:.1f} ms\n")
    started = time.perf_counter()
    with db.reading() as session:
        found = ledger.check(session, TEAM)
    took = time.perf_counter() - started
    sys.stdout.write(f"{found.lines:,} lines verified: {found.lines / took:,.0f} a second{found.fault}\n")


if __name__ == "__main__":
    main()
