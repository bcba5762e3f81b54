"""A booked meeting for the owner's calendar: links that fill in a new event, and a file."""

from app.domain import calendar
from app.domain.invitation import meeting_of
from app.domain.sight import Sight
from blocks import ids
from blocks.parts import Block, actions, button, context


def entry(sight: Sight) -> list[Block]:
    """Offer the owner to put a booked meeting into her calendar; nothing while it has no date."""
    handoff = sight.handoff
    if sight.viewer != handoff.owner_id:
        return []
    meeting = meeting_of(handoff, dict(sight.roster.people), sight.meeting_length, sight.now)
    if meeting is None:
        return []
    row = [button("Calendar file", ids.CALENDAR_FILE, handoff.number)]
    try:
        links = {"Google Calendar": calendar.google(meeting), "Outlook Calendar": calendar.outlook(meeting)}
    except ValueError:  # so many guests fit no link: the file holds them all
        links = {}
    for name, link in links.items():
        row.append(button(name, ids.CALENDAR_OPEN + name.split()[0].lower(), handoff.number, url=link.url))
    said = "Put it into your calendar: from there you can invite the prospect."
    return [context(said), *actions(*row)]
