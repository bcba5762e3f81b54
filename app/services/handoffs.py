"""Submitting a handoff and every move after it: one function, one transaction, all of it or none."""

from datetime import datetime

from sqlmodel import Session

from app.domain import lifecycle
from app.domain.deadlines import Clock
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.lifecycle import Action, Status
from app.domain.model import Handoff
from app.domain.package import Package
from app.domain.roster import must_be_member
from app.domain.sight import Sight
from app.policy import Policy
from app.services import assignment, clocks, deeds, intros, outbox, team
from app.services.deeds import Deed
from app.services.team import Team
from app.store import handoffs


def submit(
    session: Session, crew: Team, *, sdr: str, package: Package, ae: str | None, key: str, now: datetime
) -> Handoff:
    """Store a handoff and owe its cards. The same form submitted twice is one handoff.

    `ae` is the one the SDR chose, or None to let the policy choose. Raises NotAllowed or Incomplete.
    """
    if stored := handoffs.by_submit_key(session, crew.id, key):
        return stored
    must_be_member(crew.roster.people.get(sdr))
    if not crew.roster.may_hand_off(sdr):
        raise NotAllowed("hand off a prospect", "listed_sdr")
    choice = assignment.choose(session, crew, sdr, ae)
    handoff = Handoff(
        team_id=crew.id,
        submit_key=key,
        status=Status.PENDING,
        sdr_id=sdr,
        ae_id=choice.ae,
        why_ae=choice.why,
        company=package.company,
        package=package.model_dump(),
        policy_version=crew.policy.version,
        created_at=now,
        since=now,
    )
    if not handoffs.add(session, handoff):
        return submit(session, crew, sdr=sdr, package=package, ae=ae, key=key, now=now)  # it is known by now
    handoffs.record(session, handoff, Action.SUBMIT.value, sdr, now, ae=choice.ae, why=choice.why)
    clocks.start(session, crew, handoff, now)
    outbox.owe_anew(session, handoff, "card", handoff.ae_id, now)
    outbox.owe_anew(session, handoff, "receipt", sdr, now)
    return handoff


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
    before = handoff.model_copy()
    moved_on = move.to is not None and move.to != handoff.status
    stops = moved_on or deed.action in RESTARTS
    took = clocks.stop(session, crew, handoff, now) if stops else None
    if move.to is not None:
        changes = {"status": move.to, **changes}
    if moved_on:
        changes["since"] = now
    if not handoffs.move(session, handoff, move.origins, changes):
        raise Conflict(_who_decided(session, crew, handoff))
    handoffs.record(session, handoff, deed.action.value, deed.actor, now, took_seconds=took, **deed.note)
    if stops:
        paused = handoffs.last_clock(session, handoff.number, Clock.ACCEPT.value)
        clocks.start(session, crew, handoff, now, paused if deed.action is Action.ANSWER else None)
        outbox.let_go_of_nudges(session, handoff)
    _tell(session, crew, before, handoff, deed, now)
    return handoff


def set_meeting(
    session: Session, policy: Policy, team_id: str, handoff_id: int, person: str, at: datetime, now: datetime
) -> None:
    """Note when a booked meeting is (`at`, UTC); only its owner may, while it is booked."""
    handoff = find(session, team_id, handoff_id, lock=True)
    _check(session, team.around(session, policy, handoff, person), handoff, Deed(person, Action.HOLD))
    handoffs.set_meeting(session, handoff_id, at)
    handoffs.record(session, handoff, "meeting_at", person, now, at=at.isoformat())
    outbox.refresh(session, handoff, now)


def must_be_on(sight: Sight) -> None:
    """Raise NotAllowed unless the viewer is on the handoff, or manages somebody who is."""
    if not sight.roles:
        raise NotAllowed("see the package", "party")


RESTARTS = {Action.REASSIGN, Action.EXTEND, Action.TAKE}
SAYS_SDR = {
    Action.ACCEPT,
    Action.REJECT,
    Action.ASK,
    Action.TAKE,
    Action.REASSIGN,
    Action.OPPORTUNITY,
    Action.WIN,
    Action.LOSE,
    Action.RECYCLE,
    Action.RATE,
}
SAYS_AE = {Action.ANSWER, Action.EXTEND, Action.TAKE, Action.WITHDRAW}


def _tell(session: Session, crew: Team, before: Handoff, handoff: Handoff, deed: Deed, now: datetime) -> None:
    """Owe everybody concerned what this deed means to them."""
    news = {"action": deed.action.value, "actor": deed.actor, **deed.note}
    if deed.action in (Action.REASSIGN, Action.TAKE):
        outbox.owe_anew(session, handoff, "card", handoff.ae_id, now)
    outbox.refresh(session, handoff, now)
    if deed.action in SAYS_SDR:
        outbox.owe_once(session, handoff, "news", handoff.sdr_id, now, news)
    if deed.action in SAYS_AE and before.ae_id != deed.actor:
        outbox.owe_once(session, handoff, "news", before.ae_id, now, news)
    if handoff.status is Status.ACCEPTED and before.owner_id != handoff.owner_id:
        intros.draft(session, crew, handoff, now)


def _check(session: Session, crew: Team, handoff: Handoff, deed: Deed) -> lifecycle.Move:
    roles = crew.roster.roles(handoff, deed.actor)
    try:
        return lifecycle.check(deed.action, handoff.status, handoff.meeting, roles)
    except Conflict:
        raise Conflict(_who_decided(session, crew, handoff)) from None


def _done_already(session: Session, handoff: Handoff, deed: Deed) -> bool:
    last = handoffs.last_move(session, handoff.number)
    if last is None or last.actor_id != deed.actor or last.action != deed.action.value:
        return False
    if deed.action is Action.EXTEND:  # once the clock has moved on, more time is asked for again
        last = handoffs.last_event(session, handoff.number) or last
        return last.action == deed.action.value
    return deed.action not in REPEATABLE or last.note == deed.note


REPEATABLE = {Action.RATE, Action.REASSIGN}


def _who_decided(session: Session, crew: Team, handoff: Handoff) -> str:
    last = handoffs.last_move(session, handoff.number)
    who = crew.roster.name(last.actor_id) if last else "Somebody"
    return f"{handoff.company} (#{handoff.number}) is {handoff.status.value} already: {who} was first."
