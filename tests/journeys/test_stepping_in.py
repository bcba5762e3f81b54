"""What a manager can do with a stalled handoff: reassign it, give more time, or take it."""

from datetime import datetime, timedelta

import pytest

from app.domain.model_team import Absence
from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests import signed
from tests.accepting import accepts
from tests.office import MONDAY, Office, OpensOffice, policy

# On one database: the services below are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

DELEGATE = 'delegate = "yuki@northwind.example"'
SLOW_TOUCH = 'hours = "always"\naccept_within = "100h"\ntouch_within = "4h"'


def test_a_reassigned_handoff_starts_anew_with_the_next_ae(office: Office) -> None:
    _reassign(_stalled(office), "@ben")

    card = office.card(office.ben)
    assert card.buttons() == ["Accept", "Reject", "Ask for info", "Full package", "Brief"]
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
    accepts(card)
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
    _fills(_stalled(office), "Extend", Reason="She is at a trade fair")
    (news,) = office.heard(office.anna, f"<@{office.maria.id}> gave you more time for *Acme*")
    assert "She is at a trade fair" in news.shown
    assert "by Mon 23 Nov, 18:00 CET" in office.card(office.anna).shown
    office.advance(hours=1, minutes=59)
    assert len(office.heard(office.anna, "⏰")) == 1  # the one from before
    office.advance(minutes=1)
    assert len(office.heard(office.anna, "⏰")) == 2


def test_more_time_is_given_once_and_with_a_reason(office: Office) -> None:
    stalled = _stalled(office)
    modal = stalled.clicks("Extend").modal
    assert modal is not None
    assert modal.submit(skip_client_checks=True).errors == {"Reason": "This is needed."}
    modal.cancel()
    _fills(stalled, "Extend", Reason="She is at a trade fair")
    office.advance(hours=4)
    again = office.heard(office.maria, "has stalled")[-1]
    assert again.buttons() == ["Reassign", "Take it", "Snooze", "Full package"]
    signed.click(office.slack, office.maria, stalled, "Extend")
    assert office.heard(office.maria, "Acme (#1) has had more time once already. Please reassign it, take it")
    assert len(office.heard(office.anna, "gave you more time")) == 1


def test_a_snoozed_handoff_sleeps_until_the_promised_time_and_is_asked_about_again(office: Office) -> None:
    stalled = _stalled(office)
    modal = stalled.clicks("Snooze").modal
    assert modal is not None
    too_late = int((MONDAY + timedelta(hours=25)).timestamp())
    assert modal.fill({"Promised time": too_late}).submit().errors == {
        "Promised time": "That is after the hard stop of this handoff. Please choose an earlier time."
    }
    promised = int((MONDAY + timedelta(hours=10)).timestamp())
    assert modal.fill({"Promised time": promised, "Note": "She calls them at lunch"}).submit().ok
    (news,) = office.heard(
        office.anna, f"💤 <@{office.anna.id}> <@{office.maria.id}> counts on you for *Acme*"
    )
    assert "by Mon 23 Nov, 20:00 CET" in news.shown
    assert "She calls them at lunch" in news.shown
    assert "The clock sleeps until Mon 23 Nov, 20:00 CET, as promised." in office.card(office.anna).shown
    assert office.heard(office.maria, "is moving again")
    office.advance(hours=5, minutes=59)
    assert not office.heard(office.maria, "has stalled")
    office.advance(minutes=1)
    assert office.heard(office.maria, "has stalled")[-1].ts > stalled.ts


def test_a_snooze_can_be_submitted_as_its_form_opens(office: Office) -> None:
    _fills(_stalled(office), "Snooze")
    assert "The clock sleeps until Mon 23 Nov, 16:00 CET" in office.card(office.anna).shown


def test_an_absent_managers_delegate_is_asked_and_may_step_in_on_that_handoff(
    office_under: OpensOffice,
) -> None:
    office = office_under(policy().replace('"dan@northwind.example"', '"dan@northwind.example"\n' + DELEGATE))
    office.hand_off(Company="Before")
    _is_away(office, office.maria, MONDAY, MONDAY + timedelta(days=1))
    office.advance(hours=4)
    (stalled,) = office.heard(office.yuki, "Before (#1) has stalled")
    assert "You are asked because their manager is out of office" in stalled.shown
    assert not office.heard(office.maria, "has stalled")
    office.hand_off(Company="Other")
    signed.click(office.slack, office.yuki, stalled, "Take it", value=str(2))
    assert office.heard(office.yuki, "Only a manager of the people on it can do that")
    assert "Accept" in office.card(office.anna, "Other").buttons()
    stalled.clicks("Take it")
    assert office.card(office.yuki, "Before").buttons()[0] == "Log first touch"


def test_a_manager_who_is_there_is_asked_herself(office_under: OpensOffice) -> None:
    office = office_under(policy().replace('"dan@northwind.example"', '"dan@northwind.example"\n' + DELEGATE))
    office.hand_off()
    office.advance(hours=4)
    assert office.heard(office.maria, "has stalled")
    assert not office.heard(office.yuki, "has stalled")


def test_a_manager_who_takes_it_owns_it(office: Office) -> None:
    _stalled(office).clicks("Take it")

    card = office.card(office.maria)
    assert "You should make the first touch by Tue 24 Nov, 14:00 CET" in card.shown
    assert card.buttons()[:2] == ["Log first touch", "Meeting booked"]
    assert len(office.heard(office.anna, f"<@{office.maria.id}> took over *Acme*")) == 1
    assert office.card(office.anna).buttons() == []
    assert len(office.heard(office.sam, "took over *Acme* and owns the next step now")) == 1
    for person in (office.sam, office.maria):
        assert office.heard(person, "Acme: our next step, together with Maria Lopez")
    card.clicks("Log first touch")
    assert "🤝 Being worked" in office.card(office.sam).shown


def test_a_stalled_first_touch_can_be_given_on_too(office_under: OpensOffice) -> None:
    office = office_under(policy(SLOW_TOUCH))
    accepts(office.hand_off())
    office.advance(hours=4)
    _reassign(office.heard(office.maria, "has stalled")[0], "@ben")
    assert office.card(office.ben).buttons()[0] == "Accept"
    assert "⏳ Waiting for an answer" in office.card(office.sam).shown
    assert office.card(office.anna).buttons() == []
    accepts(office.card(office.ben))
    assert office.heard(office.ben, "Acme: our next step, together with Ben Carter")
    assert "*Cc:* Ben Carter" in office.heard(office.sam, "Introduction for Acme")[-1].shown


def test_a_stalled_first_touch_can_get_more_time_or_be_taken(office_under: OpensOffice) -> None:
    office = office_under(policy(SLOW_TOUCH))
    accepts(office.hand_off())
    office.advance(hours=4)
    _fills(office.heard(office.maria, "has stalled")[0], "Extend", Reason="The prospect is away")
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


def _fills(message: Message, button: str, **values: str) -> None:
    """Press a button and submit the form behind it."""
    modal = message.clicks(button).modal
    assert modal is not None
    assert modal.fill(values).submit().ok


def _is_away(office: Office, person: DeskPerson, since: datetime, until: datetime) -> None:
    with office.bot.db.transaction() as session:
        team = office.slack.workspace.config.team.id
        absence = Absence(team_id=team, person_id=person.id, starts_at=since, ends_at=until, made_at=since)
        session.add(absence)


def _reassign(stalled: Message, ae: str) -> None:
    modal = stalled.clicks("Reassign").modal
    assert modal is not None
    assert modal.fill({"New AE": ae}).submit().ok
