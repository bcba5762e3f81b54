"""A database that refuses: the transaction is gone as a whole, and the next one works."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg.errors import AdminShutdown, DeadlockDetected, QueryCanceled
from sqlalchemy import event, make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.store import handoffs
from app.store.db import Database
from app.store.migrate import LOCK, migrate
from tests import postgres
from tests.cast import handoff
from tests.commands import HANDOFF
from tests.office import ROOT
from tests.race import at_once

LIMITS = {
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
    "application_name": "handoff",
}
HURRIED = "?options=-c%20statement_timeout=200%20-c%20deadlock_timeout=50"  # milliseconds


@pytest.fixture
def hurried(postgres_url: str) -> Iterator[Database]:
    """PostgreSQL with the test's own limits in the address, which go before ours."""
    postgres.empty_database(postgres_url)
    db = Database(postgres_url + HURRIED)
    yield db
    db.close()


@pytest.fixture
def file(tmp_path: Path, sqlite_mould: Path) -> Path:
    """A SQLite database with nothing in it."""
    return Path(shutil.copy(sqlite_mould, tmp_path / "handoff.db"))


def add(db: Database, key: str = "V1") -> None:
    with db.transaction() as session:
        handoffs.add(session, handoff(id=None, submit_key=key))


def count(db: Database) -> int:
    with db.reading() as session:
        return int(session.execute(sa.text("SELECT count(*) FROM handoff")).scalar_one())


