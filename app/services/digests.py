"""The weekly digest: when it is due, once per team and date, and where it goes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.domain.model import Owed, Sending
from app.policy import Policy
from app.policy.digest import Digest
from app.services import review, team
from app.store import figures, outbox

WEEK = timedelta(days=7)
TOO_SOON = timedelta(days=3)  # after the last one: whoever changes the day waits for the next one on it
ENDED = (Sending.SENT, Sending.DEAD, Sending.OBSOLETE)
THURSDAY = 4  # the day by which a week belongs to its year, and a digest to its week


def last_due(digest: Digest, now: datetime) -> datetime:
    """Give the newest moment (UTC), at or before `now`, at which the policy wants a digest.

    A local time that daylight saving skips is taken an hour later, one that it repeats the first time.
    """
    zone = ZoneInfo(digest.zone)
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - digest.weekday) % 7)
    moment = datetime.combine(day, digest.time, zone).astimezone(UTC)
    if moment > now:
        moment = datetime.combine(day - WEEK, digest.time, zone).astimezone(UTC)
    return moment


def end_of_week(digest: Digest, year: int, week: int) -> datetime:
    """Give the end (UTC) of the digest that covers the Thursday noon of an ISO week; raises ValueError."""
    thursday = date.fromisocalendar(year, week, THURSDAY)
    noon = datetime(thursday.year, thursday.month, thursday.day, 12, tzinfo=ZoneInfo(digest.zone))
    return last_due(digest, noon.astimezone(UTC) + WEEK)


def is_due(session: Session, policy: Policy, team_id: str, now: datetime) -> bool:
    """Say whether the newest digest is still to be owed: a look that takes no lock.

    It is not when the team had nothing to digest before it, nor beside another one: a policy whose day was
    changed, or a clock that was set back, asks for no second one. A digest that lies more than a week ahead
    was made by a clock that was wrong, and holds nothing back.
    """
    if policy.digest.channel is None:
        return False
    moment = last_due(policy.digest, now)
    day = day_of(policy.digest, moment)
    if figures.is_claimed(session, team_id, day - TOO_SOON, day + WEEK):
        return False
    return figures.any_before(session, team_id, moment)


def day_of(digest: Digest, moment: datetime) -> date:
    """Give the date, in the channel's zone, of a digest."""
    return moment.astimezone(ZoneInfo(digest.zone)).date()


def owe_due(session: Session, policy: Policy, team_id: str, now: datetime) -> bool:
    """Owe the digest that is due, unless somebody has. After weeks of silence it is the newest one alone."""
    if policy.digest.channel is None or not is_due(session, policy, team_id, now):
        return False
    moment = last_due(policy.digest, now)
    day = day_of(policy.digest, moment)
    if not figures.claim_day(session, team_id, day, now):
        return False
    owe(session, policy.digest.channel, team_id, moment, now, key=f"digest:{team_id}:{day}")
    review.owe(session, policy, team_id, day, now)
    return True


def owe(
    session: Session,
    to: str,
    team_id: str,
    end: datetime,
    now: datetime,
    *,
    key: str,
    instead_of: str = "",
) -> None:
    """Owe a digest of the week before `end` to a channel or a person, and its details for its thread."""
    week = {"end": end.isoformat()}
    moved = {"instead_of": instead_of} if instead_of else {}
    in_thread = {**week, "of": key}
    common: dict[str, Any] = {"team_id": team_id, "recipient": to, "due_at": now, "created_at": now}
    outbox.add(session, Owed(key=key, kind="digest", note={**week, **moved}, **common))
    outbox.add(session, Owed(key=f"details:{key}", kind="breakdown", note=in_thread, **common))
    picture = {**in_thread, "what": "digest"}
    outbox.add(session, Owed(key=f"picture:{key}", kind="file", note=picture, **common))


def settled(session: Session, key: str) -> bool:
    """Say whether a digest, with what belongs in its thread, is sent or will never be."""
    first, *rest = (outbox.get(session, name) for name in (key, f"details:{key}", f"picture:{key}"))
    if first is None or first.state is Sending.DEAD:
        return True
    return all(one is None or one.state in ENDED for one in (first, *rest))


def redirect(session: Session, policy: Policy, owed: Owed, now: datetime) -> None:
    """Owe a digest or review that could not be posted to the next place: the fallback or who is in charge."""
    crew = team.load(session, policy, owed.team_id)
    named = (policy.digest.channel, policy.digest.fallback, crew.roster.admin())
    places = list(dict.fromkeys(place for place in named if place))
    after = places.index(owed.recipient) + 1 if owed.recipient in places else 0
    if after >= len(places):
        return
    to, key = places[after], f"{owed.key.partition('/')[0]}/{after}"
    if owed.kind == "review":
        review.owe_to(session, to, owed.team_id, date.fromisoformat(owed.note["month"]), now, key=key)
        return
    end, instead_of = datetime.fromisoformat(owed.note["end"]), owed.note.get("instead_of") or owed.recipient
    owe(session, to, owed.team_id, end, now, key=key, instead_of=instead_of)
