"""The clock that only runs while the person works."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.workhours import (
    ALWAYS,
    Hours,
    NoWorkingTime,
    Span,
    add,
    between,
    is_open,
    next_open,
    parse_hours,
)

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
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


# Days and hours off. 2026-03-09 is a Monday.


def away(*spans: tuple[str, str], hours: Hours = OFFICE) -> Hours:
    """Hours of somebody who is out of office from one Berlin time to another, and perhaps again."""
    return replace(hours, absences=tuple((at(leaves), at(returns)) for leaves, returns in spans))


def test_an_ae_at_the_dentist_has_the_rest_of_the_day() -> None:
    hours = away(("2026-03-09 10:00", "2026-03-09 13:00"))
    assert add(at("2026-03-09 09:30"), HOUR, hours, BERLIN) == at("2026-03-09 13:30")
    assert between(at("2026-03-09 00:00"), at("2026-03-10 00:00"), hours, BERLIN) == 5.5 * HOUR
    assert not is_open(at("2026-03-09 10:00"), hours, BERLIN)
    assert is_open(at("2026-03-09 13:00"), hours, BERLIN)
    assert next_open(at("2026-03-09 11:00"), hours, BERLIN) == at("2026-03-09 13:00")


def test_a_week_of_leave_does_not_count_and_nor_does_it_for_who_always_works() -> None:
    leave = ("2026-03-09 00:00", "2026-03-16 00:00")
    friday = at("2026-03-06 17:00")
    assert add(friday, HOUR, away(leave), BERLIN) == at("2026-03-16 09:30")
    assert add(friday, 8 * HOUR, away(leave, hours=ALWAYS), BERLIN) == at("2026-03-07 01:00")
    assert add(friday, 80 * HOUR, away(leave, hours=ALWAYS), BERLIN) == at("2026-03-17 01:00")


def test_absences_that_overlap_or_meet_are_one() -> None:
    noon, one, two = "2026-03-09 12:00", "2026-03-09 13:00", "2026-03-09 14:00"
    once = away((noon, two))
    assert away((one, two), (noon, one)) == away((noon, two), (one, two), (noon, one)) == once
    assert away((noon, two), (two, one), (one, noon)) == once  # what ends before it begins is none
    assert hash(away((one, two), (noon, one))) == hash(once)


def test_an_absence_is_kept_in_utc_and_needs_a_zone() -> None:
    local = datetime(2026, 3, 9, 12, tzinfo=ZoneInfo(BERLIN))
    (span,) = Hours(absences=((local, local + HOUR),)).absences
    assert [moment.isoformat() for moment in span] == [
        "2026-03-09T11:00:00+00:00",
        "2026-03-09T12:00:00+00:00",
    ]
    with pytest.raises(ValueError, match="has no zone"):
        Hours(absences=((local.replace(tzinfo=None), local),))


def test_the_office_is_closed_for_a_day_in_each_persons_own_zone() -> None:
    party = frozenset({date(2026, 3, 9)})
    for zone in (BERLIN, NEW_YORK, "Asia/Kathmandu"):
        friday = at("2026-03-06 17:00", zone)
        assert add(friday, HOUR, replace(OFFICE, closures=party), zone) == at("2026-03-10 09:30", zone)
        closed = replace(ALWAYS, closures=party)
        assert add(at("2026-03-08 23:00", zone), 2 * HOUR, closed, zone) == at("2026-03-10 01:00", zone)
        assert not is_open(at("2026-03-09 23:59", zone), closed, zone)


def test_who_always_works_does_so_on_holidays_but_not_on_a_day_that_is_closed() -> None:
    hours = Hours(country="DE", closures=frozenset({date(2026, 12, 24)}))
    assert hours.always
    assert not is_open(at("2026-12-24 12:00"), hours, BERLIN)
    assert is_open(at("2026-12-25 12:00"), hours, BERLIN)


# Looking back.


def test_one_looks_back_over_the_weekend_as_one_looks_forward() -> None:
    assert add(at("2026-03-09 09:30"), -HOUR, OFFICE, BERLIN) == at("2026-03-06 17:00")
    assert add(at("2026-03-08 12:00"), -HOUR, OFFICE, BERLIN) == at("2026-03-06 16:30")
    assert add(at("2026-03-09 10:00"), -HOUR, OFFICE, BERLIN) == at("2026-03-09 09:00")
    lunch = away(("2026-03-09 12:00", "2026-03-09 13:00"), ("2026-03-09 15:00", "2026-03-09 15:30"))
    assert add(at("2026-03-09 16:00"), -4 * HOUR, lunch, BERLIN) == at("2026-03-09 10:30")
    assert add(at("2026-03-09 16:00"), -4 * HOUR, ALWAYS, BERLIN) == at("2026-03-09 12:00")


def test_between_is_negative_when_the_end_lies_before_the_start() -> None:
    friday, monday = at("2026-03-06 17:00"), at("2026-03-09 10:00")
    assert between(friday, monday, OFFICE, BERLIN) == 1.5 * HOUR
    assert between(monday, friday, OFFICE, BERLIN) == -1.5 * HOUR
    assert between(monday, friday, ALWAYS, BERLIN) == -65 * HOUR


def test_the_second_of_two_same_times_is_an_hour_after_the_first() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo(BERLIN))
    second = first.replace(fold=1)  # the two are equal to Python, and an hour apart
    for hours in (ALWAYS, parse_hours({"sun": "00:00-06:00"})):
        assert between(first, second, hours, BERLIN) == HOUR
        assert between(second, first, hours, BERLIN) == -HOUR


def test_nothing_added_is_the_moment_itself() -> None:
    saturday = at("2026-03-07 09:00")
    for hours in (OFFICE, ALWAYS):
        assert add(saturday, timedelta(), hours, BERLIN) == saturday
        assert between(saturday, saturday, hours, BERLIN) == timedelta()


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


# Never.


SUNDAYS = frozenset(date(2024, 1, 7) + timedelta(weeks=week) for week in range(300))
TWO_YEARS: tuple[Span, ...] = ((at("2025-03-01 00:00"), at("2027-06-01 00:00")),)


@pytest.mark.parametrize(
    "hours",
    [
        Hours(((),) * 7),  # no policy can say so, but nothing may hang on that
        replace(OFFICE, absences=TWO_YEARS),
        replace(ALWAYS, absences=TWO_YEARS),
        replace(parse_hours({"sun": "10:00-12:00"}), closures=SUNDAYS),
    ],
)
def test_years_without_working_time_are_an_error_and_not_a_search_without_end(hours: Hours) -> None:
    start = at("2026-04-15 09:00")
    for amount in (MINUTE, -MINUTE):
        with pytest.raises(NoWorkingTime, match="400 days"):
            add(start, amount, hours, BERLIN)
    with pytest.raises(NoWorkingTime, match="400 days"):
        next_open(start, hours, BERLIN)
    assert not is_open(start, hours, BERLIN)
    assert between(start, start + 24 * HOUR, hours, BERLIN) == timedelta()


def test_more_than_a_year_holds_is_an_error_too() -> None:
    weekly_minute = parse_hours({"mon": "09:00-09:01"})
    for hours, amount in ((weekly_minute, HOUR), (ALWAYS, timedelta(days=401))):
        for signed in (amount, -amount):
            with pytest.raises(NoWorkingTime, match="400 days"):
                add(at("2026-03-04 09:00"), signed, hours, BERLIN)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 4, 9)  # noqa: DTZ001
    aware = at("2026-03-04 09:00")
    for ask in (
        lambda: is_open(naive, OFFICE, BERLIN),
        lambda: next_open(naive, ALWAYS, BERLIN),
        lambda: add(naive, HOUR, OFFICE, BERLIN),
        lambda: between(naive, aware, OFFICE, BERLIN),
        lambda: between(aware, naive, ALWAYS, BERLIN),
    ):
        with pytest.raises(ValueError, match="has no zone"):
            ask()
