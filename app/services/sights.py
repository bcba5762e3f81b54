"""Gathers what one person sees of a handoff."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from app.domain import lifecycle
from app.domain.deadlines import Clock
from app.domain.lifecycle import Role, Status
from app.domain.model import Handoff
from app.domain.package import Package
from app.domain.sight import Sight
from app.policy import Policy
from app.services import clocks, team
from app.store import handoffs

ALL = frozenset(Role)


def see(
    session: Session,
    policy: Policy,
    handoff: Handoff,
    viewer: str,
    now: datetime,
    *,
    only: Collection[Role] = ALL,
) -> Sight:
    """Gather what somebody sees; `only` narrows her choices to some of her roles (one surface's)."""
    crew = team.around(session, policy, handoff, viewer)
    roles = crew.roster.roles(handoff, viewer)
    clock = handoffs.open_clock(session, handoff.number)
    return Sight(
        handoff=handoff,
        package=Package.model_validate(handoff.package),
        roster=crew.roster,
        viewer=viewer,
        zone=crew.roster.zone(viewer),
        now=now,
        roles=frozenset(roles),
        choices=tuple(lifecycle.choices(handoff.place, roles & set(only))),
        waits_for=clocks.waiting_for(handoff, Clock(clock.kind)) if clock else None,
        clock=clock.generation if clock else None,
        due=clocks.end(crew, handoff, clock) if clock else None,
        left=clocks.left(crew, handoff, clock, now) if clock else None,
        asleep_until=clock.wakes_at if clock and handoff.meeting_at is None else None,
        reasons=_reasons(crew.policy, handoff.status),
        intro=handoffs.get_intro(session, handoff.number),
        meeting_length=policy.introduction.meeting,
        last=handoffs.last_move(session, handoff.number),
    )


def _reasons(policy: Policy, status: Status) -> dict[str, str]:
    """Give words to every reason; a code that several kinds have means what it does in this status."""
    kinds = {
        Status.REJECTED: policy.reject_reasons,
        Status.LOST: policy.loss_reasons,
        Status.RECYCLED: policy.recycle_reasons,
    }
    return {
        code: label for reasons in (*kinds.values(), kinds.get(status, {})) for code, label in reasons.items()
    }
