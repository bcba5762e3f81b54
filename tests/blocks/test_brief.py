"""The AE's brief: what it says and leaves out, and that a phone shows it in one or two screens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.criteria import LONG
from app.domain.frameworks import FRAMEWORKS
from app.domain.lifecycle import Status
from app.domain.package import QUOTES
from app.domain.personal import emptied
from blocks import brief, card
from tests.blocks import drawn
from tests.cast import ANNA, BEN, handoff, passed, sight, typed

TWO_SCREENS = 3_000  # characters; all that can be typed would be more than ten times as much
BRIEFED = {Status.PENDING, Status.ACCEPTED, Status.WORKING, Status.OPPORTUNITY}


def shown(framework: str = "BANT", /, answered: object = (), **changes: str) -> str:
    package = passed(framework, **changes).model_dump() | {"answered": list(answered)}  # type: ignore[call-overload]
    return drawn.view(brief.brief(sight(ANNA, handoff(package=package))))


@pytest.mark.parametrize("status", Status)
def test_the_card_offers_it_while_there_is_something_ahead(status: Status) -> None:
    offers = "Brief" in drawn.buttons(card.card(sight(ANNA, handoff(status)))[1])
    assert offers == (status in BRIEFED)
    assert "Brief" not in drawn.buttons(card.card(sight(BEN, handoff(status)))[1])  # it is not hers any more


def test_it_says_who_why_now_what_they_said_what_worries_them_and_what_was_promised() -> None:
    read = shown(quotes="We lose a lead a day\n“It must end”", timeline="Live by\nFebruary")
    parts = [
        "*Jane Doe, COO, Acme*",
        "*Why now*\nLive by February",
        "*What they said*\n“We lose a lead a day”\n“It must end”",
        f"*What worries them*\n{typed()['objections']}",
        f"*What was promised*\n{typed()['next_step']}",
        f"*No need to ask again*\n• Budget: {typed()['budget']}",
    ]
    assert sorted(parts, key=read.index) == parts
    assert typed()["pain_points"] not in read  # their own words say it better


def test_without_their_own_words_it_tells_their_pain() -> None:
    read = shown(quotes=" \n")
    assert f"*What hurts them*\n{typed()['pain_points']}" in read
    assert "What they said" not in read


def test_what_was_answered_to_a_question_is_there_and_the_newest_three_are_enough() -> None:
    asked = [{"question": f"Who signs {n}?", "answer": f"Jane {n}"} for n in range(4)]
    read = shown(answered=asked)
    assert "• Who signs 3?\n   → Jane 3" in read
    assert "Who signs 0?" not in read
    assert "What you asked" not in shown()


def test_a_section_without_content_is_left_out() -> None:
    read = shown("MEDDIC", objections="")
    assert "Why now" not in read
    assert "What worries them" not in read
    assert "• Champion: " in read


def test_a_hot_prospect_is_said_to_be_so() -> None:
    row = handoff(priority="hot", package=passed("MEDDIC").model_dump())
    assert "*Why now*\n🔥 Hot" in drawn.view(brief.brief(sight(ANNA, row)))


def test_many_contacts_are_counted_and_the_first_is_the_one_to_talk_to() -> None:
    read = shown(more_contacts="\n".join(f"Joe {n}, joe{n}@acme.example, CTO" for n in range(5)))
    assert "*Jane Doe, COO, Acme*\nJoe 0, CTO\nJoe 1, CTO\n… and 3 more" in read


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_longest_package_fits_two_screens_of_a_phone(framework: str) -> None:
    long = dict.fromkeys((*typed(framework), QUOTES.name), "words " * (LONG // 6))
    short = ("company", "website", "contact_name", "contact_email", "contact_role")
    long |= {"quotes": "They lose leads\n" * 180} | {name: typed()[name] for name in short}
    asked = [{"question": "Who? " * 600, "answer": "Jane " * 600}] * 9
    read = shown(framework, answered=asked, **long)
    assert len(read) < TWO_SCREENS
    assert "… and 177 more" in read


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_was_typed_it_is_valid_and_pings_nobody(said: str, asked: str) -> None:
    package = passed().model_dump()
    answers = package["answers"] | dict.fromkeys(("quotes", "objections", "timeline", "budget"), said)
    package |= {"answers": answers, "answered": [{"question": asked, "answer": said}]}
    read = drawn.view(brief.brief(sight(ANNA, handoff(package=package))))
    assert len(read) < TWO_SCREENS


def test_of_an_erased_package_only_that_is_said() -> None:
    row = handoff(package=emptied(passed().model_dump()), company="Forgotten prospect")
    read = drawn.view(brief.brief(sight(ANNA, row)))
    assert "*Forgotten prospect*\nWhat was passed on has been erased" in read
    assert "*What" not in read
