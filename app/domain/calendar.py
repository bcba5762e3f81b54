"""A meeting for a calendar: as an .ics file, and as links that fill in a new event."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from urllib.parse import quote

from app.domain.draft import Address, lines, one_line
from app.domain.maillinks import Link, fitting
from app.domain.timetable import utc

WRITTEN_BY = "-//Warm Handoff//EN"
GOOGLE = "https://calendar.google.com/calendar/render?action=TEMPLATE&"
OUTLOOK = "https://outlook.office.com/calendar/deeplink/compose?path=/calendar/action/compose&rru=addevent&"
PLAIN_URL = re.compile(r"https://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")


@dataclass(frozen=True)
class Meeting:
    """A meeting; cleaned when made.

    Raises ValueError for a start without a zone, no length, no uid and a `url` that is not plain https.
    Whoever has an event with the same `uid` has it replaced by one with a higher `sequence`.
    """

    uid: str
    sequence: int
    start: datetime
    length: timedelta
    title: str
    description: str = ""
    url: str = ""  # where one meets, or ""
    organizer: Address | None = None
    attendees: tuple[Address, ...] = ()

    def __post_init__(self) -> None:
        uid = one_line(self.uid)
        if not uid or self.sequence < 0 or self.length <= timedelta():
            raise ValueError("a meeting needs a uid, a sequence from 0 on and a length")
        if self.url and not PLAIN_URL.fullmatch(self.url):
            raise ValueError(f"{self.url!r} is no https address in plain letters")
        object.__setattr__(self, "uid", uid)
        object.__setattr__(self, "start", utc(self.start).replace(microsecond=0))
        object.__setattr__(self, "title", one_line(self.title))
        object.__setattr__(self, "description", lines(self.description))

    @property
    def end(self) -> datetime:
        """When it ends, in UTC."""
        return self.start + self.length


def ics(meeting: Meeting, now: datetime) -> bytes:
    """Write the meeting as an iCalendar file, in UTC and stamped with `now`, which needs a zone.

    It is published, not sent as an invitation, so it names no attendees (RFC 5546, 3.2.1): nobody is
    asked or told anything when it is opened.
    """
    from icalendar import Calendar, Event, vCalAddress  # it takes 0.1 s of each start otherwise

    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", utc(now).replace(microsecond=0))
    event.add("last-modified", utc(now).replace(microsecond=0))
    event.add("dtstart", meeting.start)
    event.add("dtend", meeting.end)
    event.add("summary", meeting.title)
    if meeting.description:
        event.add("description", meeting.description)
    if meeting.url:
        event.add("url", meeting.url)
        event.add("location", meeting.url)  # where most programs show it
    if meeting.organizer:
        organizer = vCalAddress(f"mailto:{meeting.organizer.email}")
        organizer.params.update({"CN": meeting.organizer.name} if meeting.organizer.name else {})
        event.add("organizer", organizer)
    calendar = Calendar()
    calendar.add("prodid", WRITTEN_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def google(meeting: Meeting) -> Link:
    """Fill in a new event in Google Calendar. Raises ValueError when it is too long without a description."""
    return _link(meeting, _google)


def outlook(meeting: Meeting) -> Link:
    """Fill in a new event in Outlook on the web, with a work account; raises like `google`."""
    return _link(meeting, _outlook)


def _link(meeting: Meeting, url: Callable[[Meeting], str]) -> Link:
    too_long = "the title and the guests are too long for a link; shorten the title"
    return fitting(url(meeting), lambda: url(replace(meeting, description="")), too_long)


def _google(meeting: Meeting) -> str:
    return GOOGLE + _query(
        text=meeting.title,
        dates=f"{meeting.start:%Y%m%dT%H%M%SZ}/{meeting.end:%Y%m%dT%H%M%SZ}",
        details=_page(meeting.description, "\n"),
        location=meeting.url,
        add=_guests(meeting),
    )


def _outlook(meeting: Meeting) -> str:
    return OUTLOOK + _query(
        startdt=f"{meeting.start:%Y-%m-%dT%H:%M:%SZ}",
        enddt=f"{meeting.end:%Y-%m-%dT%H:%M:%SZ}",
        subject=meeting.title,
        body=_page(meeting.description, "<br>"),
        location=meeting.url,
        to=_guests(meeting),
    )


def _query(**fields: str) -> str:
    return "&".join(f"{name}={quote(value, safe='/:@,')}" for name, value in fields.items() if value)


def _page(text: str, line_break: str) -> str:
    """Both programs read the description as HTML, so what is typed must not be any."""
    return escape(text, quote=False).replace("\n", line_break)


def _guests(meeting: Meeting) -> str:
    return ",".join(address.email for address in meeting.attendees)
