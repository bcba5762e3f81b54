"""The clock that only runs while the person works."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.workhours import ALWAYS, Hours, Window, add, between, is_open, next_open, parse_hours

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
ZONES = [BERLIN, NEW_YORK, "Asia/Tokyo", LORD_HOWE]
OFFICE = parse_hours({"mon-fri": "09:00-17:30"})
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(text: str, zone: str = BERLIN, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


# Stories. 2026-03-06 is a Friday.


def test_a_handoff_on_friday_evening_is_due_on_monday() -> None:
    assert add(at("2026-03-06 17:00"), HOUR, OFFICE, BERLIN) == at("2026-03-09 09:30")


def test_a_handoff_at_night_starts_to_count_in_the_morning() -> None:
    assert add(at("2026-03-04 23:00"), 4 * HOUR, OFFICE, BERLIN) == at("2026-03-05 13:00")
    assert next_open(at("2026-03-04 23:00"), OFFICE, BERLIN) == at("2026-03-05 09:00")
    assert next_open(at("2026-03-05 12:00"), OFFICE, BERLIN) == at("2026-03-05 12:00")


def test_the_lunch_break_does_not_count() -> None:
    hours = parse_hours({"tue": "09:00-12:00, 13:00-17:00"})
    assert add(at("2026-03-03 11:00"), 2 * HOUR, hours, BERLIN) == at("2026-03-03 14:00")
    assert not is_open(at("2026-03-03 12:30"), hours, BERLIN)


def test_an_ae_in_new_york_has_her_own_morning() -> None:
    sent = at("2026-03-04 10:00", BERLIN)
    assert add(sent, HOUR, OFFICE, NEW_YORK) == at("2026-03-04 10:00", NEW_YORK)


def test_what_fits_to_the_minute_is_due_at_closing_time() -> None:
    due = add(at("2026-03-06 09:00"), timedelta(hours=8.5), OFFICE, BERLIN)
    assert due == at("2026-03-06 17:30")
    assert not is_open(due, OFFICE, BERLIN)
    assert is_open(due - timedelta.resolution, OFFICE, BERLIN)


def test_always_means_the_clock_on_the_wall_does_not_matter() -> None:
    saturday = at("2026-03-07 03:00")
    assert add(saturday, 4 * HOUR, ALWAYS, BERLIN) == saturday + 4 * HOUR
    assert is_open(saturday, ALWAYS, BERLIN)
    assert next_open(saturday, ALWAYS, BERLIN) == saturday


def test_a_whole_week_of_working_time_takes_a_week() -> None:
    hours = parse_hours({"mon-sun": "00:00-24:00"})
    assert add(at("2026-03-02 00:00"), 7 * 24 * HOUR, hours, BERLIN) == at("2026-03-09 00:00")


def test_nothing_passes_on_a_public_holiday() -> None:
    german = parse_hours({"mon-fri": "09:00-17:30", "holidays": "DE"})
    before_good_friday = at("2026-04-02 17:00")
    assert add(before_good_friday, HOUR, german, BERLIN) == at("2026-04-07 09:30")
    assert add(before_good_friday, HOUR, OFFICE, BERLIN) == at("2026-04-03 09:30")


def test_a_region_has_holidays_of_its_own() -> None:
    chavez_day = at("2026-03-31 12:00", NEW_YORK)
    assert is_open(chavez_day, parse_hours({"tue": "09:00-17:00", "holidays": "US"}), NEW_YORK)
    assert not is_open(chavez_day, parse_hours({"tue": "09:00-17:00", "holidays": "US-CA"}), NEW_YORK)


def test_a_person_without_a_known_zone_works_in_utc() -> None:
    for zone in ("", "Mars/Olympus", "../etc", "Europe"):
        assert next_open(at("2026-03-04 01:00", "UTC"), OFFICE, zone) == at("2026-03-04 09:00", "UTC")


# The two nights on which the clock on the wall moves.


def test_the_night_the_clock_goes_forward_is_an_hour_shorter() -> None:
    night = parse_hours({"sun": "00:00-06:00"})
    assert between(at("2026-03-29 00:00"), at("2026-03-30 00:00"), night, BERLIN) == 5 * HOUR
    assert add(at("2026-03-29 00:00"), 4 * HOUR, night, BERLIN) == at("2026-03-29 05:00")


def test_the_night_the_clock_goes_back_is_an_hour_longer() -> None:
    night = parse_hours({"sun": "00:00-06:00"})
    assert between(at("2026-10-25 00:00"), at("2026-10-26 00:00"), night, BERLIN) == 7 * HOUR


def test_in_lord_howe_it_is_half_an_hour() -> None:
    night = parse_hours({"sun": "00:00-06:00"})
    day = at("2026-04-05 00:00", LORD_HOWE), at("2026-04-06 00:00", LORD_HOWE)
    assert between(*day, night, LORD_HOWE) == 6.5 * HOUR


def test_a_time_that_is_skipped_is_the_moment_of_the_skip() -> None:
    jump = at("2026-03-29 03:00")
    assert next_open(at("2026-03-29 00:00"), parse_hours({"sun": "02:20-05:00"}), BERLIN) == jump
    skipped = parse_hours({"sun": "02:20-02:40"})
    assert next_open(at("2026-03-29 00:00"), skipped, BERLIN) == at("2026-04-05 02:20")


def test_a_time_that_comes_twice_counts_when_it_first_comes() -> None:
    begun = parse_hours({"sun": "02:20-05:00"})
    assert next_open(at("2026-10-25 00:00"), begun, BERLIN) == at("2026-10-25 02:20", fold=0)
    once = parse_hours({"sun": "02:20-02:40"})
    assert between(at("2026-10-25 00:00"), at("2026-10-26 00:00"), once, BERLIN) == 20 * MINUTE


def test_a_clock_that_goes_back_over_midnight_stays_in_its_window() -> None:
    start_of_sunday = parse_hours({"sun": "00:00-00:30"})
    again_saturday = at("2010-11-06 23:30", "America/St_Johns", fold=1)
    assert is_open(again_saturday, start_of_sunday, "America/St_Johns")
    assert next_open(again_saturday, start_of_sunday, "America/St_Johns") == again_saturday


# What is refused.


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("sometimes", '"always"'),
        (None, '"always"'),
        ({}, "no day has working time"),
        ({"sat": "", "sun": " "}, "no day has working time"),
        ({"holidays": "DE"}, "no day has working time"),
        ({"monday": "09:00-17:00"}, "monday: not a day"),
        ({"mon-": "09:00-17:00"}, "mon-: not a day"),
        ({7: "09:00-17:00"}, "7: not a day"),
        ({"mon-fri": "09:00-17:00", "wed": "09:00-12:00"}, "wed is named by two keys"),
        ({"mon": 9}, "mon: 9 is no text"),
        ({"mon": "9-17"}, "mon: '9-17' is no window"),
        ({"mon": "09:00-12:00,"}, "mon: '' is no window"),
        ({"mon": "09:00-25:00"}, "00:00 to 24:00"),
        ({"mon": "09:60-17:00"}, "00:00 to 24:00"),
        ({"mon": "09:00-24:01"}, "00:00 to 24:00"),
        ({"mon": "22:00-06:00"}, "ends before it begins"),
        ({"mon": "09:00-09:00"}, "ends before it begins"),
        ({"mon": "13:00-17:00, 09:00-13:30"}, "overlap"),
        ({"mon": "09:00-17:00", "holidays": "Atlantis"}, "holidays: 'Atlantis' is not known"),
        ({"mon": "09:00-17:00", "holidays": "US-ZZ"}, "holidays: 'US-ZZ' is not known"),
        ({"mon": "09:00-17:00", "holidays": 1}, "holidays: 1 is not known"),
    ],
)
def test_a_table_that_cannot_be_meant_is_put_right(value: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        parse_hours(value)


def test_a_table_reads_as_it_is_written() -> None:
    assert parse_hours("always") == parse_hours(" Always ") == ALWAYS
    table = parse_hours({"Sun-Tue": "13:00-24:00,9:00-12:00", "fri": ""})
    assert [bool(windows) for windows in table.week] == [True, True, False, False, False, False, True]
    assert table.week[0] == ((540, 720), (780, 1440))


def test_a_clock_that_would_never_get_there_says_so() -> None:
    weekly_minute = parse_hours({"mon": "09:00-09:01"})
    with pytest.raises(ValueError, match="400 days"):
        add(at("2026-03-04 09:00"), HOUR, weekly_minute, BERLIN)
    with pytest.raises(ValueError, match="400 days"):
        add(at("2026-03-04 09:00"), timedelta(days=401), ALWAYS, BERLIN)


def test_time_does_not_run_backward() -> None:
    start = at("2026-03-04 09:00")
    with pytest.raises(ValueError, match="only runs forward"):
        add(start, -HOUR, OFFICE, BERLIN)
    for hours in (OFFICE, ALWAYS):
        assert add(start, timedelta(), hours, BERLIN) == start
        assert between(start + HOUR, start, hours, BERLIN) == timedelta()


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        is_open(datetime(2026, 3, 4, 9), OFFICE, BERLIN)  # noqa: DTZ001


# Whatever the table, the zone and the week.

STEP = 5 * MINUTE
CHANGES = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01", "2026-06-10"]


@st.composite
def tables(draw: st.DrawFn) -> Hours:
    ends = st.lists(st.integers(0, 288), unique=True, max_size=6)
    week: list[tuple[Window, ...]] = []
    for _ in range(7):
        marks = sorted(5 * mark for mark in draw(ends))
        week.append(tuple(zip(marks[::2], marks[1::2], strict=False)))
    if sum(closes - opens for windows in week for opens, closes in windows) < 120:
        week[6] = ((0, 1440),)  # else 80 hours would take more than the 400 days
    return Hours(tuple(week))


def moments() -> st.SearchStrategy[datetime]:
    """On the five minutes, within two days of a change of the clock somewhere."""
    days = st.sampled_from(CHANGES).map(lambda day: datetime.fromisoformat(day).replace(tzinfo=UTC))
    return st.builds(lambda day, steps: day + steps * STEP, days, st.integers(-600, 600))


any_amount = st.integers(0, 40 * 60).map(lambda minutes: minutes * MINUTE)
any_zone = st.sampled_from(ZONES)


def plodding(start: datetime, end: datetime, hours: Hours, zone: str) -> Iterator[bool]:
    """Open or not, step by step, by a clock on the wall that stands still rather than go back."""
    tz, moment = ZoneInfo(zone), start - timedelta(days=1)
    shown = moment.astimezone(tz).replace(tzinfo=None)
    while moment < end:
        shown = max(shown, moment.astimezone(tz).replace(tzinfo=None))
        minute = shown.hour * 60 + shown.minute
        if moment >= start:
            yield any(opens <= minute < closes for opens, closes in hours.week[shown.weekday()])
        moment += STEP


@settings(max_examples=60, deadline=None)
@given(tables(), moments(), st.integers(0, 900), any_zone)
def test_it_agrees_with_somebody_who_watches_the_clock(
    hours: Hours, start: datetime, steps: int, zone: str
) -> None:
    end = start + steps * STEP
    seen = list(plodding(start, end, hours, zone))
    assert between(start, end, hours, zone) == sum(seen) * STEP
    for index in range(0, len(seen), 7):
        assert is_open(start + index * STEP, hours, zone) == seen[index]
    if any(seen):
        assert next_open(start, hours, zone) == start + seen.index(True) * STEP
        last = len(seen) - seen[::-1].index(True)
        assert add(start, sum(seen) * STEP, hours, zone) == start + last * STEP


@settings(deadline=None)
@given(tables(), moments(), any_amount, any_zone)
def test_what_was_added_lies_between(hours: Hours, start: datetime, amount: timedelta, zone: str) -> None:
    end = add(start, amount, hours, zone)
    assert end.tzinfo is UTC
    assert between(start, end, hours, zone) == amount
    if amount:
        assert between(start, end - timedelta.resolution, hours, zone) < amount


@settings(deadline=None)
@given(tables(), moments(), any_amount, any_amount, any_zone)
def test_two_amounts_in_turn_are_their_sum(
    hours: Hours, start: datetime, first: timedelta, second: timedelta, zone: str
) -> None:
    in_turn = add(add(start, first, hours, zone), second, hours, zone)
    assert in_turn == add(start, first + second, hours, zone)


@settings(deadline=None)
@given(tables(), st.lists(moments(), min_size=3, max_size=3).map(sorted), any_amount, any_zone)
def test_later_is_never_earlier(hours: Hours, times: list[datetime], amount: timedelta, zone: str) -> None:
    first, second, third = times
    whole = between(first, third, hours, zone)
    assert whole == between(first, second, hours, zone) + between(second, third, hours, zone)
    assert timedelta() <= whole <= third - first
    assert add(first, amount, hours, zone) <= add(second, amount, hours, zone) or not amount
    opening = next_open(first, hours, zone)
    assert opening >= first
    assert is_open(opening, hours, zone)
    assert between(first, opening, hours, zone) == timedelta()
