"""The policy is changed while handoffs are under way: each keeps the rules it was made under."""

import threading

import pytest
from sqlmodel import select

from app.domain.model import Handoff
from app.domain.model_team import PolicyText
from app.reloading import reload
from tests.accepting import accepts
from tests.ladders import ladder
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BEFORE = policy('hours = "always"\naccept_within = "4h"', ladder=ladder([0.5])) + (
    '[reject_reasons]\nmoon = "Full moon"\nmars = "Mars is near"\n'
)
AFTER = policy('hours = "always"\naccept_within = "10h"', ladder=ladder([0.9])) + (
    '[reject_reasons]\nsun = "Too sunny"\n'
)


def changes(office: Office, text: str) -> None:
    """Somebody edits the file and asks the bot to read it anew."""
    office.config.handoff_policy.write_text(text, "utf-8")
    reload(office.bot.desk, office.config.handoff_policy, threading.Event())


def test_a_handoff_keeps_the_rules_it_was_made_under(office_under: OpensOffice) -> None:
    office = office_under(BEFORE)
    office.hand_off()
    changes(office, AFTER)
    office.hand_off(Company="Globex", Website="globex.example", Contact_email="li@globex.example")

    office.advance(hours=2, minutes=1)
    assert len(office.heard(office.anna, "*Acme* waits for your answer")) == 1
    assert not office.heard(office.anna, "*Globex* waits for your answer")
    reject = office.card(office.anna, "Acme").clicks("Reject").modal
    assert reject is not None
    assert reject.options("Reason") == ["Full moon", "Mars is near"]
    assert reject.fill({"Reason": "Mars is near", "Comment": "Really"}).submit().ok
    assert "Reason: Mars is near." in office.card(office.sam, "Acme").shown
    newer = office.card(office.anna, "Globex").clicks("Reject").modal
    assert newer is not None
    assert newer.options("Reason") == ["Too sunny"]
    office.advance(hours=7)
    assert len(office.heard(office.anna, "*Globex* waits for your answer")) == 1

    with office.bot.db.reading() as session:
        made = [handoff.policy_version for handoff in session.exec(select(Handoff).order_by("id"))]
        texts = {one.version: one.text for one in session.exec(select(PolicyText))}
    assert [texts[version] for version in made] == [BEFORE, AFTER]


def test_the_digest_says_what_a_reason_meant_that_is_gone_since(office_under: OpensOffice) -> None:
    office = office_under(BEFORE)
    reject = office.hand_off().clicks("Reject").modal
    assert reject is not None
    reject.fill({"Reason": "Full moon", "Comment": "Really"}).submit()
    changes(office, AFTER)
    office.advance(days=8)
    assert office.heard(office.sam, "Full moon", channel="sales-handoffs")


def test_people_are_those_of_today(office_under: OpensOffice) -> None:
    before = policy(ladder=ladder([], [1.0]))
    office = office_under(before)
    office.hand_off()
    changes(office, before.replace('role = "ae"\nreports_to = "maria@', 'role = "ae"\nreports_to = "dan@'))
    office.card(office.anna)
    office.advance(hours=25)
    assert office.heard(office.dan, "Acme (#1) has stalled")
    assert not office.heard(office.maria, "Acme (#1) has stalled")


def test_while_slack_is_away_a_wrong_policy_is_only_logged_and_a_right_one_taken(
    office_under: OpensOffice,
) -> None:
    office = office_under(BEFORE)
    who, office.bot.desk.directory.team_id = office.bot.desk.directory.team_id, ""  # until Slack was reached
    ended = threading.Event()
    office.config.handoff_policy.write_text("frame = 1", "utf-8")
    reload(office.bot.desk, office.config.handoff_policy, ended)
    changes(office, AFTER)
    assert office.bot.desk.policy.sla.accept_within.total_seconds() == 10 * 3600
    ended.set()  # nobody waits for Slack once the bot is told to end
    assert office.bot.desk.directory.team_id == who, "it was asked for with the new policy's people"


def test_whose_hours_changed_is_given_the_time_that_she_has(office_under: OpensOffice) -> None:
    office = office_under(BEFORE)
    assert "by Mon 23 Nov, 14:00 CET" in office.hand_off().shown
    anna = 'email = "anna@northwind.example"\n'
    changes(office, BEFORE.replace(anna, anna + 'hours = { tue = "08:00-18:00" }\n'))
    assert "by Tue 24 Nov, 12:00 CET" in office.card(office.anna).shown


def test_a_policy_that_cannot_be_read_any_more_gives_way_to_the_present_one(
    office_under: OpensOffice,
) -> None:
    office = office_under(BEFORE)
    office.hand_off()
    changes(office, AFTER)
    with office.bot.db.transaction() as session:
        for kept in session.exec(select(PolicyText)):
            kept.text = 'a_key_of_old = "gone"'
    reject = office.card(office.anna).clicks("Reject").modal
    assert reject is not None
    assert reject.options("Reason") == ["Too sunny"]


def test_a_wrong_policy_is_not_taken_and_an_admin_is_told_once(office_under: OpensOffice) -> None:
    office = office_under(BEFORE)
    wrong = AFTER.replace('"10h"', '"10 hours"') + "frame = 1\n"
    for _ in range(2):
        changes(office, wrong)
    told = office.heard(office.maria, "The new policy was not taken")
    assert len(told) == 1
    line = wrong.splitlines().index('accept_within = "10 hours"') + 1
    assert f"line {line}: sla.accept_within: “10 hours” is not a duration" in told[0].shown
    assert "frame" in told[0].shown
    assert office.bot.desk.policy.sla.accept_within.total_seconds() == 4 * 3600
    accepts(office.hand_off())
    assert "✅ Accepted" in office.card(office.anna).shown
