"""Rejecting: a reason that the SDR can act on."""

import pytest

from tests import by_hand, signed
from tests.office import Office, OpensOffice, policy

# On one database: the services below are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_sdr_is_told_the_reason_and_the_comment(office: Office) -> None:
    modal = office.hand_off().clicks("Reject").modal
    assert modal is not None
    assert modal.options("Reason") == [
        "Not a fit",
        "Package too thin",
        "Wrong person or no authority",
        "Bad timing",
        "Already in the pipeline",
        "Not my territory",
        "No capacity now",
        "Something else",
    ]
    assert (
        modal.fill({"Reason": "Bad timing", "Comment": "They freeze\nuntil <spring>"}).submit().modal is None
    )

    told = office.heard(office.sam, "rejected *Acme*")
    assert len(told) == 1
    assert "*Reason:* Bad timing." in told[0].shown
    assert "> They freeze\n> until &lt;spring&gt;" in told[0].shown
    for person in (office.anna, office.sam):
        card = office.card(person)
        assert "🚫 Rejected" in card.shown
        assert "Reason: Bad timing." in card.shown
    assert office.card(office.anna).buttons() == ["Full package"]
    assert not office.heard(office.anna, "Introduction for")


def test_a_rejection_needs_both_a_reason_and_a_comment(office: Office) -> None:
    modal = office.hand_off().clicks("Reject").modal
    assert modal is not None
    refused = modal.fill({"Comment": "  "}).submit(skip_client_checks=True)
    assert refused.errors == {"Reason": "This is needed.", "Comment": "This is needed."}
    assert "Accept" in office.card(office.anna).buttons()
    assert modal.fill({"Reason": "Not a fit", "Comment": "Too small"}).submit().ok
    assert "🚫 Rejected" in office.card(office.anna).shown


def test_the_reasons_are_the_teams_own(office_under: OpensOffice) -> None:
    office = office_under(policy() + '[reject_reasons]\nmoon = "Full moon"\nmars = "Mars & Co"')
    modal = office.hand_off().clicks("Reject").modal
    assert modal is not None
    assert modal.options("Reason") == ["Full moon", "Mars & Co"]
    modal.fill({"Reason": "Mars & Co", "Comment": "Really"}).submit()
    assert office.heard(office.sam, "*Reason:* Mars &amp; Co.")


def test_a_rejected_handoff_asks_nothing_of_anybody_any_more(office: Office) -> None:
    modal = office.hand_off().clicks("Reject").modal
    assert modal is not None
    modal.fill({"Reason": "Not a fit", "Comment": "Too small"}).submit()
    before = {
        person.handle: len(office.heard(person, "")) for person in (office.sam, office.anna, office.maria)
    }
    office.advance(days=3)
    after = {
        person.handle: len(office.heard(person, "")) for person in (office.sam, office.anna, office.maria)
    }
    assert after == before


def test_whoever_rejects_too_late_is_told_in_the_modal(office: Office) -> None:
    card = office.hand_off()
    modal = card.clicks("Reject").modal
    assert modal is not None
    accepted = by_hand.move(office.slack, office.anna.id, "accept", 1)  # on another device
    assert signed.post(office.slack, accepted).text == ""
    late = modal.fill({"Reason": "Not a fit", "Comment": "Too small"}).submit()
    assert late.modal is not None
    assert "Acme (#1) is accepted already: you were first." in late.modal.texts
    assert "✅ Accepted" in office.card(office.anna).shown
