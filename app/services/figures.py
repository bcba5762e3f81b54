"""The figures of a team: a period, the one before it, a trailing baseline, slices, what is stalled now."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain.deadlines import Clock
from app.domain.metrics import Figures, Kind, Report, Stalled
from app.domain.model import Deadline
from app.policy import Policy
from app.services import clocks, policies, team
from app.services.team import Team
from app.store import counting, figures, handoffs
from app.store.counting import Found, Key, Period

PERIODS = 8  # of the baseline, at most


def report(
    session: Session,
    policy: Policy,
    team_id: str,
    start: datetime,
    end: datetime,
    now: datetime,
    *,
    by: Collection[Kind] = (),
    brief: bool = False,
) -> Report:
    """Count the figures from `start` up to `end` (UTC), what they are compared with, and what waits at `now`.

    `by` names the slices that are wanted as well. Among people only those have one who did or had something.
    A `brief` one has what a digest tells: neither the pace from step to step nor what became of those
    handed off, nor ratings, amounts, and what was returned, recycled, withdrawn, lost or expired.
    """
    length = end - start
    running = figures.running_clocks(session, team_id)
    return Report(
        this=whole(session, team_id, start, end, brief=brief),
        before=whole(session, team_id, start - length, start, brief=brief),
        baseline=_baseline(session, team_id, start, length),
        slices=_slices(session, policy, team_id, by, start, end),
        stalled=_stalled(session, policy, team_id, running, now),
        disputes=figures.disputes(session, team_id, start, end),
        untouched=sum(clock.kind == Clock.TOUCH for clock in running),
    )


def _slices(
    session: Session, policy: Policy, team_id: str, by: Collection[Kind], start: datetime, end: datetime
) -> dict[Kind, Mapping[str, Figures]]:
    if not by:
        return {}
    crew = team.load(session, policy, team_id)
    return {kind: sliced(session, crew, kind, start, end) for kind in by}


def whole(
    session: Session, team_id: str, start: datetime, end: datetime, periods: int = 1, *, brief: bool = False
) -> Figures:
    """Count the figures of all handoffs in a period, or in several at once."""
    period = Period(team_id, start, end)
    found = _of_slices(session, period, counting.everything, periods, brief=brief)
    return found.get("", Figures(start, end, periods))


def sliced(session: Session, crew: Team, kind: Kind, start: datetime, end: datetime) -> Mapping[str, Figures]:
    """Count the figures of a period by slice."""
    period = Period(crew.id, start, end)
    if kind is Kind.CRITERION:
        return _by_criterion(session, period)
    found = _of_slices(session, period, _key(crew, kind))
    if kind in (Kind.SEGMENT, Kind.SOURCE, Kind.ALL):
        return found
    return {name: one for name, one in found.items() if name}


def _key(crew: Team, kind: Kind) -> Key:
    bosses = {who: boss for who in crew.roster.members for boss in crew.roster.chain(who)[:1]}
    sdr = counting.column("sdr_id")
    match kind:
        case Kind.SDR:
            return sdr
        case Kind.AE:
            return counting.ae
        case Kind.TEAM:
            return counting.boss(bosses, counting.ae)
        case Kind.SDR_TEAM:
            return counting.boss(bosses, sdr)
        case Kind.SEGMENT | Kind.SOURCE:
            return counting.column(kind.value)
    return counting.everything


def _of_slices(
    session: Session, period: Period, key: Key, periods: int = 1, *, brief: bool = False
) -> dict[str, Figures]:
    timing = counting.RESPONSES if brief else counting.MEASURES
    found = counting.count(session, period, key, timing=timing, brief=brief)
    return _figures(period, found, counting.rejections(session, period, key), periods)


def _by_criterion(session: Session, period: Period) -> dict[str, Figures]:
    """Count each handoff under every criterion that it was judged by, with how it was."""
    key = counting.column("criteria")
    found: dict[str, Found] = defaultdict(lambda: Found(Counter()))
    for signature, some in counting.count(session, period, key, timing=()).items():
        for name in _parts(signature):
            found[name].counts.update(some.counts)
    rejections = [
        (name, reason, failed, count)
        for signature, reason, failed, count in counting.rejections(session, period, key)
        for name in _parts(signature)
    ]
    return _figures(period, found, rejections, 1)


def _parts(signature: str) -> list[str]:
    return signature.split(",") if signature else []


def _figures(
    period: Period,
    found: Mapping[str, Found],
    rejections: Sequence[tuple[str, str, str, int]],
    periods: int,
) -> dict[str, Figures]:
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    failed: dict[str, Counter[str]] = defaultdict(Counter)
    for name, reason, criterion, count in rejections:
        reasons[name][reason] += count
        if criterion:
            failed[name][criterion] += count
    return {
        name: Figures(
            *(period.start, period.end, periods, dict(some.counts), some.times),
            *(dict(reasons[name]), dict(failed[name])),
        )
        for name, some in sorted(found.items())
    }


def _baseline(session: Session, team_id: str, start: datetime, length: timedelta) -> Figures | None:
    """Count up to eight whole periods before one at once; None if the team has not been there for one.

    Neither the pace from step to step is among it nor what became of those handed off.
    """
    first = counting.first_handoff(session, team_id)
    periods = min(PERIODS, (start - first) // length) if first else 0
    first_of_them = start - periods * length
    return whole(session, team_id, first_of_them, start, periods, brief=True) if periods > 0 else None


def stalled(session: Session, policy: Policy, team_id: str, now: datetime) -> list[Stalled]:
    """List the handoffs whose running SLA is used up at `now`, longest waiting first."""
    return _stalled(session, policy, team_id, figures.running_clocks(session, team_id), now)


def _stalled(
    session: Session, policy: Policy, team_id: str, running: Iterable[Deadline], now: datetime
) -> list[Stalled]:
    """No more working time than time has passed: most clocks are seen to be in time without their people."""
    if not (late := [clock for clock in running if _may_be_late(clock, now)]):
        return []
    rows = {one.number: one for one in handoffs.several(session, [clock.handoff_id for clock in late])}
    crew = team.load(session, policy, team_id, *{who for one in rows.values() for who in team.on(one)})
    found = []
    for clock in late:
        if (handoff := rows.get(clock.handoff_id)) is None:
            continue
        judged = policies.judged(session, policy, handoff.policy_version)
        due = clocks.end(replace(crew, policy=judged), handoff, clock)
        if due and due <= now:
            whom = clocks.waiting_for(handoff, Clock(clock.kind))
            found.append(Stalled(handoff.number, handoff.company, handoff.status.value, whom, due))
    return sorted(found, key=lambda stall: stall.since)


def _may_be_late(clock: Deadline, now: datetime) -> bool:
    return clock.runs_from + timedelta(seconds=clock.allowed_seconds - clock.used_seconds) <= now
