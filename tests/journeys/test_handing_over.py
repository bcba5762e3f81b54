"""An accepted lead goes to another AE as it stands: one owner at any time, and the prospect hears nothing."""

import pytest

from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests import signed
from tests.accepting import accepts
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_the_owner_hands_over_what_she_works_on_and_nothing_of_its_story_is_lost(office: Office) -> None:
    accepts(office.hand_off())
    for step in ("Log first touch", "Meeting booked"):
        office.card(office.anna).clicks(step)
    office.heard(office.sam, "Introduction for Acme")[0].clicks("Mark as sent")
    assert _hands_over(office.card(office.anna), "@ben")

    card = office.card(office.ben)
    assert {"Meeting held", "No-show", "Hand over"} <= set(card.buttons())
    assert "handed over by its owner" in card.shown
    assert "*🤝 Being worked*  ·  📅 Meeting" in card.shown
    assert f"<@{office.anna.id}> handed *Acme* over to <@{office.ben.id}>, who owns it now" in _last(
        office, office.sam
    )
    assert "Your outreach stays on hold." in _last(office, office.sam)
    old = office.card(office.anna)
    assert f"This is with <@{office.ben.id}> now" in old.shown
    assert old.buttons() == []
    assert not office.heard(
        office.ben, "Introduction for Acme"
    )  # it has gone out: the prospect hears nothing


def test_a_letter_that_has_not_gone_out_speaks_for_the_new_owner(office: Office) -> None:
    accepts(office.hand_off())
    assert _hands_over(office.card(office.anna), "@ben")
    assert office.heard(office.ben, "Acme: our next step, together with Ben Carter")
    (draft,) = office.heard(office.sam, "Introduction for Acme")
    assert "*Cc:* Ben Carter" in draft.shown
    assert "Anna" not in draft.shown


def test_the_clock_moves_to_the_hours_of_whoever_owns_it_now(office_under: OpensOffice) -> None:
    office = office_under(policy('hours = "always"\naccept_within = "100h"\ntouch_within = "4h"'))
    accepts(office.hand_off())
    office.advance(hours=3)
    assert _hands_over(office.card(office.anna), "@ben")
    office.advance(hours=3)
    assert not office.heard(office.maria, "has stalled")
    assert office.heard(office.ben, "⏰")
    office.advance(hours=1)
    stalled = office.heard(office.maria, "has stalled")[0]
    assert f"No first touch from <@{office.ben.id}>" in stalled.shown
    assert "Hand over" not in stalled.buttons()  # the next AE should say whether she takes it


def test_a_manager_hands_over_the_work_of_somebody_who_has_left(office: Office) -> None:
    accepts(office.hand_off())
    office.card(office.anna).clicks("Log first touch")
    for nobody in (office.sam, office.ben, office.priya):
        signed.click(office.slack, nobody, office.card(office.anna), "Hand over")
        assert nobody.modal() is None
    signed.click(office.slack, office.maria, office.card(office.anna), "Hand over")
    modal = office.maria.modal()
    assert modal is not None
    assert modal.fill({"New owner": "@anna"}).submit().errors == {
        "New owner": "Anna Keller owns it. Please name somebody else."
    }
    assert modal.fill({"New owner": "@ben"}).submit().ok
    assert "handed over by a manager" in office.card(office.ben).shown
    (news,) = office.heard(office.anna, f"<@{office.maria.id}> handed *Acme* over to <@{office.ben.id}>")
    assert "There is nothing left for you to do." in news.shown
    signed.click(office.slack, office.anna, office.card(office.ben), "Opportunity")
    assert office.heard(office.anna, "Only its owner can do that")


def _hands_over(card: Message, to: str) -> bool:
    modal = card.clicks("Hand over").modal
    assert modal is not None
    return modal.fill({"New owner": to}).submit().ok


def _last(office: Office, person: DeskPerson) -> str:
    return office.heard(person, "handed *Acme* over")[-1].shown
