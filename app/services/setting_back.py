"""Putting the clocks right after the time was set back."""

from datetime import datetime

from sqlmodel import Session

from app.domain.deadlines import Clock
from app.domain.model import Deadline, Handoff
from app.policy import Policy
from app.services import clocks, outbox, team
from app.services.team import Team
from app.store import handoffs
from app.store.db import Database


def start_anew(db: Database, policy: Policy, now: datetime) -> int:
    """Start anew, now, each running clock that began later than now, and say how many there were.

    The time was set back since: what was begun on a wrong date must not wait until that date has come.
    """
    with db.reading() as session:
        begun = [clock.id for clock in handoffs.begun_after(session, now)]
    for clock_id in begun:
        with db.transaction() as session:
            clock = session.get_one(Deadline, clock_id)
            handoff = handoffs.get_locked(session, clock.handoff_id)  # the handoff first, as every move does
            session.refresh(clock)
            if clock.closed_at is None and clock.started_at > now:
                crew = team.around(session, policy, handoff)
                _pull_back(session, crew, handoff, clock, now)
                outbox.refresh(session, handoff, now)  # the cards say by when
    return len(begun)


def _pull_back(session: Session, crew: Team, handoff: Handoff, clock: Deadline, now: datetime) -> None:
    ahead_of_us = clock.started_at - now
    if clock.kind == Clock.ACCEPT and clock.also_at and handoff.stops_at:
        handoffs.write(session, handoff, stops_at=handoff.stops_at - ahead_of_us)
        clock.also_at = handoff.stops_at
    clock.started_at = now
    clock.due_at = clocks.due_at(crew, handoff, clock, now)
    session.add(clock)
