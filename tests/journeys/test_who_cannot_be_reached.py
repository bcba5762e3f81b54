"""Messages that cannot be delivered: kept, told to an admin, and a call for help goes to the next in line."""

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner, Result

from app import cli_outbox
from app.domain.model import Owed, Sending
from app.store import backlog
from tests.accepting import accepts
from tests.commands import environment, handoff
from tests.ladders import ladder
from tests.office import Office, OpensOffice, policy

# On one database: the services below are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

POST = "chat.postMessage"
REFUSED = {"error": "channel_not_found"}
DAN = '[[person]]\nemail = "dan@northwind.example"\nrole = "director"'


def leaves(office: Office, name: str) -> None:
    """Somebody's account is deactivated, and the bot has not heard of it."""
    office.slack.workspace.person(name).deleted = True


def dead(office: Office) -> list[Owed]:
    with office.bot.db.reading() as session:
        return backlog.listed(session, [Sending.DEAD])


def test_when_the_manager_cannot_be_reached_the_next_in_the_chain_steps_in(office: Office) -> None:
    office.hand_off()
    leaves(office, "maria")
    office.advance(hours=4)
    office.tick()
    assert len(office.heard(office.dan, "Acme (#1) has stalled")) == 1
    assert [(owed.kind, owed.recipient, owed.error) for owed in dead(office)] == [
        ("stalled", office.maria.id, "user_disabled")
    ]
    office.advance(hours=4)  # the ladder's own next step asks the director, who has been asked already
    assert len(office.heard(office.dan, "Acme (#1) has stalled")) == 1


def test_when_nobody_can_be_reached_the_colleague_hears_of_it(office_under: OpensOffice) -> None:
    office = office_under(policy(ladder=ladder([0.5], [1.0])))
    office.hand_off()
    for name in ("maria", "dan"):
        leaves(office, name)
    office.advance(hours=24)
    office.tick()
    (news,) = office.heard(office.sam, "has not answered on *Acme* in time")
    assert "no manager of theirs could be reached" in news.shown


def test_a_call_for_help_that_nobody_needs_any_more_goes_no_further(office: Office) -> None:
    card = office.hand_off()
    office.desk.fails("conversations.open", "error", error="user_disabled", times=1)
    office.desk.advance(hours=4)
    office.bot.clock.tick()  # it is owed, and not sent yet
    accepts(card)
    office.settle()
    assert not office.heard(office.dan, "Acme")


def test_an_admin_is_told_of_each_message_that_could_not_be_delivered_in_one_of_a_day(office: Office) -> None:
    office.desk.fails(POST, "error", times=1, **REFUSED)
    office.form().submit()
    (report,) = office.heard(office.dan, "1 message could not be delivered today")
    assert "channel_not_found" in report.shown
    office.desk.fails(POST, "error", times=2, **REFUSED)
    office.form(Company="Globex").submit()
    (report,) = office.heard(office.dan, "could not be delivered today")
    assert "3 messages" in report.shown
    office.advance(days=1)
    office.advance(days=1)
    assert len(office.heard(office.dan, "could not be delivered today")) == 1


def test_a_report_that_cannot_be_delivered_is_not_reported(office: Office) -> None:
    office.form().submit()
    office.desk.fails(POST, "error", times=50, **REFUSED)
    office.settle()
    assert sorted(owed.kind for owed in dead(office)) == ["card", "receipt", "undelivered"]


def test_whoever_runs_the_bot_sees_what_is_dead_and_sends_it_again_or_lets_go_of_it(office: Office) -> None:
    env = environment(office.slack, office.config.database_url)

    def runs(command: str) -> Result:
        return CliRunner(env=env).invoke(cli_outbox.cli, command.split())

    assert runs("list").stdout == "Everything that was owed has been sent.\n"
    office.desk.fails(POST, "error", times=2, **REFUSED)
    office.form().submit()
    office.settle()
    card, receipt = sorted(dead(office), key=lambda owed: owed.kind)

    listing = handoff("outbox list", env).stdout
    assert "channel_not_found" in listing
    assert "2 could not be delivered, 0 on their way." in listing
    assert runs(f"retry {card.number}").stdout == "1 message will be tried again.\n"
    assert runs(f"drop {receipt.number}").stdout == "1 message dropped.\n"
    assert "Acme (#1)" in office.card(office.anna).shown
    assert not office.heard(office.sam, "Acme")
    assert not dead(office)

    for wrong, why in {
        "retry": "give the numbers of messages, or --all",
        "retry 1 --all": "give the numbers of messages, or --all",
        "retry 999": "999 is no message that could not be delivered.",
        f"drop {card.number}": f"{card.number} is sent, being sent just now, or not there.",
    }.items():
        refused = runs(wrong)
        assert refused.exit_code != 0, wrong
        assert why in refused.stderr, wrong


def test_a_dead_message_that_may_be_there_is_looked_for_before_it_is_sent_again(office: Office) -> None:
    office.desk.fails(POST, "reset_after", times=1)
    office.desk.fails("conversations.history", "error", times=1, **REFUSED)
    office.form().submit()
    office.settle()
    (lost,) = dead(office)
    with office.bot.db.transaction() as session:
        assert backlog.retry(session, lost.number)
    office.advance(minutes=1)
    for person in (office.anna, office.sam):
        assert len(office.heard(person, "Acme (#1)")) == 1


def test_a_reminder_that_has_not_left_when_its_reader_acts_never_leaves(office: Office) -> None:
    card = office.hand_off()
    office.desk.advance(hours=2)
    office.bot.clock.tick()
    accepts(card)
    with office.bot.db.reading() as session:
        (nudge,) = session.exec(select(Owed).where(col(Owed.kind) == "nudge")).all()
    assert nudge.state is Sending.OBSOLETE
    assert not office.heard(office.anna, "⏰")
