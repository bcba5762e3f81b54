"""Handoffs, their history and their deadlines: SELECT and UPDATE, no decisions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.domain.lifecycle import OPEN, Action, Dispute, Status
from app.domain.model import Deadline, Event, Handoff
from app.domain.model_mail import Intro

handoffs: sa.Table = Handoff.__table__  # type: ignore[attr-defined]
deadlines: sa.Table = Deadline.__table__  # type: ignore[attr-defined]
events: sa.Table = Event.__table__  # type: ignore[attr-defined]
intros: sa.Table = Intro.__table__  # type: ignore[attr-defined]


def get_locked(session: Session, handoff_id: int) -> Handoff:
    """Find a handoff that must be there, and keep others from moving it until this transaction ends."""
    return session.get_one(Handoff, handoff_id, populate_existing=True, with_for_update=True)


def get_free(session: Session, handoff_id: int) -> Handoff | None:
    """Lock a handoff unless somebody else has it locked; then it is None, and nobody has waited."""
    free = {"skip_locked": True}
    return session.get(Handoff, handoff_id, populate_existing=True, with_for_update=free)


def get(session: Session, handoff_id: int, *, lock: bool = False) -> Handoff | None:
    """Find a handoff by its number; `lock` keeps others from moving it until this transaction ends."""
    return session.get(Handoff, handoff_id, populate_existing=True, with_for_update=True if lock else None)


def several(session: Session, numbers: Collection[int]) -> Sequence[Handoff]:
    """Find handoffs by their numbers."""
    return session.exec(select(Handoff).where(col(Handoff.id).in_(numbers))).all()


def add(session: Session, handoff: Handoff) -> bool:
    """Store a new handoff; False if the same form was stored by another request in this moment."""
    try:
        with session.begin_nested():
            session.add(handoff)
    except IntegrityError:
        return False
    return True


def by_submit_key(session: Session, team_id: str, key: str) -> Handoff | None:
    """Find what one submitted form has become."""
    query = select(Handoff).where(col(Handoff.team_id) == team_id, col(Handoff.submit_key) == key)
    return session.exec(query).first()


def move(session: Session, handoff: Handoff, origins: Collection[Status], values: Mapping[str, Any]) -> bool:
    """Write a move if the handoff is still as it was read; its row count decides every race."""
    written = session.execute(
        sa.update(handoffs)
        .where(
            handoffs.c.id == handoff.id, handoffs.c.turn == handoff.turn, handoffs.c.status.in_(list(origins))
        )
        .values(turn=handoffs.c.turn + 1, forgotten_at=None, **values)  # what is typed with a move is kept
    )
    if written.rowcount != 1:  # type: ignore[attr-defined]
        return False
    session.refresh(handoff)
    return True


def write(session: Session, handoff: Handoff, **values: Any) -> None:
    """Write columns of a handoff that is locked, without a move."""
    session.execute(sa.update(handoffs).where(handoffs.c.id == handoff.id).values(**values))
    session.refresh(handoff, list(values))


def add_deputy(session: Session, handoff: Handoff, person: str) -> None:
    """Note that somebody was asked in place of a manager."""
    write(session, handoff, deputies=sorted({*(handoff.deputies or []), person}))


def record(
    session: Session, handoff: Handoff, action: str, actor: str | None, now: datetime, **more: Any
) -> None:
    """Add a line to the history."""
    session.execute(
        sa.insert(events).values(
            team_id=handoff.team_id,
            handoff_id=handoff.id,
            turn=handoff.turn,
            action=action,
            actor_id=actor,
            at=now,
            took_seconds=more.pop("took_seconds", None),
            note=more,
        )
    )


def history(session: Session, handoff_id: int) -> Sequence[Event]:
    """List what happened to a handoff, oldest first."""
    return session.exec(
        select(Event).where(col(Event.handoff_id) == handoff_id).order_by(col(Event.id))
    ).all()


def last_move(session: Session, handoff_id: int) -> Event | None:
    """Find the newest move that somebody made; neither the clock's steps nor work on the email are moves."""
    return last_of(session, handoff_id, [action.value for action in Action])


def last_of(session: Session, handoff_id: int, actions: Collection[str]) -> Event | None:
    """Find the newest line of a handoff's history that is one of these."""
    query = select(Event).where(col(Event.handoff_id) == handoff_id, col(Event.action).in_(actions))
    return session.exec(query.order_by(col(Event.id).desc())).first()


def last_event(session: Session, handoff_id: int) -> Event | None:
    """Find the newest line of a handoff's history, whatever it is."""
    query = select(Event).where(col(Event.handoff_id) == handoff_id)
    return session.exec(query.order_by(col(Event.id).desc())).first()


