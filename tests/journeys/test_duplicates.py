"""The same prospect is handed off again: the SDR sees who has it, and nothing is sent twice."""

import pytest

from app.services import privacy
from sandbox.driver import DeskPerson
from sandbox.driver_modal import Modal
from tests.accepting import accepts
from tests.form import DUPLICATE
from tests.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHAT, WHY = "What is to be done?", "Why anyway?"
OTHER = {"Company": "ACME, Inc.", "AE": "@ben", "Pain_points": "Their CFO leaves"}


def asked(office: Office, sdr: DeskPerson | None = None, **changes: object) -> Modal:
    """What Priya is shown when she hands off what Sam has handed off."""
    submitted = office.form(sdr or office.priya, **{**OTHER, **changes}).goes_to("Hand off · 3 of 3").submit()
    assert submitted.modal is not None
    assert submitted.modal.title == DUPLICATE
    return submitted.modal


def test_whoever_hands_it_off_again_sees_who_has_it_and_no_note(office: Office) -> None:
    accepts(office.hand_off())
    office.advance(days=2)
    view = asked(office)
    for shown in ("*Acme* (#1)", "✅ Accepted", f"with <@{office.anna.id}>", "(2 days ago)", "by <@U0SAM>"):
        assert shown in view.texts, shown
    assert "The same: the email address, the domain, the company's name" in view.texts
    assert "Afraid of the migration" not in view.texts
    assert "open your card" not in view.texts
    office.settle()
    assert office.ben.messages() == []
    assert view.view["close"]["text"] == "Stop"
    view.cancel()
    again = office.priya.types("/handoff").modal
    assert again is not None
    assert again.submit().modal is not None  # her draft is kept


def test_only_what_is_the_same_is_said_to_be_and_her_own_card_is_linked(office: Office) -> None:
    office.hand_off()
    view = asked(office, office.sam, Company="Globex", Website=None, Contact_email="bo@acme.example")
    assert "The same: the domain\n" in view.texts + "\n"
    assert "open your card of it" in view.texts


def test_what_she_knows_is_added_to_the_open_one_and_nothing_else_changes(office: Office) -> None:
    card = office.hand_off()
    view = asked(office)
    done = view.fill({WHAT: "Add what I know to #1, and hand off nothing"}).submit()
    assert done.modal is not None
    assert "What you typed was added to *Acme* (#1)." in done.modal.texts
    for reader in (office.anna, office.sam):
        (told,) = office.heard(reader, "was about to hand off *Acme* too")
        assert "Their CFO leaves" in told.shown
    assert office.ben.messages() == []
    assert office.card(office.anna).buttons() == card.buttons()
    package = office.card(office.anna).clicks("Full package").modal
    assert package is not None
    assert f"*Added by* <@{office.priya.id}>" in package.texts
    assert "Their CFO leaves" in package.texts
    again = office.priya.types("/handoff").modal
    assert again is not None
    assert again.title == "Hand off · 1 of 3"  # no draft is left

    assert privacy.forget(office.bot.db, "jane@acme.example", office.bot.desk.now()).handoffs == 1
    office.settle()
    assert office.heard(office.anna, "(erased)")
    assert office.heard(office.anna, "Their CFO leaves") == []
    assert office.form(office.priya, **OTHER).goes_to("Hand off · 3 of 3").submit().modal is None


def test_it_can_be_handed_off_anyway_with_a_reason_that_the_ae_reads(office: Office) -> None:
    office.hand_off()
    view = asked(office)
    assert view.fill({WHAT: "Hand off anyway"}).submit().errors == {
        WHY: "A reason is needed to hand off anyway."
    }
    assert view.submit(skip_client_checks=True).ok is False
    assert view.fill({WHY: "Another <!channel> division"}).submit().ok
    card = office.card(office.ben, "ACME, Inc.")
    said = "*Handed off although #1 seems the same prospect:* Another &lt;!channel&gt; division"
    assert said in card.shown
    assert "Another" in office.card(office.priya, "ACME, Inc.").shown


def test_she_can_go_back_and_change_what_she_typed(office: Office) -> None:
    office.hand_off()
    asked(office).clicks("Back")
    shown = office.priya.modal()
    assert shown is not None
    assert shown.title == "Hand off · 3 of 3"


def test_what_has_ended_is_no_duplicate_and_nobody_adds_to_it(office: Office) -> None:
    office.hand_off()
    view = asked(office).fill({WHAT: "Add what I know to #1, and hand off nothing"})
    office.card(office.sam).clicks("Withdraw")
    late = view.submit()
    assert late.modal is not None
    assert "That handoff is not open any more" in late.modal.texts
    office.form(office.priya, **OTHER).submit()
    assert "although" not in office.card(office.ben, "ACME, Inc.").shown
