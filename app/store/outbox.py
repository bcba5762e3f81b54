"""The outbox rows: owing, claiming under a lease, and writing back only while the lease is ours."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model import Owed, Sending
from app.store.writing import insert_new, written

outbox: sa.Table = Owed.__table__  # type: ignore[attr-defined]
earlier = outbox.alias("earlier")  # made once: it costs as much as the query it is for
LEASE = timedelta(seconds=60)
LIVING = ("card", "receipt", "intro", "live", "stalled", "ruling", "offer")  # kept up to date, per reader
OUTSIDE = ("mailbox", "hook")  # what goes to other services than Slack
# Spelled as in the partial index, or the planner does not use it.
UNFINISHED = sa.text("outbox.state IN ('ready', 'leased', 'sending', 'unknown')")


def get(session: Session, key: str) -> Owed | None:
    """Find an owed message by its key."""
    return session.exec(select(Owed).where(col(Owed.key) == key)).first()


def add(session: Session, owed: Owed) -> bool:
    """Owe a message, unless its key is owed already."""
    return insert_new(session, outbox, **owed.model_dump(exclude={"id"}))


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
    return written(session.execute(sa.update(outbox).where(outbox.c.key == key).values(**values))) == 1


def living(session: Session, handoff_id: int) -> Sequence[str]:
    """List the keys of a handoff's living messages (those that have been wanted as versions)."""
    query = sa.select(outbox.c.key).where(outbox.c.handoff_id == handoff_id, outbox.c.kind.in_(LIVING))
    return [row.key for row in session.execute(query)]


def any_owed(session: Session) -> bool:
    """Say whether any message is unfinished, due or not."""
    return session.execute(sa.select(outbox.c.id).where(UNFINISHED).limit(1)).first() is not None


@dataclass(frozen=True)
class Open:
    """What may leave now: posts, updates, looks for what was perhaps posted, and to whom no post goes yet.

    Either to Slack or, if `outside`, to other services.
    """

    posts: bool = True
    updates: bool = True
    looks: bool = True
    not_to: Collection[str] = ()
    outside: bool = False


EVERYTHING = Open()


def due(session: Session, now: datetime, may: Open = EVERYTHING, *, lock: bool = False) -> int | None:
    """Find the message that has been due longest, may leave, and is the next one for its reader.

    With `lock` (PostgreSQL) what another replica looks at is passed over.
    """
    waits = sa.exists().where(
        earlier.c.handoff_id == outbox.c.handoff_id,
        earlier.c.recipient == outbox.c.recipient,
        earlier.c.id < outbox.c.id,
        earlier.c.state.in_(["ready", "leased", "sending", "unknown"]),
    )
    query = (
        sa.select(outbox.c.id)
        .where(
            UNFINISHED,
            outbox.c.due_at <= now,
            _goes(outside=may.outside),
            sa.or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now),
            *_held_back(may),
            ~waits,
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(1)
    )
    return session.execute(query.with_for_update(skip_locked=True) if lock else query).scalar()


def _goes(*, outside: bool) -> sa.ColumnElement[bool]:
    return outbox.c.kind.in_(OUTSIDE) if outside else outbox.c.kind.not_in(OUTSIDE)


def _held_back(may: Open) -> Iterator[sa.ColumnElement[bool]]:
    is_update = outbox.c.ts.is_not(None)
    is_post = sa.and_(outbox.c.ts.is_(None), outbox.c.state.in_([Sending.READY, Sending.LEASED]))
    if not may.posts:
        yield ~is_post
    elif may.not_to:
        yield sa.or_(~is_post, outbox.c.recipient.not_in(may.not_to))
    if not may.updates:
        yield ~is_update
    if not may.looks:
        yield sa.or_(is_post, is_update)


def claim(
    session: Session, now: datetime, *, holder: int, postgres: bool, may: Open = EVERYTHING
) -> Owed | None:
    """Lease the oldest due message that may leave, whose predecessor to the same reader is finished.

    `ready` rows are untried. An expired lease is untried, too; an expired `sending` becomes `unknown`.
    """
    found = due(session, now, may, lock=postgres)
    if found is None:
        return None
    tried = outbox.c.state.in_([Sending.SENDING, Sending.UNKNOWN])
    # Nobody gave this lease back: it may be on its way even now, so the time to settle begins anew.
    leaving = sa.and_(outbox.c.state == Sending.SENDING.value, outbox.c.lease.is_not(None))
    moment = sa.bindparam("now", now, type_=outbox.c.tried_at.type)
    session.execute(
        sa.update(outbox)
        .where(outbox.c.id == found)
        .values(
            state=sa.case((tried, Sending.UNKNOWN.value), else_=Sending.LEASED.value),
            lease=uuid.uuid4().hex,
            holder=holder,
            leased_until=now + LEASE,
            tried_at=sa.case((leaving, moment), else_=outbox.c.tried_at),
        )
    )
    return session.get(Owed, found, populate_existing=True)


def write_back(session: Session, owed: Owed, **values: Any) -> bool:
    """Change a leased message; False (and no change) if the lease has gone to somebody else."""
    return (
        written(
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


def release(session: Session, holder: int, *, outside: bool | None = None) -> int:
    """Give up every lease of a process that is known to be gone, or of one courier of it; say how many.

    What it was sending is still to be looked for, so that row stays `sending` and is claimed as `unknown`.
    """
    whose = [] if outside is None else [_goes(outside=outside)]
    return written(
        session.execute(
            sa.update(outbox)
            .where(UNFINISHED, outbox.c.holder == holder, outbox.c.lease.is_not(None), *whose)
            .values(lease=None, leased_until=None)
        )
    )


def holders(session: Session) -> list[int]:
    """List the processes that hold a lease."""
    query = sa.select(outbox.c.holder).where(UNFINISHED, outbox.c.lease.is_not(None)).distinct()
    return [row.holder for row in session.execute(query) if row.holder is not None]


def let_go(session: Session, handoff_id: int, kinds: Collection[str]) -> None:
    """Make what has not left yet obsolete: messages of these kinds that a move of the handoff overtook."""
    session.execute(
        sa.update(outbox)
        .where(
            outbox.c.handoff_id == handoff_id, outbox.c.kind.in_(kinds), outbox.c.state == Sending.READY.value
        )
        .values(state=Sending.OBSOLETE)
    )


def pull_back(session: Session, now: datetime, longest: timedelta) -> None:
    """Mend what a clock that was set back has put further ahead than anything waits (`longest`).

    Whoever holds a lease keeps it for its full term from now on: she may be sending at this moment.
    """
    far, term = now + longest, now + LEASE
    for column, limit, value in (
        (outbox.c.due_at, far, now),
        (outbox.c.leased_until, term, term),
        (outbox.c.tried_at, now, now),
    ):
        session.execute(sa.update(outbox).where(UNFINISHED, column > limit).values({column: value}))
