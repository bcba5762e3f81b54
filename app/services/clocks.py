"""The response clock of a handoff: starting, stopping, resuming, and starting anew after a wrong time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain import deadlines, workhours
from app.domain.deadlines import Clock, Do, Rung
from app.domain.model import Deadline, Handoff
from app.policy import Policy
from app.services.team import Team
from app.store import handoffs

A_WHILE = timedelta(minutes=30)  # for an offer whose pool the policy does not have any more
PUNCTUAL = timedelta(minutes=5)  # what is acted on so soon after its moment is acted on at its moment


def waiting_for(handoff: Handoff, clock: Clock) -> str:
    """Name the person a clock waits for."""
    if clock is Clock.ANSWER:
        return handoff.sdr_id
    if clock is Clock.CLAIM:
        return handoff.falls_to
    if clock is Clock.RULE:
        return handoff.judge_id
    return (handoff.owner_id if clock in (Clock.TOUCH, Clock.OUTCOME) else None) or handoff.ae_id


def start(
    session: Session,
    team: Team,
    handoff: Handoff,
    now: datetime,
    paused: Deadline | None = None,
    *,
    wakes_at: datetime | None = None,
) -> None:
    """Start the clock that belongs to where a handoff stands, if there is one, or go on with a paused one.

    It does not run before `wakes_at`.
    """
    kind = deadlines.clock_in(handoff.place, is_offer=handoff.is_offer)
    if kind is None:
        return
    allowed = allowed_for(team.policy, handoff, kind)
    clock = Deadline(
        team_id=handoff.team_id,
        handoff_id=handoff.number,
        kind=kind.value,
        generation=handoff.turn,
        started_at=now,
        allowed_seconds=paused.allowed_seconds if paused else round(allowed.total_seconds()),
        used_seconds=paused.used_seconds if paused else 0,
        step=paused.step if paused else 0,
        wakes_at=wakes_at or (paused.wakes_at if paused else None),
        also_at=_also(session, team, handoff, kind, now, paused),
    )
    if kind is Clock.OUTCOME:
        clock.wakes_at = handoff.meeting_at
    clock.due_at = due_at(team, handoff, clock, now)
    session.add(clock)
    session.flush()


def allowed_for(policy: Policy, handoff: Handoff, clock: Clock) -> timedelta:
    """Give the limit (working time) of a clock for a handoff's segment and priority."""
    if clock is Clock.CLAIM:
        return next((one.claim_within for one in policy.pool if one.name == handoff.pool), None) or A_WHILE
    segment = policy.segment.get(handoff.segment)
    return policy.sla.allowed(clock, handoff.priority, segment.sla if segment else None)


def sleep(session: Session, team: Team, handoff: Handoff, until: datetime, now: datetime) -> None:
    """Go on, from a moment on, with the clock that was just stopped; if late, all is asked anew."""
    kind = deadlines.clock_in(handoff.place, is_offer=handoff.is_offer)
    stopped = handoffs.last_clock(session, handoff.number, kind.value) if kind else None
    if stopped is None:
        return
    allowed = timedelta(seconds=stopped.allowed_seconds)
    early = sum(rung.after(allowed) < allowed for rung in ladder(team, stopped))
    again = stopped.model_copy(update={"step": min(stopped.step, early)})
    start(session, team, handoff, now, again, wakes_at=until)


def wait_for_meeting(session: Session, team: Team, handoff: Handoff, now: datetime) -> Deadline | None:
    """Let the clock of a booked meeting's outcome begin with the meeting, whose date was given or changed.

    Gives that clock, or None if none runs.
    """
    clock = handoffs.open_clock(session, handoff.number)
    if clock is None or clock.kind != Clock.OUTCOME:
        return None
    clock.started_at, clock.wakes_at, clock.step = now, handoff.meeting_at, 0
    clock.due_at = due_at(team, handoff, clock, now)
    session.add(clock)
    session.flush()
    return clock


def _also(
    session: Session, team: Team, handoff: Handoff, kind: Clock, now: datetime, paused: Deadline | None
) -> datetime | None:
    """Give the one moment besides the ladder: the hard stop, or a day that is over without a touch."""
    if kind in (Clock.ACCEPT, Clock.CLAIM) and handoff.stops_at is None:  # the first routing
        handoffs.write(session, handoff, stops_at=now + team.policy.sla.hard_stop)
    if kind is Clock.ACCEPT:
        waits_yet = paused.also_at if paused else None  # it was reached at night and nobody was asked
        return handoff.stops_at if handoff.stops_at and (handoff.stops_at > now or waits_yet) else None
    if kind is Clock.TOUCH and handoff.next_step_on:
        return deadlines.is_over(handoff.next_step_on, *team.hours(waiting_for(handoff, kind)))
    return None


