"""What Home tabs are drawn from: somebody's open handoffs with their clocks, and who looks at what."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.domain.lifecycle import OPEN, Dispute, Status
from app.domain.model import Deadline, Handoff, Owed, Sending
from app.store.handoffs import events, handoffs
from app.store.outbox import outbox
from app.store.writing import insert

KIND = "home"
HAS_A_JUDGE = sa.text("judge_id <> ''")  # as the partial index says it
MOST = 5000  # open handoffs of one person or team
IDLE = (Sending.SENT.value, Sending.OBSOLETE.value, Sending.DEAD.value)


def open_of(
    session: Session, team_id: str, people: Collection[str], *, limit: int = MOST
) -> Sequence[tuple[Handoff, Deadline | None]]:
    """List the open handoffs of any of these people, each with its running clock; packages stay unread.

    A rejection is open while it is disputed, and what somebody is asked to rule on is hers, too. Each part
    of the question has an index of its own.
    """
    ours = handoffs.c.team_id == team_id
    disputed = sa.and_(handoffs.c.status == Status.REJECTED, handoffs.c.dispute == Dispute.OPEN.value)
    alive = sa.and_(
        handoffs.c.status.in_([*OPEN, Status.REJECTED]), sa.or_(handoffs.c.status.in_(OPEN), disputed)
    )
    to_rule = sa.or_(handoffs.c.status == Status.REVIEW, disputed)
    numbers = sa.union(
        sa.select(handoffs.c.id).where(ours, handoffs.c.sdr_id.in_(people), alive),
        sa.select(handoffs.c.id).where(ours, handoffs.c.ae_id.in_(people), alive),
        sa.select(handoffs.c.id).where(ours, HAS_A_JUDGE, handoffs.c.judge_id.in_(people), to_rule),
    )
    running = sa.and_(col(Deadline.handoff_id) == col(Handoff.id), col(Deadline.closed_at).is_(None))
    query = (
        select(Handoff, Deadline)
        .join(Deadline, running, isouter=True)
        .where(col(Handoff.id).in_(numbers))
        .order_by(col(Handoff.since), col(Handoff.id))
        .options(defer(Handoff.package))  # type: ignore[arg-type]
        .limit(limit)
    )
    return [(handoff, clock) for handoff, clock in session.exec(query)]


def look_at(session: Session, team_id: str, person: str, code: str, now: datetime) -> None:
    """Note what somebody looks at on her Home tab, which she has opened now."""
    row: dict[str, Any] = {
        "key": key_of(team_id, person),
        "team_id": team_id,
        "kind": KIND,
        "recipient": person,
        "note": {"look": code},
        "state": Sending.SENT,
        "wanted": 1,
        "shown": 1,
        "channel": "",
        "ts": KIND,  # there is one already, so that it is only ever brought up to date
        "due_at": now,
        "created_at": now,
    }
    defaults = Owed(**row).model_dump(exclude={"id"})
    dead = outbox.c.state == Sending.DEAD.value
    news = {
        "note": row["note"],
        "created_at": now,
        "state": sa.case((dead, Sending.SENT.value), else_=outbox.c.state),
    }
    session.execute(
        insert(session, outbox).values(**defaults).on_conflict_do_update(index_elements=["key"], set_=news)
    )


def key_of(team_id: str, person: str) -> str:
    """Name somebody's Home tab among the messages."""
    return f"{KIND}:{team_id}:{person}"


def looked_at(session: Session, team_id: str, person: str) -> str:
    """Give the code of what somebody looks at; "" if she has not opened Home."""
    query = sa.select(outbox.c.note).where(outbox.c.key == key_of(team_id, person))
    return str((session.execute(query).scalar() or {}).get("look", ""))


def lookers(session: Session, team_id: str, people: Iterable[str], since: datetime) -> Sequence[Owed]:
    """List the Home tabs of these people that were opened since a moment, by key."""
    keys = [key_of(team_id, person) for person in people]
    query = select(Owed).where(col(Owed.key).in_(keys), col(Owed.created_at) >= since)
    return session.exec(query.order_by(col(Owed.key))).all()


def any_lookers(session: Session, team_id: str, since: datetime) -> bool:
    """Say whether anybody's Home tab was opened since a moment."""
    query = sa.select(outbox.c.id).where(outbox.c.kind == KIND, outbox.c.created_at >= since)
    return session.execute(query.where(outbox.c.team_id == team_id).limit(1)).first() is not None


def owe(session: Session, home: Owed, now: datetime, apart: timedelta) -> None:
    """Owe the present version of a Home tab, that long after the last one at the earliest."""
    idle = outbox.c.state.in_(IDLE)
    due_at = sa.bindparam("due", max(now, home.due_at + apart), type_=outbox.c.due_at.type)
    session.execute(
        sa.update(outbox)
        .where(outbox.c.id == home.id)
        .values(
            wanted=outbox.c.wanted + 1,
            state=sa.case((idle, Sending.READY.value), else_=outbox.c.state),
            due_at=sa.case((idle, due_at), else_=outbox.c.due_at),
        )
    )


def happened(session: Session, team_id: str, since: datetime) -> Mapping[int, int]:
    """Give the handoff of each line of the history since a moment, by the line's id."""
    query = sa.select(events.c.id, events.c.handoff_id).where(
        events.c.team_id == team_id, events.c.at >= since
    )
    return {row.id: row.handoff_id for row in session.execute(query)}


def readers(session: Session, numbers: Collection[int]) -> set[str]:
    """List who has any message about these handoffs."""
    query = sa.select(outbox.c.recipient).where(outbox.c.handoff_id.in_(numbers)).distinct()
    return {one for row in session.execute(query) for one in row.recipient.split(",")}
