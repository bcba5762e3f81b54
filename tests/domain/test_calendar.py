"""A meeting comes into a calendar as it is meant, whatever was typed into it."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from app.domain.calendar import Meeting, google, ics, outlook
from app.domain.draft import Address
from app.domain.maillinks import LIMIT, Link
from tests.domain.test_hostile_drafts import MANY, Typist

NOW = datetime(2026, 11, 28, 14, 0, 1, 999, tzinfo=UTC)
JANE, ANN = Address("Jane Doe", "jane+crm@acme.example"), Address('Ann "A" Lee; x:y', "ann@us.example")
TALK = Meeting(
    uid="handoff-12@warm-handoff",
    sequence=3,
    start=datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo")),
    length=timedelta(minutes=30),
    title="Acme & us; a, b",
    description="Hi,\nthis is \\n Ann.",
    url="https://meet.example/a,b;c?d=1#e",
    organizer=ANN,
    attendees=(JANE, Address("", "bo@bücher.example")),
)
Opener = Callable[[Meeting], Link]


def read(raw: bytes) -> Event:
    """The one event in a file, as another library than the one that wrote it reads it."""
    calendar = IcsCalendarStream.calendar_from_ics(raw.decode())
    assert calendar.method == "PUBLISH"
    (event,) = calendar.events
    return event


def fields(url: str) -> dict[str, str]:
    found = parse_qsl(urlsplit(url).query, strict_parsing=True)
    assert len(dict(found)) == len(found)
    return dict(found)


def test_the_file_is_one_published_event_in_utc() -> None:
    assert ics(TALK, NOW).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Warm Handoff//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "SUMMARY:Acme & us\\; a\\, b",
        "DTSTART:20261201T003000Z",
        "DTEND:20261201T010000Z",
        "DTSTAMP:20261128T140001Z",
        "UID:handoff-12@warm-handoff",
        "SEQUENCE:3",
        "DESCRIPTION:Hi\\,\\nthis is \\\\n Ann.",
        "LAST-MODIFIED:20261128T140001Z",
        "LOCATION:https://meet.example/a\\,b\\;c?d=1#e",
        "ORGANIZER;CN=\"Ann ^'A^' Lee; x:y\":mailto:ann@us.example",
        "URL:https://meet.example/a,b;c?d=1#e",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_another_library_reads_the_meeting_and_asks_nobody() -> None:
    event = read(ics(TALK, NOW))
    assert (event.uid, event.sequence, event.summary) == (TALK.uid, 3, TALK.title)
    assert (event.dtstart, event.dtend) == (TALK.start, TALK.start + TALK.length)
    assert str(event.dtstart).endswith("+00:00")
    assert event.dtstamp == event.last_modified == NOW.replace(microsecond=0)
    assert (event.description, event.url, event.location) == (TALK.description, TALK.url, TALK.url)
    assert event.organizer is not None
    assert (event.organizer.common_name, str(event.organizer.uri)) == (ANN.name, "mailto:ann@us.example")
    assert event.attendees == []


def test_what_is_not_known_is_left_out_and_the_same_meeting_is_the_same_file() -> None:
    bare = replace(TALK, description="", url="", organizer=None)
    for name in (b"DESCRIPTION", b"URL", b"LOCATION", b"ORGANIZER"):
        assert name not in ics(bare, NOW)
    assert ics(TALK, NOW) == ics(TALK, NOW)


def test_a_meeting_starts_on_a_whole_second() -> None:
    assert replace(TALK, start=TALK.start + timedelta(microseconds=1)) == TALK


def test_google_gets_the_meeting_with_its_guests() -> None:
    assert google(TALK) == Link(
        "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Acme%20%26%20us%3B%20a,%20b"
        "&dates=20261201T003000Z/20261201T010000Z&details=Hi,%0Athis%20is%20%5Cn%20Ann."
        "&location=https://meet.example/a,b%3Bc%3Fd%3D1%23e"
        "&add=jane%2Bcrm@acme.example,bo@xn--bcher-kva.example",
        whole=True,
    )


def test_outlook_gets_the_meeting_with_its_guests() -> None:
    assert outlook(TALK) == Link(
        "https://outlook.office.com/calendar/deeplink/compose?path=/calendar/action/compose&rru=addevent"
        "&startdt=2026-12-01T00:30:00Z&enddt=2026-12-01T01:00:00Z&subject=Acme%20%26%20us%3B%20a,%20b"
        "&body=Hi,%3Cbr%3Ethis%20is%20%5Cn%20Ann.&location=https://meet.example/a,b%3Bc%3Fd%3D1%23e"
        "&to=jane%2Bcrm@acme.example,bo@xn--bcher-kva.example",
        whole=True,
    )


@pytest.mark.parametrize("opener", [google, outlook])
def test_a_long_description_is_left_out_and_a_title_too_long_is_refused(opener: Opener) -> None:
    bare = opener(replace(TALK, description=""))
    assert opener(replace(TALK, description="x" * 3000)) == Link(bare.url, whole=False)
    with pytest.raises(ValueError, match="shorten the title"):
        opener(replace(TALK, title="é" * 500))


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": datetime(2026, 12, 1, 9)},  # noqa: DTZ001
        {"length": timedelta()},
        {"uid": " \r\n"},
        {"sequence": -1},
        {"url": "http://meet.example"},
        {"url": "javascript:alert(1)"},
        {"url": "https://meet.example\r\nATTENDEE:mailto:eve@evil.example"},
        {"url": "https://meet.example/<b>"},
    ],
)
def test_a_meeting_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        replace(TALK, **wrong)  # type: ignore[arg-type]


def test_no_hostile_meeting_comes_into_a_calendar_otherwise_than_it_is_meant() -> None:
    for number in range(MANY):
        typist, length = Typist(number), Random(number).randint(1, 90)
        people = (typist.address(), typist.address())
        typed = replace(TALK, uid=f"u{typist.text()}", title=typist.text(), description=typist.text())
        meeting = replace(typed, length=timedelta(minutes=length), organizer=people[0], attendees=people)
        in_the_file(meeting)
        for opener in (google, outlook):
            in_a_link(meeting, opener)


def in_the_file(meeting: Meeting) -> None:
    raw = ics(meeting, NOW)
    names = [re.split("[:;]", line)[0] for line in raw.decode().split("\r\n") if line[:1] not in (" ", "\t")]
    assert len(names) == len(set(names) - {"BEGIN", "END"}) + 4
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    event = read(raw)
    assert (event.uid, event.summary or "") == (meeting.uid, meeting.title)
    assert (event.description or "") == meeting.description
    assert event.attendees == []
    assert event.organizer is not None
    assert meeting.organizer is not None
    assert str(event.organizer.uri) == f"mailto:{meeting.organizer.email}"
    assert (event.organizer.common_name or "") == meeting.organizer.name


def in_a_link(meeting: Meeting, opener: Opener) -> None:
    try:
        link = opener(meeting)
    except ValueError:
        return  # too long, and said so
    assert re.fullmatch(r"[!-~]+", link.url)
    assert len(link.url) <= LIMIT
    assert not set(link.url) & set("+<>\"'\\`{}|^ ")
    found = fields(link.url)
    assert found.keys() <= {
        *("action", "text", "dates", "details", "location", "add"),
        *("path", "rru", "startdt", "enddt", "subject", "body", "to"),
    }
    assert found.get("text", found.get("subject", "")) == meeting.title
    assert found.get("add", found.get("to")) == ",".join(one.email for one in meeting.attendees)
    shown = found.get("details", found.get("body", "").replace("<br>", "\n"))
    assert "<" not in shown
    assert html.unescape(shown) == (meeting.description if link.whole else "")
