"""What holds of working time whatever the table, the zone, the days off and the time of the year."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import workhours
from app.domain.workhours import Hours, Window, add, between, is_open, next_open
from tests.examples import examples

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kathmandu",  # 5:45 from UTC, all year
    "America/St_Johns",  # once at one minute past midnight
    "Africa/Casablanca",  # around Ramadan, and backwards
    "America/Santiago",  # at midnight
]
CHANGES = ["2026-02-15", "2026-03-08", "2026-03-22", "2026-03-29", "2026-04-05", "2026-09-06", "2026-10-04"]
CHANGES += ["2026-10-25", "2026-11-01", "2026-06-10"]
AT_AN_ODD_MINUTE = ["2010-03-14", "2010-11-07"]
STEP, DAY, NONE, INSTANT = timedelta(minutes=5), timedelta(days=1), timedelta(), timedelta.resolution


class Case(NamedTuple):
    """Somebody's hours and zone, and three moments in order, around a change of the clocks somewhere."""

    hours: Hours
    zone: str
    first: datetime
    second: datetime
    third: datetime


@st.composite
def weeks(draw: st.DrawFn) -> tuple[tuple[Window, ...], ...]:
    """A weekly table on the five minutes, some days without any; or none."""
    if not draw(st.integers(0, 7)):
        return ()
    ends = st.lists(st.integers(0, 288), unique=True, max_size=6)
    week: list[tuple[Window, ...]] = []
    for _ in range(7):
        marks = sorted(5 * mark for mark in draw(ends))
        week.append(tuple(zip(marks[::2], marks[1::2], strict=False)))
    if sum(closes - opens for windows in week for opens, closes in windows) < 120:
        week[6] = ((0, 1440),)  # else 80 hours would take more than the 400 days
    return tuple(week)


