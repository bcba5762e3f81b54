"""Counting for the digest: one team, one period, each query covered by an index."""

from collections import Counter
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.lifecycle import Status
from app.domain.model import Deadline
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


def states(session: Session, team_id: str, start: datetime, end: datetime) -> dict[str, int]:
    """Count what was submitted in a period by its present status."""
    query = (
        sa.select(handoffs.c.status, sa.func.count())
        .where(handoffs.c.team_id == team_id, handoffs.c.created_at >= start, handoffs.c.created_at < end)
        .group_by(handoffs.c.status)
    )
    return {status.value: count for status, count in session.execute(query)}


def moves(
    session: Session, team_id: str, start: datetime, end: datetime
) -> tuple[dict[str, int], dict[str, list[int]], dict[str, int]]:
    """Read a period's history: how often each action, its working seconds, and the rejection reasons."""
    query = sa.select(events.c.action, events.c.took_seconds, events.c.note).where(
        events.c.team_id == team_id, events.c.at >= start, events.c.at < end
    )
    counts: Counter[str] = Counter()
    took: dict[str, list[int]] = {}
    reasons: Counter[str] = Counter()
    for action, seconds, note in session.execute(query):
        counts[action] += 1
        if seconds is not None:
            took.setdefault(action, []).append(seconds)
        if action == "reject":
            reasons[note["reason"]] += 1
    return dict(counts), took, dict(reasons)


def accepted_untouched(session: Session, team_id: str) -> int:
    """Count the handoffs that were accepted and have seen no first touch yet."""
    query = sa.select(sa.func.count()).select_from(handoffs)
    query = query.where(handoffs.c.team_id == team_id, handoffs.c.status == Status.ACCEPTED)
    return int(session.execute(query).scalar_one())


def running_clocks(session: Session, team_id: str) -> list[Deadline]:
    """List every running clock of a team."""
    query = select(Deadline).where(col(Deadline.team_id) == team_id, col(Deadline.closed_at).is_(None))
    return list(session.exec(query.order_by(col(Deadline.started_at))))
