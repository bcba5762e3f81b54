"""The introduction as a mail for somebody's mailbox, from the rows as they are when it is put there."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain import eml
from app.domain.draft import Address, stored_draft
from app.domain.errors import NotAllowed, NotFound
from app.domain.languages import Language
from app.domain.model import Owed
from app.domain.model_mail import Mailbox
from app.services import intros, mailboxes, outbox
from app.store import handoffs, people


@dataclass(frozen=True)
class Mail:
    """A mail, by what it is found again, and where it goes."""

    mailbox: Mailbox
    message_id: str
    content: bytes


def draw(session: Session, owed: Owed) -> Mail | None:
    """Make an owed mail; None if it was sent, taken over or erased meanwhile, or the mailbox is gone."""
    person = mailboxes.owner(owed)
    mailbox = mailboxes.working(session, owed.team_id, person)
    handoff, known = handoffs.get(session, owed.handoff_id or 0), people.get(session, owed.team_id, person)
    if mailbox is None or handoff is None:
        return None
    try:
        letter = intros.of(session, handoff, person)
    except (NotAllowed, NotFound):
        return None
    if not letter.body or letter.sent_at:
        return None
    draft = stored_draft(letter.recipients, letter.copies, letter.subject, letter.body)
    language = Language(letter.language) if letter.language else None
    sender = Address(known.name if known else "", mailbox.address)
    message_id = f"{outbox.identity(owed)}@{sender.email.rpartition('@')[2]}"
    content = eml.write_for_mailbox(draft, language, sender=sender, message_id=message_id, at=owed.created_at)
    return Mail(mailbox, message_id, content)
