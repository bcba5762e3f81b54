"""The introduction: drafted on acceptance, edited by either colleague, marked as sent once."""

from datetime import timedelta

import pytest

from app.domain.errors import Conflict, Incomplete, NotAllowed, NotFound
from app.domain.model_mail import Intro
from app.services import intros, team
from app.store import handoffs, people
from tests.cast import ANNA, BEN, GIA, MARIA, MORNING, SAM, person
from tests.services.desk import Desk


@pytest.fixture
def accepted(desk: Desk) -> Desk:
    desk.hand_off()
    desk.does(ANNA, "accept")
    return desk


def mail(desk: Desk) -> Intro:
    with desk.db.reading() as session:
        found = handoffs.get_intro(session, 1)
    assert found is not None
    return found


def edit(desk: Desk, who: str, **changes: str) -> None:
    kept = {"to": "jane@acme.example", "cc": "", "subject": "Hello", "body": "Hi"}
    with desk.db.transaction() as session:
        crew = team.around(session, desk.policy, desk.row())
        intros.edit(session, crew, desk.row(), who, kept | changes, desk.now)


def mark_sent(desk: Desk, who: str) -> None:
    with desk.db.transaction() as session:
        intros.mark_sent(session, desk.row(), who, desk.now)


def test_acceptance_drafts_it_for_both(accepted: Desk) -> None:
    assert accepted.told("intro") == [("intro", SAM), ("intro", ANNA)]
    assert mail(accepted).subject == "Acme: our next step, together with Anna Keller"
    assert accepted.seen(SAM).intro == mail(accepted)


def test_before_acceptance_there_is_none(desk: Desk) -> None:
    desk.hand_off()
    with pytest.raises(NotFound, match="no introduction"):
        mark_sent(desk, SAM)


@pytest.mark.parametrize("who", [SAM, ANNA])
def test_either_colleague_edits_it_and_both_see_the_new_version(accepted: Desk, who: str) -> None:
    edit(accepted, who, to="jane@acme.example; joe@acme.example\nann@a.example", cc="anna@northwind.example")
    changed = mail(accepted)
    assert [to["email"] for to in changed.recipients] == [
        "jane@acme.example",
        "joe@acme.example",
        "ann@a.example",
    ]
    assert changed.copies == [{"name": "Anna Keller", "email": "anna@northwind.example"}]  # names are kept
    assert (changed.subject, changed.body, changed.edited_by) == ("Hello", "Hi", who)
    assert accepted.history()[-1].action == "intro_edited"
    assert [accepted.owed("intro", to).wanted for to in (SAM, ANNA)] == [2, 2]


@pytest.mark.parametrize("who", [BEN, MARIA, GIA])
def test_nobody_else_edits_or_sends_it(accepted: Desk, who: str) -> None:
    for deed in (edit, mark_sent):
        with pytest.raises(NotAllowed):
            deed(accepted, who)
    assert mail(accepted).sent_at is None


def test_all_that_is_wrong_with_an_edit_is_said_at_its_fields(accepted: Desk) -> None:
    with pytest.raises(Incomplete) as refused:
        edit(accepted, SAM, to="jane", cc="anna@northwind.example, x", subject=" \n", body="\x00 ")
    assert refused.value.faults == {
        "to": "“jane” is not an email address.",
        "cc": "“x” is not an email address.",
        "subject": "The subject is empty.",
        "body": "The body is empty.",
    }
    with pytest.raises(Incomplete, match="at least one recipient"):
        edit(accepted, SAM, to=" , ")
    assert mail(accepted).edited_by is None


def test_a_subject_stays_one_line(accepted: Desk) -> None:
    edit(accepted, SAM, subject="Hello\r\nBcc: eve@evil.example")
    assert mail(accepted).subject == "Hello Bcc: eve@evil.example"


def test_it_is_marked_as_sent_once_and_then_no_longer_edited(accepted: Desk) -> None:
    mark_sent(accepted, SAM)
    accepted.now += timedelta(hours=1)
    mark_sent(accepted, ANNA)
    assert (mail(accepted).sent_by, mail(accepted).sent_at) == (SAM, MORNING)
    assert [event.action for event in accepted.history()].count("intro_sent") == 1
    with pytest.raises(Conflict, match="no longer be edited"):
        edit(accepted, ANNA)


def test_opening_it_is_noted_once_and_is_not_yet_sent(accepted: Desk) -> None:
    for who in (SAM, ANNA):
        with accepted.db.transaction() as session:
            intros.opened(session, accepted.row(), who, accepted.now)
    assert (mail(accepted).opened_at, mail(accepted).sent_at) == (MORNING, None)
    assert [event.action for event in accepted.history()].count("intro_opened") == 1


def test_whoever_takes_it_over_gets_a_draft_of_her_own(accepted: Desk) -> None:
    mark_sent(accepted, SAM)
    accepted.does(MARIA, "take")
    fresh = mail(accepted)
    assert fresh.subject == "Acme: our next step, together with Maria Lopez"
    assert (fresh.sent_at, fresh.edited_by) == (None, None)
    assert accepted.told("intro") == [("intro", SAM), ("intro", ANNA), ("intro", MARIA)]


def test_after_a_reassignment_the_next_ae_is_introduced(accepted: Desk) -> None:
    accepted.does(MARIA, "reassign", ae=BEN)
    with pytest.raises(NotFound):
        mark_sent(accepted, SAM)
    accepted.does(BEN, "accept")
    assert mail(accepted).subject == "Acme: our next step, together with Ben Ford"
    with pytest.raises(NotAllowed):
        mark_sent(accepted, ANNA)


def test_colleagues_whose_address_slack_does_not_tell_are_not_in_copy(desk: Desk) -> None:
    with desk.db.transaction() as session:
        people.save(session, person(SAM, email=""))
    desk.hand_off()
    desk.does(ANNA, "accept")
    assert mail(desk).copies == [{"name": "Anna Keller", "email": "anna@northwind.example"}]
