"""Draws the monthly review, and the evidence in its thread, from the facts as they are."""

from datetime import date, datetime

from sqlmodel import Session

from app.domain.model import Owed
from app.domain.review import Review
from app.policy import Policy
from app.services import review
from app.slack.digest_messages import parent_of
from app.slack.message import Message
from blocks import review as drawn


def compose(session: Session, policy: Policy, owed: Owed, now: datetime) -> Message | None:
    """Draw the review itself; None if nothing was decided that one could learn from."""
    told = _tell(session, policy, owed)
    return None if told.is_empty else Message(*drawn.review(told), owed.wanted)


def evidence(session: Session, policy: Policy, owed: Owed, now: datetime) -> Message | None:
    """Draw the evidence; None without a review to stand below."""
    if (thread := parent_of(session, owed)) is None:
        return None
    return Message(*drawn.details(_tell(session, policy, owed)), owed.wanted, thread, quiet=True)


def _tell(session: Session, policy: Policy, owed: Owed) -> Review:
    return review.tell(session, policy, owed.team_id, date.fromisoformat(owed.note["month"]))
