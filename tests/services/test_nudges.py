"""The sweep: silence is nudged, then escalated, each step once, however often and wherever it runs."""

from datetime import timedelta

import pytest

from app.services import nudges
from app.store.db import Database
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, SAM, YUKI, policy
from tests.ladders import ladder
from tests.race import at_once
from tests.services.desk import Desk, steps

FINE = ladder([0.25, 0.5, 0.75], [1.0, 1.5])
ALONE = [(SAM, "sdr", None), (ANNA, "ae", None)]
LADDER = [f"nudged {ANNA}", f"escalated {MARIA}", f"escalated {DAN}"]


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def test_silence_is_nudged_then_escalated_to_the_manager_then_to_hers(desk: Desk) -> None:
    desk.hand_off()
    assert desk.later(hours=1, minutes=59, seconds=59) == 0
    for number, hours in enumerate((0, 2, 2), start=1):
        assert desk.later(hours=hours, seconds=1 if not hours else 0) == 1
        assert list(steps(desk)) == LADDER[:number]
    assert desk.later(days=9) == 0
    assert desk.told("nudge", "stalled") == [("nudge", ANNA), ("stalled", MARIA), ("stalled", DAN)]


def test_a_nudge_says_by_when_and_counts_as_no_move_of_anybody(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=2)
    note = desk.owed("nudge", ANNA).note
    due_at = (MORNING + timedelta(hours=4)).timestamp()
    assert note == {"clock": "accept", "due_at": due_at, "at": "0.5", "also": []}
    assert (desk.row().turn, desk.history()[-1].actor_id) == (1, None)


def test_each_step_is_taken_once_by_sweeps_that_run_at_once(desk: Desk) -> None:
    for n in range(4):
        desk.hand_off(f"V{n}", ae=(ANNA, BEN, YUKI, ANNA)[n])
    for hours, kind in ((2, "nudge"), (4, "stalled"), (6, "stalled")):
        desk.now = MORNING + timedelta(hours=hours)
        assert sum(at_once(4, lambda _: nudges.sweep(desk.db, desk.policy, desk.now))) == 4
        assert desk.later() == 0
        expected = {"nudge": 4, "stalled": 4 if hours == 4 else 8}[kind]
        assert len(desk.told(kind)) == expected
    for number in (1, 2, 3, 4):
        assert len([event for event in desk.history(number) if event.actor_id is None]) == 3


def test_nudges_missed_while_nobody_was_at_work_become_one(db: Database) -> None:
    desk = Desk(db, policy(ladder=FINE))
    desk.hand_off()
    assert desk.later(hours=3, minutes=30) == 3
    assert list(steps(desk)) == [f"nudged {ANNA}"]
    assert desk.owed("nudge", ANNA).note["at"] == "0.75"
    assert desk.later(minutes=30) == 1
    assert list(steps(desk)) == [f"nudged {ANNA}", f"escalated {MARIA}"]


def test_after_a_long_outage_every_manager_on_the_ladder_hears_of_it(db: Database) -> None:
    desk = Desk(db, policy(ladder=FINE))
    desk.hand_off()
    assert desk.later(days=3) == 5
    assert list(steps(desk)) == LADDER
    assert desk.clock() is not None
    assert desk.later(days=3) == 0


def test_each_rung_of_a_fine_ladder_nudges_once(db: Database) -> None:
    desk = Desk(db, policy(ladder=FINE))
    desk.hand_off()
    assert [desk.later(hours=1) for _ in range(3)] == [1, 1, 1]
    assert desk.told("nudge") == [("nudge", ANNA)] * 3


def test_whoever_decided_is_not_nudged(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "reject", reason="other")
    assert desk.later(days=2) == 0
    assert desk.told("nudge", "stalled") == []


def test_the_first_touch_is_asked_for_by_its_own_ladder(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "accept")
    assert [desk.later(hours=12) for _ in range(4)] == [1, 1, 1, 0]
    assert list(steps(desk)) == LADDER
    assert desk.owed("nudge", ANNA).note["clock"] == "touch"


def test_an_sdr_who_does_not_answer_is_nudged_and_her_manager_called(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "ask", question="Which CRM?")
    assert [desk.later(hours=4), desk.later(hours=4)] == [1, 1]
    assert list(steps(desk)) == [f"nudged {SAM}", f"escalated {MARIA}"]


@pytest.mark.parametrize(("asked", "told"), [(False, SAM), (True, ANNA)])
def test_where_there_is_no_manager_the_colleague_at_the_other_end_hears(
    db: Database, asked: bool, told: str
) -> None:
    desk = Desk(db, policy(listed=ALONE))
    desk.hand_off()
    if asked:
        desk.does(ANNA, "ask", question="Which CRM?")
    desk.later(days=2)
    assert desk.told("stalled", "unanswered") == [("unanswered", told)]
    assert desk.owed("unanswered", told).note["actor"] == (SAM if asked else ANNA)


def test_where_the_chain_ends_early_the_last_of_it_is_asked_once(db: Database) -> None:
    desk = Desk(db, policy(listed=[(SAM, "sdr", None), (ANNA, "ae", MARIA), (MARIA, "manager", None)]))
    desk.hand_off()
    assert desk.later(days=2) == 3
    assert desk.told("stalled", "unanswered") == [("stalled", MARIA)]


def test_each_clock_that_runs_out_is_a_message_of_its_own(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=4)
    desk.does(MARIA, "extend")
    desk.later(hours=4)
    assert desk.told("stalled") == [("stalled", MARIA)] * 2


def test_a_policy_that_calls_the_manager_early_calls_her_early(db: Database) -> None:
    desk = Desk(db, policy(ladder=ladder([], [0.75])))
    desk.hand_off()
    assert desk.later(hours=3) == 1
    seen = desk.seen(MARIA)
    assert (seen.overdue, seen.clock) == (False, desk.owed("stalled", MARIA).note["of"])


def test_without_rungs_nothing_ever_falls_due(db: Database) -> None:
    desk = Desk(db, policy(ladder=ladder()))
    desk.hand_off()
    assert desk.later(days=30) == 0
    assert desk.due() == MORNING + timedelta(hours=4)


def test_whoever_accepts_while_the_clock_strikes_is_either_first_or_not_called_on(desk: Desk) -> None:
    numbers = [desk.hand_off(f"V{n}") for n in range(12)]
    desk.now += timedelta(hours=4)

    def work(worker: int) -> None:
        if worker:
            nudges.sweep(desk.db, desk.policy, desk.now)
        else:
            for number in reversed(numbers):
                desk.does(ANNA, "accept", number)

    at_once(3, work)
    for number in numbers:
        actions = [event.action for event in desk.history(number)]
        assert actions in (["submit", "accept"], ["submit", "nudged", "escalated", "accept"])
