"""What somebody sets for herself: hours, booking link, language, and what she wants to be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import preferences as rules
from app.domain.errors import Incomplete
from app.domain.intro import LINK, booking_link
from app.domain.languages import Language
from app.domain.model import Owed
from app.domain.model_loop import Preference
from app.domain.preferences import BOOKING, HOURS, LANGUAGE, MUTABLE, MUTED, NUMBERS, TEAMS, THANKED, WANTS
from app.policy import Policy
from app.services import absences
from app.store import preferences


def of(session: Session, team_id: str, person: str, now: datetime) -> Preference:
    """Give what somebody has set, or what holds while she has set nothing."""
    return preferences.get(session, team_id, person) or Preference(
        team_id=team_id, person_id=person, set_at=now
    )


def save(
    session: Session, policy: Policy, team_id: str, person: str, typed: Mapping[str, Any], now: datetime
) -> Preference:
    """Keep what the form says; other hours set anew, in the same transaction, the clocks that wait for her.

    Raises Incomplete at its fields.
    """
    before, faults = of(session, team_id, person, now), dict[str, str]()
    hours = _hours(str(typed.get(HOURS) or ""), faults)
    booking = _booking(str(typed.get(BOOKING) or ""), faults)
    chosen = str(typed.get(LANGUAGE) or TEAMS)
    if chosen not in (TEAMS, *Language):
        faults[LANGUAGE] = "There are no letters in this language (any more). Please choose another one."
    if faults:
        raise Incomplete(faults)
    wants, muted = typed.get(WANTS) or [], typed.get(MUTED) or []
    after = Preference(
        team_id=team_id,
        person_id=person,
        booking=booking,
        language="" if chosen == TEAMS else chosen,
        hours=hours,
        muted=[kind for kind in MUTABLE if kind in muted],
        numbers=NUMBERS in wants,
        thanked=THANKED in wants,
        set_at=now,
    )
    changed = before.hours != hours
    preferences.save(session, after)
    session.flush()
    if changed:
        absences.reckon_anew(session, policy, team_id, person, now)
    return after


def is_muted(session: Session, owed: Owed) -> bool:
    """Say whether somebody does without a message of this kind; what was posted stays up to date."""
    if owed.kind not in MUTABLE or owed.ts is not None:
        return False
    hers = preferences.get(session, owed.team_id, owed.recipient)
    return hers is not None and owed.kind in (hers.muted or [])


def _hours(text: str, faults: dict[str, str]) -> dict[str, str] | None:
    try:
        return rules.read_hours(text)
    except ValueError as error:
        faults[HOURS] = str(error)
        return None


def _booking(text: str, faults: dict[str, str]) -> str:
    link = booking_link(text)
    if text.strip() and not link:
        faults[BOOKING] = f"Please give a whole link that begins with https:// ({LINK} characters at most)."
    return link
