"""Out of office: planning it, cancelling it, coming back early, and what becomes of what waits meanwhile."""

from datetime import datetime

from sqlmodel import Session

from app.domain import leave
from app.domain.deadlines import Clock
from app.domain.errors import Conflict, Incomplete, NotAllowed
from app.domain.leave import PERSON, Calendar, Planned
from app.domain.lifecycle import Status
from app.domain.model import Handoff
from app.domain.model_team import Absence
from app.domain.package import tidy
from app.domain.workhours import Span
from app.policy import Policy
from app.services import assignment, clocks, outbox, team
from app.services.team import Team
from app.store import absences, handoffs
from app.store.db import Database

LEFT = "out of office"  # why a handoff went on
MOST_WAITING = 1000
FIRST = 3  # absences of each colleague that a manager sees


def calendar(session: Session, crew: Team, person: str, now: datetime, *, with_team: bool = True) -> Calendar:
    """Look at what somebody has planned, and with her team also at what those have whom she manages."""
    reports = [one for one in crew.roster.members if one != person and crew.roster.may_plan_for(person, one)]
    shown = reports if with_team else []
    theirs = [one for who in shown for one in absences.planned(session, crew.id, who, now)[:FIRST]]
    return Calendar(
        person,
        crew.roster.zone(person),
        now,
        absences.planned(session, crew.id, person, now),
        sorted(theirs, key=lambda one: one.starts_at),
        bool(reports),
    )


def plan(
    session: Session,
    policy: Policy,
    team_id: str,
    person: str,
    span: Span,
    now: datetime,
    *,
    by: str,
    note: str = "",
) -> Planned:
    """Plan an absence (two moments, UTC) of somebody, by herself or a manager; none begins before now.

    In the same transaction the clocks that wait for her are set anew. Raises Incomplete at its field.
    """
    crew = team.load(session, policy, team_id, person, by)
    if not crew.roster.may_plan_for(by, person):
        raise Incomplete({PERSON: str(NotAllowed("plan an absence", "boss"))})
    leave.check(
        span, now, [(one.starts_at, one.ends_at) for one in absences.planned(session, team_id, person, now)]
    )
    absence = Absence(
        team_id=team_id,
        person_id=person,
        starts_at=max(span[0], now),
        ends_at=span[1],
        note=tidy(note)[: leave.NOTE_LENGTH],
        made_at=now,
    )
    absences.add(session, absence)
    waiting = _waiting(session, policy, team_id, person)
    passed_on = _see_to(session, policy, absence, now) if absence.starts_at <= now else 0
    reckon_anew(session, policy, team_id, person, now)
    goes_on = policy.availability.pending_on_leave == "reassign"
    named = [f"{one.company} (#{one.number})" for one in waiting]
    return Planned(absence, crew.roster.zone(person), named, passed_on, goes_on)


def cancel(
    session: Session, policy: Policy, team_id: str, absence_id: int, by: str, now: datetime
) -> Absence:
    """Cancel a planned absence, or end a begun one; raises NotAllowed, or Conflict if there is none."""
    absence = absences.get(session, team_id, absence_id)
    if absence is None or absence.cancelled_at or absence.ends_at <= now:
        raise Conflict("This absence is over or cancelled already. Nothing was changed.")
    crew = team.load(session, policy, team_id, absence.person_id, by)
    if not crew.roster.may_plan_for(by, absence.person_id):
        raise NotAllowed("cancel an absence", "boss")
    _end(session, absence, now)
    reckon_anew(session, policy, team_id, absence.person_id, now)
    return absence


def come_back(session: Session, policy: Policy, team_id: str, person: str, now: datetime) -> int:
    """End now what keeps somebody out of office; gives how many handoffs wait for her, or raises Conflict."""
    begun = [one for one in absences.planned(session, team_id, person, now) if one.starts_at <= now]
    if not begun:
        raise Conflict("You are not out of office, as far as I know. Nothing was changed.")
    for absence in begun:
        _end(session, absence, now)
    reckon_anew(session, policy, team_id, person, now)
    return len(_waiting(session, policy, team_id, person))


def see_to_begun(db: Database, policy: Policy, now: datetime) -> int:
    """See to what waits for those whose absence has begun, each once; gives how many handoffs went on."""
    with db.reading() as session:
        begun = [(one.team_id, one.id) for one in absences.begun(session, now)]
    passed_on = 0
    for team_id, absence_id in begun:
        with db.transaction() as session:
            absence = absences.get(session, team_id, absence_id or 0)
            if absence and absence.seen_to_at is None and absence.cancelled_at is None:
                passed_on += _see_to(session, policy, absence, now)
    return passed_on


def forget(session: Session, now: datetime) -> None:
    """Erase what has been over for so long that no clock asks for it."""
    absences.forget(session, now)


def tell(session: Session, absence: Absence, text: str, what: str, now: datetime) -> None:
    """Owe somebody a line about an absence that another person planned or cancelled for her."""
    key = f"absence:{absence.id}:{what}"
    outbox.owe_notice(session, absence.team_id, channel="", to=absence.person_id, text=text, key=key, now=now)


def _end(session: Session, absence: Absence, now: datetime) -> None:
    if absence.starts_at < now:
        absence.ends_at = now  # what has passed of it stays: no clock ran then
    else:
        absence.cancelled_at = now
    absences.add(session, absence)


def _see_to(session: Session, policy: Policy, absence: Absence, now: datetime) -> int:
    """Give on what waits for the answer of somebody who has left, if the policy says so."""
    absence.seen_to_at = now
    absences.add(session, absence)
    if policy.availability.pending_on_leave != "reassign":
        return 0
    passed_on = 0
    for handoff in _waiting(session, policy, absence.team_id, absence.person_id):
        handoff = handoffs.get_locked(session, handoff.number)
        if handoff.status is Status.PENDING and handoff.ae_id == absence.person_id:
            crew = team.around(session, policy, handoff)
            passed_on += assignment.pass_on(session, crew, handoff, now, why=LEFT)
    return passed_on


def _waiting(session: Session, policy: Policy, team_id: str, person: str) -> list[Handoff]:
    """List the handoffs whose clock waits for somebody, in the order in which all lock them."""
    found = handoffs.concerning(session, team_id, [person], limit=MOST_WAITING)
    return [one for one in sorted(found, key=lambda one: one.number) if _waits_for(session, one, person)]


def _waits_for(session: Session, handoff: Handoff, person: str) -> bool:
    clock = handoffs.open_clock(session, handoff.number)
    return clock is not None and clocks.waiting_for(handoff, Clock(clock.kind)) == person


def reckon_anew(session: Session, policy: Policy, team_id: str, person: str, now: datetime) -> None:
    """Say anew when each clock that waits for somebody falls due, and owe the cards that say so."""
    for handoff in _waiting(session, policy, team_id, person):
        handoff = handoffs.get_locked(session, handoff.number)
        clock = handoffs.open_clock(session, handoff.number)
        if clock is None or clocks.waiting_for(handoff, Clock(clock.kind)) != person:
            continue  # somebody moved it meanwhile
        crew: Team = team.around(session, policy, handoff)
        clock.due_at = clocks.due_at(crew, handoff, clock, now)
        session.add(clock)
        session.flush()
        outbox.refresh(session, handoff, now)
