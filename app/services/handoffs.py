"""Every move of a handoff after it was submitted: one function, one transaction, all of it or none."""

from datetime import datetime

from sqlmodel import Session

from app.domain import lifecycle
from app.domain.deadlines import Clock
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.lifecycle import Action, Dispute, Role, Status
from app.domain.model import Handoff
from app.domain.sight import Sight
from app.policy import Policy
from app.services import (
    assignment,
    broadcast,
    clocks,
    deeds,
    facts,
    feedback,
    holds,
    intros,
    outbox,
    rulings,
    submitting,
    team,
)
from app.services.deeds import Deed
from app.services.team import Team
from app.store import handoffs


def find(session: Session, team_id: str, handoff_id: int, *, lock: bool = False) -> Handoff:
    """Find a handoff of this workspace, or raise NotFound."""
    handoff = handoffs.get(session, handoff_id, lock=lock)
    if handoff is None or handoff.team_id != team_id:
        raise NotFound(f"There is no handoff #{handoff_id} in this workspace.")
    return handoff


def look(session: Session, policy: Policy, team_id: str, handoff_id: int, deed: Deed) -> Handoff:
    """Find a handoff that somebody is about to move, or raise what `act` would."""
    handoff = find(session, team_id, handoff_id)
    _check(session, team.around(session, policy, handoff, deed.actor), handoff, deed)
    return handoff


def act(
    session: Session, policy: Policy, team_id: str, handoff_id: int, deed: Deed, now: datetime
) -> Handoff:
    """Do a deed, or raise NotFound, NotAllowed, Conflict or Incomplete, and then nothing has changed.

    Doing again what the same person has just done (a double click) changes nothing and is no error.
    """
    handoff = find(session, team_id, handoff_id, lock=True)
    crew = team.around(session, policy, handoff, deed.actor, deed.note.get("ae"))
    if _done_already(session, handoff, deed):
        return handoff
    move = _check(session, crew, handoff, deed)
    changes = deeds.changes(session, crew, handoff, deed, now)
    changes |= feedback.changes(session, handoff, deed.action, now)
    before = handoff.model_copy()
    moved_on = move.to is not None and move.to != handoff.status
    stops = moved_on or deed.action in RESTARTS or changes.get("meeting", handoff.meeting) != handoff.meeting
    took = clocks.stop(session, crew, handoff, now) if stops else None
    if move.to is not None:
        changes = {"status": move.to, **changes}
    if moved_on:
        changes["since"] = now
    if not handoffs.move(session, handoff, move.origins, changes):
        raise Conflict(_who_decided(session, crew, handoff, deed.actor))
    approved = deed.action is Action.APPROVE
    said = deed.note | (submitting.go_on(session, crew, handoff, now) if approved else {})
    handoffs.record(session, handoff, deed.action.value, deed.actor, now, took_seconds=took, **said)
    if deed.action is Action.ACCEPT:
        broadcast.claimed(session, before, handoff, now)
    holds.announce(session, crew.policy, before, handoff, deed.action.value, now)
    if stops:
        if not approved:
            _start_clock(session, crew, handoff, deed, now)
        outbox.let_go_of_nudges(session, handoff)
    if not assignment.follow(session, crew, handoff, deed.action, deed.note, now):
        _tell(session, crew, before, handoff, deed, now)
    facts.keep(session, handoff)
    return handoff


def set_meeting(
    session: Session, policy: Policy, team_id: str, handoff_id: int, person: str, at: datetime, now: datetime
) -> None:
    """Note when a booked meeting is (`at`, UTC); only its owner may, while it is booked."""
    handoff = find(session, team_id, handoff_id, lock=True)
    crew = team.around(session, policy, handoff, person)
    _check(session, crew, handoff, Deed(person, Action.HOLD))
    done = "meeting_at" if handoff.meeting_at is None else "rescheduled"
    handoffs.write(session, handoff, meeting_at=at)
    if clock := clocks.wait_for_meeting(session, crew, handoff, now):
        feedback.wait_for_outcome(session, handoff, clocks.end(crew, handoff, clock))
    handoffs.record(session, handoff, done, person, now, at=at.isoformat())
    outbox.refresh(session, handoff, now)


def must_be_on(sight: Sight) -> None:
    """Raise NotAllowed unless the viewer is on the handoff, or manages somebody who is."""
    if not sight.roles - {Role.OFFERED}:
        raise NotAllowed("see the package", "party")


