"""Files for one person: made of what is stored at the moment they are sent, and kept nowhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain import calendar, eml
from app.domain.draft import stored_draft
from app.domain.errors import NotAllowed, NotFound
from app.domain.invitation import meeting_of
from app.domain.languages import Language
from app.domain.model import Handoff, Owed
from app.policy import Policy
from app.services import intros, outbox, team
from app.store import handoffs


@dataclass(frozen=True)
class File:
    """A file as it is sent: its name on a disk, its title, the line above it; of a picture, what it says."""

    name: str
    title: str
    comment: str
    content: bytes
    alt: str = ""


Maker = Callable[[Session, Policy, Handoff, str, datetime], File | None]


def owe(session: Session, handoff: Handoff, what: str, to: str, now: datetime) -> None:
    """Owe somebody a file (`what`: a key of KINDS); asking twice in one second gives one."""
    part = f"{what} {now.timestamp():.0f}"
    outbox.owe_once(session, handoff, "file", to, now, {"what": what}, part=part)


def make(session: Session, policy: Policy, owed: Owed, now: datetime) -> File | None:
    """Make an owed file; None if there is nothing (any more) that its reader may have."""
    handoff, maker = handoffs.get(session, owed.handoff_id or 0), KINDS.get(owed.note.get("what", ""))
    return maker(session, policy, handoff, owed.recipient, now) if handoff and maker else None


def _introduction(
    session: Session, policy: Policy, handoff: Handoff, reader: str, now: datetime
) -> File | None:
    try:
        letter = intros.of(session, handoff, reader)
    except (NotAllowed, NotFound):
        return None
    if not letter.body:
        return None  # erased with the prospect's data
    mail = stored_draft(letter.recipients, letter.copies, letter.subject, letter.body)
    language = Language(letter.language) if letter.language else None
    return File(
        name=eml.filename(handoff.company),
        title=f"Introduction for {handoff.company}",
        # It stays in Slack when the file is deleted with the prospect's data, so it names nobody.
        comment="The introduction as a file. Open it in your mail program, send it, then mark it as sent.",
        content=eml.write(mail, language),
    )


def _meeting(session: Session, policy: Policy, handoff: Handoff, reader: str, now: datetime) -> File | None:
    people = dict(team.around(session, policy, handoff).roster.people)
    meeting = meeting_of(handoff, people, policy.introduction.meeting, now)
    if reader != handoff.owner_id or meeting is None:
        return None  # it was held, or another owner has it
    return File(
        name=eml.filename(handoff.company, what="meeting", ending=".ics"),
        title=f"Meeting with {handoff.company}",
        comment="The meeting for your calendar. Open the file, then invite the prospect from there.",
        content=calendar.ics(meeting, now),
    )


KINDS: dict[str, Maker] = {"eml": _introduction, "ics": _meeting}
