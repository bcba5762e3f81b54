"""What the Home tab shows: what waits on me, what I wait for, what is on its way, and my team's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from app.domain.deadlines import Clock
from app.domain.homepage import (
    ALL,
    FIRST_LOOK,
    IS,
    LISTS,
    MOST,
    OF_A_TEAM,
    OFFERS,
    PAGE,
    STALLED,
    TEAM,
    Homepage,
    Look,
    Numbers,
    Part,
    Waiting,
)
from app.domain.lifecycle import Role, Status
from app.domain.metrics import Kind
from app.domain.model import Handoff
from app.domain.sight import Sight
from app.policy import Policy
from app.services import absences, clocks, drafts, figures, policies, preferences, sights, team
from app.services.team import Team
from app.store import handoffs
from app.store import home as stored


class Drawer(NamedTuple):
    """One list with the page of it that is shown, before it is known what is seen of each handoff."""

    what: str
    total: int
    shown: Sequence[Handoff]
    page: int


DAYS = 28  # of somebody's own numbers
Lists = dict[str, list[Waiting]]


def overview(
    session: Session, policy: Policy, team_id: str, viewer: str, now: datetime, look: Look = FIRST_LOOK
) -> Homepage:
    """Gather what somebody's Home tab holds: how many there are, and a page of what she looks at."""
    crew = team.load(session, policy, team_id, viewer)
    reports = [person for person in crew.roster.members if viewer in crew.roster.chain(person)]
    manages = crew.roster.manages(viewer) or bool(reports)
    mine = _waiting(session, team_id, [viewer])
    theirs = _waiting(session, team_id, reports)
    if theirs:  # somebody whom the policy does not list may keep them waiting
        crew = team.load(session, policy, team_id, viewer, *{one.waits_for for one in theirs})
    lists = _lists(session, crew, viewer, mine, theirs, now)
    look = look if manages or look.what not in OF_A_TEAM else FIRST_LOOK
    drawers = [_part(lists, what, look) for what in _shown(look, manages, lists)]
    return Homepage(
        look=look,
        parts=_seen(session, crew, viewer, drawers, now),
        manages=manages,
        untouched=sum(one.handoff.status is Status.ACCEPTED for one in theirs),
        numbers=_numbers(session, crew, viewer, manages, now) if look.what == ALL else None,
        statuses=Counter(one.handoff.status for one in mine),
        drafts=drafts.begun(session, team_id, viewer, now),
        calendar=absences.calendar(session, crew, viewer, now, with_team=False),
        preference=preferences.of(session, team_id, viewer, now),
        is_admin=crew.roster.admin() == viewer,
    )


def _numbers(session: Session, crew: Team, viewer: str, manages: bool, now: datetime) -> Numbers:
    """Count somebody's own figures of the last four weeks, and a manager's team's."""
    start = now - timedelta(days=DAYS)
    sdr, ae = (figures.sliced(session, crew, kind, start, now).get(viewer) for kind in (Kind.SDR, Kind.AE))
    theirs = figures.sliced(session, crew, Kind.TEAM, start, now).get(viewer) if manages else None
    return Numbers(DAYS, sdr, ae, theirs)


def must_act(sight: Sight) -> bool:
    """Say whether the next step is the viewer's."""
    if sight.waits_for is None:
        return sight.handoff.owner_id == sight.viewer
    return sight.waits_for == sight.viewer


def _waiting(session: Session, team_id: str, people: Sequence[str]) -> list[Waiting]:
    """List what is open of some people, the most urgent first."""
    found = stored.open_of(session, team_id, people) if people else []
    waiting = [
        Waiting(handoff, clock, clocks.waiting_for(handoff, Clock(clock.kind)) if clock else None)
        for handoff, clock in found
    ]
    return sorted(waiting, key=lambda one: one.urgency)


def _lists(
    session: Session,
    crew: Team,
    viewer: str,
    mine: Sequence[Waiting],
    theirs: Sequence[Waiting],
    now: datetime,
) -> Lists:
    lists: Lists = {what: [] for what in LISTS} | {TEAM: list(theirs)}
    for one in mine:
        lists[one.list_for(viewer, now)].append(one)
        lists.setdefault(IS + one.handoff.status.value, []).append(one)
    offered = handoffs.offers(session, crew.id, viewer)
    lists[OFFERS] = [Waiting(handoff, None, None) for handoff in offered]
    lists[STALLED] = [one for one in theirs if _is_overdue(session, crew, one, now)]
    return lists


def _is_overdue(session: Session, crew: Team, one: Waiting, now: datetime) -> bool:
    """Say whether an SLA is used up. Working time is no longer than time, so most need no reckoning."""
    handoff, clock = one.handoff, one.clock
    if clock is None or one.waits_for is None:
        return False
    left = timedelta(seconds=clock.allowed_seconds - clock.used_seconds)
    if clock.runs_from + left > now:
        return False
    judged = replace(crew, policy=policies.judged(session, crew.policy, handoff.policy_version))
    due = clocks.end(judged, handoff, clock)
    return due is not None and due <= now


def _shown(look: Look, manages: bool, lists: Lists) -> list[str]:
    """Name the lists that are shown: all of them at a first look, or the one that is looked at."""
    if look.what != ALL:
        return [look.what]
    return [what for what in LISTS if (manages or what != STALLED) and (what != OFFERS or lists[OFFERS])]


def _part(lists: Lists, what: str, look: Look) -> Drawer:
    """Take the page of a list that is shown."""
    found = lists.get(what, [])
    pages = max(-(-len(found) // PAGE), 1)
    page = min(look.page, pages) if look.what == what else 1
    start, most = ((page - 1) * PAGE, PAGE) if look.what == what else (0, MOST[what])
    return Drawer(what, len(found), [one.handoff for one in found[start : start + most]], page)


def _seen(session: Session, crew: Team, viewer: str, drawers: Sequence[Drawer], now: datetime) -> list[Part]:
    """Gather what is seen of each handoff that is shown; an offer can only be accepted."""
    on_them = {person for drawer in drawers for one in drawer.shown for person in team.on(one)}
    among = team.load(session, crew.policy, crew.id, viewer, *on_them)

    def see(handoff: Handoff, what: str) -> Sight:
        only = {Role.OFFERED} if what == OFFERS else sights.ALL
        return sights.see(session, crew.policy, handoff, viewer, now, only=only, among=among)

    return [
        Part(one.what, one.total, [see(handoff, one.what) for handoff in one.shown], one.page)
        for one in drawers
    ]
