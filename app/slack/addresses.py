"""Whom a message names, and the conversation that it goes to."""

from app.domain.model import Owed
from app.services import team
from app.slack.directory import Directory
from app.slack.sending import Line
from app.store import handoffs, people
from app.store.db import Database


def channel_of(db: Database, line: Line, owed: Owed) -> str:
    """Give the conversation a message goes to, opening the direct message if it is the first."""
    if owed.kind == "notice" and owed.note["channel"]:
        return str(owed.note["channel"])
    if is_to_channel(owed):
        return line.channel_named(owed.recipient)
    with db.reading() as session:
        person = people.get(session, owed.team_id, owed.recipient)
    if person and person.channel:
        return person.channel
    channel = line.open_direct(owed.recipient)
    with db.transaction() as session:
        people.set_channel(session, owed.team_id, owed.recipient, channel)
    return channel


def is_to_channel(owed: Owed) -> bool:
    """Say whether a message goes to a channel of the policy's; all others go to a person."""
    return owed.recipient[0] not in "UW"


def know_people(db: Database, directory: Directory, owed: Owed) -> None:
    """Make sure that everybody named in a message has a name, before it is drawn."""
    if owed.handoff_id is None:
        return
    with db.reading() as session:
        handoff = handoffs.get(session, owed.handoff_id)
    if handoff:
        readers = [] if is_to_channel(owed) else owed.recipient.split(",")  # a group's have commas between
        directory.ensure(owed.team_id, *team.on(handoff), *readers)
