"""Each button and each modal has one effect, however often it is delivered, and none that was not stored."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from app.store import handoffs
from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests import by_hand, invariants, signed
from tests.everything import EVERYTHING
from tests.invariants import RULES
from tests.office import Office, OpensOffice, policy

TWICE = [("postgresql", 0), *([("sqlite", 0.3)] if EVERYTHING else [])]
STORIES = {  # what happened to each company, in the order of its history
    "Acme": "submit ask answer snooze extend reassign accept touch book no_show book hold rate "
    "hand_over opportunity win",
    "Globex": "submit reject dispute uphold",
    "Cyberdyne": "submit reject dispute overturn",
    "Wonka": "submit approve",
    "Stark": "submit decline",
    "Initech": "submit withdraw",
    "Hooli": "submit take recycle",
    "Umbrella": "submit accept touch opportunity lose",
}


def fills(message: Message, button: str, **values: object) -> None:
    """Press a button and submit the modal behind it."""
    modal = message.clicks(button).modal
    assert modal is not None
    modal.fill({label.replace("_", " "): value for label, value in values.items()}).submit()


def presses(office: Office, person: DeskPerson, company: str, *buttons: str) -> None:
    for button in buttons:
        if form := office.card(person, company).clicks(button).modal:
            form.submit()


def asks_for_approval(office: Office, company: str) -> None:
    """Sam hands off what is not ready."""
    place = f"{company.lower()}.example"
    form = office.form(Company=company, Website=place, Contact_email=f"jo@{place}", Budget=None)
    view = form.submit().modal
    assert view is not None
    assert view.fill({"Reason for an approval": "Their board meets on Friday"}).submit().ok


def work(office: Office) -> None:
    """Let everything be done that people can do."""
    anna, ben, sam, maria = office.anna, office.ben, office.sam, office.maria
    for company, story in STORIES.items():
        if "approve" in story or "decline" in story:
            asks_for_approval(office, company)
        else:
            office.hand_off(Company=company)
    fills(office.card(anna, "Acme"), "Ask for info", Question="Who signs?")
    fills(office.card(sam, "Acme"), "Answer", Answer="Jane")
    office.heard(maria, "Wonka (#")[-1].clicks("Approve")
    fills(office.heard(maria, "Stark (#")[-1], "Decline", Comment="Ask for the budget first")
    for company, button in (("Globex", "Uphold"), ("Cyberdyne", "Overturn")):
        fills(office.card(anna, company), "Reject", Reason="Not a fit", Comment="Too small")
        fills(office.card(sam, company), "Dispute", Evidence="They have 400 people")
        fills(office.heard(maria, f"{company} (#")[-1], button, Comment="I called them")
    presses(office, sam, "Initech", "Withdraw")
    presses(office, anna, "Umbrella", "Accept", "Log first touch", "Opportunity")
    fills(office.card(anna, "Umbrella"), "Lost", Reason="Price")
    office.advance(hours=4, minutes=1)
    stalled = {company: office.heard(maria, f"{company} (#")[0] for company in ("Acme", "Hooli")}
    stalled["Hooli"].clicks("Take it")
    fills(office.card(maria, "Hooli"), "Recycle", Reason="Not now, maybe later")
    fills(stalled["Acme"], "Snooze")
    fills(stalled["Acme"], "Extend", Reason="She is at a trade fair")
    office.advance(hours=4, minutes=1)
    # A click that is delivered late may be told that it has been done: that is no alert.
    alert = [said for said in office.heard(maria, "Acme (#") if "Reassign" in said.buttons()][-1]
    fills(alert, "Reassign", New_AE="@ben")
    presses(office, ben, "Acme", "Accept", "Log first touch", "Meeting booked", "No-show", "Meeting booked")
    presses(office, ben, "Acme", "Meeting held")
    fills(office.card(ben, "Acme"), "Rate lead", Lead_quality="★★★★☆  4")
    fills(office.card(ben, "Acme"), "Hand over", New_owner="@yuki")
    presses(office, office.yuki, "Acme", "Opportunity", "Won")


def stories(office: Office) -> list[str]:
    """What people did to each handoff."""
    with office.bot.db.reading() as session:
        histories = [handoffs.history(session, number) for number in range(1, len(STORIES) + 1)]
    return [" ".join(event.action for event in history if event.actor_id) for history in histories]


@pytest.mark.parametrize(("database_url", "apart"), TWICE, indirect=["database_url"])
def test_all_that_people_can_do_counts_once_though_each_of_it_comes_twice(
    office_under: OpensOffice, apart: float
) -> None:
    office = office_under('[qualification]\nnot_ready = "approval"\n' + policy())
    assert {action for story in STORIES.values() for action in story.split()} == {"submit", *RULES}
    office.desk.delivers("duplicate", times=1000, seconds=apart)
    work(office)
    office.desk.wait_for(lambda: _delivered(office) == 2 * len(office.desk.faults()["used"]))
    office.settle()
    assert stories(office) == list(STORIES.values())
    managers = [office.maria.id, office.dan.id]
    invariants.check(office.bot.db, managers)
    for company in STORIES:
        receipts = [m for m in office.sam.messages() if re.match(rf"{company} \(#\d\)\n", m.shown)]
        assert len(receipts) == 1


def _delivered(office: Office) -> int:
    kinds = ("block_actions", "view_submission", "command")
    return sum(entry["kind"] in kinds for entry in office.desk.traffic(5000))


@contextmanager
def refusing(office: Office) -> Iterator[None]:
    """The database takes no line of history, so that everything fails when half of it is written."""
    body = "BEGIN SELECT RAISE(ABORT, 'no space left'); END"
    if not office.bot.db.is_sqlite:
        body = "EXECUTE FUNCTION refuse()"
        function = "BEGIN RAISE 'no space left'; END"
        _execute(office, f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $${function}$$")
    _execute(office, f"CREATE TRIGGER refusal BEFORE INSERT ON event FOR EACH ROW {body}")
    try:
        yield
    finally:
        _execute(office, "DROP TRIGGER refusal" + ("" if office.bot.db.is_sqlite else " ON event"))
        if not office.bot.db.is_sqlite:
            _execute(office, "DROP FUNCTION refuse")


def _execute(office: Office, command: str) -> None:
    with office.bot.db.transaction() as session:
        session.execute(sa.text(command))


def test_a_delivery_that_failed_before_it_was_stored_is_not_taken_for_the_first(office: Office) -> None:
    office.hand_off()
    for who, action in ((office.anna, "ask"), (office.sam, "answer"), (office.anna, "accept")):
        payload: dict[str, Any] = by_hand.move(office.slack, who.id, action, 1)
        before = stories(office)[0]
        with refusing(office):
            answer = signed.post(office.slack, payload)
            told = answer.text if payload["type"] == "view_submission" else _note(office, who)
            assert "Nothing you typed is lost: please try again." in told
            assert stories(office)[0] == before
        for _ in range(2):
            assert signed.post(office.slack, payload).status_code == 200
        assert stories(office)[0] == f"{before} {action}"
    invariants.check(office.bot.db, [office.maria.id, office.dan.id])


def _note(office: Office, who: DeskPerson) -> str:
    return office.heard(who, "Something went wrong")[-1].shown
