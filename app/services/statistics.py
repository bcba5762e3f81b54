"""`/handoff stats`: figures of oneself, of somebody one manages, or of the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain import statistics as rules
from app.domain.errors import NotAllowed
from app.domain.metrics import Figures, Kind
from app.domain.roster import Roster
from app.domain.statistics import TEAM, Asked, Unclear
from app.policy import Policy
from app.services import figures, team
from app.services.team import Team

HANDED, GOT = "Handed off", "Got"


@dataclass(frozen=True)
class Counted:
    """Whose figures ("" is the whole team's), of when, and each part of them by its label."""

    person: str
    is_team: bool
    asked: Asked
    parts: Mapping[str, Figures]


def count(session: Session, policy: Policy, team_id: str, viewer: str, line: str, now: datetime) -> Counted:
    """Count what a line asks for; raises Unclear or NotAllowed."""
    crew = team.load(session, policy, team_id, viewer)
    asked = rules.read(line, now, crew.roster.zone(viewer))
    if asked.whose == TEAM:
        return _team(session, crew, viewer, asked)
    person = _named(crew.roster, asked.whose) if asked.whose else viewer
    if not crew.roster.may_plan_for(viewer, person):
        raise NotAllowed("see these figures", "boss")
    return Counted(person, False, asked, _parts(session, crew, person, asked, Kind.SDR, Kind.AE))


def _team(session: Session, crew: Team, viewer: str, asked: Asked) -> Counted:
    """Count the team that somebody manages; everybody else's is the whole, as the digest tells it."""
    leads = any(crew.roster.chain(one)[:1] == [viewer] for one in crew.roster.members)
    if leads and viewer not in crew.roster.directors():
        return Counted(viewer, True, asked, _parts(session, crew, viewer, asked, Kind.SDR_TEAM, Kind.TEAM))
    return Counted("", True, asked, {"All": figures.whole(session, crew.id, asked.start, asked.end)})


def _parts(
    session: Session, crew: Team, person: str, asked: Asked, handed: Kind, got: Kind
) -> dict[str, Figures]:
    counted = {
        label: figures.sliced(session, crew, kind, asked.start, asked.end).get(person)
        for label, kind in ((HANDED, handed), (GOT, got))
    }
    return {label: one for label, one in counted.items() if one}


def _named(roster: Roster, typed: str) -> str:
    """Find whom somebody means: a mention, an email, or a name as in @anna; raises Unclear."""
    if typed.startswith("<@"):
        return typed.strip("<@>").partition("|")[0]
    wanted = typed.lstrip("@").lower().replace(" ", "")
    found = {
        person.id
        for person in roster.people.values()
        if wanted in (person.email.lower(), person.email.partition("@")[0].lower())
        or wanted in [part.lower() for part in (*person.name.split(), person.name.replace(" ", ""))]
    }
    if len(found) != 1:
        why = "nobody" if not found else f"{len(found)} people"
        raise Unclear(f"“{typed[:40]}” names {why} whom I know here: please give an email address.")
    return found.pop()
