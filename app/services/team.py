"""The team as one transaction sees it: its policy and its people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from app.domain.model import Handoff
from app.domain.model_loop import Preference
from app.domain.preferences import Own, week_of
from app.domain.roster import Roster, match
from app.domain.workhours import Hours, Span
from app.policy import Policy
from app.services import policies
from app.store import absences, people, preferences


@dataclass(frozen=True)
class Team:
    """One workspace with its policy and roster."""

    id: str
    policy: Policy
    roster: Roster
    absences: Mapping[str, Sequence[Span]] = field(default_factory=dict)  # by person, in UTC

    def hours(self, person: str) -> tuple[Hours, str]:
        """Give somebody's own or the team's working hours, holidays and absences kept, and their zone."""
        hours = self.roster.hours(person) or self.policy.sla.hours
        if week := self.roster.set_by(person).week:
            hours = replace(hours, week=week)
        country = self.roster.country(person)
        if country and not hours.always:
            hours = replace(hours, country=country)
        if away := self.absences.get(person):
            hours = replace(hours, absences=tuple(away))
        return hours, self.roster.zone(person)


def load(session: Session, policy: Policy, team_id: str, *others: str | None) -> Team:
    """Read the policy's people and those in `others` (Slack ids)."""
    ids = policy.ids() | {person for person in others if person}
    found = people.known(session, team_id, ids=ids, emails=policy.emails())
    ids |= {person.id for person in found}
    away = absences.spans(session, team_id, ids)
    own = {one.person_id: _own(one) for one in preferences.of(session, team_id, ids)}
    return Team(team_id, policy, replace(match(policy.entries(), found), own=own), away)


def _own(set_by_her: Preference) -> Own:
    try:
        week = week_of(set_by_her.hours) if set_by_her.hours else ()
    except ValueError:  # a release to come may read other hours than this one
        week = ()
    return Own(week, set_by_her.booking, set_by_her.language)


def around(session: Session, policy: Policy, handoff: Handoff, *others: str | None) -> Team:
    """Read the team with everybody on a handoff, which is judged by the policy that it was made under."""
    policy = policies.judged(session, policy, handoff.policy_version)
    return load(session, policy, handoff.team_id, *on(handoff), *others)


def on(handoff: Handoff) -> Collection[str]:
    """List the people on a handoff."""
    people = (handoff.sdr_id, handoff.ae_id, handoff.owner_id, handoff.falls_to, handoff.judge_id)
    return {person for person in people if person}
