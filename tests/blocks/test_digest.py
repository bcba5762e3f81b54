"""The weekly digest, as the channel reads it and as the terminal prints it."""

from datetime import datetime, timedelta

import pytest

from app.domain.metrics import Stalled, Week, Words
from blocks import digest
from tests.blocks import drawn
from tests.cast import ANNA, MORNING, SAM, roster

WORDS = Words(
    {"price": "Price", "thin": "Package too thin", "a": "A", "b": "B"}, {"budget": "Budget & money"}
)
FULL = Week(
    start=MORNING - timedelta(days=7),
    end=MORNING,
    states={"pending": 2, "accepted": 1, "rejected": 3, "won": 1},
    moves={
        "submit": 7,
        "accept": 3,
        "take": 1,
        "reject": 5,
        "hold": 2,
        "no_show": 1,
        "dispute": 2,
        "overturn": 1,
    },
    overturned=1,
    accept_seconds=[60, 600, 3600, 7200],
    touch_seconds=[1800],
    reasons={"price": 1, "thin": 2, "a": 1, "b": 1},
    criteria={"budget": 2, "gone": 1},
    untouched=2,
    stalled=[Stalled(7, "Acme", "pending", ANNA, MORNING - timedelta(hours=2))],
)


def both(week: Week) -> list[str]:
    """A digest in the channel and in the terminal."""
    shown = drawn.message(digest.digest(week, WORDS, roster(), "Europe/Berlin"))
    return [shown, digest.text(week, WORDS, roster(), "Europe/Berlin")]


@pytest.mark.parametrize("shown", both(FULL), ids=["channel", "terminal"])
def test_the_digest_says_what_was_handed_off_how_fast_and_where_leads_were_lost(shown: str) -> None:
    plain = shown.replace("*", "").replace("\n", ": ")
    for said in (
        "week to Mon 23 Nov, 10:00 CET",
        "7 handed off, 50% of the decided ones accepted, 1 stalled.",
        "Acceptance rate: 50% (4 of 8)",
        "Time to accept: median 10 min, 90 % 2 h",
        "Time to first touch: median 30 min, 90 % 30 min",
        "Meetings: 2 held, 1 no-shows",
        "⏳ Waiting for an answer: 2",
        "🏆 Won: 1",
        "Package too thin: 2",
        "Disputes: 2 raised, 1 overturned",
        "Accepted, untouched now: 2",
    ):
        assert said in plain


def test_the_notification_says_whose_week_it_is_and_how_it_went() -> None:
    told, _ = digest.digest(FULL, WORDS, roster(), "Europe/Berlin")
    assert told.startswith("Handoffs, week to Mon 23 Nov, 10:00 CET. 7 handed off, 50%")


def test_a_criterion_is_escaped_for_slack_and_plain_in_the_terminal() -> None:
    channel, terminal = both(FULL)
    assert "Which criteria failed*\n• Budget &amp; money: 2\n• gone: 1" in channel
    assert "Which criteria failed:\n• Budget & money: 2\n• gone: 1" in terminal


@pytest.mark.parametrize("shown", both(Week(MORNING, MORNING)), ids=["channel", "terminal"])
def test_what_there_was_none_of_is_not_spoken_of(shown: str) -> None:
    for heading in ("Which criteria failed", "Why some were rejected", "Disputes", "untouched"):
        assert heading not in shown


def test_the_three_commonest_reasons_come_commonest_first() -> None:
    for shown in both(FULL):
        assert shown.index("Package too thin: 2") < shown.index("A: 1") < shown.index("B: 1")
        assert "Price" not in shown


def test_what_is_stalled_is_named_with_whom_it_waits_for() -> None:
    channel, terminal = both(FULL)
    assert f"• *Acme* (#7) waits for <@{ANNA}> since Mon 23 Nov, 08:00 CET" in channel
    assert "waits for Anna Keller since" in terminal
    assert "<@" not in terminal


@pytest.mark.parametrize(
    "shown", both(Week(MORNING - timedelta(days=7), MORNING)), ids=["channel", "terminal"]
)
def test_a_week_without_handoffs_says_so_and_divides_by_nothing(shown: str) -> None:
    assert "No handoffs this week." in shown
    assert "– (0 of 0)" in shown
    assert "Nothing." in shown


def test_a_week_of_moves_without_new_handoffs_is_not_an_empty_one() -> None:
    week = Week(MORNING - timedelta(days=7), MORNING, moves={"accept": 1})
    assert "0 handed off, 100% of the decided ones accepted." in both(week)[0]


def test_many_stalled_ones_are_counted_not_listed() -> None:
    many = [Stalled(n, f"Company {n}", "pending", SAM, _ago(n)) for n in range(30)]
    for shown in both(Week(MORNING - timedelta(days=7), MORNING, moves={"accept": 1}, stalled=many)):
        assert "30 stalled" in shown
        assert "… and 22 more" in shown
        assert "Company 7*" in shown
        assert "Company 8*" not in shown


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (45, "45 s"), (61, "1 min"), (3599, "59 min"), (5430, "1 h 30 min")]
)
def test_times_are_said_to_the_minute(seconds: int, said: str) -> None:
    week = Week(MORNING, MORNING, moves={"accept": 1}, accept_seconds=[seconds])
    assert f"median {said}, 90 % {said}" in both(week)[1]


def _ago(hours: int) -> datetime:
    return MORNING - timedelta(hours=hours)
