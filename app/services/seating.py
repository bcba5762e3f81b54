"""Who sits in which pool, and how each AE stands there now."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain import availability as availability_of
from app.domain.prospect import Prospect, reach
from app.domain.routing import Seat, Strategy
from app.domain.workhours import midnight, today
from app.policy import Policy
from app.policy.routing import Pool, PoolMember
from app.services.team import Team
from app.store import assignments, handoffs

EVERYBODY = "everybody"  # the pool of a policy that has none: all AEs, whoever has the fewest open


def pool(policy: Policy, name: str | None) -> Pool | None:
    """Find a pool by name; without a name the one for whatever no rule matches, None if there is none."""
    wanted = name or policy.routing.pool
    if wanted is None:
        return policy.pool[0] if policy.pool else None
    return next((one for one in policy.pool if one.name == wanted), None)


def everybody(crew: Team) -> Pool:
    """Give the pool of a policy that has none."""
    members = [PoolMember(who=ae) for ae in crew.roster.aes()]
    return Pool(name=EVERYBODY, strategy=Strategy.LEAST_LOADED, members=members)


def owner(crew: Team, prospect: Prospect) -> str | None:
    """Find the AE (Slack id) who owns the account: the longest domain that is listed decides."""
    owners = {**crew.policy.owners, **crew.policy.accounts}
    for name in prospect.domains:
        for domain in reach(name):
            if domain in owners:
                return crew.roster.find(owners[domain])
    return None


def seats(
    session: Session, crew: Team, of: Pool, now: datetime, passed: Mapping[str, int]
) -> tuple[Seat, ...]:
    """Say how each member of a pool stands; who is no member of the workspace has no seat."""
    sat = members(crew, of)
    load = handoffs.load_of(session, crew.id, list(sat))
    capped = [ae for ae, one in sat.items() if empty(of, one, ae).per_day or empty(of, one, ae).per_week]
    counts = given(session, crew, capped, now)
    found = []
    for ae, one in sat.items():
        away, off = availability(crew, ae, now)
        seat = replace(empty(of, one, ae), passed=passed.get(ae), open=load.get(ae, 0), away=away, off=off)
        given_today, week = counts.get(ae, (0, 0))
        found.append(replace(seat, today=given_today, week=week))
    return tuple(found)


def members(crew: Team, of: Pool) -> dict[str, PoolMember]:
    """List the members of a pool by Slack id, those who are members of the workspace, too."""
    here = crew.roster.aes()
    found = {crew.roster.find(one.who): one for one in of.members}
    return {ae: one for ae, one in found.items() if ae and ae in here}


def empty(of: Pool, member: PoolMember, ae: str) -> Seat:
    """Give a member's seat with her weight and caps, and nothing counted yet."""
    return Seat(
        ae,
        weight=member.weight,
        max_open=member.max_open or of.max_open,
        per_day=member.per_day or of.per_day,
        per_week=member.per_week or of.per_week,
    )


def availability(crew: Team, person: str, now: datetime) -> tuple[str, str]:
    """Say why somebody can take nothing now, and why she is merely off; nothing when she is there."""
    known, signs = crew.roster.people.get(person), crew.policy.availability.signs()
    if why := availability_of.why_away(known, *crew.hours(person), now, signs):
        return why, ""
    return "", availability_of.why_off(known, *crew.hours(person), now, signs)


def given(session: Session, crew: Team, aes: Collection[str], now: datetime) -> dict[str, tuple[int, int]]:
    """Count what each of some AEs was given since her midnight, and since her Monday's; nobody is (0, 0)."""
    alike: dict[tuple[datetime, datetime], list[str]] = {}
    for ae in aes:
        alike.setdefault(today_and_monday(crew, ae, now), []).append(ae)
    counts: dict[str, tuple[int, int]] = {}
    for (day, week), people in alike.items():  # as many queries as there are time zones, not people
        counts |= assignments.got(session, crew.id, people, day, week)
    return counts


def today_and_monday(crew: Team, person: str, now: datetime) -> tuple[datetime, datetime]:
    """Give the moments (UTC) at which somebody's day and week began."""
    zone = crew.roster.zone(person)
    day = today(now, zone)
    return midnight(day, zone), midnight(day - timedelta(days=day.weekday()), zone)
