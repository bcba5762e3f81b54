"""Whom to ask how good a lead was, and which leads come back: SELECT and UPDATE, no decisions."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.lifecycle import OWNED, Status
from app.domain.model import Event, Handoff, Owed
from app.store.handoffs import handoffs

TO_ASK = sa.text("feedback_at IS NOT NULL")  # as the partial indexes say it
TO_RETURN = sa.text("returns_at IS NOT NULL")


def owners_due(session: Session, now: datetime, limit: int = 50) -> Sequence[tuple[str, str]]:
    """List whom to ask: team and person, whoever has waited longest first."""
    query = (
        sa.select(handoffs.c.team_id, handoffs.c.owner_id)
        .where(TO_ASK, handoffs.c.feedback_at <= now, handoffs.c.owner_id.is_not(None))
        .group_by(handoffs.c.team_id, handoffs.c.owner_id)
        .order_by(sa.func.min(handoffs.c.feedback_at))
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def due(session: Session, team_id: str, owner: str, now: datetime, limit: int) -> Sequence[Handoff]:
    """Lock those that somebody is to be asked about, the oldest first; none that somebody else has locked."""
    query = (
        select(Handoff)
        .where(TO_ASK, col(Handoff.feedback_at) <= now)
        .where(col(Handoff.team_id) == team_id, col(Handoff.owner_id) == owner)
        .order_by(col(Handoff.feedback_at), col(Handoff.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.exec(query).all()


def put_off(session: Session, team_id: str, owner: str, now: datetime, until: datetime | None) -> None:
    """Let everything that somebody is to be asked about by now wait until a moment, or for good."""
    session.execute(
        sa.update(handoffs)
        .where(TO_ASK, handoffs.c.feedback_at <= now)
        .where(handoffs.c.team_id == team_id, handoffs.c.owner_id == owner)
        .values(feedback_at=until)
    )


def returning(session: Session, now: datetime, limit: int = 50) -> Sequence[int]:
    """List the recycled leads whose moment to come back is there, the oldest first."""
    query = sa.select(handoffs.c.id).where(TO_RETURN, handoffs.c.returns_at <= now)
    return list(session.scalars(query.order_by(handoffs.c.returns_at, handoffs.c.id).limit(limit)))


def asks(session: Session, team_id: str, owner: str) -> Sequence[Owed]:
    """List the questions that somebody was sent."""
    query = select(Owed).where(
        col(Owed.handoff_id).is_(None), col(Owed.recipient) == owner, col(Owed.kind) == "feedback"
    )
    return session.exec(query.where(col(Owed.team_id) == team_id)).all()


def last_decided(session: Session, team_id: str, sdr: str, limit: int) -> Sequence[Handoff]:
    """List an SDR's newest handoffs that an AE has decided on, the newest first."""
    query = select(Handoff).where(
        col(Handoff.team_id) == team_id,
        col(Handoff.sdr_id) == sdr,
        col(Handoff.status).in_([Status.REJECTED, *OWNED]),
    )
    return session.exec(query.order_by(col(Handoff.id).desc()).limit(limit)).all()


def told_of(session: Session, numbers: Collection[int], actions: Collection[str]) -> Sequence[Event]:
    """List what happened of some kinds to some handoffs, the oldest first."""
    query = select(Event).where(col(Event.handoff_id).in_(numbers), col(Event.action).in_(actions))
    return session.exec(query.order_by(col(Event.id))).all()
