"""The team as one transaction sees it: its policy and its people."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.domain.model import Handoff
from app.domain.roster import Roster, match
from app.domain.workhours import ALWAYS, Hours
from app.policy import Policy
from app.store import people


@dataclass(frozen=True)
class Team:
    """One workspace with its policy and roster."""

    id: str
    policy: Policy
    roster: Roster

    def hours(self, person: str) -> tuple[Hours, str]:
        """Give somebody's working hours, their holidays kept, and their time zone."""
        hours, country = self.policy.sla.hours, self.roster.country(person)
        if country and hours != ALWAYS:
            hours = replace(hours, country=country)
        return hours, self.roster.zone(person)


def load(session: Session, policy: Policy, team_id: str, *others: str | None) -> Team:
    """Read the policy's people and those in `others` (Slack ids)."""
    ids = {entry.id for entry in policy.person if entry.id} | {person for person in others if person}
    found = people.known(session, team_id, ids=ids, emails=policy.emails())
    return Team(team_id, policy, match(policy.entries(), found))


def around(session: Session, policy: Policy, handoff: Handoff, *others: str | None) -> Team:
    """Read the team with everybody on a handoff."""
    return load(session, policy, handoff.team_id, *on(handoff), *others)


def on(handoff: Handoff) -> Collection[str]:
    """List the people on a handoff."""
    return {person for person in (handoff.sdr_id, handoff.ae_id, handoff.owner_id) if person}
