"""Which AE a handoff goes to, why, and to whom it goes on: who was named, or whom the policy chooses.

Every choice is a line in the ledger, with all that it was made from.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import availability, routing
from app.domain.errors import Incomplete
from app.domain.lifecycle import Action, Status
from app.domain.model import Handoff
from app.domain.model_team import Assignment
from app.domain.package import Package
from app.domain.prospect import Prospect, prospect
from app.domain.routing import Decision, Source
from app.services import choosing, clocks, commitment, facts, holds, outbox, seating
from app.services.choosing import HERSELF, Choice
from app.services.team import Team
from app.store import assignments, handoffs

AE_FIELD = "ae"
GOES_ON = (Status.PENDING, Status.ACCEPTED, Status.REJECTED)  # what may pass to the next AE by itself


def choose(session: Session, crew: Team, sdr: str, ae: str | None, about: Prospect, now: datetime) -> Choice:
    """Check the AE that was named, or choose one; raises Incomplete at the AE field.

    Nothing is written: `note` does that, and until then the pool's rotation is locked.
    """
    if ae is not None:
        check_named(crew, sdr, ae, now)
        return Choice(Decision(Source.NAMED.value, ae, "chosen by the SDR"))
    choice = choosing.by_policy(crew, about, {sdr: HERSELF}, choosing.floor(session, crew, now))
    if choice.ae or choice.offered:
        return choice
    if not choice.decision.seats or (found := choosing.fall_back(crew, sdr, choice, now)) is None:
        raise Incomplete({AE_FIELD: "The policy lists no AE to choose from. Please name one."})
    return found


def check_named(crew: Team, sdr: str, ae: str, now: datetime) -> None:
    """Raise Incomplete at the AE field unless somebody may be named as AE of this SDR's handoff."""
    known = crew.roster.people.get(ae)
    if ae == sdr:
        raise Incomplete({AE_FIELD: "You cannot hand off to yourself. Please name a colleague."})
    if known and known.is_bot:
        raise Incomplete({AE_FIELD: f"{known.name} is a bot. Please name a person."})
    if known and known.is_gone:
        raise Incomplete({AE_FIELD: f"{known.name}'s account is deactivated. Please name somebody else."})
    if not crew.roster.may_receive(ae):
        raise Incomplete({AE_FIELD: f"{crew.roster.name(ae)} is not one of the AEs in the policy."})
    if known and known.is_guest:
        raise Incomplete({AE_FIELD: f"{known.name} is a guest here. Please name a full member."})
    if away := availability.out_of_office(*crew.hours(ae), now):
        raise Incomplete({AE_FIELD: f"{crew.roster.name(ae)} is {away}. Please name somebody else."})


def note(session: Session, handoff: Handoff, choice: Choice, now: datetime) -> None:
    """Write a choice into the ledger, and the turn that it took into the rotation."""
    decision = choice.decision
    line = Assignment(
        team_id=handoff.team_id,
        handoff_id=handoff.number,
        turn=handoff.turn,
        pool=choice.pool_name,
        strategy=decision.strategy,
        ae_id=choice.ae,
        counted=bool(decision.passed_after),
        at=now,
        decision=decision.record(),
    )
    assignments.add(session, line)
    assignments.turn(session, handoff.team_id, choice.pool_name, decision.passed_after)


def follow(
    session: Session, crew: Team, handoff: Handoff, action: Action, said: Mapping[str, Any], now: datetime
) -> bool:
    """Do what a move that was just made means to routing; True if it went on to another AE, who was told.

    `said` is what was said with the move.
    """
    if action in (Action.HAND_OVER, Action.REASSIGN, Action.TAKE):
        note(session, handoff, Choice(Decision(Source.MANAGER.value, handoff.ae_id, handoff.why_ae)), now)
    if action in (Action.REJECT, Action.NO_SHOW):
        _give_back(session, crew, handoff, action, said.get("reason", ""), now)
    if action is not Action.REJECT or said["reason"] not in crew.policy.routing.reroute_reasons:
        return False
    why, comment = crew.policy.reject_reasons.get(said["reason"], said["reason"]), said.get("comment", "")
    return pass_on(session, crew, handoff, now, why=why, comment=comment) or to_manager(
        session, crew, handoff, now, why=why, comment=comment
    )


def preview(session: Session, crew: Team, sdr: str, about: Prospect, now: datetime) -> str | None:
    """Say what an SDR should know before she lets the policy choose: that nobody can take it, or is at work.

    None if there is somebody. It changes and locks nothing.
    """
    choice = choosing.by_policy(crew, about, {sdr: HERSELF}, choosing.floor(session, crew, now, glance=True))
    decision, name = choice.decision, crew.roster.name
    if not decision.chosen and not choice.offered:
        out = [f"{name(one.seat.ae)}: {one.skipped}" for one in decision.considered if one.seat.ae != sdr]
        to = choosing.fallback(crew, sdr, now)
        whom = f"It would go to {name(to)}." if to and out else "Please name an AE."
        return f"Nobody can take it now{f' ({said})' if (said := '; '.join(out)) else ''}. {whom}"
    off = next((seat.off for seat in decision.seats if seat.ae == decision.chosen and seat.off), "")
    return f"Nobody is at work now. It would go to {name(choice.ae)} ({off})." if off else None