A = Action
RESTARTS = {A.HAND_OVER, A.REASSIGN, A.EXTEND, A.TAKE, A.SNOOZE, A.DISPUTE, A.UPHOLD}
RULINGS = {A.APPROVE, A.DECLINE, A.UPHOLD, A.OVERTURN}
OUTCOMES = {A.OPPORTUNITY, A.WIN, A.LOSE, A.RECYCLE, A.RATE}
SAYS_SDR = {A.ACCEPT, A.REJECT, A.ASK, A.TAKE, A.HAND_OVER, A.REASSIGN, *RULINGS, *OUTCOMES}
SAYS_AE = {A.ANSWER, A.EXTEND, A.TAKE, A.HAND_OVER, A.SNOOZE, A.WITHDRAW, A.DISPUTE, A.UPHOLD, A.OVERTURN}


def _start_clock(session: Session, crew: Team, handoff: Handoff, deed: Deed, now: datetime) -> None:
    """Start the clock that belongs to where a deed has left a handoff, or go on with the one it paused."""
    if deed.action is Action.SNOOZE:
        clocks.sleep(session, crew, handoff, datetime.fromisoformat(deed.note["until"]), now)
        return
    paused = handoffs.last_clock(session, handoff.number, Clock.ACCEPT.value)
    clocks.start(session, crew, handoff, now, paused if deed.action is Action.ANSWER else None)


def _tell(session: Session, crew: Team, before: Handoff, handoff: Handoff, deed: Deed, now: datetime) -> None:
    """Owe everybody concerned what this deed means to them."""
    news = {"action": deed.action.value, "actor": deed.actor, **deed.note}
    if before.ae_id != handoff.ae_id:
        outbox.owe_anew(session, handoff, "card", handoff.ae_id, now)
    outbox.refresh(session, handoff, now)
    if before.owner_id:
        feedback.show_anew(session, before, now)
    if deed.action is Action.RATE:
        news |= feedback.advice(session, crew, handoff)
    if deed.action is Action.DISPUTE:
        rulings.owe(session, handoff, now)
    if deed.action in SAYS_SDR:
        outbox.owe_once(session, handoff, "news", handoff.sdr_id, now, news)
    if deed.action in SAYS_AE and before.ae_id not in ("", deed.actor):
        outbox.owe_once(session, handoff, "news", before.ae_id, now, news)
    if handoff.owner_id and before.owner_id != handoff.owner_id:
        intros.draft_for_owner(session, crew, handoff, now)
        outbox.owe_once(session, handoff, "brief", handoff.owner_id, now)


def _check(session: Session, crew: Team, handoff: Handoff, deed: Deed) -> lifecycle.Move:
    roles = crew.roster.roles(handoff, deed.actor)
    try:
        return lifecycle.check(deed.action, handoff.place, roles)
    except Conflict:
        raise Conflict(_why_not(session, crew, handoff, deed)) from None
    except NotAllowed:
        if deed.action is Action.ACCEPT and handoff.is_offer:
            raise NotAllowed(deed.action.value, Role.OFFERED.value) from None
        raise


def _done_already(session: Session, handoff: Handoff, deed: Deed) -> bool:
    last = handoffs.last_move(session, handoff.number)
    if last is None or last.actor_id != deed.actor or last.action != deed.action.value:
        return False
    return deed.action not in REPEATABLE or last.note == deed.note


REPEATABLE = {Action.RATE, Action.HAND_OVER, Action.REASSIGN, Action.EXTEND, Action.SNOOZE}
MORE_TIME_ONCE = (
    "{} has had more time once already. "
    "Please reassign it, take it, or snooze it to a time that was promised to you."
)
DISPUTE_ONCE = "{} has been disputed once already, and that can be done once."


def _why_not(session: Session, crew: Team, handoff: Handoff, deed: Deed) -> str:
    """Say why a deed that is somebody's to do cannot be done now."""
    which, here = (
        f"{handoff.company} (#{handoff.number})",
        handoff.status in lifecycle.MOVES[deed.action].origins,
    )
    if deed.action is Action.EXTEND and here and handoff.extended:
        return MORE_TIME_ONCE.format(which)
    if deed.action is Action.DISPUTE and here:
        return DISPUTE_ONCE.format(which)
    return _who_decided(session, crew, handoff, deed.actor)


def _who_decided(session: Session, crew: Team, handoff: Handoff, asks: str) -> str:
    last = handoffs.last_move(session, handoff.number)
    who = f"{crew.roster.name(last.actor_id) if last else 'Somebody'} was"
    who = "you were" if last and last.actor_id == asks else who
    ruled = handoff.status is Status.REJECTED and handoff.dispute == Dispute.UPHELD
    stands = "ruled on" if ruled else handoff.status.value
    return f"{handoff.company} (#{handoff.number}) is {stands} already: {who} first."
