"""Personal numbers, once a week: to whoever wants them, and to managers those of their team."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.domain import workhours
from app.domain.metrics import Figures, Kind
from app.domain.model import Owed
from app.policy import Policy
from app.services import digests, figures, team
from app.services.team import Team
from app.store import digests as rows
from app.store import figures as runs
from app.store import outbox

WEEK = timedelta(days=7)
STILL_NEWS = timedelta(days=5)  # whoever is away for longer reads the next ones
HER_OWN, HER_TEAMS = (Kind.SDR, Kind.AE), (Kind.TEAM, Kind.SDR_TEAM)
Parts = list[tuple[Kind, Figures, Figures]]


def due(session: Session, policy: Policy, team_id: str, now: datetime, *, at_work: bool = True) -> list[str]:
    """List who is to get her numbers now: in her own working hours, when the week's digest is out."""
    moment = digests.last_due(policy.digest, now)
    day = digests.day_of(policy.digest, moment)
    if policy.digest.channel is None or now - moment > STILL_NEWS:
        return []
    if not runs.is_claimed(session, team_id, day, day):
        return []
    crew = team.load(session, policy, team_id, *rows.want_numbers(session, team_id))
    everybody = readers(session, crew)
    working = [who for who in everybody if not at_work or workhours.is_open(now, *crew.hours(who))]
    keys = {key_of(team_id, day, who): who for who in working}
    return [keys[key] for key in sorted(keys.keys() - rows.owed_already(session, keys))]


def owe_due(session: Session, policy: Policy, team_id: str, now: datetime, *, at_work: bool = True) -> None:
    """Owe them; whoever does so twice has owed them once."""
    moment = digests.last_due(policy.digest, now)
    day = digests.day_of(policy.digest, moment)
    for person in due(session, policy, team_id, now, at_work=at_work):
        owed = Owed(
            key=key_of(team_id, day, person),
            team_id=team_id,
            kind="numbers",
            recipient=person,
            note={"end": moment.isoformat()},
            due_at=now,
            created_at=now,
        )
        outbox.add(session, owed)


def key_of(team_id: str, day: date, person: str) -> str:
    """Name the numbers of one person and digest."""
    return f"numbers:{team_id}:{day}:{person}"


def readers(session: Session, crew: Team) -> Mapping[str, bool]:
    """Tell who gets numbers, and whether as a manager: those of her team."""
    roster = crew.roster
    wanting = {who: roster.manages(who) for who in rows.want_numbers(session, crew.id)}
    managers = [who for who in roster.members if roster.manages(who)] if crew.policy.digest.managers else []
    every = {**wanting, **dict.fromkeys(managers, True)}
    return {who: manages for who, manages in every.items() if roster.is_present(who)}


def tell(session: Session, crew: Team, person: str, end: datetime, *, manages: bool) -> Parts:
    """Gather somebody's figures of the week before `end` (UTC) and of the one before; those with any."""
    found: Parts = []
    for kind in HER_TEAMS if manages else HER_OWN:
        this, before = (
            figures.sliced(session, crew, kind, end - weeks * WEEK, end - (weeks - 1) * WEEK).get(
                person, Figures(end - weeks * WEEK, end - (weeks - 1) * WEEK)
            )
            for weeks in (1, 2)
        )
        if any(this.counts.values()):
            found.append((kind, this, before))
    return found
