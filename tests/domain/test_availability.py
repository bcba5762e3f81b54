"""Whether somebody can take a handoff now, and the words people read when she cannot."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.availability import Signs, why_away, why_off
from app.domain.workhours import ALWAYS, Hours, parse_hours
from app.policy.availability import Availability
from tests.cast import ANNA, person

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)  # a Tuesday, 12:00 in Berlin
BERLIN = "Europe/Berlin"
WEEK = parse_hours({"mon-fri": "09:00-18:00"})
SHIPPED = Availability().signs()
HOUR = timedelta(hours=1)


def away(hours: Hours = WEEK, now: datetime = NOON, signs: Signs = SHIPPED, **known: Any) -> str:
    return why_away(person(ANNA, **known), hours, BERLIN, now, signs)


def off(hours: Hours = WEEK, now: datetime = NOON, signs: Signs = SHIPPED, **known: Any) -> str:
    return why_off(person(ANNA, **known), hours, BERLIN, now, signs)


def test_whoever_is_at_work_can_take_it_known_or_not() -> None:
    assert away() == off() == ""
    assert why_away(None, WEEK, BERLIN, NOON, SHIPPED) == why_off(None, WEEK, BERLIN, NOON, SHIPPED) == ""


@pytest.mark.parametrize(
    ("returns", "said"),
    [
        (NOON + HOUR, "out of office until 13:00 CET"),
        (datetime(2026, 12, 6, 23, tzinfo=UTC), "out of office until Mon 7 Dec"),
        (datetime(2026, 12, 7, 13, tzinfo=UTC), "out of office until Mon 7 Dec, 14:00 CET"),
    ],
)
def test_out_of_office(returns: datetime, said: str) -> None:
    for hours in (WEEK, ALWAYS):
        assert away(replace(hours, absences=((NOON - HOUR, returns),))) == said
    assert away(replace(WEEK, absences=((NOON + HOUR, returns + HOUR),))) == ""


@pytest.mark.parametrize(
    ("text", "emoji", "is_away"),
    [
        ("Vacationing", ":palm_tree:", True),
        ("", ":palm_tree:", True),
        ("Back on Monday", ":face_with_thermometer::skin-tone-3:", True),
        ("OOO until Monday", "", True),
        ("Out of Office", ":calendar:", True),
        ("In a meeting", ":spiral_calendar_pad:", False),
        ("Typing a boo-ooon", "", False),  # “ooo” is a word of its own, or nothing
        ("", "", False),
    ],
)
def test_a_slack_status(text: str, emoji: str, is_away: bool) -> None:
    said = away(status_text=text, status_emoji=emoji)
    assert said == (f"Slack status {emoji} {text}".strip().replace("  ", " ") if is_away else "")
    assert away(status_text=text, status_emoji=emoji, status_until=NOON) == ""


def test_the_policy_says_which_statuses_count() -> None:
    signs = Availability(away_emoji=[":canoe:"], away_words=["Urlaub"]).signs()
    assert away(signs=signs, status_emoji=":canoe:") == "Slack status :canoe:"
    assert away(signs=signs, status_text="Im URLAUB!") == "Slack status Im URLAUB!"
    assert away(signs=signs, status_text="Vacationing", status_emoji=":palm_tree:") == ""


def test_do_not_disturb() -> None:
    assert off(dnd_until=NOON + 3 * HOUR) == "do not disturb until 15:00 CET"
    assert away(dnd_until=NOON + 3 * HOUR) == off(dnd_until=NOON) == ""
    assert off(signs=Availability(dnd="ignore").signs(), dnd_until=NOON + HOUR) == ""


def test_holidays_and_closures() -> None:
    unity = datetime(2029, 10, 3, 10, tzinfo=UTC)
    assert away(replace(WEEK, country="DE"), unity) == "on holiday: German Unity Day"
    assert away(replace(WEEK, country="US"), unity) == ""
    assert away(replace(WEEK, closures=frozenset({date(2026, 11, 24)}))) == "the office is closed today"


def test_working_hours_count_less_unless_the_policy_is_strict() -> None:
    evening = NOON + 7 * HOUR
    said = "outside working hours until Wed 25 Nov, 09:00 CET"
    assert (away(now=evening), off(now=evening)) == ("", said)
    assert away(now=evening, signs=Availability(outside_hours="skip").signs()) == said
    assert off(ALWAYS, now=evening) == ""


def test_accounts_that_are_gone() -> None:
    said = "is no full member of this workspace (any more)"
    assert away(is_gone=True) == away(is_guest=True) == away(is_bot=True) == said
