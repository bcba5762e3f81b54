"""What a manager can do with a stalled handoff: reassign it, give more time, or take it."""

import pytest

from sandbox.driver_message import Message
from tests.office import Office, OpensOffice, policy

# On one database: the services below are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

SLOW_TOUCH = 'hours = "always"\naccept_within = "100h"\ntouch_within = "4h"'


def test_a_reassigned_handoff_starts_anew_with_the_next_ae(office: Office) -> None:
    _reassign(_stalled(office), "@ben")

    card = office.card(office.ben)
    assert card.buttons() == ["Accept", "Reject", "Ask for info", "Full package"]
    assert "reassigned by a manager" in card.shown
    assert "You should accept, reject or ask by Mon 23 Nov, 12:00 EST" in card.shown
    old = office.card(office.anna)
    assert f"This is with <@{office.ben.id}> now" in old.shown
    assert old.buttons() == []
    assert len(office.heard(office.sam, f"gave *Acme* to <@{office.ben.id}>, whose clock starts now")) == 1
    assert office.heard(office.maria, "Acme (#1) is moving again")

    office.advance(hours=2)
    assert len(office.heard(office.ben, "⏰")) == 1
    card = office.card(office.ben)
    card.clicks("Accept")
    assert office.heard(office.sam, f"<@{office.ben.id}> accepted *Acme*")


def test_only_another_listed_ae_can_be_given_it(office: Office) -> None:
    modal = _stalled(office).clicks("Reassign").modal
    assert modal is not None
    wrong = {
        "@anna": "Anna Keller has it already. Please name somebody else.",
        "@sam": "You cannot hand off to yourself. Please name a colleague.",
        "@crmbot": "CRM Bot is a bot. Please name a person.",
        "@olaf": "Olaf Brandt's account is deactivated. Please name somebody else.",
        "@dan": "Dan Whitfield is not one of the AEs in the policy.",
    }
    for ae, told in wrong.items():
        assert modal.fill({"New AE": ae}).submit().errors == {"New AE": told}, ae
    assert "Accept" in office.card(office.anna).buttons()
    assert modal.fill({"New AE": "@yuki"}).submit().ok
    assert "Accept" in office.card(office.yuki).buttons()


def test_a_handoff_may_be_given_on_twice(office: Office) -> None:
    _reassign(_stalled(office), "@ben")
    office.advance(hours=4)
    _reassign(office.heard(office.maria, "has stalled")[-1], "@anna")
    assert "Accept" in office.card(office.anna).buttons()
    assert f"This is with <@{office.anna.id}> now" in office.card(office.ben).shown


def test_more_time_is_the_whole_time_once_more(office: Office) -> None:
    _stalled(office).clicks("Extend")
    assert len(office.heard(office.anna, f"<@{office.maria.id}> gave you more time for *Acme*")) == 1
    assert "by Mon 23 Nov, 18:00 CET" in office.card(office.anna).shown
    office.advance(hours=1, minutes=59)
    assert len(office.heard(office.anna, "⏰")) == 1  # the one from before
    office.advance(minutes=1)
    assert len(office.heard(office.anna, "⏰")) == 2


def test_more_time_can_be_given_a_second_time(office: Office) -> None:
    _stalled(office).clicks("Extend")
    office.advance(hours=4)
    office.heard(office.maria, "has stalled")[-1].clicks("Extend")
    assert len(office.heard(office.anna, "gave you more time")) == 2
    assert "by Mon 23 Nov, 22:00 CET" in office.card(office.anna).shown


def test_a_manager_who_takes_it_owns_it(office: Office) -> None:
    _stalled(office).clicks("Take it")

    card = office.card(office.maria)
    assert "You should make the first touch by Tue 24 Nov, 14:00 CET" in card.shown
    assert card.buttons()[:2] == ["Log first touch", "Meeting booked"]
    assert len(office.heard(office.anna, f"<@{office.maria.id}> took over *Acme*")) == 1
    assert office.card(office.anna).buttons() == []
    assert len(office.heard(office.sam, "took over *Acme* and owns the next step now")) == 1
    for person in (office.sam, office.maria):
        assert office.heard(person, "Acme and us: meet Maria Lopez")
    card.clicks("Log first touch")
    assert "🤝 Being worked" in office.card(office.sam).shown


def test_a_stalled_first_touch_can_be_given_on_too(office_under: OpensOffice) -> None:
    office = office_under(policy(SLOW_TOUCH))
    office.hand_off().clicks("Accept")
    office.advance(hours=4)
    _reassign(office.heard(office.maria, "has stalled")[0], "@ben")
    assert office.card(office.ben).buttons()[0] == "Accept"
    assert "⏳ Waiting for an answer" in office.card(office.sam).shown
    assert office.card(office.anna).buttons() == []
    office.card(office.ben).clicks("Accept")
    assert office.heard(office.ben, "Acme and us: meet Ben Carter")
    assert "*Cc:* Ben Carter" in office.heard(office.sam, "Introduction for Acme")[-1].shown


def test_a_stalled_first_touch_can_get_more_time_or_be_taken(office_under: OpensOffice) -> None:
    office = office_under(policy(SLOW_TOUCH))
    office.hand_off().clicks("Accept")
    office.advance(hours=4)
    office.heard(office.maria, "has stalled")[0].clicks("Extend")
    assert "first touch by Mon 23 Nov, 18:00 CET" in office.card(office.anna).shown
    office.advance(hours=4)
    office.heard(office.maria, "has stalled")[-1].clicks("Take it")
    assert office.card(office.maria).buttons()[0] == "Log first touch"
    assert office.card(office.anna).buttons() == []


def test_the_director_can_step_in_as_well(office: Office) -> None:
    _stalled(office)
    office.advance(hours=2)
    office.heard(office.dan, "has stalled")[0].clicks("Take it")
    assert office.card(office.dan).buttons()[0] == "Log first touch"
    assert office.heard(office.maria, "is moving again")


def _stalled(office: Office) -> Message:
    """Acme waits for Anna beyond her time; gives the card that Maria gets."""
    office.hand_off()
    office.advance(hours=4)
    return office.heard(office.maria, "Acme (#1) has stalled")[0]


def _reassign(stalled: Message, ae: str) -> None:
    modal = stalled.clicks("Reassign").modal
    assert modal is not None
    assert modal.fill({"New AE": ae}).submit().ok
