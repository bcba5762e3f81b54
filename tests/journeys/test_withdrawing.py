"""Withdrawing: as long as nobody has accepted, the SDR can take it back."""

import pytest

from tests import signed
from tests.accepting import accepts
from tests.office import Office

# On one database: the services below are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("asked", [False, True])
def test_a_withdrawn_handoff_is_over_for_everybody(office: Office, asked: bool) -> None:
    card = office.hand_off()
    if asked:
        modal = card.clicks("Ask for info").modal
        assert modal is not None
        modal.fill({"Question": "Who signs?"}).submit()
    office.card(office.sam).clicks("Withdraw")

    assert len(office.heard(office.anna, f"<@{office.sam.id}> withdrew *Acme*. There is nothing left")) == 1
    for person in (office.anna, office.sam):
        assert "↩️ Withdrawn" in office.card(person).shown
        assert office.card(person).buttons() == ["Full package"]
    office.advance(days=2)
    assert not office.heard(office.anna, "⏰")
    assert not office.heard(office.sam, "⏰")
    assert not office.heard(office.maria, "")


def test_whoever_accepts_too_late_is_told_who_withdrew_it(office: Office) -> None:
    card = office.hand_off()
    office.card(office.sam).clicks("Withdraw")
    signed.click(office.slack, office.anna, card, "Accept")
    assert len(office.heard(office.anna, "Acme (#1) is withdrawn already: Sam Rivera was first.")) == 1


def test_an_accepted_handoff_cannot_be_withdrawn(office: Office) -> None:
    card = office.hand_off()
    receipt = office.card(office.sam)
    accepts(card)
    signed.click(office.slack, office.sam, receipt, "Withdraw")
    assert len(office.heard(office.sam, "Acme (#1) is accepted already: Anna Keller was first.")) == 1
    assert "✅ Accepted" in office.card(office.sam).shown


def test_a_stalled_handoff_that_is_withdrawn_stalls_no_more(office: Office) -> None:
    office.hand_off()
    office.advance(hours=4)
    office.card(office.sam).clicks("Withdraw")
    assert not office.heard(office.maria, "has stalled")
    assert office.heard(office.maria, "Acme (#1)")[0].buttons() == ["Full package"]
