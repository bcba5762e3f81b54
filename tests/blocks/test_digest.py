"""The weekly digest, as the channel reads it and as the terminal prints it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.counted import Spread
from app.domain.metrics import Figures, Kind, Report, Stalled, Words
from app.domain.thanks import Thanks
from app.domain.weekly import Weekly
from blocks import charts, digest, digest_details, numbers
from tests.blocks import drawn
from tests.cast import ANNA, BEN, MORNING, SAM, roster

WEEK = timedelta(days=7)
WORDS = Words(
    {"price": "Price", "thin": "Package too thin", "a": "A", "b": "B"}, {"budget": "Budget & money"}
)
COUNTS = {"handed_off": 7, "accepted": 4, "rejected": 4, "touched": 3, "held": 2, "no_show": 1, "won": 1}
COUNTS |= {"accept_limited": 4, "accept_within": 3}
REASONS, FAILED = {"price": 1, "thin": 2, "a": 1, "b": 1}, {"budget": 2, "gone": 1}


def figures(periods: int = 1, seconds: tuple[int, ...] = (), **counts: int) -> Figures:
    times = {"accept": Spread.of(seconds)} if seconds else {}
    reasons, failed = (REASONS, FAILED) if counts.get("rejected") else ({}, {})
    return Figures(MORNING - WEEK, MORNING, periods, counts, times, reasons, failed)


def weekly(this: Figures, before: Figures | None = None, usual: Figures | None = None, **more: Any) -> Weekly:
    report = Report(this, before or figures(), usual, slices=more.pop("slices", {}))
    told: dict[str, Any] = {"start": MORNING - WEEK, "end": MORNING, "zone": "Europe/Berlin", "stalled": []}
    return Weekly(**told | {"report": report, "words": WORDS, "roster": roster()} | more)


FULL = weekly(
    figures(seconds=(60, 600, 3600, 7200), **COUNTS),
    figures(handed_off=5, accepted=2),
    stalled=[Stalled(7, "Acme", "pending", ANNA, MORNING - timedelta(hours=2))],
    thanks=Thanks(ANNA, 2400, 12, SAM, 4.25, 10),
)


def both(told: Weekly) -> list[str]:
    """A digest in the channel and in the terminal."""
    return [drawn.message(channel(told)), digest.text(told)]


def channel(told: Weekly, leans_on: str = charts.CHART) -> tuple[str, list[dict[str, Any]]]:
    """A digest as it is posted where the workspace takes a type of block."""
    found = {way: (text, blocks) for way, text, blocks in digest.digest(told)}
    return found[leans_on if leans_on in found else ""]


@pytest.mark.parametrize("shown", both(FULL), ids=["channel", "terminal"])
def test_the_digest_says_what_was_handed_off_how_fast_and_where_leads_were_lost(shown: str) -> None:
    plain = shown.replace("*", "").replace("\n", ": ")
    for said in (
        "week to Mon 23 Nov, 10:00 CET",
        "A small week: 7 handed off, 4 of 8 decided ones accepted. That is too few to compare.",
        "7 handed off → 4 accepted → 3 touched → 0 booked → 2 held → 0 opportunities → 1 won (1 no-show)",
        "Accepted: median 10 min, 90% within 2 h; in the SLA 3 of 4, few: could be 30% to 95%",
        "Package too thin (2), A (1), B (1)",
        "Thank you",
        "half of 12 handoffs accepted within 40 min",
        "10 leads rated 4.2 of 5",
        "among those with 10 or more",
    ):
        assert said in plain
    assert "Price" not in plain  # the fourth reason
    assert "First touch" not in plain  # no times, no line


def test_the_notification_says_whose_week_it_is_and_how_it_went() -> None:
    told, _ = channel(FULL)
    assert told.startswith("Handoffs, week to Mon 23 Nov, 10:00 CET. A small week: 7 handed off")


def test_the_headline_says_what_changed_from_what_and_what_drove_it() -> None:
    this = replace(figures(handed_off=26, accepted=6, rejected=14), reasons={"thin": 13, "price": 1})
    usual = replace(figures(8, handed_off=200, accepted=120, rejected=40), reasons={"thin": 30, "price": 10})
    assert digest.plain_headline(weekly(this, usual=usual)) == (
        "Acceptance fell to 30% (6 of 20) from 75% (120 of 160) in the 8 weeks before, "
        "mostly by “Package too thin”: 13 rejections, where 4 would be usual."
    )


def test_the_headline_names_a_colleague_without_calling_her_out_to_everybody() -> None:
    slices = {Kind.AE: {ANNA: figures(accepted=18, rejected=2), BEN: figures(accepted=2, rejected=18)}}
    told = weekly(
        figures(handed_off=40, accepted=20, rejected=20),
        figures(handed_off=40, accepted=36, rejected=4),
        slices=slices,
    )
    said = channel(told)[1][1]["text"]["text"]
    assert said == (
        "*Acceptance fell to 50% (20 of 40) from 90% (36 of 40) in the week before, "
        "mostly with Ben Ford: 10% (2 of 20).*"
    )


@pytest.mark.parametrize(
    ("this", "usual", "said"),
    [
        (
            figures(handed_off=25, accepted=15, rejected=5),
            None,
            "There is no week before it to compare with.",
        ),
        (
            figures(handed_off=25, accepted=15, rejected=5),
            figures(8, handed_off=200, accepted=120, rejected=40),
            "Much as usual: 25 handed off, 75% (15 of 20) of the decided ones accepted "
            "(the 8 weeks before: 75%).",
        ),
        (
            figures(handed_off=60),
            figures(8, handed_off=200),
            "Handoffs rose to 60 from 25 in the 8 weeks before.",
        ),
        (
            figures(seconds=(28800,) * 12, handed_off=20, accepted=12),
            figures(8, seconds=(3600,) * 90, handed_off=160, accepted=90),
            "The time to accept rose to a median of 8 h from a median of 1 h in the 8 weeks before.",
        ),
        (figures(), figures(8, handed_off=200), "No handoffs this week."),
    ],
)
def test_the_headline_says_how_it_compares(this: Figures, usual: Figures | None, said: str) -> None:
    assert digest.plain_headline(weekly(this, usual=usual)).endswith(said)


def test_each_way_to_draw_it_says_the_same() -> None:
    chart, table, plain = (drawn.message(channel(FULL, way)) for way in (charts.CHART, charts.TABLE, ""))
    assert set(plain.splitlines()) <= set(chart.splitlines()) & set(table.splitlines())
    (block,) = [one for one in channel(FULL)[1] if one["type"] == charts.CHART]
    this, before = block["chart"]["series"]
    assert [point["value"] for point in this["data"]] == [7, 4, 3, 0, 2, 0, 1]
    assert (before["name"], before["data"][0]) == ("The week before", {"label": "Handed off", "value": 5})


def test_a_criterion_is_escaped_for_slack_and_plain_in_the_terminal() -> None:
    in_channel, in_terminal = both(FULL)
    assert "Criteria that failed: Budget &amp; money (2), gone (1)" in in_channel
    assert "Criteria that failed: Budget & money (2), gone (1)" in in_terminal


def test_what_is_stalled_is_named_with_whom_it_waits_for_and_what_a_manager_can_do() -> None:
    in_channel, in_terminal = both(FULL)
    assert f"• *Acme* (#7) waits for <@{ANNA}> since Mon 23 Nov, 08:00 CET" in in_channel
    assert "waits for Anna Keller since" in in_terminal
    assert "<@" not in in_terminal
    assert drawn.buttons(channel(FULL)[1]) == ["Nudge", "Reassign"]
    working = [Stalled(7, "Acme", "working", ANNA, MORNING)]
    assert drawn.buttons(channel(replace(FULL, stalled=working))[1]) == ["Nudge"]


@pytest.mark.parametrize("shown", both(weekly(figures())), ids=["channel", "terminal"])
def test_a_week_without_handoffs_says_so_and_nothing_else(shown: str) -> None:
    assert "No handoffs this week." in shown
    assert "Nothing." in shown
    for heading in ("From handed off", "rejected", "Response times", "Thank you"):
        assert heading not in shown


def test_many_stalled_ones_are_counted_not_listed() -> None:
    many = [Stalled(n, f"Company {n}", "pending", SAM, _ago(n)) for n in range(30)]
    told = replace(FULL, stalled=many)
    shown = drawn.message(channel(told))
    assert "… and 22 more" in shown
    assert "Company 7*" in shown
    assert "Company 8*" not in shown
    assert len(drawn.buttons(channel(told)[1])) == 6


def test_the_details_are_by_name_and_say_counts_where_shares_would_promise_too_much() -> None:
    slices = {
        Kind.AE: {BEN: figures(handed_off=12, accepted=9, rejected=3), ANNA: figures(accepted=2, rejected=1)},
        Kind.SEGMENT: {"": figures(), "smb": figures(handed_off=1)},
        Kind.SOURCE: {"inbound": figures()},
    }
    told = weekly(figures(), slices=slices, labels={Kind.SEGMENT: {"smb": "Small & quick"}})
    (_, text, blocks), (_, _, lines) = digest_details.details(told)
    rows = [[cell["text"] for cell in row] for row in blocks[1]["rows"]]
    assert [row[0] for row in rows[1:]] == [
        *("BY AE", "Anna Keller", "Ben Ford", "BY SEGMENT", "Not said", "Small & quick")
    ]
    assert [row[2] for row in rows[2:4]] == ["2 of 3", "75% (9 of 12)"]
    assert text == "The week in detail: by AE, by segment."
    assert "*Small &amp; quick*: handed off 1, accepted –" in drawn.message((text, lines))


def test_there_are_no_details_of_one() -> None:
    assert digest_details.details(weekly(figures(), slices={Kind.AE: {ANNA: figures()}})) == []


def test_personal_numbers_say_how_they_were_before_and_why_they_come() -> None:
    this, before = figures(handed_off=12, accepted=9, rejected=3), figures(handed_off=5)
    text, blocks = numbers.numbers([(Kind.SDR, this, before)], MORNING, "Europe/Berlin", manages=False)
    shown = drawn.message((text, blocks))
    assert text.endswith("your handoffs: 12 handed off, 9 accepted.")
    assert "*Handed off*\n12 (5 the week before)" in shown
    assert "*Accepted*\n75% (9 of 12)" in shown
    assert "because your settings say so" in shown
    assert "Opportunities" not in shown


def _ago(hours: int) -> datetime:
    return MORNING - timedelta(hours=hours)
