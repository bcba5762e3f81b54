"""The response clock of a handoff: starting, stopping, resuming, and starting anew after a wrong time."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain import deadlines, workhours
from app.domain.deadlines import CLOCK_OF, Clock
from app.domain.model import Deadline, Handoff
from app.policy import Policy
from app.services import outbox
from app.services import team as teams
from app.services.team import Team
from app.store import handoffs
from app.store.db import Database

PUNCTUAL = timedelta(minutes=5)  # what is acted on so soon after its moment is acted on at its moment


def waiting_for(handoff: Handoff, clock: Clock) -> str:
    """Name the person a clock waits for."""
    if clock is Clock.ANSWER:
        return handoff.sdr_id
    return (handoff.owner_id if clock is Clock.TOUCH else None) or handoff.ae_id


def start(
    session: Session, team: Team, handoff: Handoff, now: datetime, paused: Deadline | None = None
) -> None:
    """Start the clock that belongs to a handoff's status, if there is one, or go on with a paused one."""
    kind = CLOCK_OF.get(handoff.status)
    if kind is None:
        return
    clock = Deadline(
        team_id=handoff.team_id,
        handoff_id=handoff.number,
        kind=kind.value,
        generation=handoff.turn,
        started_at=now,
        allowed_seconds=paused.allowed_seconds
        if paused
        else round(team.policy.sla.allowed(kind).total_seconds()),
        used_seconds=paused.used_seconds if paused else 0,
        step=paused.step if paused else 0,
    )
    clock.due_at = due_at(team, handoff, clock)
    session.add(clock)
    session.flush()


def due_at(team: Team, handoff: Handoff, clock: Deadline) -> datetime | None:
    """Give the moment of a clock's next step, or None when its ladder is used up."""
    ladder = team.policy.sla.ladder()
    if clock.step >= len(ladder):
        return None
    return moment(team, handoff, clock, ladder[clock.step])


def moment(team: Team, handoff: Handoff, clock: Deadline, step: deadlines.Step) -> datetime:
    """Give the moment (UTC) of any step of a clock; `Step(1.0)` is the end of the SLA itself."""
    hours, zone = team.hours(waiting_for(handoff, Clock(clock.kind)))
    return deadlines.due(
        step,
        allowed=timedelta(seconds=clock.allowed_seconds),
        used=timedelta(seconds=clock.used_seconds),
        started=clock.started_at,
        hours=hours,
        zone=zone,
    )


def stop(session: Session, team: Team, handoff: Handoff, now: datetime) -> int | None:
    """Stop the running clock of a handoff as it stands before a move.

    Gives the working seconds it has run for in all, or None if none was running.
    """
    clock = handoffs.open_clock(session, handoff.number)
    if clock is None:
        return None
    hours, zone = team.hours(waiting_for(handoff, Clock(clock.kind)))
    ran = workhours.between(clock.started_at, max(now, clock.started_at), hours, zone)
    clock.used_seconds += int(ran.total_seconds())  # in favour of whoever must act
    clock.closed_at = now
    session.add(clock)
    session.flush()
    return clock.used_seconds


def rests_until(team: Team, handoff: Handoff, clock: Deadline, now: datetime) -> datetime | None:
    """Give the moment (UTC) at which whoever a clock waits for is at work again; None if it need not rest.

    What fell due while nobody looked is not caught up with at night. What is acted on in time may fall on
    the very end of her day.
    """
    if clock.due_at is None or now - clock.due_at <= PUNCTUAL:
        return None
    opens = workhours.next_open(now, *team.hours(waiting_for(handoff, Clock(clock.kind))))
    return opens if opens > now else None


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
                clock.started_at = now
                clock.due_at = due_at(teams.around(session, policy, handoff), handoff, clock)
                session.add(clock)
                outbox.refresh(session, handoff, now)  # the cards say by when
    return len(begun)
