"""Draws the question to an owner how good some leads were, from the rows as they are."""

from datetime import datetime

from sqlmodel import Session

from app.domain.lifecycle import Role
from app.domain.model import Owed
from app.policy import Policy
from app.services import sights
from app.slack.message import Message
from app.store import handoffs
from blocks import feedback


def compose(session: Session, policy: Policy, owed: Owed, now: datetime) -> Message | None:
    """Draw it; None if everything was rated before it could be asked."""
    found = sorted(handoffs.several(session, owed.note.get("of") or []), key=lambda one: one.number)
    if owed.ts is None:
        found = [one for one in found if one.quality is None]
    if not found:
        return None
    seen = [sights.see(session, policy, one, owed.recipient, now, only=(Role.OWNER,)) for one in found]
    text, blocks = feedback.ask(seen)
    return Message(text, blocks, owed.wanted)
