"""The story of a handoff: a sentence for whatever the history can hold, in the reader's zone."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from app.domain.lifecycle import Action
from app.domain.model import Event
from blocks import story
from tests.blocks import drawn
from tests.cast import ANNA, BEN, MARIA, MORNING, SAM, TEAM, handoff, sight
from tests.office import ROOT

BY_NAME = {  # what a variable holds where a service records it
    "rungs.py: done": {"nudged", "warned", "held", "escalated"},
    "urging.py: done": {"nudged", "held"},
    "holds.py: done": {"touch_granted", "touch_refused"},
    "assignment.py: event": {"passed_on", "fell_back"},
    "handoffs.py: deed.action.value": {action.value for action in Action},
    "submitting.py: Action.SUBMIT.value": {"submit"},
    "handoffs.py: done": {"meeting_at", "rescheduled"},
}
WORST = "<!channel> & <@U0DAN> " * 200


def event(action: str, actor: str | None = SAM, took: int | None = None, **note: Any) -> Event:
    return Event(
        id=1,
        team_id=TEAM,
        handoff_id=7,
        turn=1,
        action=action,
        actor_id=actor,
        at=MORNING,
        took_seconds=took,
        note=note,
    )


def told(viewer: str, *events: Event) -> str:
    return drawn.message(story.story(sight(viewer), events))


def recorded() -> Iterator[set[str]]:
    """What each line of the services that writes into the history can write there."""
    for path in sorted((ROOT / "app" / "services").glob("*.py")):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            if getattr(call.func, "attr", "") != "record" or len(call.args) < 5:
                continue
            what, name = call.args[2], ast.unparse(call.args[2])
            if isinstance(what, ast.Constant):
                yield {str(what.value)}
            elif re.fullmatch("[A-Z_]+", name):
                yield {getattr(import_module(f"app.services.{path.stem}"), name)}
            else:
                yield BY_NAME[f"{path.name}: {name}"]


def test_whatever_is_recorded_has_its_sentence() -> None:
    every = set().union(*recorded())
    assert every == set(story.SENTENCES)
    for action in every:
        shown = told(SAM, event(action))
        assert "None" not in shown
        assert "{" not in shown


def test_it_says_who_did_what_when_and_why_oldest_first_in_the_readers_zone() -> None:
    events = [
        event("submit", ae=ANNA, why="chosen by the SDR"),
        event("ask", ANNA, took=3600, question="Who signs?"),
        event("answer", SAM, answer="Jane"),
        event("reject", ANNA, took=60, reason="price", comment="Too small for us"),
    ]
    shown = told(ANNA, *events)
    assert f"`Mon 23 Nov, 10:00 CET`  📨 <@{SAM}> handed it off to <@{ANNA}> (chosen by the SDR)." in shown
    assert f"❓ <@{ANNA}> asked for information after 1 h of working time.\n> Who signs?" in shown
    assert f"🚫 <@{ANNA}> rejected it after 1 min of working time: Price.\n> Too small for us" in shown
    assert [shown.index(word) for word in ("📨", "❓", "💬", "🚫")] == sorted(
        shown.index(word) for word in ("📨", "❓", "💬", "🚫")
    )
    assert "Mon 23 Nov, 09:00 UTC" in told(SAM, *events)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (event("submit", offered=[ANNA, BEN]), f"handed it off to <@{ANNA}>, <@{BEN}>."),
        (event("submit", judge=MARIA), f"for <@{MARIA}> to look at: it was not ready."),
        (
            event("escalated", None, clock="touch", whom=MARIA),
            f"The first touch did not come in time: <@{MARIA}>",
        ),
        (event("escalated", None, clock="accept", whom=None), "nobody above could be asked"),
        (event("escalated", None, clock="accept", whom="#sales"), "it was named in #sales."),
        (event("escalated", None, clock="accept", whom=BEN, instead_of=MARIA), f"in place of <@{MARIA}>"),
        (
            event("nudged", MARIA, clock="touch", whom=ANNA),
            f"to <@{ANNA}>, as <@{MARIA}> wished: the first touch",
        ),
        (event("nudged", None, clock="answer", whom=SAM), f"to <@{SAM}>: the SDR's answer is due."),
        (event("passed_on", None, instead_of=ANNA, ae=BEN, why="no answer"), f"to <@{BEN}> (no answer)."),
        (event("meeting_at", ANNA, at="2026-12-01T15:00:00+00:00"), "for Tue 1 Dec, 15:00 UTC."),
        (event("meeting_at", ANNA, at="rubbish"), "for another time."),
        (event("rescheduled", ANNA, at="2026-12-01T15:00:00+00:00"), "moved the meeting to Tue 1 Dec, 15:00"),
        (
            event("recycle", ANNA, reason="timing", returns_on="2027-01-04"),
            ": timing; it comes back on Mon 4 Jan.",
        ),
        (event("opportunity", ANNA, amount=50_000), "an opportunity worth 50,000."),
        (event("of_a_later_release", None), "The clock: of a later release."),
    ],
)
def test_each_sentence_holds_what_was_noted(what: Event, said: str) -> None:
    assert said in told(SAM, what)


def test_a_rating_is_between_the_owner_and_the_sdr() -> None:
    rated = event("rate", ANNA, quality=2, comment="Wrong person")
    assert "rated the lead 2 of 5.\n> Wrong person" in told(SAM, rated)
    assert "Wrong person" in told(ANNA, rated)
    assert "Wrong person" not in told(MARIA, rated)
    assert "2 of 5" not in told(MARIA, rated)


def test_what_was_forgotten_is_not_quoted() -> None:
    assert told(SAM, event("ask", ANNA)).endswith(f"❓ <@{ANNA}> asked for information.")


def test_a_long_and_hostile_story_fits_and_leaves_out_its_oldest_part() -> None:
    events = [event("ask", ANNA, question=WORST) for _ in range(200)]
    events[0].action = "submit"
    seen = sight(SAM, handoff(company="<!channel> & " * 10))
    assert "earlier events left out." in drawn.message(story.story(seen, events))
    assert "earlier events left out." in drawn.message(story.answered(seen, events))
    drawn.view(story.view(seen, events))
    short = [event("nudged", None, clock="accept", whom=ANNA) for _ in range(40)]
    assert "left out" not in drawn.message(story.story(seen, short))


def test_it_says_who_owns_it() -> None:
    assert f"Owner: nobody yet; it waits for <@{ANNA}>" in told(SAM)
    row = handoff(status=handoff().status.__class__("working"))
    assert f"Owner: <@{ANNA}>" in drawn.message(story.story(sight(SAM, row), []))
    over = sight(SAM, handoff(status=row.status.__class__("withdrawn")), now=MORNING + timedelta(days=1))
    assert "Owner: nobody; it is over" in drawn.message(story.story(over, []))
