"""The sweep: acts on every step of every ladder that has fallen due, each once."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.domain.deadlines import RUNS_IN, Clock, Step
from app.domain.model import Deadline, Handoff
from app.policy import Policy
from app.services import clocks, outbox, team
from app.services.escalation import escalate
from app.services.team import Team
from app.store import handoffs
from app.store.db import Database

MOST_FAILURES = 2  # of the database in one sweep
log = structlog.get_logger()


def sweep(
    db: Database,
    policy: Policy,
    now: datetime,
    *,
    late: Callable[[timedelta], None] = lambda _: None,
    ceased: Callable[[], bool] = lambda: False,
) -> int:
    """Act on all that is due at `now`, the longest overdue first; gives the number of steps taken.

    `late` is told how long after its moment each clock was acted on; `ceased` says when to leave the rest.
    """
    taken = failures = 0
    for clock in _due(db, now):
        if ceased():
            break
        try:
            with db.transaction() as session:
                steps = _fire(session, policy, clock.id, now)
        except Exception as error:  # whatever is wrong with one of them, the others must not wait for it
            failures += isinstance(error, SQLAlchemyError)
            if failures > MOST_FAILURES:
                raise  # not a row that somebody holds locked, but the database: the rest will still be due
            log.error("a deadline cannot be acted on", clock=clock.id, exc_info=error)
            continue
        taken += steps
        if steps and clock.due_at:
            late(now - clock.due_at)
    return taken


def _due(db: Database, now: datetime) -> Iterator[Deadline]:
    """List what is due, each once: what cannot be acted on comes again with the next sweep."""
    last: Deadline | None = None
    while True:
        with db.reading() as session:
            batch = handoffs.due_clocks(session, now, after=last)
        yield from batch
        if not batch:
            return
        last = batch[-1]


def _fire(session: Session, policy: Policy, clock_id: int | None, now: datetime) -> int:
    """Take every due step of one clock, unless it was stopped or taken further meanwhile.

    A handoff that somebody moves at this moment, or another replica sweeps, is left for the next sweep.
    """
    clock = session.get_one(Deadline, clock_id)
    handoff = handoffs.get_free(session, clock.handoff_id)  # the handoff first, as every move does
    if handoff is None:
        return 0
    session.refresh(clock)
    kind = Clock(clock.kind)
    if clock.closed_at or clock.due_at is None or clock.due_at > now or RUNS_IN[kind] is not handoff.status:
        return 0
    crew = team.around(session, policy, handoff)
    if rested := clocks.rests_until(crew, handoff, clock, now):
        handoffs.advance(session, clock, step=clock.step, due_at=rested)
        return 0
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
