"""A day and a time as they are said in each language, in the reader's own zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.languages import Language, say_day, say_moment

AFTERNOON = datetime(2026, 12, 3, 14, 5, tzinfo=UTC)
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"}))
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: AFTERNOON + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("language", "own_name", "day", "moment"),
    [
        (Language.EN, "English", "Thursday, December 3", "Thursday, December 3, 3:05 PM (Berlin time)"),
        (
            Language.DE,
            "Deutsch",
            "Donnerstag, 3. Dezember",
            "Donnerstag, 3. Dezember, 15:05 Uhr (Ortszeit Berlin)",
        ),
        (
            Language.FR,
            "Français",
            "jeudi 3 décembre",
            "jeudi 3 décembre à 15h05 (heure locale\u00a0: Berlin)",
        ),
        (
            Language.ES,
            "Español",
            "jueves, 3 de diciembre",
            "jueves, 3 de diciembre, 15:05 h (hora local: Berlín)",
        ),
        (
            Language.PT,
            "Português",
            "quinta-feira, 3 de dezembro",
            "quinta-feira, 3 de dezembro, 15:05 (hora local: Berlim)",
        ),
        (Language.JA, "日本語", "12月3日（木）", "12月3日（木）15:05（現地時間：ベルリン）"),
    ],
)
def test_each_language_says_its_name_a_day_and_a_time_in_its_own_way(
    language: Language, own_name: str, day: str, moment: str
) -> None:
    assert language.own_name == own_name
    assert say_day(date(2026, 12, 3), language) == day
    assert say_moment(AFTERNOON, "Europe/Berlin", language) == moment


def test_the_first_of_a_month_has_a_word_of_its_own_in_french_alone() -> None:
    assert say_day(date(2027, 1, 1), Language.FR) == "vendredi 1er janvier"
    assert say_day(date(2027, 1, 21), Language.FR) == "jeudi 21 janvier"
    assert say_day(date(2027, 1, 1), Language.PT) == "sexta-feira, 1 de janeiro"


def test_the_day_is_that_of_the_zone() -> None:
    late = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)
    assert say_moment(late, "Asia/Tokyo", Language.EN) == "Friday, December 4, 8:30 AM (Tokyo time)"
    assert (
        say_moment(late, "America/New_York", Language.EN) == "Thursday, December 3, 6:30 PM (New York time)"
    )


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/Phoenix", "Friday, July 3, 7:05 AM (Phoenix time)"),
        ("America/Denver", "Friday, July 3, 8:05 AM (Denver time)"),
        ("US/Eastern", "Friday, July 3, 10:05 AM (New York time)"),
        ("Asia/Kathmandu", "Friday, July 3, 7:50 PM (Kathmandu time)"),
        ("Etc/GMT+5", "Friday, July 3, 9:05 AM (GMT-05:00)"),
        ("EST5EDT", "Friday, July 3, 10:05 AM (GMT-04:00)"),
        ("UTC", "Friday, July 3, 2:05 PM (GMT+00:00)"),
        ("", "Friday, July 3, 2:05 PM (GMT+00:00)"),
        ("Mars/Base", "Friday, July 3, 2:05 PM (GMT+00:00)"),
    ],
)
def test_the_zone_is_told_so_that_no_hour_is_left_open(zone: str, said: str) -> None:
    assert say_moment(AFTERNOON.replace(month=7), zone, Language.EN) == said


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        say_moment(AFTERNOON.replace(tzinfo=None), "Europe/Berlin", Language.EN)


@given(MOMENTS, ZONES, st.sampled_from(Language))
def test_what_is_said_is_the_wall_clock_of_that_place(at: datetime, zone: str, language: Language) -> None:
    there = at.astimezone(ZoneInfo(zone))
    said = say_moment(at, zone, language)
    assert said.startswith(say_day(there.date(), language))
    assert f"{there.minute:02}" in said
    hour = there.hour % 12 or 12 if language is Language.EN else there.hour
    assert any(f"{hour}{mark}{there.minute:02}" in said for mark in (":", "h"))
    assert say_moment(at + timedelta(hours=12), zone, language) != said
    assert "nknown" not in said
    assert len(said) <= 100
