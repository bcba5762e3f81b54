"""Bringing the Home tabs of whoever has them open up to date when something happens that concerns them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain.homepage import Look
from app.policy import Policy
from app.services import team
from app.store import handoffs, home
from app.store.db import Database

APART = timedelta(seconds=3)  # between two versions of one Home tab
LATELY = timedelta(hours=12)  # who has not opened Home since sees it anew when she does
LATE = timedelta(seconds=30)  # how long after its moment a line of the history may be committed


def opened(session: Session, team_id: str, person: str, look: Look, now: datetime) -> None:
    """Note what somebody looks at on her Home tab."""
    home.look_at(session, team_id, person, look.code, now)


def looked_at(session: Session, team_id: str, person: str) -> Look:
    """Give what somebody looks at on her Home tab."""
    return Look.read(home.looked_at(session, team_id, person))


def owe(session: Session, team_id: str, people: Iterable[str], now: datetime) -> None:
    """Owe the present version of their Home tabs to those of these people who have opened it lately."""
    for one in home.lookers(session, team_id, people, now - LATELY):
        home.owe(session, one, now, APART)


class Watch:
    """Sees by the history what happened since it last looked: nobody who acts waits for others' Homes.

    Each replica has its own; a Home tab that two of them bring up to date is the same.
    """

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._told: frozenset[int] = frozenset()  # lines of the history

    def look(self, db: Database, policy: Policy, team_id: str, now: datetime) -> bool:
        """Owe their Home tabs to all whom something concerns that happened since; True if there is any."""
        with db.reading() as session:
            if not home.any_lookers(session, team_id, now - LATELY):
                return False
            since = min(self._since or now, now) - LATE
            lines = home.happened(session, team_id, since)
            new = {number for line, number in lines.items() if line not in self._told}
            people = _concerned(session, policy, team_id, new) if new else set()
        if people:
            with db.transaction() as session:
                owe(session, team_id, people, now)
        self._since, self._told = now, frozenset(lines)
        return bool(people)


def _concerned(session: Session, policy: Policy, team_id: str, numbers: Iterable[int]) -> set[str]:
    """List who is on these handoffs, who manages them, and who has been told of them."""
    numbers = list(numbers)
    people = home.readers(session, numbers)
    crew = team.load(session, policy, team_id)
    for handoff in filter(None, (handoffs.get(session, number) for number in numbers)):
        on_it = {*team.on(handoff), *(handoff.offered or [])}
        people |= on_it.union(*(crew.roster.chain(person) for person in on_it))
    return people
