"""A package that is not ready, and the manager who lets it through or does not."""

import pytest

from sandbox.driver_message import Message
from sandbox.driver_modal import Submitted
from tests import by_hand, signed
from tests.accepting import accepts
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
APPROVAL = '[qualification]\nnot_ready = "approval"\n'
REASON = "Reason for an approval"
WHY = "Their board meets on Friday"


@pytest.fixture
def office(office_under: OpensOffice) -> Office:
    """An office whose managers may let through what is not ready."""
    return office_under(APPROVAL + policy())


def _asks(office: Office, **changes: object) -> Submitted:
    """Sam hands off Acme without a budget, and says why it should go on all the same."""
    view = office.form(**{"Budget": None, **changes}).submit().modal
    assert view is not None and view.title == "Not ready yet"
    return view.fill({REASON: WHY}).submit()


def _asked(office: Office) -> Message:
    """What Maria is asked."""
    asks = _asks(office)
    assert asks.ok and asks.modal is None, asks.errors
    return office.heard(office.maria, "Acme (#1): not ready, approval asked")[-1]


def test_what_is_not_ready_goes_to_the_manager_first_and_to_no_ae(office: Office) -> None:
    asked = _asked(office)
    assert f"> {WHY}" in asked.shown
    assert "Ready: 6 of 7" in asked.shown and "✗ Budget: not answered" in asked.shown
    assert f"approve it, and it goes to <@{office.anna.id}>" in asked.shown
    assert "Please decide by Mon 23 Nov, 18:00 CET" in asked.shown
    assert asked.buttons() == ["Approve", "Decline", "Full package"]
    assert not office.heard(office.anna, "Acme")
    receipt = office.card(office.sam)
    assert f"You asked <@{office.maria.id}> to let this prospect through" in receipt.shown
    assert "🔎 Waiting for approval" in receipt.shown
    assert receipt.buttons() == ["Withdraw", "Full package"]
    assert "*Acme* (#1) · 🔎 Waiting for approval" in office.maria.opens_home().shown


def test_once_approved_it_goes_to_the_ae_who_was_named(office: Office) -> None:
    asked = _asked(office)
    office.advance(hours=1)
    asked.clicks("Approve")
    card = office.card(office.anna)
    assert f"approved by <@{office.maria.id}>: “{WHY}”" in card.shown
    assert "*Why you:* chosen by the SDR" in card.shown
    assert "You should accept, reject or ask by Mon 23 Nov, 15:00 CET" in card.shown
    assert office.heard(office.sam, f"<@{office.maria.id}> approved *Acme* as it is")
    assert f"You handed this prospect to <@{office.anna.id}>" in office.card(office.sam).shown
    accepts(card)
    assert office.heard(office.sam, f"<@{office.anna.id}> accepted *Acme*")


def test_once_approved_the_policy_chooses_if_nobody_was_named(office: Office) -> None:
    assert _asks(office, **{"AE": None, "No AE in mind?": ["Choose for me"]}).ok
    asked = office.heard(office.maria, "approval asked")[-1]
    assert "it goes to the AE whom the policy chooses" in asked.shown
    asked.clicks("Approve")
    asked.clicks("Approve")  # twice
    assert "*Why you:*" in office.card(office.anna).shown


def test_whoever_was_named_and_is_out_of_office_meanwhile_is_replaced_by_the_policy(office: Office) -> None:
    asked = _asked(office)
    office.anna.types("/handoff ooo now to tomorrow")
    office.advance(minutes=1)
    asked.clicks("Approve")
    assert "*Why you:*" in office.card(office.ben).shown
    assert f"You handed this prospect to <@{office.ben.id}>" in office.card(office.sam).shown


def test_what_is_declined_comes_back_as_a_draft_with_all_that_was_typed(office: Office) -> None:
    modal = _asked(office).clicks("Decline").modal
    assert modal is not None
    assert modal.submit(skip_client_checks=True).errors == {"Comment": "This is needed."}
    assert modal.fill({"Comment": "Ask for the budget first"}).submit().ok
    (news,) = office.heard(office.sam, f"<@{office.maria.id}> did not approve *Acme*")
    assert "> Ask for the budget first" in news.shown and "`/handoff` opens it" in news.shown
    receipt = office.card(office.sam)
    assert f"<@{office.maria.id}> did not approve it as it was." in receipt.shown
    assert receipt.buttons() == ["Full package"]
    assert not office.heard(office.anna, "Acme")

    chooser = office.sam.types("/handoff").modal
    assert chooser is not None
    again = chooser.submit().modal
    assert again is not None
    assert again.value("Company") == "Acme"
    assert again.value("Contact email") == "jane@acme.example"
    told = again.submit().modal
    assert told is not None and told.value("Use case") == "Route inbound leads within the hour"
    step = told.submit().modal
    assert step is not None and step.value("Need") == "Board wants it this quarter"
    assert step.fill({"Budget": "50k, approved"}).submit().ok
    assert "Ready: 7 of 7" in office.card(office.anna).shown


def test_only_a_manager_who_is_not_on_it_decides(office: Office) -> None:
    _asked(office)
    for person in (office.sam, office.anna, office.priya):
        for action in ("approve", "decline"):
            signed.post(office.slack, by_hand.move(office.slack, person.id, action, 1))
    assert "🔎 Waiting for approval" in office.card(office.sam).shown
    assert office.heard(office.sam, "Only a manager who is neither its SDR nor its AE can do that")


def test_the_sdr_may_withdraw_while_it_waits(office: Office) -> None:
    asked = _asked(office)
    office.card(office.sam).clicks("Withdraw")
    assert "↩️ Withdrawn" in office.card(office.sam).shown
    assert office.heard(office.maria, "There is nothing left for you to decide.")[-1].ts == asked.ts
    signed.click(office.slack, office.maria, asked, "Approve")
    assert office.heard(office.maria, "Acme (#1) is withdrawn already: Sam Rivera was first.")
    assert not office.heard(office.anna, "Acme")


def test_a_manager_who_does_not_decide_is_reminded_and_then_the_next_one_up_may(office: Office) -> None:
    _asked(office)
    office.advance(hours=4)
    (nudge,) = office.heard(office.maria, "*Acme* waits for your decision: please approve or decline it")
    assert nudge.buttons() == ["Approve", "Decline"]
    office.advance(hours=4)
    stalled = office.heard(office.dan, "Acme (#1) has stalled")[-1]
    assert f"No decision from <@{office.maria.id}>" in stalled.shown
    stalled.clicks("Approve")
    assert "Accept" in office.card(office.anna).buttons()


def test_the_reason_survives_the_question_about_a_duplicate(office: Office) -> None:
    office.hand_off(office.priya)
    already = _asks(office).modal
    assert already is not None and already.title == "Handed off already"
    anyway = already.fill({"What is to be done?": "Hand off anyway", "Why anyway?": "Another site"}).submit()
    assert anyway.ok and anyway.modal is None, anyway.errors
    asked = office.heard(office.maria, "Acme (#2): not ready, approval asked")[-1]
    assert f"> {WHY}" in asked.shown


def test_where_the_policy_names_no_manager_the_draft_is_kept(office_under: OpensOffice) -> None:
    office = office_under(APPROVAL + '[sla]\nhours = "always"\n')
    refused = _asks(office).errors[REASON]
    assert refused == (
        "The policy names no manager who could decide that. Please talk to your team. Your draft is kept."
    )
