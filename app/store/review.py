"""Counting for the review: a team's facts by how their criteria were judged and how much they hold."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from app.domain.alike import Alike
from app.store.facts import facts

f = facts.c


def alike(
    session: Session, team_id: str, start: datetime, end: datetime, *, grown_before: datetime
) -> list[Alike]:
    """Count what was handed off from `start` up to `end` (UTC), those alike together.

    What became of accepted ones is counted of those handed off before `grown_before`.
    """
    accepted, opportunity = f.accepted_at.is_not(None), f.opportunity_at.is_not(None)
    grown = sa.and_(accepted, f.created_at < grown_before)
    held = sa.or_(f.held_at.is_not(None), opportunity)  # without a word of the meeting it was held as well
    conditions = (
        sa.or_(accepted, f.rejected_at.is_not(None)),
        accepted,
        grown,
        sa.and_(grown, held),
        sa.and_(grown, opportunity),
    )
    query = (
        sa.select(f.criteria, f.filled, sa.func.count(), *(sa.func.count().filter(one) for one in conditions))
        .where(f.team_id == team_id, f.created_at >= start, f.created_at < end)
        .group_by(f.criteria, f.filled)
    )
    return [Alike(*row) for row in session.execute(query)]
