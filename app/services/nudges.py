"""The sweep: acts on every step of every ladder that has fallen due, each once."""

from datetime import datetime

from sqlmodel import Session

from app.domain.deadlines import RUNS_IN, Clock, Step
from app.domain.model import Deadline, Handoff
from app.policy import Policy
from app.services import clocks, outbox, team
from app.services.escalation import escalate
from app.services.team import Team
from app.store import handoffs
from app.store.db import Database


def sweep(db: Database, policy: Policy, now: datetime) -> int:
    """Act on what is due at `now`, oldest first; gives the number of steps taken."""
    with db.reading() as session:
        due = [clock.id for clock in handoffs.due_clocks(session, now)]
    taken = 0
    for clock_id in due:
        with db.transaction() as session:
            taken += _fire(session, policy, clock_id, now)
    return taken


def _fire(session: Session, policy: Policy, clock_id: int | None, now: datetime) -> int:
    """Take every due step of one clock, unless it was stopped or taken further meanwhile."""
    clock = session.get_one(Deadline, clock_id)
    handoff = handoffs.get_locked(session, clock.handoff_id)  # the handoff first, as every move does
    session.refresh(clock)
    kind = Clock(clock.kind)
    if clock.closed_at or clock.due_at is None or clock.due_at > now or RUNS_IN[kind] is not handoff.status:
        return 0
    crew = team.around(session, policy, handoff)
    steps = _due_steps(crew, handoff, clock, now)
    after = clock.model_copy(update={"step": clock.step + len(steps)})
    if not handoffs.advance(session, clock, step=after.step, due_at=clocks.due_at(crew, handoff, after)):
        return 0
    for step in _without_repeats(steps):
        _take(session, crew, handoff, clock, step, now)
    outbox.refresh(session, handoff, now)
    return len(steps)


def _due_steps(crew: Team, handoff: Handoff, clock: Deadline, now: datetime) -> list[Step]:
    ladder = crew.policy.sla.ladder()[clock.step :]
    return [step for step in ladder if clocks.moment(crew, handoff, clock, step) <= now]


def _without_repeats(steps: list[Step]) -> list[Step]:
    """Make several missed nudges one; escalations go to different people, so each of them counts."""
    nudges = [step for step in steps if step.is_nudge]
    return [*nudges[-1:], *(step for step in steps if not step.is_nudge)]


def _take(session: Session, crew: Team, handoff: Handoff, clock: Deadline, step: Step, now: datetime) -> None:
    kind = Clock(clock.kind)
    person = clocks.waiting_for(handoff, kind)
    if step.level is None:
        handoffs.record(session, handoff, "nudged", None, now, clock=kind.value, whom=person)
        due_at = clocks.moment(crew, handoff, clock, Step(1.0)).timestamp()
        note = {"clock": kind.value, "due_at": due_at, "at": step.at}
        outbox.owe_once(session, handoff, "nudge", person, now, note, part=str(step.at))
        return
    escalate(session, crew, handoff, clock, step.level, now)
