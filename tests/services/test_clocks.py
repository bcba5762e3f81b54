"""The response clock: whom it waits for, when it pauses, goes on, or starts anew."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.deadlines import Clock
from app.domain.errors import Conflict, Incomplete
from app.domain.lifecycle import Action, Status
from app.services import clocks, handoffs
from app.store.db import Database
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, SAM, TEAM, handoff, policy
from tests.ladders import ladder, rung
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


def test_more_time_is_given_once_to_whoever_has_it(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=4)
    for _ in range(2):  # a double click
        desk.does(MARIA, "extend", comment="She is at a trade fair")
    assert (desk.due(), desk.told("news")) == (desk.now + 4 * HOUR, [("news", ANNA)])
    with pytest.raises(Conflict, match="has had more time once already"):
        desk.does(MARIA, "extend", comment="She is at another one")
    assert Action.EXTEND not in desk.seen(MARIA).choices
    desk.does(MARIA, "reassign", ae=BEN)
    desk.does(DAN, "extend", comment="He is new")
    desk.does(BEN, "accept")
    desk.does(MARIA, "extend", comment="The prospect is away")
    assert desk.due() == desk.now + 24 * HOUR


@pytest.mark.parametrize(("late", "again"), [(3, [f"escalated {MARIA}"]), (5, [f"escalated {MARIA}"])])
def test_a_clock_that_sleeps_goes_on_where_it_stopped_and_calls_again_if_it_is_late(
    desk: Desk, late: int, again: list[str]
) -> None:
    desk.hand_off()
    desk.later(hours=late)
    before = list(steps(desk))
    until = desk.now + 10 * HOUR
    desk.does(MARIA, "snooze", until=until.isoformat())
    assert (desk.due(), desk.seen(ANNA).asleep_until) == (until + max(4 - late, 0) * HOUR, until)
    assert desk.later(hours=9, minutes=59) == 0
    desk.later(minutes=1, hours=max(4 - late, 0))
    assert list(steps(desk)) == before + again


def test_a_clock_cannot_sleep_into_the_past_nor_beyond_the_hard_stop(db: Database) -> None:
    desk = Desk(db, policy('hours = "always"\nhard_stop = "24h"'))
    desk.hand_off()
    for hours, fault in ((0, "That is over"), (25, "after the hard stop")):
        with pytest.raises(Incomplete, match=fault):
            desk.does(MARIA, "snooze", until=(desk.now + hours * HOUR).isoformat())
    desk.does(MARIA, "snooze", until=(desk.now + 24 * HOUR).isoformat())


def test_a_booked_meeting_starts_a_clock_that_only_asks_for_its_date_until_it_has_one(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "accept")
    desk.does(ANNA, "book")
    assert (desk.seen(ANNA).waits_for, desk.due()) == (ANNA, None)
    assert desk.later(days=3) == 1
    assert list(steps(desk)) == [f"nudged {ANNA}"]
    at = desk.now + 48 * HOUR
    with desk.db.transaction() as session:
        handoffs.set_meeting(session, desk.policy, TEAM, 1, ANNA, at, desk.now)
    assert desk.due() == at + 8 * HOUR
    assert [desk.later(hours=51), desk.later(hours=1), desk.later(hours=4)] == [0, 1, 1]
    assert list(steps(desk))[-1] == f"escalated {MARIA}"
    desk.does(ANNA, "hold")
    assert (desk.clock(), desk.history()[-1].took_seconds) == (None, 8 * 3600)


@pytest.mark.parametrize(
    ("segment", "priority", "hours"),
    [("", "standard", 4), ("", "hot", 1), ("big", "standard", 8), ("big", "hot", 1), ("tiny", "hot", 0.5)],
)
def test_the_segments_limit_goes_before_the_teams_and_the_shorter_one_of_a_hot_prospect_holds(
    db: Database, segment: str, priority: str, hours: float
) -> None:
    rest = "".join(
        f'[segment.{name}]\nlabel = "{name}"\n[segment.{name}.sla]\naccept_within = "{limit}"\n'
        for name, limit in (("big", "8h"), ("tiny", "30m"))
    )
    rules = policy(rest=rest)
    row = handoff(segment=segment, priority=priority)
    assert clocks.allowed_for(rules, row, Clock.ACCEPT) == hours * HOUR
    assert clocks.allowed_for(rules, row, Clock.TOUCH) == 24 * HOUR


def test_the_hard_stop_asks_everybody_above_whatever_was_extended_or_given_on(db: Database) -> None:
    desk = Desk(db, policy('hours = "always"\nhard_stop = "24h"', ladder=ladder([], [1.0])))
    desk.hand_off()
    desk.later(hours=4)
    desk.does(MARIA, "extend", comment="She is at a trade fair")
    desk.later(hours=2)
    desk.does(ANNA, "ask", question="Which CRM?")
    desk.later(hours=7)
    desk.does(SAM, "answer", answer="None")  # seven hours that do not count
    desk.later(hours=16)
    desk.does(MARIA, "reassign", ae=BEN)
    before = list(steps(desk))
    assert desk.later(hours=1, minutes=59) == 0
    assert desk.later(minutes=1) == 1
    assert list(steps(desk)) == [*before, "stopped None", f"escalated {MARIA}", f"escalated {DAN}"]
    assert desk.later(days=20) == 0


def test_the_hard_stop_is_acted_on_in_the_managers_working_hours(db: Database) -> None:
    hours = 'hard_stop = "24h"\nhours = { mon-fri = "09:00-17:00" }'
    desk = Desk(db, policy(hours, ladder=ladder()))
    desk.now = datetime(2026, 11, 27, 14, tzinfo=UTC)  # Friday; the day after is Saturday
    desk.hand_off()
    assert desk.later(days=2) == 0
    desk.now = datetime(2026, 11, 30, 8, 59, tzinfo=UTC)
    assert desk.later() == 0
    assert desk.later(minutes=1) == 1
    assert list(steps(desk))[1:] == [f"escalated {MARIA}", f"escalated {DAN}"]


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
        (Status.ACCEPTED, ANNA, "touch", {}),
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


def test_after_the_hard_stop_no_clock_gives_it_on_by_itself(db: Database) -> None:
    rules = policy('hours = "always"\nhard_stop = "5h"', ladder=rung(1.5, "pool", "reassign"))
    desk = Desk(db, rules)
    desk.hand_off()
    desk.later(hours=5)
    desk.does(MARIA, "reassign", ae=BEN)
    assert desk.later(hours=6) == 1  # her limit and a half
    assert desk.row().ae_id == BEN
    assert list(steps(desk))[-1] == f"escalated {MARIA}"
