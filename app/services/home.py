"""What the Home tab shows: what waits on me, what I wait for, and for managers what stalls."""

from datetime import datetime

from sqlmodel import Session

from app.domain.lifecycle import Role, Status
from app.domain.sight import Overview, Sight
from app.policy import Policy
from app.services import absences, drafts, sights, team
from app.store import handoffs


def overview(session: Session, policy: Policy, team_id: str, viewer: str, now: datetime) -> Overview:
    """Gather somebody's open handoffs."""
    crew = team.load(session, policy, team_id, viewer)
    mine = [
        sights.see(session, policy, handoff, viewer, now)
        for handoff in handoffs.concerning(session, team_id, [viewer])
    ]
    reports = [person for person in crew.roster.members if viewer in crew.roster.chain(person)]
    theirs = [
        sights.see(session, policy, handoff, viewer, now)
        for handoff in (handoffs.concerning(session, team_id, reports) if reports else [])
    ]
    return Overview(
        on_me=[sight for sight in mine if must_act(sight)],
        on_others=[sight for sight in mine if not must_act(sight)],
        offers=[
            sights.see(session, policy, handoff, viewer, now, only={Role.OFFERED})
            for handoff in handoffs.offers(session, team_id, viewer)
        ],
        stalled=[sight for sight in theirs if sight.overdue],
        untouched=sum(sight.handoff.status is Status.ACCEPTED for sight in theirs),
        manages=crew.roster.manages(viewer) or bool(reports),
        drafts=drafts.begun(session, team_id, viewer, now),
        calendar=absences.calendar(session, crew, viewer, now, with_team=False),
    )


def must_act(sight: Sight) -> bool:
    """Say whether the next step is the viewer's."""
    if sight.waits_for is None:
        return sight.handoff.owner_id == sight.viewer
    return sight.waits_for == sight.viewer
