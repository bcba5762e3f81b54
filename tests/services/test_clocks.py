"""The response clock: whom it waits for, when it pauses, goes on, or starts anew."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.lifecycle import Status
from app.store.db import Database
from tests.cast import ANNA, BEN, MARIA, MORNING, SAM, policy
from tests.services.desk import Desk, steps

OFFICE = 'accept_within = "4h"\nhours = { mon-fri = "09:00-17:00" }'
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def test_a_question_pauses_the_aes_clock_and_starts_the_sdrs(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=1)
    desk.does(ANNA, "ask", question="Which CRM?")
    assert (desk.seen(SAM).waits_for, desk.due()) == (SAM, MORNING + 9 * HOUR)


@pytest.mark.parametrize(("before", "away", "left"), [(1, 5, 3), (0.5, 100, 3.5), (3.9, 0, 0.1)])
def test_an_answer_lets_the_aes_clock_go_on_where_it_stopped(
    desk: Desk, before: float, away: float, left: float
) -> None:
    desk.hand_off()
    desk.later(hours=before)
    desk.does(ANNA, "ask", question="Which CRM?")
    desk.later(hours=away)
    desk.does(SAM, "answer", answer="None")
    assert (desk.seen(SAM).waits_for, desk.due()) == (ANNA, desk.now + left * HOUR)


def test_a_nudge_she_had_before_the_question_is_not_repeated_after_the_answer(desk: Desk) -> None:
    desk.hand_off()
    assert desk.later(hours=3) == 1
    desk.does(ANNA, "ask", question="Which CRM?")
    desk.later(hours=1)
    desk.does(SAM, "answer", answer="None")
    assert desk.later(minutes=59) == 0
    assert desk.later(minutes=1) == 1
    assert list(steps(desk)) == [f"nudged {ANNA}", f"escalated {MARIA}"]


def test_a_second_question_pauses_what_was_left_after_the_first(desk: Desk) -> None:
    desk.hand_off()
    for question in ("Which CRM?", "Since when?"):
        desk.later(hours=1)
        desk.does(ANNA, "ask", question=question)
        desk.later(hours=2)
        desk.does(SAM, "answer", answer="None")
    assert desk.due() == desk.now + 2 * HOUR


def test_time_to_accept_is_what_the_ae_took_without_the_pauses(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=1)
    desk.does(ANNA, "ask", question="Which CRM?")
    desk.later(hours=5)
    desk.does(SAM, "answer", answer="None")
    desk.later(minutes=30)
    desk.does(ANNA, "accept")
    took = {event.action: event.took_seconds for event in desk.history()}
    assert took["ask"] == 3600
    assert took["answer"] == 5 * 3600
    assert took["accept"] == 5400
    assert took["submit"] is None


def test_out_of_office_neither_the_clock_nor_the_figures_run(db: Database) -> None:
    desk = Desk(db, policy(OFFICE))
    desk.now = datetime(2026, 11, 27, 14, tzinfo=UTC)  # Friday 15:00 in Berlin, two hours before the end
    desk.hand_off()
    assert desk.due() == datetime(2026, 11, 30, 10, tzinfo=UTC)  # Monday 11:00 in Berlin
    desk.now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    desk.does(ANNA, "ask", question="Which CRM?")
    desk.now = datetime(2026, 12, 1, 20, tzinfo=UTC)
    desk.does(SAM, "answer", answer="None")
    assert desk.due() == datetime(2026, 12, 2, 10, tzinfo=UTC)
    desk.now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    desk.does(ANNA, "accept")
    assert desk.history()[-1].took_seconds == 3 * 3600


def test_accepting_starts_the_clock_of_the_first_touch_and_touching_stops_it(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=1)
    desk.does(ANNA, "accept")
    assert (desk.seen(SAM).waits_for, desk.due()) == (ANNA, desk.now + 24 * HOUR)
    desk.does(ANNA, "rate", quality=4)
    assert desk.due() == desk.now + 24 * HOUR
    desk.later(hours=2)
    desk.does(ANNA, "touch")
    assert (desk.clock(), desk.due(), desk.history()[-1].took_seconds) == (None, None, 7200)


@pytest.mark.parametrize("status", [Status.PENDING, Status.ACCEPTED])
def test_more_time_is_a_whole_new_limit(desk: Desk, status: Status) -> None:
    desk.hand_off()
    limit = 4 * HOUR
    if status is Status.ACCEPTED:
        desk.does(ANNA, "accept")
        limit = 24 * HOUR
    desk.later(hours=limit / HOUR)
    before = list(steps(desk))
    assert before[-1] == f"escalated {MARIA}"
    assert desk.does(MARIA, "extend").status is status
    assert desk.due() == desk.now + limit
    desk.later(hours=limit / HOUR / 2)
    assert list(steps(desk)) == [*before, f"nudged {ANNA}"]


def test_more_time_can_be_given_again_once_it_has_run_out_again(desk: Desk) -> None:
    desk.hand_off()
    for times in (1, 2, 3):
        desk.later(hours=4)
        desk.does(MARIA, "extend")
        desk.does(MARIA, "extend")  # a double click
        assert desk.due() == desk.now + 4 * HOUR
        assert desk.told("news") == [("news", ANNA)] * times


def test_taking_it_starts_the_managers_own_clock_for_the_first_touch(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=4)
    desk.does(MARIA, "take")
    assert (desk.seen(SAM).waits_for, desk.due()) == (MARIA, desk.now + 24 * HOUR)


def test_taking_it_after_acceptance_starts_the_touch_clock_anew(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "accept")
    desk.later(hours=20)
    desk.does(MARIA, "take")
    assert (desk.seen(SAM).waits_for, desk.due()) == (MARIA, desk.now + 24 * HOUR)


@pytest.mark.parametrize("before", ["", "ask", "accept"])
def test_the_next_ae_gets_the_whole_limit_whatever_was_before(desk: Desk, before: str) -> None:
    desk.hand_off()
    desk.later(hours=3)
    if before:
        desk.does(ANNA, before, question="Which CRM?")
    desk.does(MARIA, "reassign", ae=BEN)
    assert (desk.seen(SAM).waits_for, desk.due()) == (BEN, desk.now + 4 * HOUR)
    desk.later(hours=1)
    desk.does(BEN, "ask", question="Why me?")
    desk.does(SAM, "answer", answer="Because")
    assert desk.due() == desk.now + 3 * HOUR


@pytest.mark.parametrize(
    ("status", "who", "action", "note"),
    [
        (Status.PENDING, ANNA, "reject", {"reason": "other"}),
        (Status.PENDING, SAM, "withdraw", {}),
        (Status.ACCEPTED, ANNA, "recycle", {"reason": "other"}),
        (Status.ACCEPTED, ANNA, "book", {}),
    ],
)
def test_what_is_decided_has_no_clock(
    desk: Desk, status: Status, who: str, action: str, note: dict[str, Any]
) -> None:
    desk.hand_off()
    if status is Status.ACCEPTED:
        desk.does(ANNA, "accept")
    desk.does(who, action, **note)
    assert (desk.clock(), desk.seen(SAM).waits_for, desk.seen(SAM).due) == (None, None, None)
    assert desk.later(days=30) == 0
