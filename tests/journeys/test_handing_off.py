"""From /handoff to the drafted introduction."""

from tests.office import Office


def test_an_sdr_hands_off_and_the_ae_accepts(office: Office) -> None:
    card = office.hand_off()
    assert card.buttons()[:3] == ["Accept", "Reject", "Ask for info"]
    assert "Nobody knows who calls back" in card.shown

    card.clicks("Accept")

    office.sam.sees("Your outreach is on hold")
    for person in (office.sam, office.anna):
        draft = person.sees("Acme and us: meet Anna Keller")
        assert draft.buttons() == ["Edit", "Gmail", "Outlook", "Mail program", "Mark as sent"]
        assert "Afraid of the migration" not in draft.shown


def test_silence_is_nudged_then_escalated_to_the_manager_then_to_the_director(office: Office) -> None:
    office.hand_off()

    office.advance(hours=2)
    office.anna.sees("waits for your answer", thread=True)
    office.maria.never_sees("stalled")

    office.advance(hours=2)
    office.maria.sees("Acme (#1) has stalled")
    office.dan.never_sees("stalled")

    office.advance(hours=2)
    office.dan.sees("Acme (#1) has stalled")
