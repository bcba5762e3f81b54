"""/handoff and its words: what each answers to whom, and what becomes of words that it does not know."""

import pytest

from sandbox.driver import DeskPerson
from tests.accepting import accepts
from tests.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # it only reads

DOES_NOTHING = "Nothing was changed."


def test_the_story_is_told_to_those_whom_it_concerns_each_in_her_own_time(office: Office) -> None:
    accepts(office.hand_off(AE="@ben"))
    for person, at in (
        (office.sam, "10:00 CET"),
        (office.ben, "04:00 EST"),
        (office.maria, ""),
        (office.dan, ""),
    ):
        shown = _said(person, "show 1")
        assert "Acme (#1): its story" in shown
        assert f"Owner: <@{office.ben.id}>" in shown
        assert shown.index("handed it off to") < shown.index("accepted it")
        assert at in shown
    for person in (office.priya, office.anna):
        assert "Only somebody on this handoff can do that" in _said(person, "show 1")
    assert "Give its number" in _said(office.sam, "show")
    assert _said(office.sam, "show #01") == _said(office.sam, "SHOW 1")
    assert "There is no" in _said(office.sam, "show 99")
    assert "Owner: " in _said(office.sam, "why 1")


def test_search_answers_with_the_package_one_click_away(office: Office) -> None:
    office.hand_off()
    reply = office.sam.types("/handoff search jane")
    (found,) = reply.ephemerals
    assert "*Acme* (#1) · ⏳ Waiting for an answer" in found.shown
    package = found.clicks("Full package").modal
    assert package is not None
    assert package.title == "Handoff #1"
    assert "Nothing that you may see matches “jane”" in _said(office.priya, "search jane")
    assert "/handoff search acme" in _said(office.priya, "search")


def test_figures_are_ones_own_or_of_those_whom_one_manages(office: Office) -> None:
    accepts(office.hand_off())
    office.hand_off(Company="Globex")
    office.advance(minutes=1)
    for person, line, told in (
        (office.sam, "stats", ("*Handed off*", "1 of 1, few")),
        (office.anna, "stats month", ("last 30 days", "*Got*")),
        (office.maria, "stats @anna", ("*Got*", "1 of 1, few")),
        (office.maria, "stats team 2026-11", ("November 2026", "*Got*")),
        (office.dan, "stats team week", ("the whole team", "1 of 1, few")),
        (office.sam, "stats team 2026-W40", ("2026-W40", "There is nothing to count")),
        (office.sam, "stats @anna", ("Only this person or a manager of theirs",)),
        (office.dan, "stats @nobody", ("names nobody whom I know",)),
        (office.sam, "stats anna", ("I could not read", "/handoff stats @anna 2026-W47")),
        (office.sam, "stats 2026-W99", ("There is no such time",)),
    ):
        said = _said(person, line)
        for text in told:
            assert text in said, (line, said)


def test_a_wrong_word_gets_the_nearest_right_one_and_a_way_to_the_form(office: Office) -> None:
    office.hand_off()
    for line, meant in (
        ("serach acme", "/handoff search acme"),
        ("lst", "/handoff list"),
        ("halp", "/handoff help"),
        ("stat @anna", "/handoff stats @anna"),
        ("list mine", "/handoff list"),
        ("show Acme", "/handoff search Acme"),
        ("why Acme", "/handoff why"),
    ):
        said = _said(office.sam, line)
        assert f"Did you mean `{meant}`?" in said, line
        assert DOES_NOTHING in said
    (suggestion,) = office.sam.types("/handoff serach acme").ephemerals
    form = suggestion.clicks("Hand off “serach acme”").modal
    assert form is not None
    assert form.value("Company") == "serach acme"
    assert "Drafts" not in office.sam.opens_home().shown  # nothing was entered yet
    assert office.anna.types("/handoff serach acme").ephemerals[0].buttons() == []  # she hands nothing off


def test_what_begins_with_no_word_of_ours_is_a_company(office: Office) -> None:
    for company in ("Acme", "Back Market", "Globex & Söhne", "The Searchers", "Newton"):
        form = office.sam.types(f"/handoff {company}").modal
        assert form is not None, company
        assert form.value("Company") == company
        form.cancel()
    form = office.sam.types("/handoff new List Inc").modal
    assert form is not None
    assert form.value("Company") == "List Inc"


def test_hostile_words_ping_nobody(office: Office) -> None:
    for line in ("serach <!channel>", "search <!channel> & <@U0DAN>", "stats @<!here>"):
        said = office.sam.types(f"/handoff {line}").ephemerals[0].json["text"]
        assert "<!" not in said, line


def _said(person: DeskPerson, line: str) -> str:
    """What the command answers, seen by whoever typed it."""
    reply = person.types(f"/handoff {line}")
    assert reply.modal is None, line
    (answer,) = reply.ephemerals
    return answer.shown
