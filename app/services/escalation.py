"""Asking the next person up to step in, and what happens when she cannot be reached."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import availability
from app.domain.deadlines import Clock
from app.domain.model import Deadline, Handoff, Owed
from app.policy import Policy
from app.services import broadcast, clocks, digests, outbox, team
from app.services.team import Team
from app.store import handoffs
from app.store import outbox as rows

Above = tuple[str, str]  # somebody who manages, and who answers for her now: mostly she herself


def is_away(crew: Team, person: str, now: datetime) -> bool:
    """Say whether somebody is out of office, or gone."""
    return bool(availability.out_of_office(*crew.hours(person), now)) or not crew.roster.is_present(person)


def above(crew: Team, person: str, now: datetime) -> list[Above]:
    """List who is above somebody, the nearest first, each with who answers for her now.

    An absent one's delegate answers for her; without one she is passed over, unless nobody else is there.
    """
    chain = crew.roster.chain(person)
    there = [(boss, stand_in) for boss in chain if (stand_in := _stand_in(crew, boss, now))]
    return [one for one in there if one[1] != person] or [(boss, boss) for boss in chain]


def _stand_in(crew: Team, boss: str, now: datetime) -> str | None:
    if not is_away(crew, boss, now):
        return boss
    delegate = crew.roster.delegate(boss)
    return delegate if delegate and not is_away(crew, delegate, now) else None


def next_above(
    session: Session, crew: Team, handoff: Handoff, clock: Deadline, now: datetime, *, who: str = "next"
) -> Above | None:
    """Give the next one above whoever was asked last because of a clock; a director, if `who` says so."""
    late, asked = clocks.waiting_for(handoff, Clock(clock.kind)), _asked(session, handoff, clock)
    chain = above(crew, late, now)
    if who == "director":
        directors = crew.roster.directors()
        chain = [one for one in chain if one[0] in directors] or [(one, one) for one in directors]
    taken = [n for n, pair in enumerate(chain) if asked & {*pair}]
    return next(iter(chain[max(taken, default=-1) + 1 :]), None)


def escalate(
    session: Session, crew: Team, handoff: Handoff, clock: Deadline, now: datetime, *, who: str = "next"
) -> None:
    """Ask the next one above whoever is late to step in.

    Above the end of the chain there is nobody; but if nobody at all was asked, her colleague hears of it.
    """
    if boss := next_above(session, crew, handoff, clock, now, who=who):
        ask(session, handoff, clock, boss, now)
    elif not _asked(session, handoff, clock):
        _tell_the_colleague(session, handoff, clock, now)


def escalate_to_all(session: Session, crew: Team, handoff: Handoff, clock: Deadline, now: datetime) -> None:
    """Ask everybody above whoever is late who has not been asked yet."""
    late, asked = clocks.waiting_for(handoff, Clock(clock.kind)), _asked(session, handoff, clock)
    for boss in above(crew, late, now):
        if not asked & {*boss}:
            ask(session, handoff, clock, boss, now)
    if not _asked(session, handoff, clock):
        _tell_the_colleague(session, handoff, clock, now)


def ask(session: Session, handoff: Handoff, clock: Deadline, boss: Above, now: datetime) -> None:
    """Ask one of those above, or who answers for her, to step in."""
    manager, whom = boss
    more = {} if whom == manager else {"instead_of": manager}
    handoffs.record(session, handoff, "escalated", None, now, clock=clock.kind, whom=whom, **more)
    if more:
        handoffs.add_deputy(session, handoff, whom)
    outbox.owe_anew(session, handoff, "stalled", whom, now, of=clock.generation)


def _asked(session: Session, handoff: Handoff, clock: Deadline) -> set[str]:
    """Tell who was asked because of a clock, and in place of whom."""
    history = handoffs.history(session, handoff.number)
    asked = [one for one in history if one.action == "escalated" and one.turn >= clock.generation]
    named: Iterable[Any] = (one.note.get(name) for one in asked for name in ("whom", "instead_of"))
    return {str(person) for person in named if person}


def undeliverable(session: Session, policy: Policy, owed: Owed, why: str, now: datetime) -> None:
    """Give a message up, tell an admin, and if it asked for help ask the next one in the chain."""
    asks_for_help = owed.kind in ("stalled", "ruling", "offer") and not owed.shown
    # The handoff is locked before its messages, as in every move: or the two could wait for each other.
    handoff = handoffs.get_locked(session, owed.handoff_id or 0) if asks_for_help else None
    if not outbox.give_up(session, owed, now, why):
        return
    if owed.kind in ("undelivered", "notice"):
        return  # nobody is left to be told, or nobody needs to be: `handoff outbox list` has it
    if owed.kind in ("digest", "review"):
        digests.redirect(session, policy, owed, now)
    crew = team.load(session, policy, owed.team_id)
    if admin := crew.roster.admin():
        outbox.owe_report(session, owed.team_id, admin, now)
    if handoff and owed.kind == "offer":
        broadcast.unreached(session, policy, handoff, now)
    elif handoff:
        _ask_the_next(session, policy, handoff, owed, now)


def _ask_the_next(session: Session, policy: Policy, handoff: Handoff, owed: Owed, now: datetime) -> None:
    clock = handoffs.open_clock(session, handoff.number)
    if clock is None or clock.generation != owed.note["of"]:
        return  # it has moved on: nobody needs to step in
    crew = team.around(session, policy, handoff)
    if boss := next_above(session, crew, handoff, clock, now):
        ask(session, handoff, clock, boss, now)
    elif not any(_is_asked(session, handoff, clock, person) for person in _asked(session, handoff, clock)):
        _tell_the_colleague(session, handoff, clock, now, unreached=True)


def _is_asked(session: Session, handoff: Handoff, clock: Deadline, person: str) -> bool:
    alert = rows.get(session, outbox.living_key("stalled", handoff, person, clock.generation))
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
