"""Counting for the digest: one team, one period, each query covered by an index."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.lifecycle import Action
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


@dataclass
class Moves:
    """A period's history, counted. Only rejections that nobody overturned have their reason and criterion."""

    counts: Counter[str] = field(default_factory=Counter)  # how often each action
    took: dict[str, list[int]] = field(default_factory=dict)  # its working seconds
    reasons: Counter[str] = field(default_factory=Counter)
    criteria: Counter[str] = field(default_factory=Counter)
    overturned: int = 0  # of the period's rejections, whenever that was


def moves(session: Session, team_id: str, start: datetime, end: datetime) -> Moves:
    """Read a period's history."""
    was_overturned = sa.case((events.c.action == Action.REJECT.value, _overturned()), else_=sa.false())
    columns = (events.c.action, events.c.took_seconds, events.c.note, was_overturned)
    query = sa.select(*columns).where(events.c.team_id == team_id, events.c.at >= start, events.c.at < end)
    found = Moves()
    for action, seconds, note, overturned in session.execute(query):
        found.counts[action] += 1
        if seconds is not None:
            found.took.setdefault(action, []).append(seconds)
        if action == Action.REJECT and overturned:
            found.overturned += 1
        elif action == Action.REJECT:
            found.reasons[note["reason"]] += 1
            found.criteria.update([note["criterion"]] if note.get("criterion") else [])
    return found


def _overturned() -> sa.Exists:
    """Say of a rejection whether it was overturned: no other one lies between it and the ruling."""
    ruling, other = events.alias("ruling"), events.alias("other")
    between = sa.select(other.c.id).where(
        other.c.handoff_id == events.c.handoff_id,
        other.c.action == Action.REJECT.value,
        other.c.id > events.c.id,
        other.c.id < ruling.c.id,
    )
    overturns = sa.select(ruling.c.id).where(
        ruling.c.handoff_id == events.c.handoff_id,
        ruling.c.action == Action.OVERTURN.value,
        ruling.c.id > events.c.id,
        ~between.correlate(events, ruling).exists(),
    )
    return overturns.correlate(events).exists()


def running_clocks(session: Session, team_id: str) -> list[Deadline]:
    """List every running clock of a team."""
    query = select(Deadline).where(col(Deadline.team_id) == team_id, col(Deadline.closed_at).is_(None))
    return list(session.exec(query.order_by(col(Deadline.started_at))))
