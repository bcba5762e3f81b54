"""Whose figures and of which time: `/handoff stats` as people type it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.homepage import Look
from app.domain.statistics import TEAM, Unclear, read
from tests.cast import MORNING


def test_without_a_time_it_is_the_last_four_weeks_until_now() -> None:
    asked = read("", MORNING, "UTC")
    assert (asked.whose, asked.start, asked.end) == ("", MORNING - timedelta(days=28), MORNING)


@pytest.mark.parametrize(
    ("line", "whose", "days"),
    [
        ("week", "", 7),
        ("TEAM quarter", TEAM, 91),
        ("@anna 30d", "@anna", 30),
        ("anna@northwind.example month", "anna@northwind.example", 30),
        ("@Anna Keller year", "@Anna Keller", 365),
    ],
)
def test_person_and_time_are_told_apart(line: str, whose: str, days: int) -> None:
    asked = read(line, MORNING, "UTC")
    assert (asked.whose, asked.end - asked.start) == (whose, timedelta(days=days))


def test_a_week_and_a_month_are_those_of_the_readers_calendar() -> None:
    week = read("2026-W13", MORNING, "Europe/Berlin")
    assert week.start == datetime(2026, 3, 22, 23, tzinfo=UTC)
    assert week.end == datetime(2026, 3, 29, 22, tzinfo=UTC)  # daylight saving began in it
    month = read("2026-12", MORNING, "Asia/Tokyo")
    assert (month.start, month.said) == (datetime(2026, 11, 30, 15, tzinfo=UTC), "December 2026")
    assert month.end == datetime(2026, 12, 31, 15, tzinfo=UTC)


@pytest.mark.parametrize("line", ["anna", "2026-13", "2026-W60", "0000-01", "anna week x", "teams week"])
def test_what_is_no_person_and_no_time_is_refused_with_examples(line: str) -> None:
    with pytest.raises(Unclear, match="/handoff stats team quarter"):
        read(line, MORNING, "UTC")


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(line: str) -> None:
    try:
        asked = read(line, MORNING, "Asia/Tokyo")
    except Unclear:
        return
    assert asked.start < asked.end


@given(st.text(max_size=20))
def test_a_code_of_what_is_looked_at_is_one_of_ours_or_a_first_look(code: str) -> None:
    look = Look.read(code)
    assert Look.read(look.code) == look
