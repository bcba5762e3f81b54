"""A place that somebody names has a zone, or is asked for with suggestions."""

from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import available_timezones

import pytest

from app.domain.slots import nearest, zone_of_place
from app.domain.workhours import zone_of


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Tokyo", "Asia/Tokyo"),
        (" new  YORK ", "America/New_York"),
        ("America/New_York", "America/New_York"),
        ("europe/berlin", "Europe/Berlin"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao_paulo", "America/Sao_Paulo"),
        ("Tōkyō", "Asia/Tokyo"),
        ("Rom", "Europe/Rome"),
        ("Moscou", "Europe/Moscow"),
        ("東京", "Asia/Tokyo"),
        ("Kolkata", "Asia/Kolkata"),
        ("UTC", "UTC"),
        ("CET", "CET"),
    ],
)
def test_a_place_is_known_by_its_name(typed: str, zone: str) -> None:
    assert zone_of_place(typed) == zone


@pytest.mark.parametrize(
    "typed", ["", " ", "Munich", "Paris, Texas", "EST", "GMT+5", "Etc/GMT+5", "Factory", "\x00", "../etc"]
)
def test_what_may_be_another_place_is_not_guessed(typed: str) -> None:
    assert zone_of_place(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Berlni", "Europe/Berlin"), ("newyork", "America/New_York"), ("Tokio", "Asia/Tokyo")],
)
def test_a_slip_of_the_finger_gets_suggestions(typed: str, meant: str) -> None:
    assert nearest(typed)[0] == meant
    assert len(nearest(typed)) <= 5


def test_nothing_is_suggested_for_what_is_like_no_place() -> None:
    assert nearest("qqqqqqqqqqqq") == []
    assert nearest("") == []


def test_places_of_one_name_have_one_clock() -> None:
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    zones = [zone for zone in available_timezones() if zone.startswith(areas)]
    for _, same in groupby(sorted(zones, key=_last), key=_last):
        clocks = {(_offset(zone, 1), _offset(zone, 7)) for zone in same}
        assert len(clocks) == 1


def _last(zone: str) -> str:
    return zone.rpartition("/")[2]


def _offset(zone: str, month: int) -> object:
    return datetime(2026, month, 1, tzinfo=UTC).astimezone(zone_of(zone)).utcoffset()
