"""Finding what names somebody, and overwriting what was typed: SELECT and UPDATE, no decisions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.lifecycle import Status
from app.domain.model import Event, Handoff, Owed, Person, Sending
from app.domain.model_mail import Intro
from app.store.handoffs import events, handoffs, intros
from app.store.outbox import outbox

ON_THEIR_WAY = (Sending.LEASED, Sending.SENDING, Sending.UNKNOWN)
OVER = (Sending.SENT, Sending.DEAD, Sending.OBSOLETE)


def overwrite_for_good(session: Session) -> None:
    """Let SQLite overwrite what is erased, or it stays in the file until the space is needed."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def is_colleague(session: Session, email: str) -> bool:
    """Say whether an address (lower case) is that of somebody in Slack."""
    return session.exec(select(Person).where(col(Person.email) == email).limit(1)).first() is not None


def perhaps_naming(session: Session, email: str) -> Sequence[tuple[Handoff, Intro | None]]:
    """List the handoffs in whose package or introduction this text (lower case) stands somewhere."""
    texts = [handoffs.c.package, handoffs.c.comment, handoffs.c.next_step, *_typed_in_intros()]
    found = [sa.func.lower(sa.cast(text, sa.Text)).contains(email, autoescape=True) for text in texts]
    both = sa.select(Handoff, Intro).outerjoin(Intro, intros.c.handoff_id == handoffs.c.id)
    query = both.where(sa.or_(*found)).order_by(handoffs.c.id)
    return [(row[0], row[1]) for row in session.execute(query)]


def _typed_in_intros() -> list[sa.Column[Any]]:
    return [intros.c.recipients, intros.c.copies, intros.c.subject, intros.c.body, intros.c.wish]


def kept_since_before(
    session: Session, before: datetime, statuses: Collection[Status], limit: int
) -> Sequence[int]:
    """List the handoffs that came to one of these statuses before a moment (UTC) and still hold something."""
    query = (
        sa.select(handoffs.c.id)
        .where(
            sa.text("forgotten_at IS NULL"),  # as the partial index says it
            handoffs.c.since < before,
            handoffs.c.status.in_(list(statuses)),
        )
        .order_by(handoffs.c.since, handoffs.c.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def empty_handoff(
    session: Session, handoff: Handoff, package: Mapping[str, Any], company: str, now: datetime
) -> None:
    """Overwrite all that was typed in a handoff."""
    values = {
        "package": dict(package),
        "company": company,
        "comment": "",
        "next_step": "",
        "feedback_at": None,
        "returns_at": None,  # a prospect who was forgotten does not come back
        "forgotten_at": now,
    }
    session.execute(sa.update(handoffs).where(handoffs.c.id == handoff.id).values(**values))


def empty_intro(session: Session, handoff: Handoff) -> bool:
    """Overwrite an introduction; False if there is none, or nothing in it."""
    written = session.execute(
        sa.update(intros)
        .where(intros.c.handoff_id == handoff.id, intros.c.body != "")
        .values(recipients=[], copies=[], subject="", body="", wish="")
    )
    return bool(written.rowcount)  # type: ignore[attr-defined]


def rewrite_event(session: Session, event: Event, note: Mapping[str, Any]) -> None:
    """Overwrite the note of one line of history."""
    session.execute(sa.update(events).where(events.c.id == event.id).values(note=dict(note)))


def messages(session: Session, handoff: Handoff) -> Sequence[Owed]:
    """List every message of a handoff, said or not."""
    return session.exec(select(Owed).where(col(Owed.handoff_id) == handoff.id).order_by(col(Owed.id))).all()


def show_anew(session: Session, owed: Owed, note: Mapping[str, Any], now: datetime) -> bool:
    """Overwrite what a message is drawn from and, if it was posted, owe it anew; says whether it was.

    What is on its way may have been drawn already, so that is shown anew once it has arrived.
    """
    posted = outbox.c.ts.is_not(None)
    idle = sa.and_(posted, outbox.c.state.in_([Sending.SENT, Sending.OBSOLETE]))
    seen = sa.or_(posted, outbox.c.state.in_(ON_THEIR_WAY))
    moment = sa.bindparam("now", now, type_=outbox.c.due_at.type)
    session.execute(
        sa.update(outbox)
        .where(outbox.c.id == owed.id)
        .values(
            note=dict(note),
            wanted=outbox.c.wanted + sa.case((seen, 1), else_=0),
            state=sa.case((idle, Sending.READY.value), else_=outbox.c.state),
            due_at=sa.case((idle, moment), else_=outbox.c.due_at),
        )
    )
    return owed.ts is not None


def drop_notices(session: Session, before: datetime) -> None:
    """Delete the answers to clicks that were given before a moment (UTC): nobody looks at them again."""
    over = outbox.c.state.in_(OVER)
    session.execute(sa.delete(outbox).where(outbox.c.kind == "notice", over, outbox.c.created_at < before))
