"""Whose drafts go to a mailbox of their own as well, and what becomes of those that do not get there."""

from datetime import datetime

from sqlmodel import Session

from app.domain.errors import Conflict
from app.domain.model import Handoff, Owed
from app.domain.model_mail import Mailbox
from app.domain.tries import Refused, ShutOut
from app.services import outbox
from app.store import handoffs, mailboxes

PREFIX = "mailbox:"  # before the id of whose mailbox it is: it does not queue behind what Slack is owed
IMAP = "imap"
AGAIN = "To have new drafts there again, connect it anew on my Home tab."
ASK = "Whoever runs the bot can connect it anew."
SLACK_HAS_IT = "The draft here in Slack stays as it is."


def put_drafts(session: Session, handoff: Handoff, now: datetime) -> None:
    """Owe the letter to the mailboxes of the SDR and the owner, if they have any: once per turn."""
    for person in dict.fromkeys((handoff.sdr_id, handoff.owner_id or handoff.ae_id)):
        if working(session, handoff.team_id, person):
            outbox.owe_once(session, handoff, "mailbox", PREFIX + person, now)


def put_again(session: Session, handoff: Handoff, person: str, now: datetime) -> None:
    """Owe the letter as it is now to somebody's mailbox; asking twice in one second gives one.

    Raises Conflict if she has none.
    """
    if working(session, handoff.team_id, person) is None:
        raise Conflict("Your mailbox is not connected (any more): my Home tab shows it. Nothing was changed.")
    handoffs.record(session, handoff, "intro_put", person, now)
    part = f"asked {now.timestamp():.0f}"
    outbox.owe_once(session, handoff, "mailbox", PREFIX + person, now, part=part)


def working(session: Session, team_id: str, person: str) -> Mailbox | None:
    """Find somebody's mailbox, if it is connected and lets us in."""
    found = mailboxes.get(session, team_id, person)
    return found if found and found.failed_at is None else None


def owner(owed: Owed) -> str:
    """Tell whose mailbox a draft goes to."""
    return owed.recipient.removeprefix(PREFIX)


def connect(session: Session, mailbox: Mailbox, now: datetime) -> None:
    """Keep somebody's mailbox in place of the one she had, and tell her."""
    mailboxes.save(session, mailbox)
    text = (
        f"Your mailbox {mailbox.address} is connected: introductions will be among its drafts as well. "
        "I only add drafts there; I read, change and send nothing. My Home tab ends it."
    )
    key = f"{PREFIX}{mailbox.person_id}:{now.isoformat()}"
    outbox.owe_notice(session, mailbox.team_id, channel="", to=mailbox.person_id, text=text, key=key, now=now)


def disconnect(session: Session, team_id: str, person: str) -> None:
    """Forget somebody's mailbox with its secret; there may be none. What lies in it stays."""
    mailboxes.delete(session, team_id, person)


def undeliverable(session: Session, owed: Owed, mailbox: Mailbox | None, why: Refused, now: datetime) -> None:
    """Give a draft up, and tell its reader what to do: once, if her mailbox lets us in no more."""
    if not outbox.give_up(session, owed, now, str(why)) or mailbox is None:
        return
    text, key = f"The introduction of handoff #{owed.handoff_id} could not be put into your drafts", owed.key
    if isinstance(why, ShutOut):
        if not mailboxes.fail(session, mailbox, str(why)[:500], now):
            return
        key = f"{PREFIX}{mailbox.person_id}:{now.isoformat()}"
        text = f"I can put no more drafts into your mailbox {mailbox.address}: {why}. {SLACK_HAS_IT}"
        text += f" {ASK if mailbox.kind == IMAP else AGAIN}"
    else:
        text += f" at {mailbox.address}: {why}. {SLACK_HAS_IT}"
    outbox.owe_notice(session, owed.team_id, channel="", to=mailbox.person_id, text=text, key=key, now=now)
