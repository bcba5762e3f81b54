"""A copy of a SQLite database that is in use, and what a database that was restored cannot know."""

import os
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from app.domain.lifecycle import Status
from app.domain.model import Handoff, Sending
from app.store.db import Database, Unusable
from app.store.handoffs import events, handoffs
from app.store.outbox import LIVING, UNFINISHED, outbox

COPY = 1  # the user_version of a SQLite file that `copy` made and no bot has taken up yet
FINAL = (Status.WITHDRAWN, Status.RECYCLED, Status.WON, Status.LOST)
GAP = 1000  # numbers of handoffs that a restored database leaves out
NOBODY = "-"  # no id of Slack's


def copy(db: Database, target: Path) -> None:
    """Copy a SQLite database that may be in use, as it is at one moment; raises Unusable if that fails.

    The copy is checked, and on the disk, before it takes the place of a file that is there.
    """
    if db.path is None or not db.path.exists():
        raise Unusable(f"there is no database at {db.path}.")
    if target.exists() and target.samefile(db.path):
        raise Unusable(f"{target} is the database itself.")
    part = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # for its owner alone
        part = Path(name)
        _fill(db, part)
        os.fsync(handle)
        os.close(handle)
        part.replace(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise Unusable(f"{target} cannot be written ({why}).") from None
    finally:
        if part:
            part.unlink(missing_ok=True)


def _fill(db: Database, part: Path) -> None:
    theirs = db.engine.raw_connection()
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as ours:
            theirs.driver_connection.backup(ours)  # type: ignore[union-attr]  # one read; no writer waits
            ours.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            (found,) = ours.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(f"the copy is damaged: {found}")
            ours.execute(f"PRAGMA user_version={COPY}")
    finally:
        theirs.close()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_copy(session: Session) -> bool:
    """Say whether this is a copy that no bot has taken up yet. Of PostgreSQL nobody can tell."""
    if session.get_bind().dialect.name != "sqlite":
        return False
    return session.execute(sa.text("PRAGMA user_version")).scalar() == COPY


def take_up(session: Session) -> None:
    """Note that a bot works on this copy now."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("PRAGMA user_version=0"))


def last_known(session: Session) -> datetime | None:
    """Give the newest moment (UTC) in anybody's history: a copy knows nothing of what came after."""
    return session.execute(sa.select(sa.func.max(events.c.at))).scalar()


def teams(session: Session) -> Sequence[str]:
    """List the teams that have handoffs."""
    query = sa.select(handoffs.c.team_id).where(handoffs.c.team_id != NOBODY).distinct()
    return session.execute(query).scalars().all()


def doubt_posts(session: Session, since: datetime, due_at: datetime) -> None:
    """Let every message that is owed be looked for, as one that may have been posted after `since`.

    A living one gets a version more: what is found may show what the copy does not know.
    """
    is_living = outbox.c.kind.in_(LIVING)
    tried = sa.and_(outbox.c.tried_at.is_not(None), outbox.c.tried_at < since)
    session.execute(
        sa.update(outbox)
        .where(UNFINISHED, outbox.c.ts.is_(None))
        .values(
            state=Sending.UNKNOWN,
            tried_at=sa.case(
                (tried, outbox.c.tried_at), else_=sa.bindparam("s", since, outbox.c.tried_at.type)
            ),
            wanted=outbox.c.wanted + sa.case((is_living, 1), else_=0),
            due_at=due_at,
            lease=None,
            leased_until=None,
        )
    )


def show_anew(session: Session, now: datetime) -> None:
    """Owe a new version of each living message of what is not finished: it may show what the copy lost."""
    going_on = sa.select(handoffs.c.id).where(handoffs.c.status.not_in(FINAL))
    session.execute(
        sa.update(outbox)
        .where(
            outbox.c.kind.in_(LIVING),
            outbox.c.ts.is_not(None),
            outbox.c.state != Sending.DEAD,
            outbox.c.handoff_id.in_(going_on),
        )
        .values(state=Sending.READY, wanted=outbox.c.wanted + 1, due_at=now, lease=None, leased_until=None)
    )


def leave_out_numbers(session: Session, now: datetime) -> None:
    """Give the next handoff a number that none had which the copy lost: that one's buttons still work."""
    highest = session.execute(sa.select(sa.func.max(handoffs.c.id))).scalar() or 0
    if session.get_bind().dialect.name != "sqlite":
        advance = "SELECT setval(pg_get_serial_sequence('handoff', 'id'), :to)"
        session.execute(sa.text(advance), {"to": highest + GAP})
        return
    session.add(  # SQLite counts on from the highest number there is, so one has to be there: nobody's
        Handoff(
            id=highest + GAP,
            team_id=NOBODY,
            submit_key=str(highest),
            status=Status.WITHDRAWN,
            sdr_id=NOBODY,
            ae_id=NOBODY,
            company="",
            package={},
            policy_version="",
            created_at=now,
            since=now,
            forgotten_at=now,
        )
    )
