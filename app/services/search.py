"""Finding handoffs by their prospect, as far as somebody may see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.lifecycle import Role
from app.domain.package import tidy
from app.domain.roster import Roster
from app.domain.sight import Sight
from app.policy import Policy
from app.services import sights, team
from app.store import handoffs
from app.store import search as stored

SHOWN = 12
WORDS = 6  # of a question: more make it no clearer


@dataclass(frozen=True)
class Found:
    """What was looked for, and what was found of it; `more` says that there are others."""

    text: str
    shown: list[Sight]
    more: bool = False


def search(session: Session, policy: Policy, team_id: str, viewer: str, text: str, now: datetime) -> Found:
    """Find by company, or by a contact's name, email or role; newest first, as far as the viewer may see."""
    words = tidy(text).split()[:WORDS]
    if not words:
        return Found("", [])
    roster = team.load(session, policy, team_id, viewer).roster
    numbers = stored.matching(
        session, team_id, words, people=_whose(roster, viewer), viewer=viewer, limit=SHOWN + 1
    )
    rows = {one.number: one for one in handoffs.several(session, numbers[:SHOWN])}
    seen = [sights.see(session, policy, rows[n], viewer, now) for n in numbers[:SHOWN] if n in rows]
    allowed = [sight for sight in seen if sight.roles - {Role.OFFERED}]
    return Found(" ".join(words), allowed, len(numbers) > SHOWN)


def _whose(roster: Roster, viewer: str) -> list[str] | None:
    """List whose handoffs somebody may see: her own and of those she manages; a director sees all."""
    if viewer in roster.directors():
        return None
    return [viewer, *(one for one in roster.members if viewer in roster.chain(one))]
