"""Silence: a nudge at half the time, the manager at the end of it, the next in the chain after that."""

import pytest

from sandbox.driver import DeskPerson
from tests.accepting import accepts
from tests.ladders import EVERY_SECOND, ladder
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SLOW_TOUCH = 'hours = "always"\naccept_within = "100h"\ntouch_within = "24h"'


def test_silence_is_nudged_then_escalated_to_the_manager_then_to_the_director(office: Office) -> None:
    card = office.hand_off()
    office.advance(hours=1, minutes=59)
    assert not office.heard(office.anna, "⏰")

    office.advance(minutes=1)
    nudge = office.heard(office.anna, f"⏰ <@{office.anna.id}> *Acme* waits for your answer")
    assert len(nudge) == 1
    assert nudge[0].thread_ts == card.ts
    assert "please accept, reject or ask by Mon 23 Nov, 14:00 CET" in nudge[0].shown
    assert nudge[0].buttons() == ["Accept", "Reject", "Ask for info"]

    office.advance(hours=1, minutes=59)
    assert not office.heard(office.maria, "")
    office.advance(minutes=1)
    stalled = office.heard(office.maria, "Acme (#1) has stalled")
    assert len(stalled) == 1
    assert f"No answer from <@{office.anna.id}> by Mon 23 Nov, 14:00 CET" in stalled[0].shown
    assert stalled[0].buttons() == ["Reassign", "Extend", "Take it", "Snooze", "Full package"]
    assert "(overdue)" in office.card(office.anna).shown

    office.advance(hours=1, minutes=59)
    assert not office.heard(office.dan, "")
    office.advance(minutes=1)
    assert len(office.heard(office.dan, "Acme (#1) has stalled")) == 1

    office.advance(days=30)
    assert _counts(office) == {"anna": 1, "maria": 1, "dan": 1}


def test_a_nudge_is_answered_in_the_thread_it_stands_in(office: Office) -> None:
    office.hand_off()
    office.advance(hours=2)
    accepts(office.heard(office.anna, "⏰")[0])
    assert "✅ Accepted" in office.card(office.anna).shown
    office.advance(hours=8)
    assert _counts(office) == {"anna": 1, "maria": 0, "dan": 0}


def test_what_was_missed_while_nobody_looked_is_caught_up_with_once(office: Office) -> None:
    office.hand_off()
    office.advance(hours=6)
    office.tick()
    assert _counts(office) == {"anna": 1, "maria": 1, "dan": 1}


def test_the_first_touch_has_its_own_clock(office_under: OpensOffice) -> None:
    office = office_under(policy(SLOW_TOUCH))
    accepts(office.hand_off())
    office.advance(hours=11, minutes=59)
    assert _counts(office) == {"anna": 0, "maria": 0, "dan": 0}
    office.advance(minutes=1)
    nudge = office.heard(office.anna, "*Acme* waits for your first touch: please make it, and log it")
    assert len(nudge) == 1
    assert "by Tue 24 Nov, 10:00 CET" in nudge[0].shown
    office.advance(hours=12)
    stalled = office.heard(office.maria, "Acme (#1) has stalled")
    assert len(stalled) == 1
    assert f"No first touch from <@{office.anna.id}>" in stalled[0].shown
    office.advance(hours=11, minutes=59)
    assert _counts(office)["dan"] == 0
    office.advance(minutes=1)
    assert _counts(office) == {"anna": 1, "maria": 1, "dan": 1}


def test_a_first_touch_in_time_is_nobodys_trouble(office_under: OpensOffice) -> None:
    office = office_under(policy(SLOW_TOUCH))
    accepts(office.hand_off())
    office.card(office.anna).clicks("Log first touch")
    office.advance(days=10)
    assert _counts(office) == {"anna": 0, "maria": 0, "dan": 0}


def test_a_nudge_that_came_too_late_to_be_true_is_not_sent(office: Office) -> None:
    card = office.hand_off()
    office.desk.advance(hours=2)
    office.bot.clock.tick()  # she is to be nudged, but before it is sent …
    accepts(card)
    assert not office.heard(office.anna, "⏰")
    assert office.heard(office.sam, "Your outreach is on hold")


def test_a_stalled_card_says_when_it_moves_again(office: Office) -> None:
    office.hand_off()
    office.advance(hours=4)
    accepts(office.card(office.anna))
    moved = office.heard(office.maria, "Acme (#1) is moving again")
    assert len(moved) == 1
    assert moved[0].buttons() == ["Full package"]
    assert not office.heard(office.maria, "has stalled")


def test_steps_and_times_are_the_policys(office_under: OpensOffice) -> None:
    office = office_under(
        policy('hours = "always"\naccept_within = "120s"', ladder=ladder([0.5, 0.75]) + EVERY_SECOND)
    )
    office.hand_off()
    office.advance(seconds=80)
    assert _counts(office) == {"anna": 1, "maria": 0, "dan": 0}
    office.advance(seconds=30)
    assert _counts(office) == {"anna": 2, "maria": 0, "dan": 0}
    office.advance(hours=1)
    assert _counts(office) == {"anna": 2, "maria": 0, "dan": 0}


def test_without_a_manager_the_sdr_hears_that_nobody_answers(office_under: OpensOffice) -> None:
    sam = '[[person]]\nemail = "sam@northwind.example"\nrole = "sdr"\n'
    anna = '[[person]]\nemail = "anna@northwind.example"\nrole = "ae"\n'
    office = office_under(f'{sam}{anna}[sla]\nhours = "always"\naccept_within = "4h"')
    office.hand_off()
    office.advance(hours=6)
    told = office.heard(office.sam, f"<@{office.anna.id}> has not answered on *Acme* in time")
    assert len(told) == 1
    office.card(office.sam).clicks("Withdraw")
    assert "↩️ Withdrawn" in office.card(office.anna).shown


def _counts(office: Office) -> dict[str, int]:
    """How many reminders the AE had, and how many stalled cards each manager has."""

    def stalled(person: DeskPerson) -> int:
        return len(office.heard(person, "has stalled"))

    return {
        "anna": len(office.heard(office.anna, "⏰")),
        "maria": stalled(office.maria),
        "dan": stalled(office.dan),
    }
