"""Who is out of office and when: SELECT and UPDATE, no decisions."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model_team import Absence
from app.domain.workhours import Span

absences: sa.Table = Absence.__table__  # type: ignore[attr-defined]
KEPT = timedelta(days=92)  # after its end; a clock that has run for longer than that counts no leave before


def spans(session: Session, team_id: str, people: Collection[str]) -> dict[str, list[Span]]:
    """Give when each of some people is, was or will be away; who never is has no entry."""
    query = sa.select(absences.c.person_id, absences.c.starts_at, absences.c.ends_at).where(
        absences.c.team_id == team_id, absences.c.person_id.in_(people), absences.c.cancelled_at.is_(None)
    )
    found: dict[str, list[Span]] = {}
    for person, starts_at, ends_at in session.execute(query):
        found.setdefault(person, []).append((starts_at, ends_at))
    return found


def planned(session: Session, team_id: str, person: str, now: datetime) -> Sequence[Absence]:
    """List somebody's absences that are not over, the next one first."""
    query = select(Absence).where(
        col(Absence.team_id) == team_id,
        col(Absence.person_id) == person,
        col(Absence.ends_at) > now,
        col(Absence.cancelled_at).is_(None),
    )
    return session.exec(query.order_by(col(Absence.starts_at), col(Absence.id))).all()


def get(session: Session, team_id: str, absence_id: int) -> Absence | None:
    """Find an absence of this workspace, and keep others from changing it until this transaction ends."""
    found = session.get(Absence, absence_id, populate_existing=True, with_for_update=True)
    return found if found and found.team_id == team_id else None


def begun(session: Session, now: datetime) -> Sequence[Absence]:
    """List the absences that have begun, and for which nobody has seen yet to what waits."""
    query = select(Absence).where(
        col(Absence.seen_to_at).is_(None),
        col(Absence.cancelled_at).is_(None),
        col(Absence.starts_at) <= now,
        col(Absence.ends_at) > now,
    )
    return session.exec(query.order_by(col(Absence.id))).all()


def add(session: Session, absence: Absence) -> None:
    """Store a new or a changed absence."""
    session.add(absence)
    session.flush()


def forget(session: Session, now: datetime) -> None:
    """Erase what has been over, or cancelled, for so long that no clock asks for it."""
    session.execute(sa.delete(absences).where(absences.c.ends_at < now - KEPT))
