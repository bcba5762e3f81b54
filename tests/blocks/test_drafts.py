"""Drafts as they are offered: within limits whatever they are called, with the reader's own time."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.homepage import LISTS, MOST, Homepage, Part
from app.domain.leave import Calendar
from app.domain.model_team import DraftPackage
from blocks import drafts, home
from tests.blocks import drawn
from tests.cast import ANNA, MORNING, SAM, TEAM, sight

BERLIN = "Europe/Berlin"


def begun(number: int, company: str, *, hours: float = 0) -> DraftPackage:
    saved = MORNING - timedelta(hours=hours)
    when: dict[str, Any] = {"saved_at": saved, "created_at": saved, "expires_at": saved + timedelta(days=14)}
    return DraftPackage(id=number, team_id=TEAM, sdr_id=SAM, values={"company": company}, **when)


@pytest.mark.parametrize("company", ["Acme", "<!channel> & Co" * 10, "", "🧨" * 150])
def test_as_many_drafts_as_are_offered_fit_whatever_they_are_called(company: str) -> None:
    many = [begun(n, company, hours=30 * n) for n in range(1, 10)]
    drawn.view(drafts.chooser(many, BERLIN, MORNING))
    (said,) = drafts.reminder(many, BERLIN, MORNING)
    assert "and 8 more" in said
    crowd = [sight(ANNA)] * 50
    lists = [Part(what, 50, crowd[: MOST[what]]) for what in LISTS]
    page = Homepage(parts=lists, manages=True, calendar=Calendar(SAM, BERLIN, MORNING), drafts=many)
    drawing = home.home(page)
    assert "Drafts (9)" in drawn.view(drawing)
    assert len(drawing["blocks"]) <= 100


def test_a_draft_says_when_it_was_saved_in_the_readers_zone() -> None:
    two = [begun(2, "Globex"), begun(1, "Acme", hours=24)]
    chooser = drafts.chooser(two, BERLIN, MORNING)
    options = [one["text"]["text"] for one in chooser["blocks"][0]["element"]["options"]]
    assert options == [
        "Go on with Globex (saved 10:00)",
        "Go on with Acme (saved Sun 22 Nov, 10:00 CET)",
        "Start anew",
    ]
    assert drafts.reminder([], BERLIN, MORNING) == []