@dataclass(frozen=True)
class Ahead:
    """What a clock has to do yet and when (UTC): its rungs in order, and what comes besides (`also`)."""

    rungs: list[tuple[datetime, Rung]]
    also: datetime | None

    @property
    def next(self) -> datetime | None:
        """Give the moment of what comes first."""
        return min(
            [*(moment for moment, _ in self.rungs[:1]), *([self.also] if self.also else [])], default=None
        )

    def reached(self, now: datetime) -> list[Rung]:
        """List the rungs that are due."""
        return [rung for moment, rung in self.rungs if moment <= now]

    def is_also_due(self, now: datetime) -> bool:
        """Say whether what comes besides is due."""
        return self.also is not None and self.also <= now


def ahead(team: Team, handoff: Handoff, clock: Deadline, now: datetime) -> Ahead:
    """Look at what a clock has to do yet.

    What fell due while nobody looked is not caught up with at night: it waits until whom it concerns is at
    work again. What is acted on in time may fall on the very end of her day.
    """
    kind, allowed = Clock(clock.kind), timedelta(seconds=clock.allowed_seconds)
    rungs, late = ladder(team, clock)[clock.step :], waiting_for(handoff, kind)
    if kind is Clock.OUTCOME and handoff.meeting_at is None:
        rungs = [rung for rung in rungs if rung.is_nudge]  # its date is asked for, and no more
    at_work = _at_work(team, late, now)
    moments = [
        (_caught_up(_moment(team, handoff, clock, rung.after(allowed)), now, at_work), rung) for rung in rungs
    ]
    return Ahead(moments, _also_due(team, late, clock, now))


def ladder(team: Team, clock: Deadline) -> list[Rung]:
    """Give the rungs of a clock in the order in which they are taken."""
    if clock.kind == Clock.CLAIM:
        return [Rung(1.0, "fallback", Do.REASSIGN, Clock.CLAIM)]
    allowed = timedelta(seconds=clock.allowed_seconds)
    return deadlines.ladder(team.policy.sla.rungs(), Clock(clock.kind), allowed)


def due_at(team: Team, handoff: Handoff, clock: Deadline, now: datetime) -> datetime | None:
    """Give the moment at which a clock next has something to do, or None when its ladder is used up."""
    return ahead(team, handoff, clock, now).next


def end(team: Team, handoff: Handoff, clock: Deadline) -> datetime | None:
    """Give the moment (UTC) at which the limit is used up; None while a meeting has no date."""
    if clock.kind == Clock.OUTCOME and handoff.meeting_at is None:
        return None
    return _moment(team, handoff, clock, timedelta(seconds=clock.allowed_seconds))


def _moment(team: Team, handoff: Handoff, clock: Deadline, after: timedelta) -> datetime:
    hours, zone = team.hours(waiting_for(handoff, Clock(clock.kind)))
    used = timedelta(seconds=clock.used_seconds)
    return deadlines.due(after, used=used, started=clock.runs_from, hours=hours, zone=zone)


def _also_due(team: Team, late: str, clock: Deadline, now: datetime) -> datetime | None:
    """Give the moment of what comes besides, in the working hours of whom it concerns."""
    if clock.also_at is None:
        return None
    above = team.roster.chain(late) if clock.kind == Clock.ACCEPT else []
    whom = above[0] if above else late
    moment = workhours.next_open(clock.also_at, *team.hours(whom))
    return _caught_up(moment, now, _at_work(team, whom, now))


def _at_work(team: Team, person: str, now: datetime) -> datetime:
    return workhours.next_open(now, *team.hours(person))


def _caught_up(moment: datetime, now: datetime, at_work: datetime) -> datetime:
    return at_work if now - moment > PUNCTUAL else moment


def left(team: Team, handoff: Handoff, clock: Deadline, now: datetime) -> timedelta:
    """Give the working time that is left of the limit; none if it is used up."""
    return max(timedelta(seconds=clock.allowed_seconds) - used(team, handoff, clock, now), timedelta())


def used(team: Team, handoff: Handoff, clock: Deadline, now: datetime) -> timedelta:
    """Give the working time that a clock has run for in all."""
    hours, zone = team.hours(waiting_for(handoff, Clock(clock.kind)))
    ran = workhours.between(clock.runs_from, max(now, clock.runs_from), hours, zone)
    return timedelta(seconds=clock.used_seconds) + ran


def stop(session: Session, team: Team, handoff: Handoff, now: datetime) -> int | None:
    """Stop the running clock of a handoff as it stands before a move.

    Gives the working seconds it has run for in all, or None if none was running.
    """
    clock = handoffs.open_clock(session, handoff.number)
    if clock is None:
        return None
    clock.used_seconds = int(used(team, handoff, clock, now).total_seconds())  # in favour of whoever must act
    clock.closed_at = now
    session.add(clock)
    session.flush()
    return clock.used_seconds
