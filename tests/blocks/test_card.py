"""The card: what each person reads and can do, in every state."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.domain.frameworks import FRAMEWORKS
from app.domain.lifecycle import Action, Meeting, Place, Status, choices
from app.domain.sight import Sight
from blocks import card, standing
from tests.blocks import drawn
from tests.cast import ANNA, BEN, DAN, GIA, MARIA, MORNING, PRIYA, SAM, handoff, passed, sight, slots, typed

CLOCK = 1
SURFACES: dict[str, Callable[[Sight], tuple[str, list[dict[str, Any]]]]] = {
    "card": card.card,
    "receipt": card.receipt,
    "stalled": lambda sight: card.stalled(sight, CLOCK),
}
VIEWERS = (SAM, ANNA, BEN, MARIA, DAN, PRIYA, GIA)
LATE = MORNING + timedelta(hours=5)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("surface", SURFACES)
def test_every_card_is_valid_in_every_state_for_everybody(surface: str, status: Status) -> None:
    for meeting, viewer, now in itertools.product(Meeting, VIEWERS, (MORNING, LATE)):
        row = handoff(status, meeting=meeting, meeting_at=LATE, comment="Which CRM?", reason="price")
        seen = sight(viewer, row, now=now)
        fallback, blocks = SURFACES[surface](seen)
        assert "Acme" in fallback
        assert "<@" not in fallback  # a notification shows names, not ids
        assert "Acme (#7)" in drawn.message((fallback, blocks))


@pytest.mark.parametrize("status", Status)
def test_the_full_package_is_valid_in_every_state(status: Status) -> None:
    for meeting, viewer in itertools.product(Meeting, VIEWERS):
        shown = drawn.view(
            card.package(sight(viewer, handoff(status, meeting=meeting, comment="Which CRM?")))
        )
        assert standing.STATUS[status] in shown


@pytest.mark.parametrize("status", Status)
def test_the_buttons_are_the_moves_of_the_table(status: Status) -> None:
    for meeting in Meeting:
        seen = sight(ANNA, handoff(status, meeting=meeting))
        moves = choices(Place(status, meeting), seen.roles)
        expected = [card.BUTTONS[move][0] for move in moves] + ["Full package"]
        without_moves = ("Brief", "Introduce live")  # see test_brief.py and test_live.py
        buttons = [one for one in drawn.buttons(card.card(seen)[1]) if one not in without_moves]
        assert buttons == expected


def test_an_ae_reads_what_she_decides_by_by_when_and_why_it_is_hers() -> None:
    shown = drawn.message(card.card(sight(ANNA)))
    assert (
        "You should accept, reject or ask by Mon 23 Nov, 14:00 CET, your time (4 h of working time left)."
        in shown
    )
    assert "*Why you:* chosen by the SDR" in shown
    assert f"<@{SAM}> hands this prospect to you" in shown
    for name in (
        "pain_points",
        "use_case",
        "next_step",
        "timeline",
        "budget",
        "contact_name",
        "contact_email",
    ):
        assert typed()[name] in shown
    assert "handed off to you by Sam Rivera. You should accept" in shown


def test_past_the_limit_the_card_says_overdue() -> None:
    assert "14:00 CET (overdue)" in drawn.message(card.card(sight(ANNA, now=LATE)))
    assert "overdue" not in drawn.message(card.card(sight(ANNA)))


def test_both_read_that_the_sdrs_outreach_is_on_hold_and_she_can_say_that_it_is_paused() -> None:
    row = handoff(Status.ACCEPTED)
    shown = drawn.message(card.receipt(sight(SAM, row)))
    assert (
        f"<@{ANNA}> should make the first touch by Mon 23 Nov, 13:00 UTC, your time "
        "(4 h of working time left)." in shown
    )
    assert "Your outreach is on hold" in shown
    assert drawn.buttons(card.receipt(sight(SAM, row))[1])[-3:] == [
        "Outreach paused",
        "Ask for a touch",
        "Full package",
    ]
    hers = card.card(sight(ANNA, row))
    assert f"<@{SAM}>'s outreach is on hold" in drawn.message(hers)
    assert "Outreach paused" not in drawn.buttons(hers[1])


def test_the_old_card_says_who_has_it_now_and_has_no_button_left() -> None:
    fallback, blocks = card.card(sight(ANNA, handoff(ae_id=BEN)))
    assert f"This is with <@{BEN}> now." in drawn.message((fallback, blocks))
    assert fallback == "Acme (#7) is with Ben Ford now."
    assert drawn.buttons(blocks) == []


def test_whoever_owns_it_keeps_her_card_though_another_was_assigned() -> None:
    assert "Log first touch" in drawn.buttons(card.card(sight(ANNA, handoff(Status.ACCEPTED, ae_id=BEN)))[1])


def test_a_question_stands_on_both_cards_with_the_answer_button_for_the_sdr() -> None:
    row = handoff(Status.RETURNED, comment="Which CRM?")
    receipt = card.receipt(sight(SAM, row))
    assert "*Question:* Which CRM?" in drawn.message(receipt)
    assert "You should answer by Mon 23 Nov, 13:00 UTC, your time (4 h of" in drawn.message(receipt)
    assert drawn.buttons(receipt[1]) == ["Answer", "Withdraw", "Full package"]
    hers = drawn.message(card.card(sight(ANNA, row)))
    assert "*Question:* Which CRM?" in hers
    assert f"Your clock is paused while <@{SAM}> answers." in hers


@pytest.mark.parametrize("status", [Status.REJECTED, Status.LOST, Status.RECYCLED])
def test_the_reason_is_said_in_words_with_the_comment(status: Status) -> None:
    row = handoff(status, reason="price", comment="Too dear for them")
    shown = drawn.message(card.receipt(sight(SAM, row)))
    assert "Reason: Price." in shown
    assert "*Comment:* Too dear for them" in shown
    unknown = drawn.message(card.receipt(sight(SAM, handoff(status, reason="dropped_code"))))
    assert "Reason: dropped_code." in unknown


def test_a_booked_meeting_can_be_given_its_date_and_shows_it() -> None:
    row = handoff(Status.WORKING, meeting=Meeting.BOOKED)
    (picker,) = _pickers(card.card(sight(ANNA, row))[1])
    assert (picker["action_id"], "initial_date_time" in picker) == ("handoff.meeting_at.7", False)
    row = handoff(Status.WORKING, meeting=Meeting.BOOKED, meeting_at=MORNING)
    (picker,) = _pickers(card.card(sight(ANNA, row))[1])
    assert picker["initial_date_time"] == int(MORNING.timestamp())
    assert "Meeting booked (Mon 23 Nov, 10:00 CET)" in drawn.message(card.card(sight(ANNA, row)))
    assert _pickers(card.receipt(sight(SAM, row))[1]) == []


def _pickers(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [element for row in rows for element in row if element["type"] == "datetimepicker"]


@pytest.mark.parametrize(
    ("status", "said", "moves"),
    [
        (Status.PENDING, f"No answer from <@{ANNA}> by", ["Reassign", "Extend", "Take it", "Snooze"]),
        (Status.ACCEPTED, f"No first touch from <@{ANNA}> by", ["Reassign", "Extend", "Take it", "Snooze"]),
        (Status.RETURNED, f"No answer from <@{SAM}> by", ["Reassign"]),
    ],
)
def test_a_manager_reads_who_has_not_acted_by_when_and_can_step_in(
    status: Status, said: str, moves: list[str]
) -> None:
    fallback, blocks = card.stalled(sight(MARIA, handoff(status), now=LATE), CLOCK)
    assert f"{said} Mon 23 Nov, 13:00 UTC." in drawn.message((fallback, blocks))
    assert "has stalled" in fallback
    assert drawn.buttons(blocks) == [*moves, "Full package"]


def test_a_manager_who_is_called_before_the_limit_reads_that_it_stalls_not_that_it_moves() -> None:
    early = sight(MARIA, now=MORNING + timedelta(hours=3), clock=CLOCK)
    fallback, blocks = card.stalled(early, CLOCK)
    assert "has stalled" in fallback
    assert f"No answer from <@{ANNA}> yet, due by Mon 23 Nov, 13:00 UTC." in drawn.message((fallback, blocks))
    assert "Take it" in drawn.buttons(blocks)


def test_once_it_moves_again_the_manager_is_told_and_has_no_move_left() -> None:
    moved = sight(MARIA, handoff(Status.ACCEPTED), clock=CLOCK + 1)
    fallback, blocks = card.stalled(moved, CLOCK)
    assert "is moving again" in drawn.message((fallback, blocks))
    assert drawn.buttons(blocks) == ["Full package"]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_full_package_shows_every_field_with_its_label(framework: str) -> None:
    package = passed(framework, more_contacts="Joe Roe, joe@acme.example, CFO")
    shown = drawn.view(card.package(sight(ANNA, handoff(package=package.model_dump()))))
    for slot in slots(framework):
        if text := package.answer(slot.name):
            assert f"*{slot.label}*\n{text}" in shown
    for text in ("acme.example", "Joe Roe, CFO", "joe@acme.example", "☑ Willing to go deeper"):
        assert text in shown


def test_the_full_package_holds_what_was_asked_and_answered() -> None:
    row = handoff()
    row.package["answered"] = [{"question": "Which <CRM>?", "answer": "None & none planned"}]
    shown = drawn.view(card.package(sight(ANNA, row)))
    assert "*Asked:* Which &lt;CRM&gt;?\n*Answered:* None &amp; none planned" in shown


def test_every_move_of_a_person_has_a_button_with_a_name_of_its_own() -> None:
    assert set(card.BUTTONS) == set(Action) - {Action.SUBMIT}
    labels = [label for label, _ in card.BUTTONS.values()]
    assert len(labels) == len(set(labels))
