"""The worst that people can type, as much of it as fits, on every surface."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from app.domain.criteria import CHECKS, Readiness
from app.domain.lifecycle import Meeting, Status
from app.domain.metrics import Figures, Report, Stalled, Words
from app.domain.model import Event, Handoff
from app.domain.model_mail import Intro
from app.domain.outcomes import fields_of
from app.domain.package import build
from app.domain.sight import Sight
from app.domain.thanks import Thanks
from app.domain.weekly import DETAILS, Weekly
from blocks import card, digest, digest_details, feedback, handoff_form, intro, news, outcomes, rulings
from blocks.parts import esc
from tests.blocks import drawn
from tests.cast import ANNA, DAN, EVERYBODY, MARIA, MORNING, SAM, handoff, roster, shipped, sight, slots

WORST = ["&<>", "<!channel> ", "<@U0DAN>&", "🧨", "<https://evil.example|x>", "&amp;", "`*_~> \n"]
CONTACTS = "\n".join(f"<!channel> {n} <@U0DAN>, a{n}@acme.example, <!here>&" for n in range(29))
TEMPLATES = {"joint": "&" * 75}
CROWD = roster([one.model_copy(update={"name": "<!channel> & <@U0DAN>"}) for one in EVERYBODY])


def fill(bit: str, size: int) -> str:
    return (bit * size)[:size].strip() or "x"


def worst(bit: str, framework: str, status: Status = Status.PENDING, **changes: Any) -> Handoff:
    """A handoff in which every text is as long as it may be."""
    texts = {slot.name: fill(bit, slot.limit) for slot in slots(framework)}
    texts |= {"contact_email": "jane@acme.example", "contact_phone": "+44 20 7946 0000"}
    texts |= {"more_contacts": CONTACTS}
    package = build({**texts, "checks": list(CHECKS)}, shipped(framework)).model_dump()
    asked = {"question": fill(bit, 3000), "answer": fill(bit, 3000)}
    row = {
        "company": texts["company"],
        "comment": fill(bit, 3000),
        "reason": "long",
        "why_ae": fill(bit, 200),
    }
    return handoff(status, package=package | {"answered": [asked] * 5}, **row | changes)


def seen(viewer: str, row: Handoff) -> Sight:
    return sight(viewer, row, roster=CROWD, reasons={"long": "<!channel>&" * 6}, clock=1)


@pytest.mark.parametrize("framework", ["BANT", "MEDDPICC"])
@pytest.mark.parametrize("bit", WORST)
def test_the_cards_hold_it_and_ping_nobody(bit: str, framework: str) -> None:
    evidence = Event(action="dispute", note={"evidence": fill(bit, 3000)})  # type: ignore[call-arg]
    for status, viewer in itertools.product(Status, (SAM, ANNA, MARIA)):
        view = seen(viewer, worst(bit, framework, status, meeting=Meeting.BOOKED, meeting_at=MORNING))
        for fallback, blocks in (
            card.card(view),
            card.receipt(view),
            card.stalled(view, 1),
            card.stalled(view, 0),
            rulings.ruling(view, 0),
            rulings.ruling(replace(view, last=evidence), 1),
        ):
            drawn.message((fallback, blocks))
    assert "and 25 more" in drawn.message(card.card(seen(ANNA, worst(bit, framework))))


@pytest.mark.parametrize("framework", ["BANT", "MEDDPICC"])
@pytest.mark.parametrize("bit", WORST)
def test_the_full_package_and_the_form_hold_it(bit: str, framework: str) -> None:
    row = worst(bit, framework)
    drawn.view(card.package(seen(ANNA, row)))
    texts = {slot.name: fill(bit, slot.limit) for slot in slots(framework)}
    exits, said = shipped(framework), [esc(bit * 20)]
    drawn.view(handoff_form.who(texts, draft=7, segments={"s": fill(bit, 75)}, said=said))
    drawn.view(handoff_form.told(texts, draft=7, said=said))
    drawn.view(handoff_form.criteria(texts, exits, Readiness(exits.judge(texts)), draft=7, said=said))


@pytest.mark.parametrize("bit", WORST)
def test_the_news_and_the_nudges_hold_it(bit: str) -> None:
    long = fill(bit, 3000)
    said = {
        "actor": ANNA,
        "reason": "long",
        "comment": long,
        "question": long,
        "answer": long,
        "evidence": long,
        "wish": long,
        "ae": ANNA,
        "quality": 1,
        "amount": 10**12,
        "returns_on": "2027-01-04",
    }
    actions = ["accept", "take", "reject", "ask", "answer", "hand_over", "reassign", "extend", "withdraw"]
    actions += [
        "opportunity",
        "win",
        "lose",
        "recycle",
        "rate",
        "unanswered",
        "dispute",
        "uphold",
        "overturn",
    ]
    actions += ["approve", "decline", "intro_wished"]
    for action, viewer in itertools.product(actions, (SAM, ANNA)):
        drawn.message(news.news(seen(viewer, worst(bit, "BANT")), said | {"action": action}))
    for clock in ("accept", "answer", "touch", "rule"):
        note = {"clock": clock, "due_at": MORNING.timestamp()}
        drawn.message(news.nudge(seen(ANNA, worst(bit, "BANT")), note))


@pytest.mark.parametrize("bit", WORST)
def test_what_goes_back_holds_it(bit: str) -> None:
    ended = {"meeting": Meeting.BOOKED, "meeting_at": MORNING, "amount": 10**12}
    for status, quality in itertools.product((Status.WORKING, Status.RECYCLED), (None, 5)):
        row = worst(bit, "BANT", status, quality=quality, **ended)
        for viewer in (ANNA, SAM):
            drawn.message(feedback.ask([seen(viewer, row)] * 10))
            drawn.message(feedback.came_back(seen(viewer, row)))
        names = [*fields_of(seen(SAM, row).package), "gone"]
        advice = {"what": "missing", "label": fill(bit, 150), "count": 2, "of": 10}
        note = {"actor": ANNA, "quality": 1, "wrong": names, "missing": names, "comment": fill(bit, 3000)}
        moves = ["submit", "reject", "dispute", "overturn", "accept"] * 10
        events = [Event(action=one, at=MORNING, note={}) for one in moves]  # type: ignore[call-arg]
        drawn.message(feedback.rated(seen(SAM, row), note | {"advice": advice, "events": events}))
        for modal in (outcomes.rate(row), outcomes.win(row), outcomes.recycle(row, {"long": fill(bit, 75)})):
            drawn.view(modal)


@pytest.mark.parametrize("bit", WORST)
def test_the_introduction_holds_it(bit: str) -> None:
    row = worst(bit, "BANT", Status.ACCEPTED)
    people = [{"name": fill(bit, 150), "email": f"a{n}@acme.example"} for n in range(30)]
    mail = Intro(
        handoff_id=7,
        recipients=people,
        copies=people,
        subject=fill(bit, 150),
        body=fill(bit, 3000),
        wish=fill(bit, 3000),
    )
    for viewer, sent in itertools.product((SAM, ANNA, DAN), (None, MORNING)):
        view = sight(
            viewer, row, roster=CROWD, intro=mail.model_copy(update={"sent_at": sent, "sent_by": ANNA})
        )
        fallback, blocks = intro.intro(view)
        drawn.message((fallback, blocks))
        assert all(len(url) <= 3000 for url in drawn.links(blocks))
        drawn.view(intro.edit(7, intro.as_it_is(mail, TEMPLATES, {"en": "English"})))
        drawn.view(intro.copy(view))
        drawn.view(intro.wish(view))


@pytest.mark.parametrize("bit", WORST)
def test_the_digest_holds_it(bit: str) -> None:
    stalled = [Stalled(n, fill(bit, 150), "pending", ANNA, MORNING) for n in range(200)]
    reasons = {f"{'c' * 39}{n}": n for n in range(9)}
    counts = dict.fromkeys(("handed_off", "accepted", "rejected", "no_show"), 99_999)
    this = Figures(MORNING, MORNING, 1, counts, {}, reasons, reasons)
    labels = dict.fromkeys(reasons, fill(bit, 75))
    slices = {kind: dict.fromkeys([*labels, *map(str, range(60))], this) for kind in DETAILS}
    weekly = Weekly(
        start=MORNING,
        end=MORNING,
        zone="Europe/Berlin",
        report=Report(this, this, slices=slices),
        stalled=stalled,
        words=Words(labels, labels),
        roster=CROWD,
        thanks=Thanks(ANNA, 60, 10, SAM, 4.5, 10),
        labels=dict.fromkeys(DETAILS, labels),
        instead_of=fill(bit, 80),
    )
    for _, text, blocks in [*digest.digest(weekly), *digest_details.details(weekly)]:
        drawn.message((text, blocks))
