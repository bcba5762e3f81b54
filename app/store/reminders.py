"""The reminders that people were sent and those that were held back: SELECT and UPDATE, no decisions."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model import Person
from app.domain.model_team import Reminder

reminders: sa.Table = Reminder.__table__  # type: ignore[attr-defined]


def hold_still(session: Session, team_id: str, person: str) -> None:
    """Let nobody else count this person's reminders until this transaction ends."""
    session.get(Person, (team_id, person), with_for_update=True)


def sent_since(session: Session, team_id: str, person: str, since: datetime) -> int:
    """Count what somebody was sent from a moment (UTC) on."""
    query = sa.select(sa.func.count()).select_from(reminders).where(*_of(team_id, person), ~reminders.c.held)
    return int(session.execute(query.where(reminders.c.at >= since)).scalar_one())


def sent_about(session: Session, team_id: str, person: str, handoff_id: int, since: datetime) -> bool:
    """Say whether somebody was reminded of one handoff after a moment (UTC)."""
    query = sa.select(reminders.c.id).where(*_of(team_id, person), ~reminders.c.held, reminders.c.at > since)
    return session.execute(query.where(reminders.c.handoff_id == handoff_id).limit(1)).first() is not None


def add(session: Session, reminder: Reminder) -> None:
    """Note a reminder, sent or held back."""
    session.execute(sa.insert(reminders).values(**reminder.model_dump(exclude={"id"})))


def unlisted(session: Session, team_id: str, person: str) -> Sequence[Reminder]:
    """List what was held back and has not been listed since, oldest first."""
    query = select(Reminder).where(
        *_of(team_id, person), col(Reminder.held), col(Reminder.listed_at).is_(None)
    )
    return session.exec(query.order_by(col(Reminder.id))).all()


def list_them(session: Session, held: Collection[Reminder], now: datetime) -> None:
    """Note that what was held back is listed in a reminder that is sent."""
    ids = [one.id for one in held]
    session.execute(sa.update(reminders).where(reminders.c.id.in_(ids)).values(listed_at=now))


def tidy(session: Session, before: datetime) -> None:
    """Delete what nobody counts or lists any more."""
    session.execute(sa.delete(reminders).where(reminders.c.at < before))


def _of(team_id: str, person: str) -> tuple[sa.ColumnElement[bool], ...]:
    return reminders.c.team_id == team_id, reminders.c.person_id == person
