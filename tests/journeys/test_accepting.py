"""Accepting: one owner, the SDR's outreach on hold, the introduction before both."""

import pytest

from sandbox.driver_message import Message
from tests import by_hand, signed
from tests.accepting import accepts
from tests.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_the_ae_who_accepts_owns_the_prospect(office: Office) -> None:
    accepts(office.hand_off())

    card = office.card(office.anna)
    assert "✅ Accepted" in card.shown
    assert "You should make the first touch by Tue 24 Nov, 10:00 CET" in card.shown
    moves = ["Log first touch", "Meeting booked", "Recycle", "Rate lead", "Hand over"]
    assert card.buttons() == [*moves, "Full package", "Brief", "Introduce live"]


def test_the_sdr_is_told_that_her_outreach_is_on_hold(office: Office) -> None:
    accepts(office.hand_off())

    told = office.heard(office.sam, "Your outreach is on hold:")
    assert len(told) == 1
    receipt = office.card(office.sam)
    assert told[0].thread_ts == receipt.ts
    assert f"<@{office.anna.id}> accepted *Acme* and owns the next step now" in told[0].shown
    assert "Anna Keller accepted Acme" in told[0].text  # a notification shows names, not ids
    assert "Your outreach is on hold" in receipt.shown
    assert receipt.buttons() == ["Outreach paused", "Ask for a touch", "Full package"]


def test_both_get_the_same_introduction_and_no_confidence_is_in_it(office: Office) -> None:
    accepts(office.hand_off(More_contacts="Joe Roe, joe@acme.example, CFO"))

    drafts = [office.heard(person, "Introduction for Acme") for person in (office.sam, office.anna)]
    assert [len(found) for found in drafts] == [1, 1]
    (mine,), (hers,) = drafts
    assert mine.shown == hers.shown.replace("Ask for a change\n", "")
    assert "*To:* Jane Doe &lt;jane@acme.example&gt;, Joe Roe &lt;joe@acme.example&gt;" in mine.shown
    assert (
        "*Cc:* Anna Keller &lt;anna@northwind.example&gt;, Sam Rivera &lt;sam@northwind.example&gt;"
        in mine.shown
    )
    assert "*Subject:* Acme: our next step, together with Anna Keller" in mine.shown
    assert "Route inbound leads within the hour" in mine.shown
    assert "Demo on Thursday" in mine.shown
    for confidence in (
        "Afraid of the migration",
        "in a hurry",
        "50k",
        "with the CFO",
        "Board wants",
        "two tools",
    ):
        assert confidence not in mine.shown + mine.text


def test_accepting_twice_is_accepting_once(office: Office) -> None:
    card = office.hand_off()
    assert accepts(card).ok
    again = by_hand.move(office.slack, office.anna.id, "accept", 1)  # on another device, without the news yet
    assert signed.post(office.slack, again).text == ""
    assert len(office.heard(office.sam, "Your outreach is on hold:")) == 1
    assert len(office.heard(office.anna, "Introduction for Acme")) == 1
    assert not office.heard(office.anna, "already")


def test_what_was_decided_already_is_told_to_whoever_clicks_an_old_card(office: Office) -> None:
    card = office.hand_off()
    accepts(card)
    signed.click(office.slack, office.anna, card, "Reject")
    assert office.anna.modal() is None
    assert len(office.heard(office.anna, "Acme (#1) is accepted already: you were first.")) == 1


def test_a_card_of_last_year_still_works(office: Office) -> None:
    card = office.hand_off()
    office.closes()
    office.desk.advance(days=365)
    office.opens()
    accepts(card)
    assert "✅ Accepted" in office.card(office.anna).shown


def test_a_deleted_card_comes_again_with_the_next_news(office: Office) -> None:
    card = office.hand_off()
    _delete(office, card)
    assert office.heard(office.anna, "Acme (#1)") == []
    card_of_sam = office.card(office.sam)
    card_of_sam.clicks("Withdraw")
    assert len(office.heard(office.anna, "↩️ Withdrawn")) == 1


def _delete(office: Office, message: Message) -> None:
    office.slack.workspace.channels[message.channel].remove(
        office.slack.workspace.channels[message.channel].messages[message.ts]
    )
