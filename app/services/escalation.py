"""Asking the next person up to step in, and what happens when she cannot be reached."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.deadlines import Clock
from app.domain.model import Deadline, Handoff, Owed
from app.policy import Policy
from app.services import clocks, outbox, team
from app.services.team import Team
from app.store import handoffs
from app.store import outbox as rows


def escalate(
    session: Session, crew: Team, handoff: Handoff, clock: Deadline, level: int, now: datetime
) -> None:
    """Ask the manager `level` steps above whoever is late (0: her own) to step in.

    Above the end of the chain there is nobody; but if nobody at all was asked, her colleague hears of it.
    """
    chain = crew.roster.chain(clocks.waiting_for(handoff, Clock(clock.kind)))
    if level < len(chain):
        handoffs.record(session, handoff, "escalated", None, now, clock=clock.kind, whom=chain[level])
        outbox.owe_anew(session, handoff, "stalled", chain[level], now, of=clock.generation)
    elif level == 0:
        _tell_the_colleague(session, handoff, clock, now)


def undeliverable(session: Session, policy: Policy, owed: Owed, why: str, now: datetime) -> None:
    """Give a message up, tell an admin, and if it asked for help ask the next one in the chain."""
    asks_for_help = owed.kind == "stalled" and not owed.shown
    # The handoff is locked before its messages, as in every move: or the two could wait for each other.
    handoff = handoffs.get_locked(session, owed.handoff_id or 0) if asks_for_help else None
    if not outbox.give_up(session, owed, now, why):
        return
    if owed.kind in ("undelivered", "notice"):
        return  # nobody is left to be told, or nobody needs to be: `handoff outbox list` has it
    crew = team.load(session, policy, owed.team_id)
    if admin := crew.roster.admin():
        outbox.owe_report(session, owed.team_id, admin, now)
    if handoff:
        _ask_the_next(session, policy, handoff, owed, now)


def _ask_the_next(session: Session, policy: Policy, handoff: Handoff, owed: Owed, now: datetime) -> None:
    clock = handoffs.open_clock(session, handoff.number)
    if clock is None or clock.generation != owed.note["of"]:
        return  # it has moved on: nobody needs to step in
    crew = team.around(session, policy, handoff)
    chain = crew.roster.chain(clocks.waiting_for(handoff, Clock(clock.kind)))
    level = chain.index(owed.recipient) + 1 if owed.recipient in chain else len(chain)
    if level < len(chain):
        escalate(session, crew, handoff, clock, level, now)
    elif not any(_is_asked(session, handoff, clock, boss) for boss in chain):
        _tell_the_colleague(session, handoff, clock, now, unreached=True)


def _is_asked(session: Session, handoff: Handoff, clock: Deadline, boss: str) -> bool:
    alert = rows.get(session, outbox.living_key("stalled", handoff, boss, clock.generation))
    return alert is not None and not outbox.is_dead(alert)


def _tell_the_colleague(
    session: Session, handoff: Handoff, clock: Deadline, now: datetime, **more: Any
) -> None:
    """Nobody can be asked to step in: the one at the other end at least must know that it waits."""
    kind = Clock(clock.kind)
    other = handoff.ae_id if kind is Clock.ANSWER else handoff.sdr_id
    handoffs.record(session, handoff, "escalated", None, now, clock=kind.value, whom=None)
    news = {"action": "unanswered", "actor": clocks.waiting_for(handoff, kind), **more}
    outbox.owe_once(session, handoff, "unanswered", other, now, news)
