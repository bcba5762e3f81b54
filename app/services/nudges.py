"""The sweep: acts on every step of every ladder that has fallen due, each once."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.domain.deadlines import Clock, Do, Rung, clock_in
from app.domain.model import Deadline
from app.policy import Policy
from app.services import clocks, outbox, rungs, team
from app.services.team import Team
from app.store import handoffs
from app.store.db import Database

MOST_FAILURES = 2  # of the database in one sweep
REMINDS = (Do.NUDGE, Do.WARN)
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
    runs = clock_in(handoff.place, is_offer=handoff.is_offer)
    if clock.closed_at or clock.due_at is None or clock.due_at > now or clock.kind != runs:
        return 0
    crew = team.around(session, policy, handoff)
    ahead = clocks.ahead(crew, handoff, clock, now)
    steps, besides = ahead.reached(now), ahead.is_also_due(now)
    after = clock.model_copy(update={"step": clock.step + len(steps)})
    if besides:
        after.also_at, after.step = None, _last_step(crew, clock, after.step)
    due_at = clocks.due_at(crew, handoff, after, now)
    if not handoffs.advance(session, clock, step=after.step, due_at=due_at, also_at=after.also_at):
        return 0
    for step in _without_repeats(steps):
        if handoffs.is_running(session, clock):  # unless it went on to somebody else on the rung before
            rungs.take(session, crew, handoff, clock, step, now)
    if besides and handoffs.is_running(session, clock):
        rungs.take_besides(session, crew, handoff, clock, now)
    if steps or besides:
        outbox.refresh(session, handoff, now)
    return len(steps) + besides


def _last_step(crew: Team, clock: Deadline, step: int) -> int:
    """The hard stop leaves out what is left of the ladder; a promised day that is over does not."""
    return len(clocks.ladder(crew, clock)) if clock.kind == Clock.ACCEPT else step


def _without_repeats(steps: list[Rung]) -> list[Rung]:
    """Make several missed reminders of one person one; and whoever is asked to step in needs no warning.

    Escalations go to different people, so each of them counts.
    """
    last = {(step.do, step.who): n for n, step in enumerate(steps)}
    calls = any(step.do is Do.ESCALATE for step in steps)
    kept = [step for n, step in enumerate(steps) if step.do not in REMINDS or last[step.do, step.who] == n]
    return [step for step in kept if not (calls and step.do is Do.WARN and not step.who.startswith("#"))]
