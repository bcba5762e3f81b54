"""The ladder: what falls due after how much silence, in the working hours of whoever must act."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import workhours
from app.domain.deadlines import Clock, Do, Rung, clock_in, due, is_over, ladder
from app.domain.lifecycle import Dispute, Meeting, Place, Status
from app.domain.workhours import ALWAYS, Hours, parse_hours
from app.policy.sla import Sla
from tests.cast import MORNING

OFFICE = parse_hours({"mon-thu": "09:00-12:30, 13:30-18:00", "fri": "09:00-15:00"})
HOUR = timedelta(hours=1)
FRACTIONS = st.sampled_from([0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0])
WORKING = st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes))
RUNGS = st.builds(
    Rung, st.one_of(FRACTIONS, WORKING), st.just("ae"), st.sampled_from(Do), st.sampled_from([None, *Clock])
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_the_shipped_ladder_reminds_warns_asks_for_help_and_gives_it_on() -> None:
    rungs = ladder(Sla().rungs(), Clock.ACCEPT, 4 * HOUR)
    assert [(rung.at, rung.do.value, rung.who) for rung in rungs] == [
        (0.5, "nudge", "ae"),
        (0.75, "nudge", "ae"),
        (0.75, "warn", "manager"),
        (1.0, "escalate", "manager"),
        (1.5, "reassign", "pool"),
    ]


@given(st.lists(RUNGS, max_size=8), st.sampled_from(Clock), st.integers(1, 600))
def test_the_rungs_of_a_clock_come_in_order_of_time_and_reminders_come_first(
    rungs: list[Rung], clock: Clock, minutes: int
) -> None:
    allowed = timedelta(minutes=minutes)
    climbed = ladder(rungs, clock, allowed)
    assert sorted(map(repr, climbed)) == sorted(repr(one) for one in rungs if one.clock in (None, clock))
    moments = [(rung.after(allowed), list(Do).index(rung.do)) for rung in climbed]
    assert moments == sorted(moments)


def test_a_rung_stands_at_a_part_of_the_limit_or_at_so_much_working_time() -> None:
    assert Rung(0.5, "ae", Do.NUDGE).after(4 * HOUR) == 2 * HOUR
    assert Rung(HOUR, "ae", Do.NUDGE).after(4 * HOUR) == HOUR


def test_each_clock_runs_in_a_state_of_its_own() -> None:
    runs = {status.value: clock.value for status in Status if (clock := clock_in(Place(status)))}
    assert runs == {"review": "rule", "pending": "accept", "returned": "answer", "accepted": "touch"}
    assert clock_in(Place(Status.PENDING), is_offer=True) is Clock.CLAIM
    assert clock_in(Place(Status.RETURNED), is_offer=True) is Clock.ANSWER


def test_a_meeting_and_a_dispute_have_a_clock_while_somebody_must_say_how_it_went() -> None:
    working = {meeting: clock_in(Place(Status.WORKING, meeting)) for meeting in Meeting}
    assert {meeting: clock for meeting, clock in working.items() if clock} == {Meeting.BOOKED: Clock.OUTCOME}
    rejected = {dispute: clock_in(Place(Status.REJECTED, dispute=dispute)) for dispute in Dispute}
    assert {dispute: clock for dispute, clock in rejected.items() if clock} == {Dispute.OPEN: Clock.RULE}


def fall(
    step: float, started: datetime, *, used: float = 0, hours: Hours = ALWAYS, zone: str = "UTC"
) -> datetime:
    return due(step * 4 * HOUR, used=used * HOUR, started=started, hours=hours, zone=zone)


@pytest.mark.parametrize(("step", "after"), [(0.5, 2), (1.0, 4), (1.5, 6)])
def test_around_the_clock_the_steps_fall_due_in_parts_of_the_sla(step: float, after: int) -> None:
    assert fall(step, MORNING) == MORNING + after * HOUR


@pytest.mark.parametrize(("step", "after"), [(0.5, 0.5), (1.0, 2.5), (1.5, 4.5)])
def test_what_was_used_before_a_pause_counts_after_it(step: float, after: float) -> None:
    assert fall(step, MORNING, used=1.5) == MORNING + after * HOUR


def test_a_step_that_was_due_during_the_pause_is_due_at_once() -> None:
    assert fall(0.5, MORNING, used=3) == MORNING
    assert fall(1.0, MORNING, used=99) == MORNING


@pytest.mark.parametrize(
    ("started", "zone", "half", "whole"),
    [
        # Monday 10:00 in Berlin: lunch in between
        ("2026-11-23T10:00+01:00", "Europe/Berlin", "2026-11-23T12:00+01:00", "2026-11-23T15:00+01:00"),
        # Friday afternoon: the rest of it waits for Monday
        ("2026-11-27T14:00+01:00", "Europe/Berlin", "2026-11-30T10:00+01:00", "2026-11-30T12:00+01:00"),
        # Saturday: it starts on Monday
        ("2026-11-28T11:00+01:00", "Europe/Berlin", "2026-11-30T11:00+01:00", "2026-11-30T14:00+01:00"),
        # The same moment is already evening in Tokyo, and it is still night in New York
        ("2026-11-23T10:00+01:00", "Asia/Tokyo", "2026-11-24T11:00+09:00", "2026-11-24T14:00+09:00"),
        ("2026-11-23T10:00+01:00", "America/New_York", "2026-11-23T11:00-05:00", "2026-11-23T14:00-05:00"),
    ],
)
def test_in_a_weekly_table_only_her_own_working_hours_count(
    started: str, zone: str, half: str, whole: str
) -> None:
    assert fall(0.5, at(started), hours=OFFICE, zone=zone) == at(half)
    assert fall(1.0, at(started), hours=OFFICE, zone=zone) == at(whole)


@settings(deadline=None)
@given(
    minutes=st.integers(0, 14 * 24 * 60),
    allowed=st.integers(1, 600),
    used=st.integers(0, 700),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Tokyo", "America/New_York"]),
)
def test_a_step_is_due_when_exactly_its_part_of_the_sla_has_been_worked(
    minutes: int, allowed: int, used: int, zone: str
) -> None:
    started = MORNING + timedelta(minutes=minutes)
    spent, sla = timedelta(minutes=used), timedelta(minutes=allowed)
    moments = [
        due(step * sla, used=spent, started=started, hours=OFFICE, zone=zone) for step in (0.5, 1.0, 1.5)
    ]
    assert moments == sorted(moments)
    for step, moment in zip((0.5, 1.0, 1.5), moments, strict=True):
        assert moment >= started
        worked = workhours.between(started, moment, OFFICE, zone)
        assert worked == max(sla * step - spent, timedelta())


@pytest.mark.parametrize(("day", "morning"), [(27, "2026-11-30T09:00+01:00"), (24, "2026-11-25T09:00+01:00")])
def test_a_promised_day_is_over_when_she_is_at_work_again(day: int, morning: str) -> None:
    assert is_over(date(2026, 11, day), OFFICE, "Europe/Berlin") == at(morning)
