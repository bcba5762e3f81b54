"""Over each change of the clocks a deadline lasts exactly the working time that was allowed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines import due
from app.domain.workhours import ALWAYS, Hours, parse_hours
from tests.changes import DAY, EVERY_CHANGE, HOUR, MINUTE, ZONES, wall
from tests.examples import examples

TABLES = [
    parse_hours({"mon-fri": "09:00-17:30"}),
    parse_hours({"mon-sun": "00:00-24:00"}),
    parse_hours({"mon-sun": "00:00-02:30, 22:00-24:00"}),  # a night shift, right over the change
    parse_hours({"sat-sun": "01:45-02:15, 02:30-03:10, 23:15-24:00"}),
    parse_hours({"sun": "02:00-03:00"}),  # an hour that once a year is none, and once is two
    ALWAYS,
]
moments = st.tuples(st.sampled_from(EVERY_CHANGE), st.integers(-3 * 24 * 60, 2 * 24 * 60))
absences = st.tuples(st.integers(-24 * 60, 48 * 60), st.integers(0, 30 * 60))  # from the change on, how long
amounts = st.one_of(st.integers(1, 90), st.integers(1, 30 * 60)).map(lambda minutes: minutes * MINUTE)


def worked(start: datetime, hours: Hours, zone: str) -> Iterator[datetime]:
    """The minutes of working time from a moment on, by a wall clock that stands still rather than go back."""
    shown, moment = wall(start - 2 * DAY, zone), start - 2 * DAY
    while True:
        shown = max(shown, wall(moment, zone))
        minute = shown.hour * 60 + shown.minute
        is_open = hours.always or any(a <= minute < z for a, z in hours.week[shown.weekday()])
        away = any(leaves <= moment < returns for leaves, returns in hours.absences)
        if moment >= start and is_open and not away and shown.date() not in hours.closures:
            yield moment
        moment += MINUTE


@examples(80)
@given(moments, st.sampled_from(TABLES), amounts, absences, st.none() | st.integers(-1, 3))
def test_the_working_time_from_start_to_end_is_what_was_allowed(
    drawn: tuple[tuple[str, datetime], int],
    hours: Hours,
    allowed: timedelta,
    absence: tuple[int, int],
    closed: int | None,
) -> None:
    (zone, change), minutes = drawn
    start = change + minutes * MINUTE
    allowed = min(allowed, 40 * MINUTE) if hours is TABLES[4] else allowed
    leaves = change + absence[0] * MINUTE
    closures = () if closed is None else ((wall(change, zone) + closed * DAY).date(),)
    hours = replace(
        hours,
        absences=((leaves, leaves + absence[1] * MINUTE),),
        closures=frozenset(closures),
    )
    ticks = worked(start, hours, zone)
    for _ in range(allowed // MINUTE - 1):
        next(ticks)
    assert due(allowed, used=0 * HOUR, started=start, hours=hours, zone=zone) == next(ticks) + MINUTE


@examples(150)
@given(moments, st.integers(0, 600), st.sampled_from(TABLES), amounts, st.sampled_from(ZONES))
def test_who_starts_later_is_not_due_earlier_and_it_does_not_matter_where_one_reads_it(
    drawn: tuple[tuple[str, datetime], int], later: int, hours: Hours, allowed: timedelta, reader: str
) -> None:
    (zone, change), minutes = drawn
    start = change + minutes * MINUTE

    def end(begin: datetime, part: float = 1.0, used: timedelta = 0 * HOUR) -> datetime:
        return due(allowed * part, used=used, started=begin, hours=hours, zone=zone)

    assert end(start) <= end(start + later * MINUTE)
    assert end(start, 0.5) <= end(start) <= end(start, 1.5)
    assert end(start.astimezone(ZoneInfo(reader))) == end(start)
    assert end(start, used=allowed / 3) <= end(start)
    assert end(end(start, 1 / 3), used=allowed / 3) == end(start)  # paused after a third, and gone on with


@pytest.mark.parametrize(("at", "morning"), [("2026-11-23T22:30", 24), ("2026-11-27T20:00", 30)])
def test_a_rung_that_was_used_up_before_a_pause_waits_for_the_morning(at: str, morning: int) -> None:
    start, allowed = datetime.fromisoformat(at).replace(tzinfo=UTC), 4 * HOUR
    for part in (0.5, 1.0):
        moment = due(allowed * part, used=5 * HOUR, started=start, hours=TABLES[0], zone="Europe/Berlin")
        assert moment == datetime(2026, 11, morning, 8, tzinfo=UTC)
