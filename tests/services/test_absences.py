"""Time off on each database: what waits is reckoned anew at once, or goes on when its AE leaves."""

from datetime import datetime, timedelta

import pytest

from app.domain.errors import Conflict, Incomplete, NotAllowed
from app.domain.lifecycle import Status
from app.services import absences
from app.store.db import Database
from tests import invariants
from tests.cast import ANNA, BEN, MARIA, MORNING, SAM, TEAM, policy
from tests.services.desk import Desk
from tests.services.rivals import MANAGERS

HOUR = timedelta(hours=1)
DUE = MORNING + 4 * HOUR
GOES_ON = '[availability]\npending_on_leave = "reassign"'


def plans(desk: Desk, person: str, begins: datetime, ends: datetime, by: str = "") -> int:
    """Plan time off; gives its id."""
    with desk.db.transaction() as session:
        span = (begins, ends)
        made = absences.plan(session, desk.policy, TEAM, person, span, desk.now, by=by or person)
        return made.absence.id or 0


def test_clocks_that_wait_are_reckoned_anew_and_back_again(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off()
    desk.hand_off("V2", ae=BEN)
    first = plans(desk, ANNA, MORNING + HOUR, MORNING + 3 * HOUR)
    plans(desk, ANNA, MORNING + 2 * HOUR, MORNING + 5 * HOUR, by=MARIA)
    assert (desk.due(1), desk.due(2)) == (DUE + 4 * HOUR, DUE)
    clock = desk.clock(1)
    assert clock is not None
    assert clock.due_at == MORNING + 6 * HOUR  # a reminder at half of it

    desk.now = MORNING + 2 * HOUR
    with db.transaction() as session:
        for stranger in (SAM, BEN):
            with pytest.raises(NotAllowed):
                absences.cancel(session, desk.policy, TEAM, first, stranger, desk.now)
        absences.come_back(session, desk.policy, TEAM, ANNA, desk.now)
    assert desk.due(1) == DUE + HOUR  # of which one was taken
    with db.transaction() as session, pytest.raises(Conflict):
        absences.cancel(session, desk.policy, TEAM, first, ANNA, desk.now)
    invariants.check(db, MANAGERS)


def test_only_she_and_her_managers_plan_it(db: Database) -> None:
    desk = Desk(db)
    for by in (SAM, BEN):
        with pytest.raises(Incomplete) as refused:
            plans(desk, ANNA, MORNING, DUE, by=by)
        assert list(refused.value.faults) == ["person"]
    assert plans(desk, ANNA, MORNING, DUE, by="U0DAN")


def test_what_waits_for_an_answer_goes_on_once_when_its_ae_leaves(db: Database) -> None:
    desk = Desk(db, policy(rest=GOES_ON))
    desk.hand_off()
    desk.hand_off("V2")
    desk.does(ANNA, "accept", 2)
    plans(desk, ANNA, MORNING + HOUR, MORNING + 48 * HOUR)
    assert absences.see_to_begun(db, desk.policy, desk.now) == 0
    desk.now += HOUR
    assert absences.see_to_begun(db, desk.policy, desk.now) == 1
    assert absences.see_to_begun(db, desk.policy, desk.now) == 0
    first, second = desk.row(1), desk.row(2)
    assert (first.status, first.ae_id) == (Status.PENDING, BEN)
    assert (second.status, second.owner_id) == (Status.ACCEPTED, ANNA)
    invariants.check(db, MANAGERS)
