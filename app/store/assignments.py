"""The routing ledger and the rotations: SELECT and UPDATE, no decisions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model import Event, Handoff
from app.domain.model_team import Assignment, Rotation
from app.store.handoffs import events, handoffs
from app.store.writing import insert, insert_new

assignments: sa.Table = Assignment.__table__  # type: ignore[attr-defined]
rotations: sa.Table = Rotation.__table__  # type: ignore[attr-defined]
NOBODY = ""  # the row of a pool that belongs to no AE: whoever has it locked has the pool's rotation


def lock(session: Session, team_id: str, pool: str) -> dict[str, int]:
    """Give the virtual time of each AE of a pool, and keep it from others until this transaction ends."""
    insert_new(session, rotations, team_id=team_id, pool=pool, ae_id=NOBODY, passed=0)
    here = (rotations.c.team_id == team_id) & (rotations.c.pool == pool)
    session.execute(sa.select(rotations.c.passed).where(here, rotations.c.ae_id == NOBODY).with_for_update())
    return passed(session, team_id, pool)


def passed(session: Session, team_id: str, pool: str) -> dict[str, int]:
    """Give the virtual time of each AE of a pool, as a glance."""
    query = sa.select(rotations.c.ae_id, rotations.c.passed).where(
        rotations.c.team_id == team_id, rotations.c.pool == pool, rotations.c.ae_id != NOBODY
    )
    return {row[0]: row[1] for row in session.execute(query)}


def turn(session: Session, team_id: str, pool: str, moments: Mapping[str, int]) -> None:
    """Write the virtual times of a pool that this transaction has locked."""
    if not moments:
        return
    rows = [
        {"team_id": team_id, "pool": pool, "ae_id": ae, "passed": moment} for ae, moment in moments.items()
    ]
    once = insert(session, rotations).values(rows)
    keys = ["team_id", "pool", "ae_id"]
    session.execute(once.on_conflict_do_update(index_elements=keys, set_={"passed": once.excluded.passed}))


def add(session: Session, assignment: Assignment) -> None:
    """Write a line of the ledger."""
    session.add(assignment)
    session.flush()


def of(session: Session, handoff_id: int) -> Sequence[Assignment]:
    """List how a handoff came to each of its AEs, oldest first."""
    query = select(Assignment).where(col(Assignment.handoff_id) == handoff_id)
    return session.exec(query.order_by(col(Assignment.id))).all()


def got(
    session: Session, team_id: str, people: Collection[str], day: datetime, week: datetime
) -> dict[str, tuple[int, int]]:
    """Count what each AE was given since two moments (UTC), without the turns that were given back."""
    today = sa.func.sum(sa.case((assignments.c.at >= day, 1), else_=0))
    query = (
        sa.select(assignments.c.ae_id, today, sa.func.count())
        .where(
            assignments.c.team_id == team_id,
            assignments.c.ae_id.in_(people),
            assignments.c.at >= min(day, week),
            assignments.c.credited_at.is_(None),
        )
        .group_by(assignments.c.ae_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query)}


def give_back(session: Session, assignment: Assignment, now: datetime) -> bool:
    """Note that a turn was given back; False if it was already."""
    written = session.execute(
        sa.update(assignments)
        .where(assignments.c.id == assignment.id, assignments.c.credited_at.is_(None))
        .values(credited_at=now)
    )
    return bool(written.rowcount == 1)  # type: ignore[attr-defined]


def since(session: Session, start: datetime) -> Sequence[tuple[Assignment, Handoff]]:
    """List the ledger from a moment (UTC) on, with its handoffs, oldest first."""
    query: Any = sa.select(Assignment, Handoff).join(Handoff, handoffs.c.id == assignments.c.handoff_id)
    rows = session.execute(
        query.where(assignments.c.at >= start).order_by(assignments.c.at, assignments.c.id)
    )
    return [(row[0], row[1]) for row in rows]


def answers_since(session: Session, start: datetime) -> Sequence[tuple[Event, Handoff]]:
    """List what stopped a clock from a moment (UTC) on, with its handoff."""
    query: Any = sa.select(Event, Handoff).join(Handoff, handoffs.c.id == events.c.handoff_id)
    query = query.where(events.c.at >= start, events.c.took_seconds.is_not(None)).order_by(events.c.id)
    return [(row[0], row[1]) for row in session.execute(query)]
