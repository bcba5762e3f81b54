"""First to accept: an offer in a channel, one winner, and somebody to whom it falls if nobody wants it."""

import pytest

from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests.accepting import accepts, begins
from tests.invariants import check
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHANNEL = "sales-handoffs"
MANAGERS = {"U0MARIA", "U0DAN"}
POOL = """
[[pool]]
name = "inbound"
strategy = "broadcast"
members = ["anna@northwind.example", "ben@northwind.example"]
channel = "#sales-handoffs"
claim_within = "30m"
fallback = "maria@northwind.example"
"""


@pytest.fixture
def inbound(office_under: OpensOffice) -> Office:
    """An office whose only pool is a broadcast to Anna and Ben, with Maria behind them."""
    office = office_under(policy(people=POOL))
    hands_off(office)
    return office


def hands_off(office: Office) -> None:
    submitted = office.form(AE=None, **{"No AE in mind?": ["Choose for me"]}).submit()
    assert submitted.ok, submitted.errors


def offer(office: Office, reader: DeskPerson) -> Message:
    """The offer as somebody reads it in the channel now."""
    office.settle()
    offers = [one for one in reader.messages(channel=CHANNEL) if one.shown.startswith("Acme (#1)")]
    assert len(offers) == 1, "an offer is one message, kept up to date"
    return offers[0]


def test_the_first_to_accept_gets_it_and_the_other_is_told_who(inbound: Office) -> None:
    seen = offer(inbound, inbound.anna)
    assert "The first to accept gets it.* If nobody does by Mon 23 Nov, 10:30 CET" in seen.shown
    assert "Ready:" in seen.shown
    assert seen.buttons() == ["Accept"]
    for private in ("jane@acme.example", "Jane Doe", "Nobody knows who calls back"):
        assert private not in seen.shown
    assert "whoever of the team is first to accept it" in inbound.card(inbound.sam).shown

    of_anna, of_ben = begins(seen), begins(offer(inbound, inbound.ben))
    assert of_ben.submit().ok
    too_late = of_anna.submit()
    assert too_late.modal is not None
    assert "Acme (#1) is accepted already: Ben Carter was first." in too_late.modal.texts

    card = inbound.card(inbound.ben)
    assert "jane@acme.example" in card.shown
    assert "it was offered to 2 AEs, and you were the first to accept" in card.shown
    taken = offer(inbound, inbound.anna)
    assert "✅ <@U0BEN> has it." in taken.shown
    assert taken.buttons() == []
    assert inbound.heard(inbound.sam, "accepted *Acme*")
    assert not [one for one in inbound.anna.messages() if "Acme" in one.shown]
    inbound.advance(hours=1)
    assert "<@U0BEN> has it." in offer(inbound, inbound.anna).shown
    check(inbound.bot.db, MANAGERS)


def test_an_offer_can_be_accepted_on_home_as_well(inbound: Office) -> None:
    offer(inbound, inbound.anna)
    assert "First to accept" not in inbound.yuki.opens_home().shown
    accepts(inbound.anna.opens_home())
    assert "you were the first to accept" in inbound.card(inbound.anna).shown
    assert "First to accept" not in inbound.ben.opens_home().shown


def test_nobody_but_those_to_whom_it_was_offered_can_accept(inbound: Office) -> None:
    notes = offer(inbound, inbound.yuki).clicks("Accept").ephemerals or inbound.heard(
        inbound.yuki, "Only", CHANNEL
    )
    assert "Only somebody to whom it was offered can do that (accept)" in notes[0].shown
    assert "The first to accept gets it" in offer(inbound, inbound.yuki).shown


def test_what_nobody_wants_falls_to_whom_the_policy_names(inbound: Office) -> None:
    inbound.advance(minutes=29)
    assert offer(inbound, inbound.anna).buttons() == ["Accept"]
    inbound.advance(minutes=1)
    card = inbound.card(inbound.maria)
    assert "none of 2 AEs accepted it in time" in card.shown
    assert "You should accept, reject or ask by Mon 23 Nov, 14:30 CET" in card.shown
    assert "It is with <@U0MARIA> now." in offer(inbound, inbound.anna).shown
    assert "You handed this prospect to <@U0MARIA>" in inbound.card(inbound.sam).shown
    check(inbound.bot.db, MANAGERS)
    accepts(card)
    assert "✅ <@U0MARIA> has it." in offer(inbound, inbound.anna).shown


def test_a_sdr_may_withdraw_an_offer(inbound: Office) -> None:
    inbound.card(inbound.sam).clicks("Withdraw")
    gone = offer(inbound, inbound.anna)
    assert "↩️ Withdrawn. There is nothing left to accept." in gone.shown
    assert gone.buttons() == []


def test_an_offer_that_cannot_be_posted_falls_back_at_once(office_under: OpensOffice) -> None:
    office = office_under(policy(people=POOL.replace("#sales-handoffs", "#no-such-channel")))
    hands_off(office)
    office.settle()
    assert "the offer could not be posted" in office.card(office.maria).shown
    assert office.heard(office.maria, "could not be delivered") or office.heard(
        office.dan, "not be delivered"
    )


LADDER = '[[sla.ladder]]\nat = 0.5\nwho = "pool"\ndo = "offer"'


def test_while_an_ae_is_silent_the_rest_of_the_pool_may_accept(office_under: OpensOffice) -> None:
    office = office_under(policy(ladder=LADDER))
    office.hand_off()
    office.advance(hours=2)
    offered = office.card(office.ben)
    assert "It is with <@U0ANNA>, who has not answered yet." in offered.shown
    assert "jane@acme.example" not in offered.shown
    accepts(offered)
    assert "*Why you:*" in office.card(office.ben).shown
    assert "This is with <@U0BEN> now." in office.card(office.anna).shown
    assert "<@U0BEN> has it." in office.card(office.yuki).shown
    check(office.bot.db, MANAGERS)
