"""What is still to be sent and what could not be: counted, listed, taken up again or let go of by hand."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model import Owed, Sending
from app.store.handoffs import deadlines
from app.store.outbox import UNFINISHED, outbox
from app.store.writing import written

KEPT = (Sending.READY, Sending.LEASED, Sending.SENDING, Sending.UNKNOWN, Sending.DEAD)


def by_state(session: Session) -> dict[str, int]:
    """Count the messages that are unfinished or were given up; a state without any counts 0."""
    unfinished = sa.select(outbox.c.state, sa.func.count()).where(UNFINISHED).group_by(outbox.c.state)
    dead = sa.select(sa.func.count()).select_from(outbox).where(sa.text("state = 'dead'"))
    found = {Sending.DEAD: session.execute(dead).scalar_one()}
    for state, count in session.execute(unfinished):
        found[state] = count
    return {state.value: found.get(state, 0) for state in KEPT}


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Give the moment (UTC) since which the message waits that has been due longest; None if none is due."""
    query = sa.select(outbox.c.due_at).where(UNFINISHED, outbox.c.due_at <= now)
    return session.execute(query.order_by(outbox.c.due_at, outbox.c.id).limit(1)).scalar()


def oldest_deadline(session: Session, now: datetime) -> datetime | None:
    """Give the moment (UTC) of the longest overdue deadline; None if there is none."""
    running = sa.text("closed_at IS NULL AND due_at IS NOT NULL")  # as the partial index says it
    query = sa.select(deadlines.c.due_at).where(running, deadlines.c.due_at <= now)
    return session.execute(query.order_by(deadlines.c.due_at).limit(1)).scalar()


def listed(session: Session, states: Collection[Sending]) -> list[Owed]:
    """List messages by state, the oldest first."""
    return list(session.exec(select(Owed).where(col(Owed.state).in_(states)).order_by(col(Owed.id))))


def dead_since(session: Session, team_id: str, since: datetime) -> list[Owed]:
    """List what was given up since a moment (UTC), but for answers to clicks, which are soon out of date."""
    query = select(Owed).where(
        sa.text("state = 'dead'"), col(Owed.team_id) == team_id, col(Owed.kind) != "notice"
    )
    return list(session.exec(query.where(col(Owed.due_at) >= since).order_by(col(Owed.due_at))))


def retry(session: Session, owed_id: int) -> bool:
    """Take a dead message up again, looking first for what may have been posted; False if it is not dead."""
    perhaps = sa.and_(outbox.c.tried_at.is_not(None), outbox.c.ts.is_(None), outbox.c.kind != "notice")
    state = sa.case((perhaps, Sending.UNKNOWN.value), else_=Sending.READY.value)
    dead = (outbox.c.id == owed_id) & (outbox.c.state == Sending.DEAD.value)
    return written(session.execute(sa.update(outbox).where(dead).values(state=state, attempts=0))) == 1


def drop(session: Session, owed_id: int) -> bool:
    """Let go of a message that is not being sent at this moment; False if it is, or is finished."""
    idle = outbox.c.state.in_([Sending.READY, Sending.UNKNOWN, Sending.DEAD])
    query = sa.update(outbox).where(outbox.c.id == owed_id, idle, outbox.c.lease.is_(None))
    return written(session.execute(query.values(state=Sending.OBSOLETE))) == 1
