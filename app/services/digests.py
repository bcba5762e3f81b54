"""The weekly digest: when it is due, once per team and date, and what it says."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.domain.deadlines import Clock
from app.domain.metrics import Stalled, Week, Words
from app.domain.model import Deadline, Owed
from app.domain.roster import Roster
from app.policy import Policy
from app.policy.digest import Digest
from app.services import clocks, policies, team
from app.store import figures, handoffs, outbox

WEEK = timedelta(days=7)
TOO_SOON = timedelta(days=3)  # after the last one: whoever changes the day waits for the next one on it


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


def is_due(session: Session, policy: Policy, team_id: str, now: datetime) -> bool:
    """Say whether the newest digest is still to be owed: a look that takes no lock.

    It is not when the team had nothing to digest before it, nor beside another one: a policy whose day was
    changed, or a clock that was set back, asks for no second one. A digest that lies more than a week ahead
    was made by a clock that was wrong, and holds nothing back.
    """
    if policy.digest.channel is None:
        return False
    moment = last_due(policy.digest, now)
    day = _day(policy.digest, moment)
    if figures.is_claimed(session, team_id, day - TOO_SOON, day + WEEK):
        return False
    return figures.any_before(session, team_id, moment)


def _day(digest: Digest, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(digest.zone)).date()


def owe_due(session: Session, policy: Policy, team_id: str, now: datetime) -> bool:
    """Owe the digest that is due, unless somebody has. After weeks of silence it is the newest one alone."""
    if policy.digest.channel is None or not is_due(session, policy, team_id, now):
        return False
    moment = last_due(policy.digest, now)
    day = _day(policy.digest, moment)
    if not figures.claim_day(session, team_id, day, now):
        return False
    owe(session, policy.digest.channel, team_id, moment, now, key=f"digest:{team_id}:{day}")
    return True


def owe(session: Session, channel: str, team_id: str, end: datetime, now: datetime, *, key: str) -> None:
    """Owe a digest of the week before `end` to a channel."""
    owed = Owed(
        key=key,
        team_id=team_id,
        kind="digest",
        recipient=channel,
        note={"end": end.isoformat()},
        due_at=now,
        created_at=now,
    )
    outbox.add(session, owed)


def week(session: Session, policy: Policy, team_id: str, end: datetime, now: datetime) -> Week:
    """Count the figures of the seven days before `end`, and what is stalled at `now`."""
    start = end - WEEK
    running = figures.running_clocks(session, team_id)
    moves = figures.moves(session, team_id, start, end)
    return Week(
        start=start,
        end=end,
        states=figures.states(session, team_id, start, end),
        moves=moves.counts,
        accept_seconds=moves.took.get("accept", []),
        touch_seconds=[*moves.took.get("touch", []), *moves.took.get("book", [])],
        reasons=moves.reasons,
        criteria=moves.criteria,
        overturned=moves.overturned,
        stalled=_stalled(session, policy, running, now),
        untouched=sum(clock.kind == Clock.TOUCH for clock in running),
    )


def told(
    session: Session, policy: Policy, team_id: str, end: datetime, now: datetime
) -> tuple[Week, Words, Roster]:
    """Gather what a digest says of the week before `end`: its figures, the words for codes, the people."""
    figures_of = week(session, policy, team_id, end, now)
    people = (stall.waits_for for stall in figures_of.stalled)
    roster = team.load(session, policy, team_id, *people).roster
    return figures_of, policies.words(session, policy), roster


def stalled(session: Session, policy: Policy, team_id: str, now: datetime) -> list[Stalled]:
    """List the handoffs whose running SLA is used up at `now`, longest waiting first."""
    return _stalled(session, policy, figures.running_clocks(session, team_id), now)


def _stalled(session: Session, policy: Policy, running: Iterable[Deadline], now: datetime) -> list[Stalled]:
    found = []
    for clock in running:
        handoff = handoffs.get(session, clock.handoff_id)
        if handoff is None:
            continue
        crew = team.around(session, policy, handoff)
        due = clocks.end(crew, handoff, clock)
        if due and due <= now:
            whom = clocks.waiting_for(handoff, Clock(clock.kind))
            found.append(Stalled(handoff.number, handoff.company, handoff.status.value, whom, due))
    return sorted(found, key=lambda stall: stall.since)
