"""Out of office: what is read from a line, and what may be planned."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import Incomplete
from app.domain.leave import MOST, Unreadable, check, read

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday, 10:30 in Berlin
BERLIN = "Europe/Berlin"
TODAY = datetime(2026, 11, 22, 23, tzinfo=UTC)  # its midnight there
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("line", "begins", "ends"),
    [
        ("2026-12-24 to 2027-01-02", TODAY + 31 * DAY, TODAY + 41 * DAY),
        ("today 14:00 to 18:00", TODAY + DAY * 14 / 24, TODAY + DAY * 18 / 24),
        ("14:00 to 15:30", TODAY + DAY * 14 / 24, TODAY + DAY * 15.5 / 24),
        ("Today 14:00 - 24:00", TODAY + DAY * 14 / 24, TODAY + DAY),
        ("tomorrow", TODAY + DAY, TODAY + 2 * DAY),
        ("fri", TODAY + 4 * DAY, TODAY + 5 * DAY),
        ("friday to monday", TODAY + 4 * DAY, TODAY + 8 * DAY),
        ("until fri", NOW, TODAY + 5 * DAY),
        ("now to 18:00", NOW, TODAY + DAY * 18 / 24),
        ("tomorrow 9:00 to fri 12:00", TODAY + DAY * 33 / 24, TODAY + DAY * 108 / 24),
    ],
)
def test_what_people_write_is_read_in_their_own_zone(line: str, begins: datetime, ends: datetime) -> None:
    assert read(line, NOW, BERLIN) == (begins, ends)


def test_a_day_on_which_the_clocks_change_is_a_whole_day() -> None:
    begins, ends = read("2026-10-25", NOW, BERLIN)
    assert ends - begins == timedelta(hours=25)


@pytest.mark.parametrize(
    "line", ["to", "14:00", "next week", "a to b to c", "2026-02-30", "9999-12-31", "25:00 to 26:00"]
)
def test_what_cannot_be_read_is_said_with_examples(line: str) -> None:
    with pytest.raises(Unreadable, match="/handoff ooo today 14:00 to 18:00"):
        read(line, NOW, BERLIN)


def test_what_may_be_planned() -> None:
    hour = timedelta(hours=1)
    check((NOW - hour, NOW + hour), NOW, [])
    check((NOW, NOW + 3 * hour), NOW, [(NOW, NOW + hour), (NOW + 2 * hour, NOW + 4 * hour)])
    for span, planned, field in (
        ((NOW, NOW), [], "ends_at"),
        ((NOW - 2 * hour, NOW - hour), [], "ends_at"),
        ((NOW, NOW + 181 * DAY), [], "ends_at"),
        ((NOW, NOW + hour), [(NOW, NOW + 2 * hour)], "starts_at"),
        ((NOW, NOW + hour), [(NOW + n * DAY, NOW + n * DAY + hour) for n in range(1, MOST + 1)], "starts_at"),
    ):
        with pytest.raises(Incomplete) as refused:
            check(span, NOW, planned)
        assert list(refused.value.faults) == [field]
