"""Submitting a handoff: it goes to its AE, or first to a manager if it is not ready."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.criteria import NotReady
from app.domain.errors import Incomplete, NotAllowed
from app.domain.lifecycle import Action, Status
from app.domain.model import Handoff
from app.domain.package import Package
from app.domain.prospect import Prospect, prospect
from app.domain.roster import must_be_member
from app.services import assignment, broadcast, clocks, duplicates, facts, outbox, policies, rulings
from app.services.choosing import Choice
from app.services.team import Team
from app.store import handoffs

NOT_READY = "It is not ready, so it cannot be handed off. Nothing was changed."


def submit(
    session: Session,
    crew: Team,
    *,
    sdr: str,
    package: Package,
    ae: str | None,
    key: str,
    now: datetime,
    segment: str = "",
    priority: str = "standard",
    source: str = "",
) -> Handoff:
    """Store a handoff and owe its cards. The same form submitted twice (`key`) is one handoff.

    `ae` is the one the SDR chose, or None to let the policy choose. What is not ready goes to a manager
    first, if the policy allows it and the package says why (`waived`). Raises NotAllowed or Incomplete.
    """
    if stored := handoffs.by_submit_key(session, crew.id, key):
        return stored
    must_be_member(crew.roster.people.get(sdr))
    if not crew.roster.may_hand_off(sdr):
        raise NotAllowed("hand off a prospect", "listed_sdr")
    about = prospect(package, segment, priority)
    handoff, choice = _draw_up(crew, package, about, sdr=sdr, key=key, now=now), None
    handoff.source = source
    if _needs_approval(crew, package, about):
        rulings.ask_to_approve(crew, handoff, ae, now)
    else:
        choice = assignment.choose(session, crew, sdr, ae, about, now)
        _give_to(handoff, choice)
    if not handoffs.add(session, handoff) and (stored := handoffs.by_submit_key(session, crew.id, key)):
        return stored  # by another request in this moment
    _begin(session, crew, handoff, package, choice, now)
    return handoff


def _begin(
    session: Session, crew: Team, handoff: Handoff, package: Package, choice: Choice | None, now: datetime
) -> None:
    """Write down all that comes with a new handoff; without a choice, a manager is asked first."""
    duplicates.remember(session, handoff, package)
    policies.keep(session, crew.policy, now)
    handoffs.record(session, handoff, Action.SUBMIT.value, handoff.sdr_id, now, **_said(handoff))
    if choice:
        _send_off(session, crew, handoff, choice, now)
    else:
        clocks.start(session, crew, handoff, now)
        rulings.owe(session, handoff, now)
    if handoff.ae_id:
        outbox.owe_anew(session, handoff, "card", handoff.ae_id, now)
    outbox.owe_anew(session, handoff, "receipt", handoff.sdr_id, now)
    facts.keep(session, handoff)


def _needs_approval(crew: Team, package: Package, about: Prospect) -> bool:
    if package.readiness.ready:
        return False
    may_ask = crew.policy.exit_criteria(about.segment).not_ready is NotReady.APPROVAL
    if not (may_ask and package.waived):
        raise Incomplete({rulings.REASON: NOT_READY})
    return True


def _draw_up(crew: Team, package: Package, about: Prospect, *, sdr: str, key: str, now: datetime) -> Handoff:
    return Handoff(
        team_id=crew.id,
        submit_key=key,
        status=Status.PENDING,
        sdr_id=sdr,
        ae_id="",
        segment=about.segment,
        priority=about.priority,
        company=package.company,
        package=package.model_dump(),
        policy_version=crew.policy.version,
        created_at=now,
        since=now,
    )


def _give_to(handoff: Handoff, choice: Choice) -> None:
    """Write down, in a row that is not stored yet or locked, whose it is or to whom it is offered."""
    handoff.ae_id, handoff.why_ae = choice.ae, choice.why
    handoff.pool, handoff.offered = choice.pool_name, choice.offered or None


def _said(handoff: Handoff) -> dict[str, Any]:
    """Give what the history must say of where it went."""
    if handoff.status is Status.REVIEW:
        return {"ae": "", "why": "", "judge": handoff.judge_id}
    offered = {"offered": handoff.offered} if handoff.offered else {}
    return {"ae": handoff.ae_id, "why": handoff.why_ae, **offered}


def _send_off(session: Session, crew: Team, handoff: Handoff, choice: Choice, now: datetime) -> None:
    """Put a handoff into the ledger, offer it if nobody has it, and start its clock."""
    assignment.note(session, handoff, choice, now)
    if handoff.is_offer:
        broadcast.begin(session, crew, handoff, choice.pool, now)
    clocks.start(session, crew, handoff, now)


def go_on(session: Session, crew: Team, handoff: Handoff, now: datetime) -> dict[str, Any]:
    """Let a locked handoff that was just approved go to the AE who was named, or whom the policy chooses.

    Gives what its history must say. Raises Incomplete if there is nobody.
    """
    named, about = handoff.falls_to or None, assignment.about(handoff)
    try:
        choice = assignment.choose(session, crew, handoff.sdr_id, named, about, now)
    except Incomplete:  # whoever was named is away by now
        choice = assignment.choose(session, crew, handoff.sdr_id, None, about, now)
    _give_to(handoff, choice)
    handoff.falls_to = ""
    session.add(handoff)
    session.flush()
    _send_off(session, crew, handoff, choice, now)
    return _said(handoff)
