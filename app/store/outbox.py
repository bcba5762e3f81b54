"""The outbox rows: owing, claiming under a lease, and writing back only while the lease is ours."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col, select

from app.domain.model import Owed, Sending

outbox: sa.Table = Owed.__table__  # type: ignore[attr-defined]
earlier = outbox.alias("earlier")  # made once: it costs as much as the query it is for
LEASE = timedelta(seconds=60)
# Spelled as in the partial index, or the planner does not use it.
UNFINISHED = sa.text("outbox.state IN ('ready', 'leased', 'sending', 'unknown')")


def get(session: Session, key: str) -> Owed | None:
    """Find an owed message by its key."""
    return session.exec(select(Owed).where(col(Owed.key) == key)).first()


def add(session: Session, owed: Owed) -> bool:
    """Owe a message, unless its key is owed already."""
    if get(session, owed.key):
        return False
    session.add(owed)
    session.flush()
    return True


def want_anew(session: Session, key: str, now: datetime, *, note: dict[str, Any] | None = None) -> bool:
    """Ask for one more version of a living message; False if there is none yet.

    A version that is on its way now stays on its way: `shown < wanted` afterwards makes it due again.
    """
    values: dict[str, Any] = {"wanted": outbox.c.wanted + 1}
    if note is not None:
        values["note"] = note
    idle = outbox.c.state.in_([Sending.SENT, Sending.OBSOLETE])
    values["state"] = sa.case((idle, Sending.READY.value), else_=outbox.c.state)
    values["due_at"] = sa.case(
        (idle, sa.bindparam("now", now, type_=outbox.c.due_at.type)), else_=outbox.c.due_at
    )
    return _count(session.execute(sa.update(outbox).where(outbox.c.key == key).values(**values))) == 1


def living(session: Session, handoff_id: int) -> Sequence[str]:
    """List the keys of a handoff's living messages (those that have been wanted as versions)."""
    query = sa.select(outbox.c.key).where(
        outbox.c.handoff_id == handoff_id, outbox.c.kind.in_(["card", "receipt", "intro", "stalled"])
    )
    return [row.key for row in session.execute(query)]


def next_due(session: Session, now: datetime) -> datetime | None:
    """Give the moment of the earliest unfinished message, due or not."""
    return session.execute(sa.select(sa.func.min(outbox.c.due_at)).where(UNFINISHED)).scalar()


def claim(session: Session, now: datetime, *, holder: int, postgres: bool) -> Owed | None:
    """Lease the oldest due message whose predecessor to the same reader is finished.

    `ready` rows are untried. An expired lease is untried, too; an expired `sending` becomes `unknown`.
    """
    waits = sa.exists().where(
        earlier.c.handoff_id == outbox.c.handoff_id,
        earlier.c.recipient == outbox.c.recipient,
        earlier.c.id < outbox.c.id,
        earlier.c.state.in_(["ready", "leased", "sending", "unknown"]),
    )
    due = (
        sa.select(outbox.c.id)
        .where(
            UNFINISHED,
            outbox.c.due_at <= now,
            sa.or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now),
            ~waits,
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(1)
    )
    if postgres:
        due = due.with_for_update(skip_locked=True)
    found = session.execute(due).scalar()
    if found is None:
        return None
    tried = outbox.c.state.in_([Sending.SENDING, Sending.UNKNOWN])
    session.execute(
        sa.update(outbox)
        .where(outbox.c.id == found)
        .values(
            state=sa.case((tried, Sending.UNKNOWN.value), else_=Sending.LEASED.value),
            lease=uuid.uuid4().hex,
            holder=holder,
            leased_until=now + LEASE,
        )
    )
    return session.get(Owed, found, populate_existing=True)


def write_back(session: Session, owed: Owed, **values: Any) -> bool:
    """Change a leased message; False (and no change) if the lease has gone to somebody else."""
    return (
        _count(
            session.execute(
                sa.update(outbox).where(outbox.c.id == owed.id, outbox.c.lease == owed.lease).values(**values)
            )
        )
        == 1
    )


def finish(
    session: Session, owed: Owed, now: datetime, *, version: int, channel: str, ts: str | None
) -> bool:
    """Note that a version has been shown; a newer one wanted meanwhile makes it due again."""
    more = outbox.c.wanted > version
    return write_back(
        session,
        owed,
        state=sa.case((more, Sending.READY.value), else_=Sending.SENT.value),
        shown=version,
        channel=channel,
        ts=ts,
        due_at=now,
        attempts=0,
        error="",
        lease=None,
        leased_until=None,
    )


def release(session: Session, holder: int) -> int:
    """Give up every lease of a process that is known to be gone, and say how many.

    What it was sending is still to be looked for, so that row stays `sending` and is claimed as `unknown`.
    """
    return _count(
        session.execute(
            sa.update(outbox)
            .where(UNFINISHED, outbox.c.holder == holder, outbox.c.lease.is_not(None))
            .values(lease=None, leased_until=None)
        )
    )


def holders(session: Session) -> list[int]:
    """List the processes that hold a lease."""
    query = sa.select(outbox.c.holder).where(UNFINISHED, outbox.c.lease.is_not(None)).distinct()
    return [row.holder for row in session.execute(query) if row.holder is not None]


def _count(result: Any) -> int:
    return int(result.rowcount) if isinstance(result, CursorResult) else 0
