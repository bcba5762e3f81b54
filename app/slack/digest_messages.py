"""Draws the digest, what stands in its thread, and personal numbers, from the rows as they are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from app import pictures
from app.domain.model import Owed, Sending
from app.domain.tries import NotPosted
from app.domain.weekly import funnel
from app.policy import Policy
from app.services import numbers, refusals, team, weekly
from app.services.files import File
from app.slack.message import Message
from app.store import outbox
from blocks import charts, digest, digest_details
from blocks import numbers as drawn
from blocks.digest import Drawing

NOT_YET = 5.0  # seconds until a reply is tried again whose digest is not there yet


def compose(session: Session, policy: Policy, owed: Owed, now: datetime) -> Message | None:
    """Draw the digest itself."""
    moved = owed.note.get("instead_of", "")
    told = weekly.tell(session, policy, owed.team_id, _end(owed), now, instead_of=moved)
    return _best(session, owed, digest.digest(told), now)


def breakdown(session: Session, policy: Policy, owed: Owed, now: datetime) -> Message | None:
    """Draw the details; None if there is nothing to compare, or no digest to stand below."""
    if (thread := parent_of(session, owed)) is None:
        return None
    told = weekly.details(session, policy, owed.team_id, _end(owed))
    message = _best(session, owed, digest_details.details(told), now)
    return message and _in_thread(message, thread)


def picture(session: Session, policy: Policy, owed: Owed, now: datetime, title: str) -> Message | None:
    """Draw the picture where Slack draws neither charts nor tables; `title` is what it is found by."""
    if not {charts.CHART, charts.TABLE} <= refusals.known(session, owed.team_id, now):
        return None
    if (thread := parent_of(session, owed)) is None:
        return None
    told = weekly.tell(session, policy, owed.team_id, _end(owed), now, by=())
    if told.is_empty:
        return None
    chart = funnel(told.report.this, told.report.before)
    name = f"handoffs-{told.end:%Y-%m-%d}.png"
    file = File(name, title, chart.title, pictures.png(chart), alt=chart.in_words())
    return Message(chart.title, [], owed.wanted, thread, file=file)


def personal(session: Session, policy: Policy, owed: Owed, now: datetime) -> Message | None:
    """Draw somebody's numbers; None if she does not want them any more, or there are none."""
    crew = team.load(session, policy, owed.team_id, owed.recipient)
    manages = numbers.readers(session, crew).get(owed.recipient)
    if manages is None:
        return None
    parts = numbers.tell(session, crew, owed.recipient, _end(owed), manages=manages)
    if not parts:
        return None
    text, blocks = drawn.numbers(parts, _end(owed), crew.roster.zone(owed.recipient), manages=manages)
    return Message(text, blocks, owed.wanted)


def _end(owed: Owed) -> datetime:
    return datetime.fromisoformat(owed.note["end"])


def _best(session: Session, owed: Owed, drawings: Sequence[Drawing], now: datetime) -> Message | None:
    """Choose the best drawing that the workspace is not known to refuse, with what to try after it."""
    refused, message = refusals.known(session, owed.team_id, now), None
    for leans_on, text, blocks in reversed(drawings):
        if leans_on not in refused:
            message = Message(text, blocks, owed.wanted, leans_on=leans_on, instead=message)
    return message


def _in_thread(message: Message, thread: str) -> Message:
    instead = message.instead and _in_thread(message.instead, thread)
    return replace(message, thread=thread, quiet=True, instead=instead)


def parent_of(session: Session, owed: Owed) -> str | None:
    """Find the message that a reply belongs below; None if it will never be there."""
    parent = outbox.get(session, owed.note["of"])
    if parent is None or parent.state in (Sending.DEAD, Sending.OBSOLETE):
        return None
    if parent.ts is None:
        raise NotPosted("its digest is not posted yet", wait=NOT_YET)
    return parent.ts
