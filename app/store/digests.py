"""Rows around the digest: who wants numbers or no thanks, and what Slack refused to draw."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from app.domain.model_loop import Preference, Refusal
from app.store.counting import Period
from app.store.facts import facts
from app.store.outbox import outbox
from app.store.writing import insert_new

preferences: sa.Table = Preference.__table__  # type: ignore[attr-defined]
refusals: sa.Table = Refusal.__table__  # type: ignore[attr-defined]


def want_numbers(session: Session, team_id: str) -> set[str]:
    """List who wants her own numbers once a week."""
    query = sa.select(preferences.c.person_id)
    return set(session.scalars(query.where(preferences.c.team_id == team_id, preferences.c.numbers)))


def unthanked(session: Session, team_id: str) -> set[str]:
    """List who does not want to be named for something good."""
    query = sa.select(preferences.c.person_id)
    return set(session.scalars(query.where(preferences.c.team_id == team_id, ~preferences.c.thanked)))


def owed_already(session: Session, keys: Collection[str]) -> set[str]:
    """Tell which of some messages are owed or sent."""
    return set(session.scalars(sa.select(outbox.c.key).where(outbox.c.key.in_(keys))))


def refused_since(session: Session, team_id: str, moment: datetime) -> set[str]:
    """List the types of blocks that Slack has refused in a workspace since a moment (UTC)."""
    query = sa.select(refusals.c.block).where(refusals.c.team_id == team_id, refusals.c.at >= moment)
    return set(session.scalars(query))


def note_refusal(session: Session, team_id: str, block: str, now: datetime) -> None:
    """Note that Slack has just refused a type of block in a workspace."""
    where = (refusals.c.team_id == team_id) & (refusals.c.block == block)
    if not insert_new(session, refusals, team_id=team_id, block=block, at=now):
        session.execute(sa.update(refusals).where(where).values(at=now))


def answers(session: Session, team_id: str, start: datetime, end: datetime) -> dict[str, list[int]]:
    """List the working seconds of each AE's acceptances in a period, as the time to accept counts them."""
    period = Period(team_id, start, end)
    every = sa.func.aggregate_strings(sa.cast(facts.c.accept_seconds, sa.String), ",")  # a row each is slower
    asked = (period.rows(), period.has(facts.c.accepted_at), facts.c.accept_seconds.is_not(None))
    query = sa.select(facts.c.accepted_by, every).where(*asked).group_by(facts.c.accepted_by)
    return {who: [int(one) for one in seconds.split(",")] for who, seconds in session.execute(query)}


def ratings(session: Session, team_id: str, start: datetime, end: datetime) -> dict[str, tuple[int, float]]:
    """Tell how many of each SDR's leads were rated in a period, and how well on average."""
    period = Period(team_id, start, end)
    query = sa.select(facts.c.sdr_id, sa.func.count(), sa.func.sum(facts.c.quality))
    asked = query.where(period.rows(), period.has(facts.c.rated_at)).group_by(facts.c.sdr_id)
    return {who: (count, float(total) / count) for who, count, total in session.execute(asked)}
