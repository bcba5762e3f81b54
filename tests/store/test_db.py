"""The transaction: nothing is lost when people act at once, and nothing half done stays."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session

from app import settings
from app.domain.lifecycle import Status
from app.domain.model import Deadline, Handoff
from app.store import handoffs
from app.store.db import Database, Unusable
from tests.cast import MORNING, TEAM, handoff
from tests.race import at_once

PARIS = timezone(timedelta(hours=1))


def stored(db: Database) -> int:
    with db.transaction() as session:
        row = handoff(id=None)
        assert handoffs.add(session, row)
        return row.number


def turn(db: Database, number: int) -> int:
    with db.reading() as session:
        return session.get_one(Handoff, number).turn


def test_no_increment_is_lost_however_many_work_at_once(db: Database) -> None:
    number, url = stored(db), db.url.render_as_string(hide_password=False)
    processes = [Database(url) for _ in range(4)]  # each with a lock of its own, as processes have

    def work(worker: int) -> None:
        for _ in range(25):
            with processes[worker % 4].transaction() as session:
                row = handoffs.get(session, number, lock=True)
                assert row is not None
                read = row.turn
                session.execute(sa.update(handoffs.handoffs).values(turn=read + 1))

    at_once(8, work)
    for process in processes:
        process.close()
    assert turn(db, number) == 1 + 8 * 25


def test_of_all_who_decide_at_once_one_wins(db: Database) -> None:
    number = stored(db)
    with db.reading() as session:
        read = handoffs.get(session, number)
    assert read is not None

    def decide(worker: int) -> bool:
        with db.transaction() as session:
            mine = session.merge(read, load=False)
            return handoffs.move(session, mine, [Status.PENDING], {"owner_id": f"U{worker}"})

    assert sum(at_once(8, decide)) == 1
    assert turn(db, number) == 2


def test_what_fails_leaves_nothing_behind(db: Database) -> None:
    number = stored(db)
    with pytest.raises(RuntimeError, match="half way"), db.transaction() as session:
        session.execute(sa.update(handoffs.handoffs).values(turn=99))
        raise RuntimeError("half way")
    assert turn(db, number) == 1


def test_rows_can_be_read_after_their_transaction(db: Database) -> None:
    with db.transaction() as session:
        row = handoff(id=None)
        handoffs.add(session, row)
    assert (row.company, row.number, row.status) == ("Acme", 1, Status.PENDING)


def test_a_reader_sees_nothing_of_what_is_not_committed(db: Database) -> None:
    number = stored(db)
    with db.transaction() as session:
        session.execute(sa.update(handoffs.handoffs).values(turn=2))
        assert turn(db, number) == 1
    assert turn(db, number) == 2


def test_times_come_back_aware_in_utc_whatever_zone_they_went_in_with(db: Database) -> None:
    with db.transaction() as session:
        session.add(handoff(id=None, since=datetime(2026, 11, 23, 10, tzinfo=PARIS)))
    with db.reading() as session:
        (row,) = session.exec(sa.select(Handoff)).scalars()  # type: ignore[call-overload]
    assert row.since == MORNING
    assert row.since.utcoffset() == timedelta(0)
    assert row.accepted_at is None


def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="naive"), db.transaction() as session:
        session.add(handoff(id=None, since=datetime(2026, 11, 23, 9)))  # noqa: DTZ001


def test_nothing_hangs_on_a_handoff_that_is_not_there(db: Database) -> None:
    with pytest.raises(IntegrityError), db.transaction() as session:
        session.add(
            Deadline(
                team_id=TEAM,
                handoff_id=99,
                kind="accept",
                generation=1,
                started_at=MORNING,
                allowed_seconds=1,
            )
        )


def test_statuses_are_stored_as_people_read_them(db: Database) -> None:
    stored(db)
    with db.reading() as session:
        assert session.execute(sa.text("SELECT status, meeting FROM handoff")).one() == ("pending", "none")


def test_sqlite_is_durable_and_folds_its_log_in_the_background(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/deep/er/handoff.db")
    with db.transaction() as session:
        assert _pragma(session, "journal_mode") == "wal"
        assert _pragma(session, "synchronous") == 2
        assert _pragma(session, "foreign_keys") == 1
        assert _pragma(session, "busy_timeout") == 5000
        session.execute(sa.text("CREATE TABLE written (x INTEGER)"))
    db.checkpoint()
    db.close()
    assert db.path == tmp_path / "deep" / "er" / "handoff.db"
    assert db.path.stat().st_size > 4096


def test_a_database_in_memory_or_on_a_server_has_no_file(db: Database) -> None:
    assert (db.path is None) is not db.is_sqlite
    memory = Database("sqlite://")
    assert memory.path is None
    memory.close()


def _pragma(session: Session, name: str) -> object:
    return session.execute(sa.text(f"PRAGMA {name}")).scalar()


def test_the_morning_is_utc() -> None:
    assert MORNING.tzinfo is UTC


def test_the_address_says_how_the_connection_is_encrypted_and_checked(postgres_url: str) -> None:
    given = "?sslmode=verify-full&sslrootcert=/etc/handoff/ca.pem&connect_timeout=2"
    db = Database(settings.read(database_url=postgres_url + given).database_url)
    tried: list[dict[str, Any]] = []

    @event.listens_for(db.engine, "do_connect")
    def connecting(_dialect: object, _record: object, _args: object, given: dict[str, Any]) -> None:
        tried.append(given)

    with pytest.raises(Unusable, match="SSL"):  # the tests' server has no encryption: we do not go without
        db.check()
    assert (
        tried[0].items()
        >= {
            "sslmode": "verify-full",
            "sslrootcert": "/etc/handoff/ca.pem",
            "connect_timeout": "2",
            "tcp_user_timeout": 10_000,
        }.items()
    )
    db.close()
