"""A manager's own reminder of somebody who is late, by a button of the digest."""

from datetime import datetime

from sqlmodel import Session

from app.domain import workhours
from app.domain.deadlines import Clock
from app.domain.errors import Conflict, NotAllowed
from app.domain.lifecycle import Role
from app.policy import Policy
from app.services import clocks, handoffs, outbox, reminders, team
from app.store import handoffs as rows

ASKED = "asked"  # a reminder that comes not from a rung, but because a manager asked for it


def urge(session: Session, policy: Policy, team_id: str, number: int, manager: str, now: datetime) -> str:
    """Remind whoever a handoff waits for; gives the sentence that the manager reads.

    It counts in the person's noise budget like any other. Raises NotFound, NotAllowed or Conflict.
    """
    handoff = handoffs.find(session, team_id, number, lock=True)
    crew = team.around(session, policy, handoff, manager)
    if Role.MANAGER not in crew.roster.roles(handoff, manager):
        raise NotAllowed("nudge", Role.MANAGER.value)
    which = f"{handoff.company} (#{number})"
    clock = rows.open_clock(session, number)
    if clock is None:
        raise Conflict(f"{which} waits for nobody any more. Nobody was reminded.")
    person, due = clocks.waiting_for(handoff, Clock(clock.kind)), clocks.end(crew, handoff, clock)
    name = crew.roster.name(person)
    if due and due > now:
        raise Conflict(f"{which} is not late any more: {name} has time yet. Nobody was reminded.")
    if not workhours.is_open(now, *crew.hours(person)):
        raise Conflict(f"{name} is not at work now. Nobody was reminded of {which}; you can reassign it.")
    also = reminders.spend(session, crew, handoff, person, "nudge", now)
    done = "held" if also is None else "nudged"
    rows.record(session, handoff, done, manager, now, clock=clock.kind, whom=person, at=ASKED)
    if also is None:
        return f"{name} was reminded of {which} a moment ago, or often enough today: the next one lists it."
    note = {"clock": clock.kind, "due_at": due.timestamp() if due else None, "at": ASKED, "also": also}
    part = f"{ASKED} {now.timestamp():.0f}"
    outbox.owe_once(session, handoff, "nudge", person, now, note | {"actor": manager}, part=part)
    return f"{name} is reminded of {which} now."
