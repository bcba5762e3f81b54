"""What a manager is asked to decide: a dispute, or whether a package goes on although it is not ready."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.errors import Conflict, Incomplete
from app.domain.lifecycle import Dispute, Status
from app.domain.model import Handoff
from app.domain.package import CHOOSE, Package, values_of
from app.services import assignment, commitment, drafts, escalation, outbox
from app.services.escalation import Above
from app.services.team import Team

REASON = "approval_reason"  # the field that says why what is not ready should go on
NOBODY = "The policy names no manager who could decide that. Please talk to your team."


def judge(crew: Team, handoff: Handoff, now: datetime) -> Above | None:
    """Find the manager who decides, with who answers for her now; nobody who works on it herself.

    A dispute goes to the AE's managers first, an approval to the SDR's; then to all the others.
    """
    sides = (handoff.ae_id, handoff.sdr_id) if handoff.ae_id else (handoff.sdr_id,)
    chain = [one for side in sides for one in escalation.above(crew, side, now)]
    chain += [(director, director) for director in crew.roster.directors()]
    return next((one for one in chain if one[1] not in (handoff.sdr_id, handoff.ae_id)), None)


def ask_to_approve(crew: Team, handoff: Handoff, ae: str | None, now: datetime) -> None:
    """Turn a handoff that is not stored yet into one that a manager looks at first; raises Incomplete.

    `ae` is whom the SDR named: she is checked now, and gets it once it is approved.
    """
    if ae:
        assignment.check_named(crew, handoff.sdr_id, ae, now)
    if (found := judge(crew, handoff, now)) is None:
        raise Incomplete({REASON: f"{NOBODY} Your draft is kept."})
    handoff.status, handoff.falls_to = Status.REVIEW, ae or ""
    handoff.judge_id, handoff.deputies = found[1], _deputies(handoff, found)


def disputed(crew: Team, handoff: Handoff, now: datetime) -> dict[str, Any]:
    """Give the columns that a dispute writes; raises Conflict if nobody could rule on it."""
    if (found := judge(crew, handoff, now)) is None:
        raise Conflict(NOBODY)
    return {"dispute": Dispute.OPEN.value, "judge_id": found[1], "deputies": _deputies(handoff, found)}


def overturned() -> dict[str, Any]:
    """Give the columns with which a rejected handoff begins anew with the same AE."""
    anew = {"reason": None, "comment": "", "stops_at": None, **commitment.AFRESH}
    return {"dispute": Dispute.OVERTURNED.value, **anew}


def owe(session: Session, handoff: Handoff, now: datetime) -> None:
    """Owe the manager the question."""
    outbox.owe_anew(session, handoff, "ruling", handoff.judge_id, now, of=handoff.turn)


def restore(session: Session, crew: Team, handoff: Handoff, now: datetime) -> None:
    """Give the SDR her draft back, after a manager has declined what she handed off."""
    ae = {"ae": handoff.falls_to} if handoff.falls_to else {CHOOSE: [CHOOSE]}
    values = values_of(Package.model_validate(handoff.package)) | ae
    values |= {"segment": handoff.segment, "priority": handoff.priority, "source": handoff.source}
    drafts.begin(session, crew.policy, crew.id, handoff.sdr_id, values, now, step=drafts.RESTORED)


def _deputies(handoff: Handoff, found: Above) -> list[str] | None:
    """Whoever answers for an absent manager may decide in her place."""
    return handoff.deputies if found[0] == found[1] else sorted({*(handoff.deputies or []), found[1]})
