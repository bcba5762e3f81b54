"""A prospect asks to be forgotten: nothing of her is left in the database or in anybody's messages."""

import json
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.services import privacy
from sandbox.driver_message import Message
from tests.accepting import accepts
from tests.commands import environment, handoff
from tests.office import APP, PACKAGE, Office, OpensOffice, policy
from tests.pressing import presses

# On one database: the services below are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

SAID = {
    "Question": "Who signs the contract?",
    "Answer": "Their new chairwoman",
    "Subject": "A word before Thursday",
    "Note": "She left them in May",
}
NO_TEXTS = ("AE", "AE-ready checks", "Their language", "Contact's city")  # colleagues know these words, too
TYPED = [str(text) for label, text in PACKAGE.items() if label not in (*NO_TEXTS, "Company")]
TYPED += [*SAID.values(), "Acme"]


def test_forgetting_erases_her_everywhere_while_the_bot_is_at_work(office: Office) -> None:
    _lives(office)
    office.hand_off(AE="@ben", **_joe())
    assert not [
        text for text in ("Jane Doe", "jane@acme", "Acme", *SAID.values()) if text not in _seen(office)
    ]
    env = environment(office.slack, office.config.database_url)
    begun = office.priya.types("/handoff Acme").modal
    assert begun is not None
    begun.fill({"Contact email": "Jane@Acme.example"}).cancel()

    told = handoff("forget JANE@acme.example", env)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("Handoffs emptied: 1. Notes: 4. Introductions: 1. Messages that Slack will")
    assert told.stdout.endswith("Drafts deleted: 1.\n")
    office.settle()
    assert not [text for text in TYPED if text in _seen(office)]
    assert "Forgotten prospect (#1)" in _seen(office)
    assert "Joe Roe" in _seen(office)  # of another handoff
    refused = handoff("forget sam@northwind.example", env)
    assert (refused.returncode, "a colleague's address" in refused.stderr) == (2, True)

    office.closes()
    url = make_url(office.config.database_url)
    if url.get_backend_name() == "sqlite":  # not even between the rows
        content = b"".join(file.read_bytes() for file in Path(str(url.database)).parent.glob("handoff.db*"))
        assert not [text for text in TYPED if text.encode() in content]
        assert b"Joe Roe" in content


def test_work_on_an_open_handoff_goes_on_by_every_button(office: Office) -> None:
    card = office.hand_off()
    _fills(card, "Ask for info", Question=SAID["Question"])
    stale = office.card(office.sam)
    assert privacy.forget(office.bot.db, "jane@acme.example", office.bot.desk.now()).handoffs == 1
    office.settle()
    assert "(erased)" in office.heard(office.sam, "asks about")[0].shown
    opened = office.card(office.sam, "Forgotten prospect").clicks("Full package").modal
    assert opened is not None
    assert "AE-ready" in opened.texts
    (listed,) = office.sam.types("/handoff list").ephemerals
    assert "*Forgotten prospect* (#1)" in listed.shown
    assert "*Forgotten prospect* (#1)" in office.sam.opens_home().shown
    _fills(office.card(office.sam, "Forgotten prospect"), "Answer", Answer="Please go on")
    assert accepts(office.card(office.anna, "Forgotten prospect"), Next_step="Call them").ok
    for button in ("Log first touch", "Meeting booked", "Meeting held", "Opportunity", "Won"):
        assert presses(office.card(office.anna, "Forgotten prospect"), button), button
    assert "🏆 Won" in office.card(office.sam, "Forgotten prospect").shown
    assert stale.ts == office.card(office.sam, "Forgotten prospect").ts


def test_what_ended_long_ago_the_bot_forgets_by_itself(office_under: OpensOffice) -> None:
    office = office_under("retain_days = 30\n" + policy())
    _lives(office)
    for button in ("Log first touch", "Opportunity", "Won"):
        presses(office.card(office.anna), button)
    office.settle()
    office.desk.advance(days=29, hours=23)
    office.bot.clock.forget()
    assert "Jane Doe" in _seen(office)
    office.desk.advance(hours=2)
    office.bot.clock.forget()
    assert not [text for text in TYPED if text in _seen(office)]
    card = office.card(office.anna, "Forgotten prospect")
    assert card.buttons() == ["Rate lead", "Full package"]
    _fills(card, "Rate lead", **{"Lead quality": "★★☆☆☆  2", "Note": "Thin"})
    assert office.heard(office.sam, "rated *Forgotten prospect* 2 of 5")


def _joe() -> dict[str, object]:
    told = {label.replace(" ", "_"): "Nothing" for label in PACKAGE if label not in NO_TEXTS}
    return {**told, "Contact_name": "Joe Roe", "Contact_email": "joe@globex.example", "Company": "Globex"}


def _lives(office: Office) -> None:
    """Acme is asked about, answered, nudged, accepted, introduced and rated."""
    card = office.hand_off()
    _fills(card, "Ask for info", Question=SAID["Question"])
    _fills(office.card(office.sam), "Answer", Answer=SAID["Answer"])
    office.advance(hours=3)
    accepts(office.card(office.anna))
    draft = office.heard(office.sam, "Introduction for Acme")[0]
    _fills(draft, "Edit", Subject=SAID["Subject"])
    _fills(office.card(office.anna), "Rate lead", **{"Lead quality": "★★★★☆  4", "Note": SAID["Note"]})


def _fills(message: Message, button: str, **values: str) -> None:
    modal = message.clicks(button).modal
    assert modal is not None
    assert modal.fill(dict(values)).submit().ok


def _seen(office: Office) -> str:
    """All that anybody has in any message of ours, and on Home."""
    office.settle()
    people = (office.sam, office.priya, office.anna, office.ben, office.maria)
    texts = []
    for person in people:
        for message in person.messages(channel=APP):
            replies = person.thread(message) if message.json["reply_count"] else []
            texts += [f"{one.text} {one.shown} {one.links()}" for one in (message, *replies)]
    homes = [json.dumps(person.opens_home().view) for person in (office.priya, office.anna)]
    return "\n".join([*texts, *homes])
