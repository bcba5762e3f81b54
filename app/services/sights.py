"""Gathers what one person sees of a handoff."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import lifecycle
from app.domain.deadlines import Clock
from app.domain.lifecycle import Role, Status
from app.domain.model import Deadline, Handoff
from app.domain.package import Package
from app.domain.sight import Sight
from app.policy import Policy
from app.services import clocks, mailboxes, policies, team
from app.services.team import Team
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
    among: Team | None = None,
) -> Sight:
    """Gather what somebody sees; `only` narrows her choices to some of her roles (one surface's).

    `among` is the team with everybody on the handoff, where it is known already.
    """
    crew = (
        replace(among, policy=policies.judged(session, policy, handoff.policy_version))
        if among
        else team.around(session, policy, handoff, viewer)
    )
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
        **(_of_clock(crew, handoff, clock, now) if clock else {}),
        reasons=_reasons(crew.policy, handoff.status),
        source=crew.policy.sources.get(handoff.source, handoff.source),
        intro=handoffs.get_intro(session, handoff.number),
        mailbox=_mailbox(session, handoff, viewer),
        meeting_length=policy.introduction.meeting,
        last=handoffs.last_move(session, handoff.number),
    )


def _of_clock(crew: Team, handoff: Handoff, clock: Deadline, now: datetime) -> dict[str, Any]:
    return {
        "waits_for": clocks.waiting_for(handoff, Clock(clock.kind)),
        "clock": clock.generation,
        "due": clocks.end(crew, handoff, clock),
        "left": clocks.left(crew, handoff, clock, now),
        "asleep_until": clock.wakes_at if handoff.meeting_at is None else None,
    }


def _mailbox(session: Session, handoff: Handoff, viewer: str) -> str:
    mailbox = mailboxes.working(session, handoff.team_id, viewer)
    return mailbox.address if mailbox else ""


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
