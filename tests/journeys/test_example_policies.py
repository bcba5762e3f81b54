"""The shipped example policies, each from /handoff to whoever steps in and to the digest."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from sandbox.driver import DeskPerson
from tests.accepting import accepts
from tests.office import ROOT, Office, open_office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AFTERNOON = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)  # a Monday: 15:30 in Berlin, 9:30 in New York
CHANNEL = "sales-handoffs"
BY_POLICY = {"AE": None, "No AE in mind?": ["Choose for me"]}
PROVED = {
    "Metrics": "20 % fewer lost leads",
    "Economic buyer": "The CFO signs",
    "Economic buyer: how do you know?": "Validated: a document or a second person confirms it",
    "Decision criteria": "Speed, price",
    "Decision process": "Pilot, then the board",
    "Identified pain": "“We lose a lead a day”",
    "Identified pain: how do you know?": "Quoted: the prospect's own words",
}


@pytest.fixture
def under(database_url: str) -> Iterator[Callable[[str], Office]]:
    """Opens an office under one of the examples, on a Monday afternoon."""
    with ExitStack() as stack:

        def opened(name: str) -> Office:
            office = stack.enter_context(open_office(database_url, ROOT / "examples" / f"{name}.toml"))
            office.passes_to(AFTERNOON)
            return office

        yield opened


def hands_off(office: Office, company: str, **changes: object) -> None:
    """Sam hands off a prospect of this name, and lets the policy choose."""
    place = company.lower()
    prospect = {"Company": company, "Website": f"{place}.example", "Contact email": f"jo@{place}.example"}
    submitted = office.form(**{**BY_POLICY, **prospect, **changes}).submit()
    assert submitted.ok, submitted.errors
    assert submitted.modal is None, submitted.modal.texts


def digest(office: Office, reader: DeskPerson) -> str:
    (posted,) = office.heard(reader, "Handoffs, week to", CHANNEL)
    return posted.shown


def test_a_team_of_five(under: Callable[[str], Office]) -> None:
    office = under("team_of_five")
    for company in ("Acme", "Globex", "Initech", "Hooli"):
        hands_off(office, company)
    assert "next in turn of 2 AEs in pool team" in office.card(office.anna, "Acme").shown
    assert "*Why you:* owns the account" in office.card(office.ben, "Initech").shown
    assert office.card(office.anna, "Hooli"), "the owner's account was not Ben's turn"
    accepts(office.card(office.ben, "Globex"))

    office.advance(hours=2, minutes=1)  # half of Anna's four hours, and soon the end of her day
    assert office.heard(office.anna, "*Acme* waits for your answer")
    office.passes_to(datetime(2026, 11, 24, 9, tzinfo=UTC))  # 10:00 in Berlin, 4:00 in New York
    assert not office.heard(office.maria, "has stalled")
    office.advance(minutes=31)
    assert office.heard(office.maria, "Acme (#1) has stalled")
    assert not office.heard(office.maria, "Initech (#3) has stalled"), "Ben has his whole morning yet"

    office.passes_to(datetime(2026, 11, 30, 8, tzinfo=UTC))
    assert "4 handed off" in digest(office, office.maria)


def test_a_segmented_floor(under: Callable[[str], Office]) -> None:
    office = under("segmented_floor")
    hands_off(office, "Acme", Segment="Small business")
    assert "the only one of 2 AEs in pool smb who can take it now" in office.card(office.ben).shown, (
        "in Tokyo it is midnight"
    )
    hands_off(office, "Umbrella", Segment="Small business")
    assert office.card(office.ben, "Umbrella"), "its owner sleeps"

    german = {"Website": "globex.de", "Contact email": "jo@globex.de", "Segment": "Enterprise"}
    hands_off(office, "Globex", **german, **PROVED)
    card = office.card(office.anna, "Globex")
    assert "*Why you:* takes segment enterprise, territory de, at, ch" in card.shown
    assert "*Economic buyer* (✓ validated): The CFO signs" in card.shown

    thin = {"Company": "Cyberdyne", "Website": "cyberdyne.de", "Contact email": "jo@cyberdyne.de"}
    view = office.form(**BY_POLICY, **thin, Segment="Enterprise").submit().modal
    assert view is not None and view.title == "Not ready yet"
    assert view.fill({"Reason for an approval": "Their board meets on Friday"}).submit().ok
    office.heard(office.maria, "Cyberdyne (#4): not ready, approval asked")[-1].clicks("Approve")
    assert "approved by" in office.card(office.anna, "Cyberdyne").shown

    office.advance(hours=1, minutes=31)
    assert office.heard(office.maria, "Globex")
    assert not office.heard(office.maria, "Globex (#3) has stalled")
    office.advance(minutes=30)
    assert office.heard(office.maria, "Globex (#3) has stalled")
    office.passes_to(datetime(2026, 11, 24, 11, tzinfo=UTC))
    assert office.heard(office.dan, "Globex (#3) has stalled"), "Ben sleeps: nobody else can take it"
    assert not office.heard(office.maria, "Acme (#1) has stalled")

    office.passes_to(datetime(2026, 11, 27, 15, tzinfo=UTC))
    assert "4 handed off" in digest(office, office.maria)


def test_inbound_leads_for_whoever_is_first(under: Callable[[str], Office]) -> None:
    office = under("inbound_broadcast")
    for company in ("Acme", "Globex"):
        hands_off(office, company, Challenges="Too many tools", Authority="She decides")
    (offer,) = office.heard(office.ben, "Acme (#1)", CHANNEL)
    accepts(offer)
    assert "you were the first to accept" in office.card(office.ben, "Acme").shown

    office.advance(minutes=15)
    assert "none of 3 AEs accepted it in time" in office.card(office.maria, "Globex").shown
    office.advance(minutes=15)
    assert office.heard(office.maria, "*Globex* waits for your answer")
    office.advance(minutes=16)
    assert office.heard(office.dan, "Globex (#2) has stalled")
    office.advance(minutes=30)
    (told,) = office.heard(office.anna, "Handoff #2 waits for <@U0MARIA>", CHANNEL)
    assert "Globex" not in told.shown

    office.passes_to(datetime(2026, 11, 30, 13, tzinfo=UTC))
    assert "2 handed off" in digest(office, office.maria)
