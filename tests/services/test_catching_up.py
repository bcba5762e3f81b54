"""After an outage the sweep acts on all that fell due meanwhile, at once and the longest overdue first."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.domain.model import Deadline, Event, Handoff
from app.services import nudges
from app.store import handoffs
from app.store.db import Database
from tests.cast import MORNING
from tests.everything import on
from tests.services.desk import Desk

BACK_AT_WORK = MORNING + timedelta(days=3)
SEVERAL_BATCHES = 210  # the sweep looks at 200 clocks at a time


def fill(desk: Desk, count: int) -> None:
    """Let `count` handoffs wait for Anna; each has waited a second longer than the one numbered before it."""
    desk.hand_off()
    with desk.db.transaction() as session:
        first, clock = session.get_one(Handoff, 1), session.get_one(Deadline, 1)
        assert clock.due_at
        for n in range(2, count + 1):
            session.add(Handoff(**first.model_dump() | {"id": n, "submit_key": f"V{n}"}))
        session.flush()
        for n in range(2, count + 1):
            longer = timedelta(seconds=n - 1)
            when = {"started_at": clock.started_at - longer, "due_at": clock.due_at - longer}
            session.add(Deadline(**clock.model_dump() | when | {"id": n, "handoff_id": n}))


def acted_on(db: Database) -> list[int]:
    """The handoffs that the sweep has nudged about, in the order it did."""
    with db.reading() as session:
        nudged = select(Event.handoff_id).where(col(Event.actor_id).is_(None)).order_by(col(Event.id))
        return list(dict.fromkeys(session.exec(nudged)))


@on("postgresql")
def test_all_that_fell_due_in_an_outage_is_acted_on_in_one_sweep_the_oldest_first(db: Database) -> None:
    desk = Desk(db)
    fill(desk, SEVERAL_BATCHES)
    late: list[timedelta] = []
    desk.now = BACK_AT_WORK
    nudges.sweep(db, desk.policy, desk.now, late=late.append)
    assert acted_on(db) == [*range(SEVERAL_BATCHES, 0, -1)]
    assert late == sorted(late, reverse=True)
    assert late[-1] == timedelta(days=3) - timedelta(hours=2)  # the first nudge was due after 2 of 4 hours
    assert len(desk.told("nudge")) == SEVERAL_BATCHES  # one each, however many were missed
    with db.reading() as session:
        assert not handoffs.due_clocks(session, desk.now)


def test_a_clock_that_cannot_be_acted_on_holds_up_no_other(desk: Desk) -> None:
    fill(desk, 3)
    with desk.db.transaction() as session:
        session.execute(sa.update(Deadline).where(col(Deadline.handoff_id) == 3).values(kind="unheard-of"))
    desk.now = BACK_AT_WORK
    assert nudges.sweep(desk.db, desk.policy, desk.now)
    assert acted_on(desk.db) == [2, 1]
    with desk.db.reading() as session:
        assert [clock.handoff_id for clock in handoffs.due_clocks(session, desk.now)] == [3]


@pytest.mark.parametrize("done", [0, 2])
def test_a_sweep_that_is_told_to_cease_leaves_the_rest_due(desk: Desk, done: int) -> None:
    fill(desk, 4)
    late: list[timedelta] = []
    desk.now = BACK_AT_WORK
    nudges.sweep(desk.db, desk.policy, desk.now, late=late.append, ceased=lambda: len(late) == done)
    assert len(acted_on(desk.db)) == done
    with desk.db.reading() as session:
        assert len(handoffs.due_clocks(session, desk.now)) == 4 - done