def concerning(
    session: Session, team_id: str, people: Collection[str], *, limit: int = 100
) -> Sequence[Handoff]:
    """List the open handoffs, the oldest first, of which any of these people is SDR, AE or owner.

    Those that she is asked to rule on are hers as well, and a rejection is open while it is disputed.
    """
    disputed = col(Handoff.dispute) == Dispute.OPEN.value
    asked = sa.or_(col(Handoff.status) == Status.REVIEW, disputed)
    query = (
        select(Handoff)
        .where(
            col(Handoff.team_id) == team_id,
            sa.or_(col(Handoff.status).in_(OPEN), disputed),
            sa.or_(
                sa.and_(col(Handoff.judge_id).in_(people), asked),
                col(Handoff.sdr_id).in_(people),
                col(Handoff.ae_id).in_(people),
                col(Handoff.owner_id).in_(people),
            ),
        )
        .order_by(col(Handoff.since))
        .limit(limit)
    )
    return session.exec(query).all()


def offers(session: Session, team_id: str, person: str) -> Sequence[Handoff]:
    """List what nobody has yet and somebody may accept, oldest first."""
    query = select(Handoff).where(
        col(Handoff.team_id) == team_id, col(Handoff.ae_id) == "", col(Handoff.status) == Status.PENDING
    )
    found = session.exec(query.order_by(col(Handoff.since))).all()
    return [handoff for handoff in found if person in (handoff.offered or [])]


def load_of(session: Session, team_id: str, people: Collection[str]) -> dict[str, int]:
    """Count the open handoffs of each AE."""
    query = (
        sa.select(handoffs.c.ae_id, sa.func.count())
        .where(handoffs.c.team_id == team_id, handoffs.c.ae_id.in_(people), handoffs.c.status.in_(list(OPEN)))
        .group_by(handoffs.c.ae_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def open_clock(session: Session, handoff_id: int) -> Deadline | None:
    """Find the running clock of a handoff."""
    query = select(Deadline).where(col(Deadline.handoff_id) == handoff_id, col(Deadline.closed_at).is_(None))
    return session.exec(query.execution_options(populate_existing=True)).first()


def last_clock(session: Session, handoff_id: int, kind: str) -> Deadline | None:
    """Find the newest clock of one kind, running or stopped."""
    query = select(Deadline).where(col(Deadline.handoff_id) == handoff_id, col(Deadline.kind) == kind)
    return session.exec(query.order_by(col(Deadline.generation).desc())).first()


def due_clocks(
    session: Session, now: datetime, limit: int = 200, *, after: Deadline | None = None
) -> Sequence[Deadline]:
    """List the clocks whose next step is due, the longest overdue first; `after` goes on from one of them."""
    query = select(Deadline).where(
        sa.text("closed_at IS NULL AND due_at IS NOT NULL"),  # as the partial index says it
        col(Deadline.due_at) <= now,
    )
    if after:
        query = query.where(sa.tuple_(col(Deadline.due_at), col(Deadline.id)) > (after.due_at, after.id))
    return session.exec(query.order_by(col(Deadline.due_at), col(Deadline.id)).limit(limit)).all()


def begun_after(session: Session, now: datetime) -> Sequence[Deadline]:
    """List the running clocks that, by the time now, have not begun yet."""
    query = select(Deadline).where(
        sa.text("closed_at IS NULL AND due_at IS NOT NULL"),  # as the partial index says it
        col(Deadline.due_at) > now,
        col(Deadline.started_at) > now,
    )
    return session.exec(query).all()


def advance(
    session: Session, clock: Deadline, *, step: int, due_at: datetime | None, also_at: datetime | None
) -> bool:
    """Move a clock on to its next step; False if another process did so first."""
    written = session.execute(
        sa.update(deadlines)
        .where(deadlines.c.id == clock.id, deadlines.c.step == clock.step, deadlines.c.closed_at.is_(None))
        .values(step=step, due_at=due_at, also_at=also_at)
    )
    return bool(written.rowcount == 1)  # type: ignore[attr-defined]


def is_running(session: Session, clock: Deadline) -> bool:
    """Say whether a clock still runs, as far as this transaction has come."""
    query = sa.select(deadlines.c.closed_at).where(deadlines.c.id == clock.id)
    return session.execute(query).scalar() is None


def get_intro(session: Session, handoff_id: int) -> Intro | None:
    """Find the introduction email of a handoff."""
    return session.get(Intro, handoff_id, populate_existing=True)


def write_intro(session: Session, handoff_id: int, values: Mapping[str, Any]) -> None:
    """Store the introduction of a handoff, over an earlier one."""
    written = session.execute(sa.update(intros).where(intros.c.handoff_id == handoff_id).values(**values))
    if written.rowcount == 0:  # type: ignore[attr-defined]
        session.execute(sa.insert(intros).values(handoff_id=handoff_id, **values))
