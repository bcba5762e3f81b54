"""Moving a handoff: one outcome, one line of history and one set of messages, or nothing at all."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import Conflict, HandoffError, Incomplete, NotAllowed, NotFound
from app.domain.lifecycle import Action, Meeting, Status
from app.services import handoffs, intros
from app.services.deeds import Deed
from app.store.db import Database
from tests.cast import ANNA, BEN, DAN, GIA, MARIA, MORNING, PRIYA, SAM, TEAM, policy
from tests.race import at_once
from tests.services.desk import Desk


def test_accepting_and_rejecting_at_once_has_one_outcome_and_one_set_of_messages(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off()
    deeds: list[tuple[str, dict[str, Any]]] = [
        ("accept", {}),
        ("reject", {"reason": "price", "comment": "c"}),
    ] * 3

    def click(n: int) -> str:
        action, note = deeds[n]
        try:
            return str(desk.does(ANNA, action, **note).status)
        except Conflict as told:
            assert "you were first" in str(told)
            return "told"

    outcomes = at_once(6, click)
    status = desk.row().status
    assert {outcome for outcome in outcomes if outcome != "told"} == {status.value}
    assert outcomes.count("told") == 3
    assert [event.action for event in desk.history()] == [
        "submit",
        "accept" if status == "accepted" else "reject",
    ]
    assert len(desk.told("news")) == 1


def test_a_double_click_is_no_error_and_changes_nothing(desk: Desk) -> None:
    desk.hand_off()
    first, second = desk.does(ANNA, "accept"), desk.does(ANNA, "accept")
    assert (first.turn, second.turn) == (2, 2)
    assert len(desk.history()) == 2


def test_whoever_comes_too_late_reads_who_decided_whatever_happened_since(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "accept")
    with desk.db.transaction() as session:
        intros.opened(session, desk.row(), SAM, desk.now)
    desk.later(hours=13)  # a nudge for the first touch
    with pytest.raises(Conflict, match=r"Acme \(#1\) is accepted already: Anna Keller was first"):
        desk.does(SAM, "withdraw")


@pytest.mark.parametrize(
    ("who", "action"), [(BEN, "accept"), (SAM, "accept"), (GIA, "take"), (ANNA, "withdraw"), (ANNA, "extend")]
)
def test_nobody_acts_for_somebody_else(desk: Desk, who: str, action: str) -> None:
    desk.hand_off()
    with pytest.raises(NotAllowed):
        desk.does(who, action)
    assert (desk.row().turn, len(desk.history())) == (1, 1)


def test_a_handoff_of_another_workspace_is_not_there(desk: Desk) -> None:
    number = desk.hand_off()
    with pytest.raises(NotFound, match="no handoff #1"), desk.db.transaction() as session:
        handoffs.act(session, desk.policy, "T0OTHER", number, Deed(ANNA, Action.ACCEPT), desk.now)
    with pytest.raises(NotFound, match="no handoff #99"):
        desk.does(ANNA, "accept", 99)


def test_what_no_database_can_hold_is_taken_out_of_what_was_said(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off()
    row = desk.does(ANNA, "reject", reason="other", comment="\x00Too \ud83dsmall 👩‍💻")
    assert row.comment == "Too small 👩‍💻"
    assert desk.owed("news", SAM).note["comment"] == "Too small 👩‍💻"


def test_what_fails_half_way_leaves_the_handoff_as_it_was(desk: Desk) -> None:
    desk.hand_off()
    with pytest.raises(KeyError):
        desk.does(ANNA, "reject")  # without its reason: a form that lost a field
    assert (desk.row().status, desk.row().turn, len(desk.history())) == (Status.PENDING, 1, 1)
    assert desk.clock() is not None


STORY: list[tuple[str, str, dict[str, Any], Status, Meeting]] = [
    (ANNA, "ask", {"question": "Which CRM?"}, Status.RETURNED, Meeting.NONE),
    (SAM, "answer", {"answer": "None"}, Status.PENDING, Meeting.NONE),
    (ANNA, "accept", {}, Status.ACCEPTED, Meeting.NONE),
    (ANNA, "touch", {}, Status.WORKING, Meeting.NONE),
    (ANNA, "book", {}, Status.WORKING, Meeting.BOOKED),
    (ANNA, "no_show", {}, Status.WORKING, Meeting.NO_SHOW),
    (ANNA, "book", {}, Status.WORKING, Meeting.BOOKED),
    (ANNA, "hold", {}, Status.WORKING, Meeting.HELD),
    (ANNA, "opportunity", {}, Status.OPPORTUNITY, Meeting.HELD),
    (ANNA, "rate", {"quality": 5, "comment": "Well done"}, Status.OPPORTUNITY, Meeting.HELD),
    (ANNA, "win", {}, Status.WON, Meeting.HELD),
]


def test_a_lead_is_worked_to_the_end_with_a_line_for_every_move(desk: Desk) -> None:
    desk.hand_off()
    for turn, (who, action, note, status, meeting) in enumerate(STORY, start=2):
        desk.now += timedelta(minutes=10)
        row = desk.does(who, action, **note)
        assert (row.status, row.meeting, row.turn) == (status, meeting, turn)
        moved = status is not STORY[turn - 3][3] if turn > 2 else True
        assert (row.since == desk.now) is moved
    history = desk.history()
    assert [event.action for event in history] == ["submit", *(action for _, action, _, _, _ in STORY)]
    assert (row.owner_id, row.quality) == (ANNA, 5)
    assert (row.accepted_at, row.touched_at) == (
        MORNING + timedelta(minutes=30),
        MORNING + timedelta(minutes=40),
    )
    assert row.package["answered"] == [{"question": "Which CRM?", "answer": "None"}]
    assert row.comment == ""
    assert [reader for _, reader in desk.told("news")] == [SAM, ANNA, SAM, SAM, SAM, SAM]


@pytest.mark.parametrize("action", ["reject", "recycle", "lose"])
def test_a_no_keeps_its_reason_and_tells_the_sdr(desk: Desk, action: str) -> None:
    desk.hand_off()
    desk.bring({"reject": Status.PENDING, "recycle": Status.WORKING, "lose": Status.OPPORTUNITY}[action])
    row = desk.does(ANNA, action, reason="other", comment="Too small")
    assert (row.reason, row.comment) == ("other", "Too small")
    news = desk.owed("news", SAM)
    assert news.note == {"action": action, "actor": ANNA, "reason": "other", "comment": "Too small"}


def test_a_reason_is_said_in_the_words_of_its_own_list(db: Database) -> None:
    lists = {"reject": "No match", "recycle": "Next year", "loss": "Just lost"}
    rest = "".join(f'[{name}_reasons]\nother = "{label}"\n' for name, label in lists.items())
    desk = Desk(db, policy(rest=rest))
    stories = (("reject", Status.PENDING), ("recycle", Status.WORKING), ("lose", Status.OPPORTUNITY))
    said = []
    for n, (action, status) in enumerate(stories, start=1):
        desk.hand_off(f"V{n}")
        desk.bring(status, number=n)
        desk.does(ANNA, action, n, reason="other")
        said.append(desk.seen(SAM, n).reason)
    assert said == ["No match", "Next year", "Just lost"]


def test_reassigning_makes_a_new_start_with_a_new_card(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "accept")
    row = desk.does(MARIA, "reassign", ae=BEN)
    assert (row.status, row.ae_id, row.owner_id, row.accepted_at) == (Status.PENDING, BEN, None, None)
    assert row.why_ae == "reassigned by a manager"
    assert ("card", BEN) in desk.told("card")
    assert desk.owed("card", ANNA).wanted > 1  # it says who has it now


@pytest.mark.parametrize(
    ("ae", "said"), [(ANNA, "has it already"), (SAM, "yourself"), (MARIA, "not one of the AEs")]
)
def test_reassigning_to_somebody_who_cannot_take_it_is_refused_at_the_field(
    desk: Desk, ae: str, said: str
) -> None:
    desk.hand_off()
    with pytest.raises(Incomplete, match=said) as refused:
        desk.does(MARIA, "reassign", ae=ae)
    assert set(refused.value.faults) == {"ae"}
    assert desk.row().turn == 1


def test_a_manager_who_takes_it_owns_it_and_both_colleagues_hear(desk: Desk) -> None:
    desk.hand_off()
    row = desk.does(MARIA, "take")
    assert (row.status, row.ae_id, row.owner_id, row.accepted_at) == (Status.ACCEPTED, MARIA, MARIA, MORNING)
    assert {reader for _, reader in desk.told("news")} == {SAM, ANNA}
    assert {reader for _, reader in desk.told("intro")} == {SAM, MARIA}
    assert {reader for _, reader in desk.told("card")} == {ANNA, MARIA}


def test_withdrawing_closes_it_and_tells_the_ae(desk: Desk) -> None:
    desk.hand_off()
    assert desk.does(SAM, "withdraw").status is Status.WITHDRAWN
    assert desk.told("news") == [("news", ANNA)]
    assert desk.clock() is None


def test_the_date_of_a_meeting_is_its_owners_while_it_is_booked(desk: Desk) -> None:
    desk.hand_off()
    desk.bring(Status.WORKING, Meeting.BOOKED)
    at = MORNING + timedelta(days=2)
    with desk.db.transaction() as session:
        handoffs.set_meeting(session, desk.policy, TEAM, 1, ANNA, at, desk.now)
    assert desk.row().meeting_at == at
    assert desk.history()[-1].action == "meeting_at"
    for who, meeting in ((SAM, Meeting.BOOKED), (ANNA, Meeting.HELD)):
        desk.bring(Status.WORKING, meeting)
        with pytest.raises(HandoffError), desk.db.transaction() as session:
            handoffs.set_meeting(session, desk.policy, TEAM, 1, who, MORNING, desk.now)
    assert desk.row().meeting_at == at


def test_the_package_is_shown_to_who_is_on_it_or_manages_them(desk: Desk) -> None:
    desk.hand_off()
    for viewer in (SAM, ANNA, MARIA, DAN):
        handoffs.must_be_on(desk.seen(viewer))
    for viewer in (PRIYA, BEN, GIA):
        with pytest.raises(NotAllowed, match="somebody on this handoff"):
            handoffs.must_be_on(desk.seen(viewer))
