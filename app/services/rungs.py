"""What happens on each rung of the ladder, and when the hard stop or a promised day is reached."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.domain.deadlines import Clock, Do, Rung
from app.domain.model import Deadline, Handoff
from app.services import assignment, broadcast, clocks, escalation, facts, outbox, reminders
from app.services.team import Team
from app.store import handoffs

PROMISED = "promised"  # a reminder that comes not from a rung, but because a promised day is over


def take(session: Session, crew: Team, handoff: Handoff, clock: Deadline, rung: Rung, now: datetime) -> None:
    """Do what one rung says."""
    if clock.kind == Clock.CLAIM:
        broadcast.fall_back(session, crew, handoff, now)
    elif rung.who.startswith("#"):
        _tell_channel(session, handoff, clock, rung, now)
    elif rung.do is Do.NUDGE:
        _nudge(session, crew, handoff, clock, rung.who, _written(rung.at), now)
    elif rung.do is Do.WARN:
        _warn(session, crew, handoff, clock, rung, now)
    elif rung.do is Do.ESCALATE:
        escalation.escalate(session, crew, handoff, clock, now, who=rung.who)
    elif not _gives_on(session, crew, handoff, clock, rung, now):
        escalation.escalate(session, crew, handoff, clock, now)


def take_besides(session: Session, crew: Team, handoff: Handoff, clock: Deadline, now: datetime) -> None:
    """Do what is due besides the ladder: remind of a promise, or ask everybody above to step in."""
    if clock.kind == Clock.TOUCH:
        _nudge(session, crew, handoff, clock, "ae", PROMISED, now)
        return
    handoffs.record(session, handoff, "stopped", None, now, clock=clock.kind, whom=None)
    facts.keep(session, handoff)
    escalation.escalate_to_all(session, crew, handoff, clock, now)


def _nudge(
    session: Session, crew: Team, handoff: Handoff, clock: Deadline, who: str, at: str, now: datetime
) -> None:
    late = clocks.waiting_for(handoff, Clock(clock.kind))
    person = crew.roster.backup(late) if who == "backup" else late
    if person and (note := _spent(session, crew, handoff, clock, person, "nudge", at, now)):
        outbox.owe_once(session, handoff, "nudge", person, now, note, part=_part(clock, at))


def _warn(session: Session, crew: Team, handoff: Handoff, clock: Deadline, rung: Rung, now: datetime) -> None:
    late = clocks.waiting_for(handoff, Clock(clock.kind))
    if rung.who == "backup":
        person = crew.roster.backup(late)
    else:
        boss = escalation.next_above(session, crew, handoff, clock, now, who=rung.who)
        person = boss[1] if boss else None
    at = _written(rung.at)
    if person and (note := _spent(session, crew, handoff, clock, person, "warning", at, now)):
        outbox.owe_once(session, handoff, "warning", person, now, note, part=_part(clock, at))


def _spent(
    session: Session,
    crew: Team,
    handoff: Handoff,
    clock: Deadline,
    person: str,
    kind: str,
    at: str,
    now: datetime,
) -> dict[str, Any] | None:
    """Record a reminder and give what it says; None if the person's noise budget holds it back."""
    also = reminders.spend(session, crew, handoff, person, kind, now)
    done = {"nudge": "nudged", "warning": "warned"}[kind] if also is not None else "held"
    handoffs.record(session, handoff, done, None, now, clock=clock.kind, whom=person, at=at)
    if also is None:
        return None
    due = clocks.end(crew, handoff, clock)
    return {"clock": clock.kind, "due_at": due.timestamp() if due else None, "at": at, "also": also}


def _part(clock: Deadline, at: str) -> str:
    """Name a reminder among those of one turn; a meeting that gets another date is asked about again."""
    return f"{at}@{clock.runs_from.timestamp():.0f}" if clock.kind == Clock.OUTCOME else at


def _tell_channel(session: Session, handoff: Handoff, clock: Deadline, rung: Rung, now: datetime) -> None:
    at, late = _written(rung.at), clocks.waiting_for(handoff, Clock(clock.kind))
    done = "escalated" if rung.do is Do.ESCALATE else "warned"
    handoffs.record(session, handoff, done, None, now, clock=clock.kind, whom=rung.who, at=at)
    note = {"clock": clock.kind, "whom": late, "at": at}
    outbox.owe_once(session, handoff, "overdue", rung.who, now, note, part=_part(clock, at))


def _gives_on(
    session: Session, crew: Team, handoff: Handoff, clock: Deadline, rung: Rung, now: datetime
) -> bool:
    """Let somebody else have it, where the policy and the hard stop allow that; False if nobody has."""
    if clock.kind not in (Clock.ACCEPT, Clock.TOUCH) or handoff.is_stopped(now):
        return False
    if rung.do is Do.OFFER:
        return broadcast.offer_to_pool(session, crew, handoff, now)
    why = "no answer in time" if clock.kind == Clock.ACCEPT else "no first touch in time"
    if rung.who == "backup":
        backup = crew.roster.backup(handoff.ae_id)
        return bool(backup) and assignment.pass_to(session, crew, handoff, str(backup), now, why=why)
    return assignment.pass_on(session, crew, handoff, now, why=why)


def _written(at: float | timedelta) -> str:
    return f"{at.total_seconds():.0f}s" if isinstance(at, timedelta) else f"{at:g}"
