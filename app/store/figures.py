"""What a digest needs besides what is counted: whose turn it is to write it, and which clocks run."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model import DISPUTES, Deadline
from app.domain.model_team import DigestRun
from app.store.handoffs import events, handoffs
from app.store.writing import insert_new

runs: sa.Table = DigestRun.__table__  # type: ignore[attr-defined]


def claim_day(session: Session, team_id: str, day: date, now: datetime) -> bool:
    """Insert the row of one digest; True for whoever did, once per team and day."""
    return insert_new(session, runs, team_id=team_id, day=day, made_at=now)


def is_claimed(session: Session, team_id: str, first: date, last: date) -> bool:
    """Say whether a digest of any day from the first to the last has its row."""
    query = sa.select(runs.c.day).where(runs.c.team_id == team_id, runs.c.day.between(first, last))
    return session.execute(query.limit(1)).first() is not None


def any_before(session: Session, team_id: str, moment: datetime) -> bool:
    """Say whether a team had any handoff before a moment."""
    query = sa.select(handoffs.c.id).where(handoffs.c.team_id == team_id, handoffs.c.created_at < moment)
    return session.execute(query.limit(1)).first() is not None


def disputes(session: Session, team_id: str, start: datetime, end: datetime) -> dict[str, int]:
    """Count what was disputed, upheld and overturned in a period."""
    columns = (events.c.action, sa.func.count())
    when = (events.c.team_id == team_id, events.c.at >= start, events.c.at < end)
    query = sa.select(*columns).where(*when, sa.text(DISPUTES)).group_by(events.c.action)
    return {row[0]: row[1] for row in session.execute(query)}


def running_clocks(session: Session, team_id: str) -> list[Deadline]:
    """List every running clock of a team."""
    query = select(Deadline).where(col(Deadline.team_id) == team_id, col(Deadline.closed_at).is_(None))
    return list(session.exec(query.order_by(col(Deadline.started_at))))
