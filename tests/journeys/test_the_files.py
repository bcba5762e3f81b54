"""The introduction as an .eml and the booked meeting as an .ics, in the conversation of who asks for it."""

from email import policy as mail
from email.parser import BytesParser
from urllib.parse import parse_qs, urlsplit

import pytest
from ical.calendar_stream import IcsCalendarStream

from sandbox.driver import DeskPerson
from sandbox.files import drawer
from tests import signed
from tests.accepting import accepts
from tests.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WEDNESDAY, AN_HOUR_LATER = "1795611600", "1795615200"  # 13:00 and 14:00 UTC


def _files(office: Office, person: DeskPerson) -> dict[str, bytes]:
    """What a person finds in her conversation with the app, by name."""
    office.settle()
    workspace = office.slack.workspace
    hers = [one for one in workspace.channels.values() if person.id in one.members]
    shown = [file for one in hers for said in one.messages.values() for file in said.files]
    return {file["name"]: drawer(workspace).files[file["id"]].content or b"" for file in shown}


def _booked(office: Office) -> None:
    """Anna has booked a meeting with Acme for Wednesday, 13:00 UTC."""
    accepts(office.hand_off())
    office.card(office.anna).clicks("Meeting booked")
    office.card(office.anna).picks("handoff.meeting_at.1", WEDNESDAY)


@pytest.mark.parametrize("who", ["sam", "anna"])
def test_the_letter_comes_as_a_file_that_opens_as_a_mail_which_was_not_sent(office: Office, who: str) -> None:
    accepts(office.hand_off())
    person = getattr(office, who)
    office.heard(person, "Introduction for Acme")[0].clicks("File (.eml)")
    (content,) = _files(office, person).values()
    read = BytesParser(policy=mail.default).parsebytes(content)
    assert read["x-unsent"] == "1"
    assert read["to"] == "Jane Doe <jane@acme.example>"
    assert read["subject"] == "Acme: our next step, together with Anna Keller"
    body = read.get_body(("plain",))
    assert body is not None
    assert "You will not have to explain anything twice." in body.get_content()
    other = office.anna if who == "sam" else office.sam
    assert _files(office, other) == {}


def test_a_stranger_gets_no_file(office: Office) -> None:
    accepts(office.hand_off())
    draft = office.heard(office.anna, "Introduction for Acme")[0]
    for person in (office.ben, office.maria, office.gia):
        signed.click(office.slack, person, draft, "File (.eml)")
        assert _files(office, person) == {}
        assert office.heard(person, "Nothing was changed") or person is office.gia


def test_a_booked_meeting_goes_into_the_owners_calendar(office: Office) -> None:
    _booked(office)
    card = office.card(office.anna)
    google, outlook = (card.links()[name] for name in ("Google Calendar", "Outlook Calendar"))
    assert parse_qs(urlsplit(google).query)["add"] == ["jane@acme.example,sam@northwind.example"]
    assert parse_qs(urlsplit(google).query)["text"] == ["Acme: first conversation with Anna Keller"]
    assert parse_qs(urlsplit(google).query)["dates"] == ["20261125T130000Z/20261125T133000Z"]
    assert parse_qs(urlsplit(outlook).query)["startdt"] == ["2026-11-25T13:00:00Z"]
    for name in ("Google Calendar", "Outlook Calendar"):
        assert card.clicks(name).ok
    card.clicks("Calendar file")
    ((name, content),) = _files(office, office.anna).items()
    assert name == "meeting-acme.ics"
    (event,) = IcsCalendarStream.calendar_from_ics(content.decode()).events
    assert (event.summary, event.uid) == (
        "Acme: first conversation with Anna Keller",
        "handoff-T0NORTHWND-1@warm-handoff",
    )
    assert event.description == "Demo on Thursday"
    for confidence in ("migration", "50k", "two tools"):
        assert confidence not in content.decode() + google + outlook


def test_a_moved_meeting_replaces_the_entry_and_without_a_date_there_is_none(office: Office) -> None:
    accepts(office.hand_off())
    office.card(office.anna).clicks("Meeting booked")
    assert "Calendar file" not in office.card(office.anna).buttons()
    office.card(office.anna).picks("handoff.meeting_at.1", WEDNESDAY)
    office.card(office.anna).clicks("Calendar file")
    first = _files(office, office.anna)["meeting-acme.ics"]
    office.advance(minutes=5)
    office.card(office.anna).picks("handoff.meeting_at.1", AN_HOUR_LATER)
    office.card(office.anna).clicks("Calendar file")
    second = _files(office, office.anna)["meeting-acme.ics"]
    was, now = (IcsCalendarStream.calendar_from_ics(one.decode()).events[0] for one in (first, second))
    assert was.uid == now.uid
    assert (now.sequence or 0) > (was.sequence or 0)
    assert (str(was.dtstart)[11:16], str(now.dtstart)[11:16]) == ("13:00", "14:00")


def test_only_the_owner_has_the_calendar_file(office: Office) -> None:
    _booked(office)
    card = office.card(office.anna)
    signed.click(office.slack, office.sam, card, "Calendar file")
    assert office.heard(office.sam, "Only its owner can do that")
    assert _files(office, office.sam) == {}
