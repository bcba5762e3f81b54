"""The monthly review, as the channel reads it and as the terminal prints it."""

from datetime import date
from typing import Any

import pytest

from app.domain.alike import Alike
from app.domain.review import Review, review
from blocks import review as drawing
from tests.blocks import drawn

WORDS = {"budget": "Budget & money", "timeline": "Timeline", "need": "Need"}
ASKED = {"budget": True, "need": True, "timeline": False}


def some(criteria: str, n: int, accepted: float, won: float = 0.5, filled: int = 10) -> Alike:
    took = round(n * accepted)
    return Alike(criteria, filled, n, n, took, took, took // 2, round(took * won))


SEEN = [
    some("budget=claimed,need=claimed,timeline=claimed", 4000, 0.8, 0.6, 14),
    some("budget=claimed,need=claimed,timeline=empty", 4000, 0.5, 0.3, 8),
    some("budget=empty,need=claimed,timeline=claimed", 4000, 0.8, 0.6, 12),
    some("budget=empty,need=claimed,timeline=empty", 4000, 0.5, 0.3, 7),
]


def told(seen: list[Alike] = SEEN, month: list[Alike] = SEEN, **more: Any) -> Review:
    given: dict[str, Any] = {"asked": ASKED, "words": WORDS} | more
    return review(date(2026, 10, 1), month, seen, **given)


def test_the_channel_reads_what_predicts_what_does_not_and_what_to_change() -> None:
    text, blocks = drawing.review(told())
    shown = drawn.message((text, blocks))
    for said in (
        "What the exit criteria tell: October 2026",
        "The evidence suggests to require *Timeline* and to stop requiring *Budget &amp; money*. ",
        "*Go along with more*\n"
        "• *Timeline*: accepted +30 points (+29 to +31), opportunity +30 points (+28 to +32)",
        "*Make no difference of 5 points or more*\nBudget &amp; money, Timeline (meeting held)",
        "• accepted: +30 points (+28 to +32)",
        "8000 of 16000 handoffs came without Timeline, and would have been held back until it is known: "
        "of these 4000 were accepted, 1200 are opportunities by now.",
        "Of the others 80% (6400 of 8000) were accepted; of all it was 65% (10400 of 16000).",
        "How sure: opportunity +30 points (+28 to +32), of 6400 with it and 4000 without over the year.",
        "What goes along need not be the cause.",
    ):
        assert said in shown
    assert len(shown) < 1800  # to be read on a phone in 20 seconds
    assert "*" not in text


def test_the_thread_has_the_evidence_and_what_else_to_think_about() -> None:
    shown = drawn.message(drawing.details(told()))
    for said in (
        "*Timeline*\n• accepted: 80% (6400 of 8000) with it, 50% (4000 of 8000) without; "
        "alike in all else +30 points (+29 to +31), p &lt; 0.001: *predicts*",
        "*Always or never met, so there is nothing to compare*\nNeed",
        "• Thin ones (7 texts): accepted 50% (2000 of 4000)",
        "*Also to think about: stop requiring Budget &amp; money*\n• 8000 of 16000 handoffs came without "
        "Budget &amp; money, though it is required: of these 5200 were accepted",
        "16000 handoffs in 12 months, 16000 decided.",
    ):
        assert said in shown


def test_the_terminal_prints_both_as_plain_text() -> None:
    printed = drawing.text(told())
    assert "to require Timeline and to stop requiring Budget & money. Decide together." in printed
    assert "stop requiring Budget & money:" in printed
    assert "p < 0.001: predicts" in printed
    assert "*" not in printed


def test_few_are_said_to_be_few() -> None:
    few = [some("need=claimed", 6, 1.0, filled=12), some("need=empty", 5, 0.2, filled=6)]
    shown = drawn.message(drawing.review(told(few, few)))
    assert "So far there are too few decisions to say anything of a criterion." in shown
    assert "*Too few to say*\nNeed" in shown
    assert ", few" in shown
    same = drawn.message(drawing.review(told(SEEN, SEEN, asked={})))
    assert "The evidence suggests no change of the criteria." in same


def all_but(names: list[str], without: str, rate: float) -> Alike:
    judged = ",".join(f"{name}={'empty' if name == without else 'claimed'}" for name in names)
    return some(judged, 900, rate, rate, filled=len(without))


@pytest.mark.parametrize("bit", ["<!channel> ", "<@U0DAN>&", "&<>", "🧨", "&amp;"])
def test_the_worst_words_for_many_criteria_ping_nobody_and_are_not_too_long(bit: str) -> None:
    names = [f"c{n:02}" for n in range(60)]
    seen = [all_but(names, "", 0.6)]
    seen += [all_but(names, name, 0.9 if n % 2 else 0.3) for n, name in enumerate(names)]
    words = dict.fromkeys(names, (bit * 80)[:75])
    worst = told(seen, seen, asked=dict.fromkeys(names, False), words=words)
    assert len(worst.proposals) == 30
    for message in (drawing.review(worst), drawing.details(worst)):
        assert drawn.message(message)
    assert drawing.text(worst)
