"""The ladder is the policy's: reminders, warnings, calls for help, a channel, a backup, the next AE."""

import pytest

from tests.accepting import accepts
from tests.ladders import rung
from tests.office import PACKAGE, OpensOffice, policy

# On one database: the sweep and its steps are tested on both elsewhere.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_shipped_ladder_reminds_twice_warns_asks_for_help_and_gives_it_on(
    office_under: OpensOffice,
) -> None:
    office = office_under(policy(ladder=""))
    office.hand_off()
    office.advance(hours=2)
    assert len(office.heard(office.anna, "⏰")) == 1
    assert not office.heard(office.maria, "")
    office.advance(hours=1)
    assert len(office.heard(office.anna, "⏰")) == 2
    (warning,) = office.heard(office.maria, f"⚠️ <@{office.anna.id}> has not answered on *Acme* (#1) yet")
    assert "due by Mon 23 Nov, 14:00 CET" in warning.shown
    assert "nothing you need to do yet" in warning.shown
    assert warning.buttons() == []
    office.advance(hours=1)
    assert len(office.heard(office.maria, "Acme (#1) has stalled")) == 1
    office.advance(hours=2)
    assert f"This is with <@{office.ben.id}> now" in office.card(office.anna).shown
    assert "Accept" in office.card(office.ben).buttons()
    assert office.heard(office.maria, "Acme (#1) is moving again")
    assert not office.heard(office.dan, "")


def test_where_nobody_else_can_have_it_the_next_one_up_is_asked(office_under: OpensOffice) -> None:
    boss = 'reports_to = "maria@northwind.example"\n'
    alone = policy(ladder="")
    for name in ("ben", "yuki"):
        alone = alone.replace(f'[[person]]\nemail = "{name}@northwind.example"\nrole = "ae"\n{boss}', "")
    office = office_under(alone)
    office.hand_off()
    office.advance(hours=6)
    assert len(office.heard(office.maria, "has stalled")) == 1
    assert len(office.heard(office.dan, "has stalled")) == 1


def test_a_rung_may_stand_at_so_much_working_time_and_in_one_clock_alone(office_under: OpensOffice) -> None:
    rungs = rung("30m", "ae", "nudge", clock="touch") + rung("10m", "director", "escalate", clock="accept")
    director = '[[person]]\nemail = "dan@northwind.example"\nrole = "director"\n'
    office = office_under(policy(ladder=rungs, people=director))
    office.hand_off()
    office.advance(minutes=10)
    assert len(office.heard(office.dan, "has stalled")) == 1
    assert not office.heard(office.maria, "")
    accepts(office.card(office.anna))
    office.advance(minutes=29)
    assert not office.heard(office.anna, "⏰")
    office.advance(minutes=1)
    assert len(office.heard(office.anna, "⏰")) == 1


def test_a_channel_reads_who_is_late_and_nothing_of_the_prospect(office_under: OpensOffice) -> None:
    office = office_under(policy(ladder=rung(1.0, "#sales-handoffs", "escalate")))
    office.hand_off()
    office.advance(hours=4)
    (told,) = office.heard(office.sam, "Handoff #1 waits for", channel="sales-handoffs")
    assert f"<@{office.anna.id}> (its time is up; due Mon 23 Nov, 13:00 UTC)" in told.shown
    assert told.buttons() == ["Full package"]
    for secret in ("Acme", "Jane", "acme.example", str(PACKAGE["Pain points"])):
        assert secret not in told.shown + told.text


def test_a_backup_is_reminded_and_then_has_it(office_under: OpensOffice) -> None:
    rungs = rung(0.5, "backup", "nudge") + rung(1.0, "backup", "reassign")
    anna = 'email = "anna@northwind.example"\n'
    office = office_under(policy(ladder=rungs).replace(anna, anna + 'backup = "yuki@northwind.example"\n'))
    office.hand_off()
    office.advance(hours=2)
    assert office.heard(office.yuki, f"You cover for <@{office.anna.id}>. *Acme* waits for your answer")
    office.advance(hours=2)
    assert "Accept" in office.card(office.yuki).buttons()
    assert office.card(office.anna).buttons() == []


def test_after_the_hard_stop_it_goes_to_nobody_by_itself(office_under: OpensOffice) -> None:
    office = office_under(policy('hours = "always"\nhard_stop = "5h"', ladder=rung(1.5, "pool", "reassign")))
    office.hand_off()
    office.advance(hours=5)
    for manager in (office.maria, office.dan):
        assert len(office.heard(manager, "Acme (#1) has stalled")) == 1
    office.advance(hours=10)
    assert "Accept" in office.card(office.anna).buttons()


def test_a_meeting_is_asked_about_first_for_its_date_and_then_for_its_outcome(
    office_under: OpensOffice,
) -> None:
    office = office_under(policy(ladder=rung(0.5, "ae", "nudge") + rung(1.0, "manager", "escalate")))
    accepts(office.hand_off())
    office.card(office.anna).clicks("Meeting booked")
    assert "You should say when the meeting is." in office.card(office.anna).shown
    office.advance(hours=20)
    (asked,) = office.heard(office.anna, "⏰")
    assert "*Acme*: when is the meeting? Please give its date on the card." in asked.shown
    assert not office.heard(office.maria, "")
    meeting = int(office.slack.clock.now().timestamp()) + 3600
    office.card(office.anna).picks("handoff.meeting_at.1", str(meeting))
    assert "You should say whether it was held by" in office.card(office.anna).shown
    office.advance(hours=5)
    assert len(office.heard(office.anna, "how did the meeting with *Acme* go?")) == 1
    office.advance(hours=4)
    (stalled,) = office.heard(office.maria, "Acme (#1) has stalled")
    assert "No word on the meeting from" in stalled.shown
    office.card(office.anna).clicks("Meeting held")
    assert office.heard(office.maria, "is moving again")