def asks(url: str, question: str, *values: Any) -> None:
    """Ask PostgreSQL by a connection beside ours."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(question.encode(), values)


def backend(session: Session) -> int:
    return int(session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())


# --- SQLite -----------------------------------------------------------------------------------------------


def test_nobody_can_write_while_the_log_is_folded_into_the_file(file: Path) -> None:
    db, met = Database(f"sqlite:///{file}"), list[str]()
    add(db)

    @event.listens_for(db.engine, "before_cursor_execute")
    def beside(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "wal_checkpoint" in statement:
            other = sqlite3.connect(file, timeout=0)
            with pytest.raises(sqlite3.OperationalError) as refused:
                other.execute("BEGIN IMMEDIATE")
            met.append(str(refused.value))
            other.close()

    db.checkpoint()
    assert met == ["database is locked"]
    with closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as alone:  # the file without its log
        assert alone.execute("SELECT count(*) FROM handoff").fetchone() == (1,)
    db.close()


def test_a_program_that_holds_sqlites_lock_for_too_long_costs_a_transaction_and_no_more(file: Path) -> None:
    db = Database(f"sqlite:///{file}?timeout=0.05")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="database is locked"):
            add(db)
        with pytest.raises(OperationalError, match="database is locked"):
            db.checkpoint()
        assert count(db) == 0  # whoever only reads does not wait
        other.execute("ROLLBACK")
    add(db)
    assert count(db) == 1
    db.close()


def test_a_disk_that_is_full_takes_no_half_of_a_transaction(file: Path) -> None:
    db = Database(f"sqlite:///{file}")
    most = [0]

    @event.listens_for(db.engine, "checkout")
    def little_room(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={most[0] or 1_000_000}")

    add(db)
    most[0] = 1  # SQLite takes it for the number of pages that there are: not one more
    with pytest.raises(OperationalError, match="database or disk is full"), db.transaction() as session:
        for n in range(50):
            session.add(handoff(id=None, submit_key=str(n), why_ae="x" * 1000))
    assert count(db) == 1
    most[0] = 0
    add(db, "V2")
    assert count(db) == 2
    db.close()


# --- PostgreSQL -------------------------------------------------------------------------------------------


def test_a_connection_that_breaks_in_a_transaction_leaves_nothing_of_it(
    hurried: Database, postgres_url: str
) -> None:
    with pytest.raises(OperationalError) as broken, hurried.transaction() as session:
        handoffs.add(session, handoff(id=None))
        asks(postgres_url, "SELECT pg_terminate_backend(%s, 5000)", backend(session))
        handoffs.add(session, handoff(id=None, submit_key="V2"))
    assert isinstance(broken.value.orig, AdminShutdown)
    assert count(hurried) == 0
    add(hurried)
    assert count(hurried) == 1


def test_connections_that_broke_while_nobody_used_them_are_not_noticed(
    hurried: Database, postgres_url: str
) -> None:
    add(hurried)
    asks(
        postgres_url,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE application_name = 'handoff' AND datname = current_database()",
    )
    add(hurried, "V2")
    assert count(hurried) == 2


def test_of_two_who_wait_for_each_other_one_is_let_through(hurried: Database) -> None:
    add(hurried, "V1")
    add(hurried, "V2")
    with hurried.reading() as session:
        numbers = session.execute(sa.text("SELECT id FROM handoff ORDER BY id")).scalars().all()
    both_hold_one = [Event(), Event()]

    def lock(n: int) -> str:
        try:
            with hurried.transaction() as session:
                handoffs.get_locked(session, numbers[n])
                both_hold_one[n].set()
                assert both_hold_one[1 - n].wait(5)
                handoffs.get_locked(session, numbers[1 - n])
        except OperationalError as error:
            assert isinstance(error.orig, DeadlockDetected)
            return "put out"
        return "let through"

    assert sorted(at_once(2, lock)) == ["let through", "put out"]
    add(hurried, "V3")
    assert count(hurried) == 3


def test_a_row_that_somebody_holds_is_waited_for_only_so_long(hurried: Database) -> None:
    add(hurried)
    with hurried.transaction() as holder:
        (number,) = holder.execute(sa.text("SELECT id FROM handoff FOR UPDATE")).scalars()
        with pytest.raises(OperationalError) as waited, hurried.transaction() as session:
            handoffs.get_locked(session, number)
        assert isinstance(waited.value.orig, QueryCanceled)
    with hurried.transaction() as session:
        assert handoffs.get_locked(session, number).number == number


def test_the_limits_are_those_that_the_documentation_names(postgres_url: str) -> None:
    db = Database(postgres_url)
    with db.reading() as session:
        shown = {name: session.execute(sa.text(f"SHOW {name}")).scalar() for name in LIMITS}
    db.close()
    assert shown == LIMITS


def test_a_replica_that_starts_waits_for_another_ones_migration_however_long(hurried: Database) -> None:
    done = Event()

    def start() -> None:
        migrate(hurried)
        done.set()

    replica = Thread(target=start)
    with hurried.engine.connect() as another:
        another.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        replica.start()
        assert not done.wait(0.6)  # three times as long as any statement may take
    replica.join(10)
    assert done.is_set()
    with hurried.reading() as session:  # and its limits are what they were
        assert session.execute(sa.text("SHOW statement_timeout")).scalar() == "200ms"


def test_a_database_that_is_newer_than_the_program_is_worked_on_as_it_is(file: Path) -> None:
    db = Database(f"sqlite:///{file}")
    with db.transaction() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    migrate(db)
    add(db)
    with db.reading() as session:
        assert session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "of tomorrow"
    db.close()


# --- the disk ---------------------------------------------------------------------------------------------


def test_on_a_network_file_system_the_bot_does_not_start(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:44 / {tmp_path} rw - nfs4 server:/x rw\n"
    )
    ours = f"mount --bind {mounts} /proc/$$/mountinfo && exec {HANDOFF} migrate"
    env = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "DATABASE_URL": f"sqlite:///{tmp_path}/handoff.db",
        "PYTHONPYCACHEPREFIX": str(ROOT / ".pytest_cache" / "bytecode"),
    }
    may = subprocess.run(["unshare", "-rm", "sh", "-c", f"mount --bind {mounts} /proc/$$/mountinfo"], env=env)
    if may.returncode:
        pytest.skip("this machine lets nobody mount anything, even in a namespace of their own")
    ended = subprocess.run(["unshare", "-rm", "sh", "-c", ours], env=env, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"handoff: DATABASE_URL: {tmp_path} lies on a network file system (nfs4), "
        "where SQLite's locks do not hold; use a disk of this machine, or PostgreSQL.\n"
    )
    assert not (tmp_path / "handoff.db").exists()
