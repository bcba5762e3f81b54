"""How a policy writes the hours, and what it reads when they cannot be meant."""

import re
import tomllib
from datetime import UTC, date, datetime

import pytest

from app.domain.workhours import ALWAYS, parse_closures, parse_hours


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
        ({"mon": "09:00-17:00", "closures": "2026-12-24"}, "closures: '2026-12-24' is no list of days"),
        ({"mon": "09:00-17:00", "closures": ["2026-02-29"]}, "closures: '2026-02-29' is no day"),
        ({"closures": ["2026-12-24"]}, "no day has working time"),
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


CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 31)})


def test_closures_are_a_list_of_days() -> None:
    assert parse_closures(["2026-12-24", " 2026-12-31 "]) == CHRISTMAS
    assert parse_closures((date(2026, 12, 31), date(2026, 12, 24), "2026-12-24")) == CHRISTMAS
    assert parse_closures([]) == frozenset()
    written = tomllib.loads('hours = { mon = "09:00-17:00", closures = [2026-12-24, "2026-12-31"] }')
    assert parse_hours(written["hours"]).closures == CHRISTMAS


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("2026-12-24", "'2026-12-24' is no list of days"),
        (date(2026, 12, 24), "is no list of days"),
        (None, "None is no list of days"),
        ({"2026-12-24": "Christmas"}, "is no list of days"),
        (["24.12.2026"], "'24.12.2026' is no day of the calendar; write it like \"2026-12-24\""),
        (["2026-02-29"], "'2026-02-29' is no day"),
        ([20261224], "'20261224' is no day"),
        ([datetime(2026, 12, 24, 9, tzinfo=UTC)], "'2026-12-24 09:00:00+00:00' is no day"),
    ],
)
def test_closures_that_cannot_be_meant_are_put_right(value: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        parse_closures(value)
