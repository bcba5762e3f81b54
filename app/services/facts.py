"""Keeping what figures count: with each move, and for handoffs that moved under a release without it."""

from sqlmodel import Session

from app.domain.facts import fact_of
from app.domain.model import Handoff
from app.store import facts, handoffs
from app.store.db import Database

LOOKED_AT, WRITTEN = 2_000, 50  # handoffs in one round: what is written keeps nobody waiting


def keep(session: Session, handoff: Handoff) -> None:
    """Write the facts of a locked handoff as its history tells them, in the transaction that has moved it."""
    session.flush()
    facts.write(session, fact_of(handoff, facts.history(session, handoff.number)))


def rebuild(session: Session, team_id: str) -> int:
    """Derive all facts of a team anew, and say of how many handoffs; it changes none that was kept."""
    numbers = facts.every(session, team_id)
    for number in numbers:
        keep(session, handoffs.get_locked(session, number))
    return len(numbers)


def catch_up(db: Database, before: int | None = None) -> int | None:
    """Derive the facts that are missing or lag behind, of some handoffs below a number (None: the newest).

    An earlier release moves handoffs without keeping their facts, before an upgrade and beside us during it.
    So this goes round and round. Gives the number to go on with; None when it is through.
    """
    with db.reading() as session:
        last = facts.newest(session) if before is None else before - 1
        first = max(last - LOOKED_AT + 1, 1)
        behind = facts.lagging(session, first, last)[:WRITTEN]
    for number in behind:
        with db.transaction() as session:
            if handoff := handoffs.get_free(session, number):  # else whoever moves it keeps them
                keep(session, handoff)
    on = behind[-1] if len(behind) == WRITTEN else first
    return on if on > 1 else None
