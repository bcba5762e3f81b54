"""Who is who: the people the policy lists, matched with what Slack knows of them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.errors import Outsider
from app.domain.lifecycle import Role
from app.domain.model import Handoff, Person
from app.domain.preferences import NOTHING_OWN, Own
from app.domain.workhours import Hours

MANAGING = ("manager", "director")
NOTHING = "Nothing was changed."


@dataclass(frozen=True)
class Member:
    """One listed person whose Slack id is known."""

    id: str
    role: str  # sdr, ae, manager, director
    boss: str | None = None  # Slack id
    country: str | None = None
    backup: str | None = None  # Slack id, like all who stand for somebody
    delegate: str | None = None
    hours: Hours | None = None  # where they differ from the team's
    booking: str | None = None  # a link


class Listed(NamedTuple):
    """One entry of the policy: who she is (id or email), what, and who (likewise) stands around her."""

    reference: str
    role: str
    boss: str | None = None
    country: str | None = None
    backup: str | None = None
    delegate: str | None = None
    hours: Hours | None = None
    booking: str | None = None


@dataclass(frozen=True)
class Roster:
    """The team. `listed` names the roles that the policy mentions at all, matched or not yet."""

    members: Mapping[str, Member] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    own: Mapping[str, Own] = field(default_factory=dict)  # what people have set for themselves

    def may_hand_off(self, person: str) -> bool:
        """Say whether somebody may submit a handoff: any member, unless the policy lists SDRs."""
        return self.is_present(person) and ("sdr" not in self.listed or self._role(person) == "sdr")

    def may_receive(self, person: str) -> bool:
        """Say whether somebody may be chosen as AE: anyone, unless the policy lists AEs."""
        return "ae" not in self.listed or self._role(person) == "ae"

    def aes(self) -> list[str]:
        """List the AEs to choose from, present ones only, in the policy's order."""
        return [m.id for m in self.members.values() if m.role == "ae" and self.is_present(m.id)]

    def find(self, reference: str) -> str | None:
        """Give the Slack id of somebody whom the policy names by id or email; None if Slack knows no such."""
        if "@" not in reference:
            return reference
        email = reference.lower()
        return next((one.id for one in self.people.values() if one.email.lower() == email), None)

    def chain(self, person: str) -> list[str]:
        """List who manages somebody, nearest first; each once, so that a circle in the policy ends."""
        found: list[str] = []
        member = self.members.get(person)
        while member and member.boss and member.boss not in found and member.boss != person:
            found.append(member.boss)
            member = self.members.get(member.boss)
        return found

    def roles(self, handoff: Handoff, person: str) -> set[Role]:
        """Say what somebody is to a handoff. A stranger is nothing, nor is who is no member (any more)."""
        if not self.is_present(person):
            return set()
        roles = {
            role
            for role, holder in (
                (Role.SDR, handoff.sdr_id),
                (Role.AE, handoff.ae_id),
                (Role.OWNER, handoff.owner_id),
            )
            if holder == person
        }
        if person in (handoff.offered or []) and person != handoff.ae_id:
            roles.add(Role.OFFERED)
        if (
            person in self.chain(handoff.ae_id) + self.chain(handoff.sdr_id)
            or person in (handoff.deputies or [])
            or self._role(person) == "director"
        ):
            roles.add(Role.MANAGER)
            if person not in (handoff.sdr_id, handoff.ae_id, handoff.owner_id):
                roles.add(Role.JUDGE)
        return roles

    def may_plan_for(self, planner: str, person: str) -> bool:
        """Say whether somebody may plan a person's absences: she herself, who manages her, a director."""
        boss = planner in self.chain(person) or (self._role(planner) == "director" and person in self.members)
        return planner == person or (boss and self.is_present(planner))

    def manages(self, person: str) -> bool:
        """Say whether somebody is listed as a manager or director."""
        return self._role(person) in MANAGING

    def admin(self) -> str | None:
        """Name who looks after the bot itself: the policy's first director, or else its first manager."""
        for role in reversed(MANAGING):
            for member in self.members.values():
                if member.role == role and self.is_present(member.id):
                    return member.id
        return None

    def zone(self, person: str) -> str:
        """Give somebody's time zone name, UTC when Slack has told us none."""
        known = self.people.get(person)
        return known.zone if known else "UTC"

    def backup(self, person: str) -> str | None:
        """Give whoever covers for somebody, if the policy names a full member."""
        member = self.members.get(person)
        return member.backup if member and member.backup and self.is_present(member.backup) else None

    def delegate(self, person: str) -> str | None:
        """Give whoever is asked in place of an absent manager, if the policy names a full member."""
        member = self.members.get(person)
        return member.delegate if member and member.delegate and self.is_present(member.delegate) else None

    def directors(self) -> list[str]:
        """List the directors, present ones only, in the policy's order."""
        return [m.id for m in self.members.values() if m.role == "director" and self.is_present(m.id)]

    def country(self, person: str) -> str | None:
        """Give the country whose public holidays somebody keeps, if the policy names one."""
        member = self.members.get(person)
        return member.country if member else None

    def hours(self, person: str) -> Hours | None:
        """Give the working hours that somebody has instead of the team's."""
        member = self.members.get(person)
        return member.hours if member else None

    def booking(self, person: str) -> str:
        """Give the link by which a prospect may book a time with somebody, or ""; her own one first."""
        member = self.members.get(person)
        return self.set_by(person).booking or (member.booking if member else None) or ""

    def set_by(self, person: str) -> Own:
        """Give what somebody has set for herself."""
        return self.own.get(person, NOTHING_OWN)

    def name(self, person: str | None) -> str:
        """Give somebody's name for texts that cannot mention them."""
        known = self.people.get(person or "")
        return known.name if known else "Somebody"

    def _role(self, person: str) -> str | None:
        member = self.members.get(person)
        return member.role if member else None

    def is_present(self, person: str) -> bool:
        """Say whether somebody is a full member of the workspace, as far as Slack has told us."""
        known = self.people.get(person)
        return known is None or why_no_member(known) is None


def must_be_member(known: Person | None) -> None:
    """Raise Outsider for a guest, a bot or a deactivated account, whatever the policy lists."""
    if known and (why := why_no_member(known)):
        raise Outsider(f"{why} {NOTHING}")


def why_no_member(known: Person) -> str | None:
    """Give the sentence for somebody who may do nothing here, or None for a full member."""
    if known.is_gone:
        return "Your account is deactivated in this workspace, so you can no longer do that."
    if known.is_guest:
        return "Warm Handoff is for full members of this workspace, not for guests. Please ask a colleague."
    if known.is_bot:
        return "Warm Handoff is for people; a bot cannot do that."
    return None


def match(
    entries: Iterable[Listed | tuple[str, str, str | None, str | None]], people: Iterable[Person]
) -> Roster:
    """Match the policy's people with Slack's.

    An entry whose email Slack does not know (yet) has no member, but its role counts as listed.
    """
    known = {person.id: person for person in people}
    by_email = {person.email.lower(): person.id for person in known.values() if person.email}
    listed = [Listed(*entry) for entry in entries]

    def find(reference: str | None) -> str | None:
        if reference and "@" in reference:
            return by_email.get(reference.lower())
        return reference

    members = {
        found: Member(
            found,
            one.role,
            find(one.boss),
            one.country,
            find(one.backup),
            find(one.delegate),
            one.hours,
            one.booking,
        )
        for one in listed
        if (found := find(one.reference))
    }
    return Roster(members, known, frozenset(one.role for one in listed))
