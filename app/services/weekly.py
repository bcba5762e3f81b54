"""What a digest says of a week: figures, what is stalled now, whom to thank, and the words for all of it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain.counted import Spread
from app.domain.headline import headline
from app.domain.metrics import Figures, Kind, Report
from app.domain.roster import Roster
from app.domain.thanks import Thanks, thanks
from app.domain.weekly import DETAILS, Weekly
from app.policy import Policy
from app.services import figures, policies, team
from app.services.team import Team
from app.store import digests as rows

WEEK = timedelta(days=7)
THANKED_FOR = timedelta(weeks=4)  # a single week has hardly ten of anybody
DRIVERS = (Kind.AE, Kind.SOURCE, Kind.SEGMENT)


def tell(
    session: Session,
    policy: Policy,
    team_id: str,
    end: datetime,
    now: datetime,
    *,
    by: Collection[Kind] = (),
    instead_of: str = "",
) -> Weekly:
    """Gather a digest of the seven days before `end` (UTC); `by`: slices to be shown as well."""
    crew = team.load(session, policy, team_id)
    report = figures.report(session, policy, team_id, end - WEEK, end, now, by=by, brief=not by)
    if headline(report).change:
        missing = [kind for kind in DRIVERS if kind not in by]  # to find what drove it
        more = {kind: figures.sliced(session, crew, kind, end - WEEK, end) for kind in missing}
        report = replace(report, slices={**report.slices, **more})
    thanked = _thanks(session, crew, end)
    return Weekly(
        start=end - WEEK,
        end=end,
        zone=policy.digest.zone,
        report=report,
        stalled=report.stalled,
        thanks=thanked,
        words=policies.words(session, policy),
        roster=_roster(session, policy, team_id, report, thanked),
        labels=labels(policy),
        instead_of=instead_of,
    )


def details(session: Session, policy: Policy, team_id: str, end: datetime) -> Weekly:
    """Gather the slices of that week, and nothing else."""
    crew = team.load(session, policy, team_id)
    slices = {kind: figures.sliced(session, crew, kind, end - WEEK, end) for kind in DETAILS}
    nothing = Figures(end - WEEK, end)
    report = Report(nothing, nothing, slices=slices)
    return Weekly(
        start=end - WEEK,
        end=end,
        zone=policy.digest.zone,
        report=report,
        stalled=[],
        words=policies.words(session, policy),
        roster=_roster(session, policy, team_id, report, Thanks()),
        labels=labels(policy),
    )


def labels(policy: Policy) -> Mapping[Kind, Mapping[str, str]]:
    """Give words to the codes by which handoffs are sliced."""
    segments = {name: one.label for name, one in policy.segment.items()}
    return {Kind.SEGMENT: segments, Kind.SOURCE: policy.sources}


def _thanks(session: Session, crew: Team, end: datetime) -> Thanks:
    start = end - THANKED_FOR
    times = {who: Spread.of(took) for who, took in rows.answers(session, crew.id, start, end).items()}
    return thanks(times, rows.ratings(session, crew.id, start, end), rows.unthanked(session, crew.id))


def _roster(session: Session, policy: Policy, team_id: str, report: Report, thanked: Thanks) -> Roster:
    """Read the people with all whom the digest names, whoever the policy lists."""
    named = {stall.waits_for for stall in report.stalled} | thanked.people
    for kind in (Kind.AE, Kind.SDR):
        named |= set(report.slices.get(kind, {}))
    return team.load(session, policy, team_id, *named).roster