@st.composite
def cases(draw: st.DrawFn, grid: timedelta = STEP) -> Case:
    """All on the grid, within five days of the change."""
    changes = CHANGES if grid == STEP else CHANGES + AT_AN_ODD_MINUTE
    change = datetime.fromisoformat(draw(st.sampled_from(changes))).replace(tzinfo=UTC)
    moment = st.integers(-5 * DAY // grid, 5 * DAY // grid).map(lambda steps: change + steps * grid)
    days = st.integers(-4, 4).map(lambda days: date.fromordinal(change.toordinal() + days))
    hours = Hours(
        week=draw(weeks()),
        closures=draw(st.frozensets(days, max_size=3)),
        absences=tuple(draw(st.lists(st.tuples(moment, moment), max_size=4))),
    )
    return Case(hours, draw(st.sampled_from(ZONES)), *sorted(draw(st.tuples(moment, moment, moment))))


fine_cases = cases(grid=INSTANT)
amounts = st.one_of(
    st.integers(-40 * 60, 40 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    st.timedeltas(timedelta(hours=-40), timedelta(hours=40)),
)


def watching(start: datetime, end: datetime, hours: Hours, zone: str) -> Iterator[bool]:
    """Open or not, step by step, by a clock on the wall that stands still rather than go back."""
    tz, moment = ZoneInfo(zone), start - DAY
    shown = moment.astimezone(tz).replace(tzinfo=None)
    while moment < end:
        shown = max(shown, moment.astimezone(tz).replace(tzinfo=None))
        minute = shown.hour * 60 + shown.minute
        if moment >= start:
            works = not hours.week or any(a <= minute < z for a, z in hours.week[shown.weekday()])
            away = any(leaves <= moment < returns for leaves, returns in hours.absences)
            yield works and not away and shown.date() not in hours.closures
        moment += STEP


@examples(80)
@given(cases())
def test_it_agrees_with_somebody_who_watches_the_clock(case: Case) -> None:
    hours, zone, start, _, end = case
    seen = list(watching(start, end, hours, zone))
    worked = sum(seen) * STEP
    assert between(start, end, hours, zone) == worked
    assert between(end, start, hours, zone) == -worked
    for index in range(0, len(seen), 7):
        assert is_open(start + index * STEP, hours, zone) == seen[index]
    if any(seen):
        first, last = seen.index(True), len(seen) - seen[::-1].index(True)
        assert next_open(start, hours, zone) == start + first * STEP
        assert add(start, worked, hours, zone) == start + last * STEP
        assert add(end, -worked, hours, zone) == start + first * STEP


@examples(120)
@given(fine_cases, amounts)
def test_what_was_added_lies_between(case: Case, amount: timedelta) -> None:
    hours, zone, start, _, _ = case
    end = add(start, amount, hours, zone)
    assert end.tzinfo is UTC
    assert between(start, end, hours, zone) == amount
    assert between(end, start, hours, zone) == -amount
    if amount > NONE:
        assert between(start, end - INSTANT, hours, zone) == amount - INSTANT  # no earlier moment would do
    if amount < NONE:
        assert between(start, end + INSTANT, hours, zone) == amount + INSTANT  # and no later one


@examples(120)
@given(fine_cases)
def test_what_lies_between_leads_from_one_to_the_other(case: Case) -> None:
    hours, zone, first, _, last = case
    worked = between(first, last, hours, zone)
    there = add(first, worked, hours, zone) if worked else last
    back = add(last, -worked, hours, zone) if worked else first
    assert first <= back <= there <= last
    assert not between(there, last, hours, zone)
    assert not between(first, back, hours, zone)


@examples(120)
@given(fine_cases, amounts, amounts)
def test_two_amounts_in_turn_are_their_sum(case: Case, one: timedelta, other: timedelta) -> None:
    hours, zone, start, _, _ = case
    in_turn = add(add(start, one, hours, zone), other, hours, zone)
    at_once = add(start, one + other, hours, zone)
    if min(one, other) >= NONE or max(one, other) <= NONE:
        assert in_turn == at_once
    assert not between(in_turn, at_once, hours, zone)  # there and back may end on the other side of a gap


@examples(120)
@given(fine_cases, amounts, amounts)
def test_later_is_never_earlier(case: Case, one: timedelta, other: timedelta) -> None:
    hours, zone, first, second, third = case
    whole = between(first, third, hours, zone)
    assert whole == between(first, second, hours, zone) + between(second, third, hours, zone)
    assert NONE <= between(first, second, hours, zone) <= whole <= third - first
    assert add(first, one, hours, zone) <= add(second, one, hours, zone)
    less, more = sorted((one, other))
    assert add(first, less, hours, zone) < add(first, more, hours, zone) or less == more
    opening = next_open(first, hours, zone)
    assert opening >= first
    assert is_open(opening, hours, zone)
    assert not between(first, opening, hours, zone)


@examples(80)
@given(fine_cases)
def test_an_absence_takes_the_working_time_it_covers_and_no_more(case: Case) -> None:
    hours, zone, first, _, last = case
    present = replace(hours, absences=())
    taken = sum(
        (
            between(max(first, leaves), min(last, returns), present, zone)
            for leaves, returns in hours.absences
            if leaves < last and returns > first
        ),
        NONE,
    )
    assert between(first, last, hours, zone) == between(first, last, present, zone) - taken


@pytest.fixture
def servers_zone() -> Iterator[None]:
    """Whatever a test makes of it, the zone of the machine is put back."""
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@examples(15)
@given(fine_cases, amounts, st.sampled_from(ZONES))
def test_it_does_not_matter_where_the_server_stands(
    servers_zone: None, case: Case, amount: timedelta, elsewhere: str
) -> None:
    hours, zone, start, end, _ = case
    answers = []
    for machine in ("UTC", "Pacific/Kiritimati", elsewhere):
        os.environ["TZ"] = machine
        time.tzset()
        workhours._moment.cache_clear()
        local, until = start.astimezone(ZoneInfo(machine)), end.astimezone()
        answers.append((add(local, amount, hours, zone), between(local, until, hours, zone)))
    assert answers[0] == answers[1] == answers[2]