def pass_on(
    session: Session, crew: Team, handoff: Handoff, now: datetime, *, why: str, comment: str = ""
) -> bool:
    """Give a locked handoff to the next AE by the policy; `why` says what made it move: "no answer in time".

    False, and nothing has changed, when nobody is left who has not had it, or when it has moved by itself as
    often as the policy allows.
    """
    if not _may_go_on(crew, handoff, now):
        return False
    excluding = {**_had(session, handoff), handoff.sdr_id: HERSELF}
    choice = choosing.by_policy(
        crew, about(handoff), excluding, choosing.floor(session, crew, now), offers=False
    )
    return bool(choice.ae) and _give(session, crew, handoff, choice, now, why, comment)


def pass_to(session: Session, crew: Team, handoff: Handoff, to: str, now: datetime, *, why: str) -> bool:
    """Give a locked handoff to a certain AE instead, as the ladder says; False as with `pass_on`."""
    if not _may_go_on(crew, handoff, now) or to in (*_had(session, handoff), handoff.sdr_id):
        return False
    choice = Choice(Decision(Source.RULE.value, to, "covers for the AE before"))
    return not choosing.unable(crew, to, {}, choosing.floor(session, crew, now)) and _give(
        session, crew, handoff, choice, now, why
    )


def to_manager(
    session: Session, crew: Team, handoff: Handoff, now: datetime, *, why: str, comment: str = ""
) -> bool:
    """Give a locked handoff that no AE takes to a manager, to take or to reassign; False if there is none."""
    had = {*_had(session, handoff), handoff.sdr_id}
    chain = [*crew.roster.chain(handoff.ae_id), *crew.roster.chain(handoff.sdr_id)]
    able = [one for one in chain if one not in had and crew.roster.is_present(one)]
    to = choosing.first_there(crew, able, now)
    if to is None or handoff.status not in GOES_ON:
        return False
    choice = Choice(Decision(Source.FALLBACK.value, to, "no AE took it: to take or to reassign"))
    return _give(session, crew, handoff, choice, now, why, comment)


def _may_go_on(crew: Team, handoff: Handoff, now: datetime) -> bool:
    """After its hard stop, or once it has moved so often, it is a manager who says where it goes."""
    moved = handoff.reassigned >= crew.policy.routing.max_reassignments
    return handoff.status in GOES_ON and not handoff.is_stopped(now) and not moved


def _had(session: Session, handoff: Handoff) -> dict[str, str]:
    people = {handoff.ae_id, *(one.ae_id for one in assignments.of(session, handoff.number))}
    return {person: "had it before" for person in people if person}


def about(handoff: Handoff) -> Prospect:
    """Give what routing looks at, of a handoff."""
    return prospect(Package.model_validate(handoff.package), handoff.segment, handoff.priority)


def _give(
    session: Session, crew: Team, handoff: Handoff, choice: Choice, now: datetime, why: str, comment: str = ""
) -> bool:
    before = handoff.ae_id
    more: dict[str, Any] = {
        "owner_id": None,
        "accepted_at": None,
        "pool": choice.pool_name,
        "reassigned": handoff.reassigned + 1,
        "reason": None,
        "comment": "",
        **commitment.AFRESH,
    }
    told = {"instead_of": before, "ae": choice.ae, "why": why, "comment": comment}
    if not hand_over(session, crew, handoff, choice, now, PASSED_ON, told, **more):
        return False
    news = {"action": PASSED_ON, "actor": before, **told}
    outbox.owe_once(session, handoff, "news", handoff.sdr_id, now, news)
    return True


def hand_over(
    session: Session,
    crew: Team,
    handoff: Handoff,
    choice: Choice,
    now: datetime,
    event: str,
    told: Mapping[str, Any],
    **more: Any,
) -> bool:
    """Give a locked handoff to the chosen AE, whose clock starts now; False if it has moved on.

    `event` and `told` are for its history; `more` are columns to write beside those that say whose it is.
    """
    before, took = handoff.model_copy(), clocks.stop(session, crew, handoff, now)
    whose = {"ae_id": choice.ae, "why_ae": choice.why, "offered": None}
    values = {"status": Status.PENDING, "since": now, **whose, **more}
    if not handoffs.move(session, handoff, GOES_ON, values):
        return False
    handoffs.record(session, handoff, event, None, now, took_seconds=took, **told)
    note(session, handoff, choice, now)
    holds.announce(session, crew.policy, before, handoff, event, now)
    clocks.start(session, crew, handoff, now)
    outbox.let_go_of_nudges(session, handoff)
    outbox.owe_anew(session, handoff, "card", choice.ae, now)
    outbox.refresh(session, handoff, now)
    facts.keep(session, handoff)
    return True


PASSED_ON = "passed_on"  # in the history: the policy gave it to somebody else


def _give_back(
    session: Session, crew: Team, handoff: Handoff, action: Action, reason: str, now: datetime
) -> None:
    """Give its AE a turn back, if the policy does so for a no-show, or a rejection with this reason."""
    lines = [one for one in assignments.of(session, handoff.number) if one.ae_id == handoff.ae_id]
    pool = seating.pool(crew.policy, lines[-1].pool) if lines and lines[-1].counted else None
    if pool is None:
        return
    bad = pool.credit_no_show if action is Action.NO_SHOW else reason in pool.credit_reasons
    if bad and assignments.give_back(session, lines[-1], now):
        passed = assignments.lock(session, handoff.team_id, pool.name)
        moved = routing.credit(lines[-1].decision, handoff.ae_id, passed)
        assignments.turn(session, handoff.team_id, pool.name, moved)
