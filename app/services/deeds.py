"""What somebody does to a handoff, and what each deed writes besides the status."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.domain import outcomes, workhours
from app.domain.errors import Incomplete
from app.domain.lifecycle import Action, Dispute, Meeting
from app.domain.model import Handoff
from app.domain.outcomes import AMOUNT, MISSING, RETURNS_ON, WRONG
from app.domain.package import Package, tidy
from app.services import assignment, broadcast, commitment, feedback, rulings
from app.services.team import Team


@dataclass(frozen=True)
class Deed:
    """What somebody does to a handoff, from the signed payload: who, what, and what she said, cleaned."""

    actor: str
    action: Action
    note: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        said = {name: tidy(text) if isinstance(text, str) else text for name, text in self.note.items()}
        object.__setattr__(self, "note", said)


def changes(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    """Give what a deed writes besides the status; raises Incomplete."""
    write = CHANGES.get(deed.action)
    return write(session, crew, handoff, deed, now) if write else {}


def _accept(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    promised = commitment.made(crew, deed.actor, deed.note, now)
    whose = broadcast.changes(handoff, deed.actor)
    return {**commitment.AFRESH, "owner_id": deed.actor, "accepted_at": now, **whose, **promised}


def _take(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {
        "ae_id": deed.actor,
        "owner_id": deed.actor,
        "accepted_at": now,
        "why_ae": "taken over by a manager",
        **commitment.AFRESH,
    }


def _reassign(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    ae = deed.note["ae"]
    if ae == handoff.ae_id:
        known = crew.roster.name(ae)
        raise Incomplete({assignment.AE_FIELD: f"{known} has it already. Please name somebody else."})
    assignment.check_named(crew, handoff.sdr_id, ae, now)
    return {
        "ae_id": ae,
        "owner_id": None,
        "accepted_at": None,
        "why_ae": "reassigned by a manager",
        "offered": None,
        **commitment.AFRESH,
        "comment": "",
    }


def _handed_over(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    """Give it to another owner as it stands: what was promised, booked and passed on goes with it."""
    ae = deed.note["ae"]
    if ae == handoff.owner_id:
        raise Incomplete({assignment.AE_FIELD: f"{crew.roster.name(ae)} owns it. Please name somebody else."})
    assignment.check_named(crew, handoff.sdr_id, ae, now)
    by = "its owner" if deed.actor == handoff.owner_id else "a manager"
    whose = {"ae_id": ae, "owner_id": ae, "why_ae": f"handed over by {by}"}
    return {**whose, "extended": False, "deputies": None}


def _reasoned(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {"reason": deed.note["reason"], "comment": deed.note.get("comment", "")}


def _recycled(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    ended = {**_reasoned(session, crew, handoff, deed, now), "paused_at": None}  # her outreach is free again
    if not (day := _day_of_return(crew, deed, now)):
        return ended
    return {**ended, RETURNS_ON: day, "returns_at": feedback.comes_back_at(crew, handoff.sdr_id, day)}


def _day_of_return(crew: Team, deed: Deed, now: datetime) -> date | None:
    """Read the day on which a lead is to come back, if one is given; raises Incomplete."""
    if not (given := deed.note.get(RETURNS_ON)):
        return None
    try:
        return outcomes.read_return(given, workhours.today(now, crew.roster.zone(deed.actor)))
    except ValueError as error:
        raise Incomplete({RETURNS_ON: str(error)}) from None


def _worth(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {AMOUNT: deed.note.get(AMOUNT, handoff.amount)}


def _rejected(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    judged = Package.model_validate(handoff.package).readiness.judged
    if deed.note.get("criterion", "") not in ("", *(one.name for one in judged)):
        raise Incomplete({"criterion": "This is none of the criteria that it was handed off by."})
    return _reasoned(session, crew, handoff, deed, now)


def _disputed(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return rulings.disputed(crew, handoff, now)


def _upheld(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {"dispute": Dispute.UPHELD.value}


def _overturned(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return rulings.overturned()


def _declined(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    rulings.restore(session, crew, handoff, now)
    return {"comment": deed.note["comment"], "falls_to": ""}


def _asked(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {"comment": deed.note["question"]}


def _answered(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    answers = [
        *handoff.package.get("answered", []),
        {"question": handoff.comment, "answer": deed.note["answer"]},
    ]
    stops_at = handoff.stops_at and handoff.stops_at + (now - handoff.since)  # the hard stop waited as well
    return {"comment": "", "package": {**handoff.package, "answered": answers}, "stops_at": stops_at}


def _extended(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {"extended": True}


def _snoozed(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    commitment.check_sleep(handoff, datetime.fromisoformat(deed.note["until"]), now)
    return {}


def _touched(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {"touched_at": handoff.touched_at or now}


def _booked(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {"meeting": Meeting.BOOKED, "meeting_at": None, "touched_at": handoff.touched_at or now}


def _held(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {"meeting": Meeting.HELD}


def _missed(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    return {"meeting": Meeting.NO_SHOW}


def _rated(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> dict[str, Any]:
    package, note = Package.model_validate(handoff.package), deed.note
    if faults := outcomes.faults_of(package, note.get(WRONG, ()), note.get(MISSING, ())):
        raise Incomplete(faults)
    return {"quality": note["quality"]}


Changes = Callable[[Session, Team, Handoff, Deed, datetime], dict[str, Any]]
CHANGES: dict[Action, Changes] = {
    Action.ACCEPT: _accept,
    Action.TAKE: _take,
    Action.EXTEND: _extended,
    Action.SNOOZE: _snoozed,
    Action.HAND_OVER: _handed_over,
    Action.REASSIGN: _reassign,
    Action.REJECT: _rejected,
    Action.DISPUTE: _disputed,
    Action.UPHOLD: _upheld,
    Action.OVERTURN: _overturned,
    Action.DECLINE: _declined,
    Action.LOSE: _reasoned,
    Action.RECYCLE: _recycled,
    Action.ASK: _asked,
    Action.ANSWER: _answered,
    Action.TOUCH: _touched,
    Action.BOOK: _booked,
    Action.HOLD: _held,
    Action.NO_SHOW: _missed,
    Action.OPPORTUNITY: _worth,
    Action.WIN: _worth,
    Action.RATE: _rated,
}
