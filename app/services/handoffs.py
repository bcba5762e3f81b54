"""Submitting a handoff and every move after it: one function, one transaction, all of it or none."""

from datetime import datetime

from sqlmodel import Session

from app.domain import lifecycle
from app.domain.deadlines import Clock
from app.domain.errors import Conflict, Incomplete, NotAllowed, NotFound
from app.domain.lifecycle import Action, Role, Status
from app.domain.model import Handoff
from app.domain.package import Package
from app.domain.prospect import Prospect, prospect
from app.domain.roster import must_be_member
from app.domain.sight import Sight
from app.policy import Policy
from app.services import assignment, broadcast, clocks, deeds, duplicates, intros, outbox, policies, team
from app.services.choosing import Choice
from app.services.deeds import Deed
from app.services.team import Team
from app.store import handoffs


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
) -> Handoff:
    """Store a handoff and owe its cards. The same form submitted twice (`key`) is one handoff.

    `ae` is the one the SDR chose, or None to let the policy choose. Raises NotAllowed or Incomplete.
    """
    if stored := handoffs.by_submit_key(session, crew.id, key):
        return stored
    must_be_member(crew.roster.people.get(sdr))
    if not crew.roster.may_hand_off(sdr):
        raise NotAllowed("hand off a prospect", "listed_sdr")
    if not package.readiness.ready:
        raise Incomplete(
            {"approval_reason": "It is not ready, so it cannot be handed off. Nothing was changed."}
        )
    about = prospect(package, segment, priority)
    choice = assignment.choose(session, crew, sdr, ae, about, now)
    handoff = _draw_up(crew, package, about, choice, sdr=sdr, key=key, now=now)
    if not handoffs.add(session, handoff) and (stored := handoffs.by_submit_key(session, crew.id, key)):
        return stored  # by another request in this moment
    duplicates.remember(session, handoff, package)
    policies.keep(session, crew.policy, now)
    said = {"ae": choice.ae, "why": choice.why} | ({"offered": choice.offered} if choice.offered else {})
    handoffs.record(session, handoff, Action.SUBMIT.value, sdr, now, **said)
    _send_off(session, crew, handoff, choice, now)
    return handoff


def _draw_up(
    crew: Team, package: Package, about: Prospect, choice: Choice, *, sdr: str, key: str, now: datetime
) -> Handoff:
    return Handoff(
        team_id=crew.id,
        submit_key=key,
        status=Status.PENDING,
        sdr_id=sdr,
        ae_id=choice.ae,
        why_ae=choice.why,
        pool=choice.pool_name,
        offered=choice.offered or None,
        segment=about.segment,
        priority=about.priority,
        company=package.company,
        package=package.model_dump(),
        policy_version=crew.policy.version,
        created_at=now,
        since=now,
    )


def _send_off(session: Session, crew: Team, handoff: Handoff, choice: Choice, now: datetime) -> None:
    """Write down how a handoff comes to its AE (or to whom it is offered), start its clock, owe its cards."""
    assignment.note(session, handoff, choice, now)
    if handoff.is_offer:
        broadcast.begin(session, crew, handoff, choice.pool, now)
    else:
        outbox.owe_anew(session, handoff, "card", handoff.ae_id, now)
    clocks.start(session, crew, handoff, now)
    outbox.owe_anew(session, handoff, "receipt", handoff.sdr_id, now)


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
    stops = moved_on or deed.action in RESTARTS or changes.get("meeting", handoff.meeting) != handoff.meeting
    took = clocks.stop(session, crew, handoff, now) if stops else None
    if move.to is not None:
        changes = {"status": move.to, **changes}
    if moved_on:
        changes["since"] = now
    if not handoffs.move(session, handoff, move.origins, changes):
        raise Conflict(_who_decided(session, crew, handoff))
    handoffs.record(session, handoff, deed.action.value, deed.actor, now, took_seconds=took, **deed.note)
    if deed.action is Action.ACCEPT:
        broadcast.claimed(session, before, handoff, now)
    if stops:
        _start_clock(session, crew, handoff, deed, now)
        outbox.let_go_of_nudges(session, handoff)
    if not assignment.follow(session, crew, handoff, deed.action, deed.note, now):
        _tell(session, crew, before, handoff, deed, now)
    return handoff


def set_meeting(
    session: Session, policy: Policy, team_id: str, handoff_id: int, person: str, at: datetime, now: datetime
) -> None:
    """Note when a booked meeting is (`at`, UTC); only its owner may, while it is booked."""
    handoff = find(session, team_id, handoff_id, lock=True)
    crew = team.around(session, policy, handoff, person)
    _check(session, crew, handoff, Deed(person, Action.HOLD))
    handoffs.set_meeting(session, handoff, at)
    clocks.wait_for_meeting(session, crew, handoff, now)
    handoffs.record(session, handoff, "meeting_at", person, now, at=at.isoformat())
    outbox.refresh(session, handoff, now)


def must_be_on(sight: Sight) -> None:
    """Raise NotAllowed unless the viewer is on the handoff, or manages somebody who is."""
    if not sight.roles - {Role.OFFERED}:
        raise NotAllowed("see the package", "party")


RESTARTS = {Action.REASSIGN, Action.EXTEND, Action.TAKE, Action.SNOOZE}
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
SAYS_AE = {Action.ANSWER, Action.EXTEND, Action.TAKE, Action.SNOOZE, Action.WITHDRAW}


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
    if deed.action in SAYS_SDR:
        outbox.owe_once(session, handoff, "news", handoff.sdr_id, now, news)
    if deed.action in SAYS_AE and before.ae_id not in ("", deed.actor):
        outbox.owe_once(session, handoff, "news", before.ae_id, now, news)
    if handoff.status is Status.ACCEPTED and before.owner_id != handoff.owner_id:
        intros.draft(session, crew, handoff, now)


def _check(session: Session, crew: Team, handoff: Handoff, deed: Deed) -> lifecycle.Move:
    roles = crew.roster.roles(handoff, deed.actor)
    try:
        move = lifecycle.check(deed.action, handoff.status, handoff.meeting, roles)
    except Conflict:
        raise Conflict(_who_decided(session, crew, handoff)) from None
    except NotAllowed:
        if deed.action is Action.ACCEPT and handoff.is_offer:
            raise NotAllowed(deed.action.value, Role.OFFERED.value) from None
        raise
    if deed.action is Action.EXTEND and handoff.extended:
        raise Conflict(MORE_TIME_ONCE.format(handoff.company, handoff.number))
    return move


def _done_already(session: Session, handoff: Handoff, deed: Deed) -> bool:
    last = handoffs.last_move(session, handoff.number)
    if last is None or last.actor_id != deed.actor or last.action != deed.action.value:
        return False
    return deed.action not in REPEATABLE or last.note == deed.note


REPEATABLE = {Action.RATE, Action.REASSIGN, Action.EXTEND, Action.SNOOZE}
MORE_TIME_ONCE = (
    "{} (#{}) has had more time once already. "
    "Please reassign it, take it, or snooze it to a time that was promised to you."
)


def _who_decided(session: Session, crew: Team, handoff: Handoff) -> str:
    last = handoffs.last_move(session, handoff.number)
    who = crew.roster.name(last.actor_id) if last else "Somebody"
    return f"{handoff.company} (#{handoff.number}) is {handoff.status.value} already: {who} was first."
