"""The AE opens a brief before she calls: one minute of reading, and nobody else's business."""

import pytest

from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests import signed
from tests.accepting import accepts
from tests.office import APP, Office
from tests.pressing import presses

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # it only reads


def test_the_ae_reads_it_on_her_card_before_and_after_she_accepts(office: Office) -> None:
    read = _brief(office.hand_off(**{"In their own words": "We lose a lead a day\nIt must end by spring"}))
    assert "*Jane Doe, COO, Acme*" in read
    assert "*Why now*\nLive by February" in read
    assert "*What they said*\n“We lose a lead a day”\n“It must end by spring”" in read
    assert "*What worries them*\nAfraid of the migration" in read
    assert "*What was promised*\nDemo on Thursday" in read
    assert "• Budget: 50k, approved" in read
    accepts(office.card(office.anna))
    assert _brief(office.card(office.anna)) == read
    for step in ("Log first touch", "Opportunity"):
        presses(office.card(office.anna), step)
        assert _brief(office.card(office.anna)) == read
    presses(office.card(office.anna), "Won")
    assert "Brief" not in office.card(office.anna).buttons()


def test_it_holds_what_was_asked_back_and_rests_while_the_sdr_answers(office: Office) -> None:
    _fills(office.hand_off(), "Ask for info", Question="Who signs?")
    assert "Brief" not in office.card(office.anna).buttons()
    _fills(office.card(office.sam), "Answer", Answer="Jane, with the CFO")
    assert "• Who signs?\n   → Jane, with the CFO" in _brief(office.card(office.anna))


def test_it_stands_below_the_card_once_she_has_accepted_and_for_whoever_owns_it_next(office: Office) -> None:
    accepts(office.hand_off())
    (said,) = _in_thread(office, office.anna)
    assert "*What worries them*\nAfraid of the migration" in said.shown
    assert said.thread_ts == office.card(office.anna).ts
    signed.click(office.slack, office.anna, office.card(office.anna), "Log first touch")
    assert len(_in_thread(office, office.anna)) == 1
    modal = office.card(office.anna).clicks("Hand over").modal
    assert modal is not None
    assert modal.fill({"New owner": "@ben"}).submit().ok
    assert len(_in_thread(office, office.ben)) == 1
    assert not _in_thread(office, office.sam)


def test_it_opens_for_who_is_on_the_handoff_or_manages_them_and_for_no_stranger(office: Office) -> None:
    card = office.hand_off()
    for person in (office.sam, office.anna, office.maria, office.dan):
        signed.click(office.slack, person, card, "Brief")
        assert "Afraid of the migration" in _open(person), person.handle
    for person in (office.priya, office.ben, office.yuki, office.gia):
        before = len(_messages(office, person))
        assert signed.click(office.slack, person, card, "Brief").status_code == 200
        assert _open(person) == "", person.handle
        told = _messages(office, person)[before:]
        assert len(told) == 1
        assert "Afraid" not in told[0].shown
        assert told[0].shown.endswith("Nothing was changed.")


def test_a_number_that_is_forged_opens_only_what_is_hers(office: Office) -> None:
    card = office.hand_off()
    office.hand_off(AE="@ben", Company="Globex")
    for number in ("2", "3", "x", ""):
        signed.click(office.slack, office.anna, card, "Brief", value=number)
        assert _open(office.anna) == "", number
    signed.click(office.slack, office.anna, card, "Brief", value="1")
    assert "Acme" in _open(office.anna)


def _brief(card: Message) -> str:
    modal = card.clicks("Brief").modal
    assert modal is not None
    assert modal.title == "One-minute brief"
    return modal.texts


def _open(person: DeskPerson) -> str:
    modal = person.modal()
    return modal.texts if modal else ""


def _in_thread(office: Office, person: DeskPerson) -> list[Message]:
    return [one for one in _messages(office, person) if "*What worries them*" in one.shown]


def _messages(office: Office, person: DeskPerson) -> list[Message]:
    office.settle()
    return person.messages(channel=APP)


def _fills(message: Message, button: str, **values: str) -> None:
    modal = message.clicks(button).modal
    assert modal is not None
    assert modal.fill(dict(values)).submit().ok
