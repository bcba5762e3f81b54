"""The noise budget: so many reminders a day for one person; what was held back is listed in the next one."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain.deadlines import Clock
from app.domain.model import Handoff
from app.domain.model_team import Reminder
from app.domain.workhours import midnight, today
from app.services import clocks
from app.services.team import Team
from app.store import handoffs, reminders

MOST_LISTED = 10
KEPT = timedelta(days=30)


def spend(
    session: Session, crew: Team, handoff: Handoff, person: str, kind: str, now: datetime
) -> list[int] | None:
    """Note a reminder of somebody; gives the numbers of what was held back before and waits for her yet.

    None if this one is held back: her day's budget is spent, or she has just been reminded of this handoff.
    """
    held = is_spent(session, crew, person, now) or reminders.sent_about(
        session, crew.id, person, handoff.number, now - crew.policy.noise.apart
    )
    count(session, crew, handoff, person, kind, now, held=held)
    if held:
        return None
    before = reminders.unlisted(session, crew.id, person)
    reminders.list_them(session, before, now)
    return sorted({one.handoff_id for one in before if _is_open(session, one)} - {handoff.number})


def is_spent(session: Session, crew: Team, person: str, now: datetime) -> bool:
    """Say whether somebody's budget of the day is spent; until the transaction ends nobody else spends it."""
    reminders.hold_still(session, crew.id, person)
    zone = crew.roster.zone(person)
    since = midnight(today(now, zone), zone)
    return reminders.sent_since(session, crew.id, person, since) >= crew.policy.noise.per_day


def count(
    session: Session,
    crew: Team,
    handoff: Handoff,
    person: str,
    kind: str,
    now: datetime,
    *,
    held: bool = False,
) -> None:
    """Note that somebody is sent something that counts in her budget, or that it is held back."""
    entry = Reminder(
        team_id=crew.id, person_id=person, handoff_id=handoff.number, kind=kind, at=now, held=held
    )
    reminders.add(session, entry)


def _is_open(session: Session, held: Reminder) -> bool:
    """Say whether what a reminder was about waits yet, and still for the same person if it was hers to do."""
    clock, handoff = handoffs.open_clock(session, held.handoff_id), handoffs.get(session, held.handoff_id)
    if clock is None or handoff is None:
        return False
    return held.kind != "nudge" or clocks.waiting_for(handoff, Clock(clock.kind)) == held.person_id


def still_waiting(session: Session, numbers: Collection[int]) -> list[Handoff]:
    """List those of some handoffs on which somebody must still act, to name them in a reminder."""
    found = [handoffs.get(session, number) for number in list(numbers)[:MOST_LISTED]]
    return [one for one in found if one and handoffs.open_clock(session, one.number)]


def forget(session: Session, now: datetime) -> None:
    """Delete the notes of reminders that nobody counts or lists any more."""
    reminders.tidy(session, now - KEPT)
