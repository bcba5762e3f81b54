"""Accepting is a commitment: the next step and its day, and a reminder when that day is over."""

import pytest
from sqlmodel import select

from app.domain.model import Handoff
from tests.accepting import accepts, begins
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OFFICE_HOURS = 'touch_within = "90h"\n[sla.hours]\nmon-fri = "09:00-17:00"'


def test_accepting_asks_what_comes_next_and_both_read_it(office: Office) -> None:
    accepts(office.hand_off(), Next_step="Call Jane", Next_step_on="2026-11-25")
    for person in (office.anna, office.sam):
        assert "*Next step on Wed 25 Nov:* Call Jane" in office.card(person).shown
    (news,) = office.heard(office.sam, "Your outreach is on hold:")
    assert "*Next step* on Wed 25 Nov: Call Jane" in news.shown


def test_the_form_proposes_what_the_sdr_agreed_on_and_the_next_working_day(
    office_under: OpensOffice,
) -> None:
    office = office_under(policy(OFFICE_HOURS))
    office.desk.advance(days=4)  # Friday
    form = begins(office.hand_off())
    assert (form.value("Next step"), form.value("Next step on")) == ("Demo on Thursday", "2026-11-30")
    assert form.submit().ok
    assert "*Next step on Mon 30 Nov:* Demo on Thursday" in office.card(office.anna).shown


def test_a_day_that_is_over_or_far_away_is_refused_at_its_field(office: Office) -> None:
    form = begins(office.hand_off())
    wrong = {
        "2026-11-22": "That day is over. Please choose today or a later one.",
        "2028-01-01": "That is more than a year away. Please choose an earlier day.",
    }
    for day, told in wrong.items():
        assert form.fill({"Next step on": day}).submit().errors == {"Next step on": told}
    assert form.fill({"Next step": "", "Next step on": "2026-11-23"}).submit(
        skip_client_checks=True
    ).errors == {"Next step": "This is needed."}
    assert form.fill({"Next step": "Call Jane"}).submit().ok


def test_a_promised_day_that_is_over_without_a_touch_is_reminded_of_once(office_under: OpensOffice) -> None:
    office = office_under(policy(OFFICE_HOURS))
    accepts(office.hand_off(), Next_step="Call <!channel> Jane", Next_step_on="2026-11-24")
    office.advance(hours=22, minutes=59)  # Wednesday is far
    assert not office.heard(office.anna, "⏰")
    office.advance(days=1)  # Wednesday, 8:59 in Berlin
    assert not office.heard(office.anna, "⏰")
    office.advance(minutes=1)
    (asked,) = office.heard(office.anna, "you accepted *Acme* and meant to do this by Tue 24 Nov")
    assert "“Call &lt;!channel&gt; Jane”" in asked.shown
    assert asked.buttons()[0] == "Log first touch"
    office.advance(days=1)
    assert len(office.heard(office.anna, "meant to do this")) == 1
    with office.bot.db.reading() as session:
        assert [row.touched_at for row in session.exec(select(Handoff))] == [None]


def test_whoever_has_it_next_makes_a_promise_of_her_own(office_under: OpensOffice) -> None:
    office = office_under(policy('hours = "always"\ntouch_within = "4h"'))
    accepts(office.hand_off(), Next_step="Call Jane")
    office.advance(hours=4)
    modal = office.heard(office.maria, "has stalled")[0].clicks("Reassign").modal
    assert modal is not None
    assert modal.fill({"New AE": "@ben"}).submit().ok
    assert begins(office.card(office.ben)).value("Next step") == "Demo on Thursday"
