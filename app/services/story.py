"""The story of a handoff, for whoever is on it or manages its people."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.domain.model import Event
from app.domain.sight import Sight
from app.policy import Policy
from app.services import handoffs, outbox, sights
from app.store import handoffs as stored


def told(
    session: Session, policy: Policy, team_id: str, number: int, viewer: str, now: datetime
) -> tuple[Sight, Sequence[Event]]:
    """Give what somebody sees of a handoff and its history, oldest first; raises NotFound or NotAllowed."""
    handoff = handoffs.find(session, team_id, number)
    sight = sights.see(session, policy, handoff, viewer, now)
    handoffs.must_be_on(sight)
    return sight, stored.history(session, number)


def put_into_thread(
    session: Session, policy: Policy, team_id: str, number: int, viewer: str, now: datetime
) -> None:
    """Owe somebody the story below her own card; twice within the same second is once."""
    sight, _ = told(session, policy, team_id, number, viewer, now)
    outbox.owe_once(session, sight.handoff, "story", viewer, now, part=f"{now.timestamp():.0f}")
