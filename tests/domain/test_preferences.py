"""A week as somebody types it: read, written, and read again as the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.preferences import read_hours, week_of, write_hours
from app.domain.timetable import DAYS

NINE, FIVE = 9 * 60, 17 * 60
TIMES = st.tuples(st.integers(0, 10), st.integers(16, 23)).map(lambda ends: f"{ends[0]:02}:00-{ends[1]}:30")


@pytest.mark.parametrize("line", ["mon-fri 09:00-17:00", "Mon - Fri: 09:00-17:00", " mon-fri = 9:00-17:00 "])
def test_a_line_is_read_as_people_write_it(line: str) -> None:
    table = read_hours(f"\n{line}\n\n")
    assert table is not None
    assert week_of(table) == (((NINE, FIVE),),) * 5 + ((),) * 2


def test_nothing_typed_leaves_it_to_the_policy() -> None:
    assert read_hours(" \n ") is None
    assert write_hours(None) == ""


@given(st.dictionaries(st.sampled_from(DAYS), TIMES, min_size=1))
def test_what_is_written_is_read_as_the_same(table: dict[str, str]) -> None:
    read = read_hours(write_hours(table))
    assert read == table
    assert week_of(read) == week_of(table)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        table = read_hours(text)
    except ValueError as error:
        assert str(error)
    else:
        assert table is None or any(week_of(table))
