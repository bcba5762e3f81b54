"""The first conversation as an entry in a calendar: what its guests may read, and nothing else."""

from datetime import datetime, timedelta

from app.domain.calendar import Meeting
from app.domain.draft import Address, one_line
from app.domain.lifecycle import Meeting as Stage
from app.domain.model import Handoff, Person
from app.domain.package import Package, email_or_none


def meeting_of(
    handoff: Handoff, people: dict[str, Person], length: timedelta, now: datetime
) -> Meeting | None:
    """Give the booked conversation of a handoff; None without its date, or once its prospect is forgotten.

    The owner organizes it; guests are the contacts and the SDR, who all read the agreed next step.
    """
    package = Package.model_validate(handoff.package)
    contacts = [Address(one.name, one.email) for one in package.contacts if one.email]
    if handoff.meeting is not Stage.BOOKED or handoff.meeting_at is None or not contacts:
        return None
    ae, sdr = (_address(people.get(who or "")) for who in (handoff.owner_id, handoff.sdr_id))
    with_whom = f" with {ae.name}" if ae else ""
    return Meeting(
        uid=f"handoff-{handoff.team_id}-{handoff.number}@warm-handoff",
        sequence=max(int((now - handoff.created_at).total_seconds()), 0),  # later files replace earlier ones
        start=handoff.meeting_at,
        length=length,
        title=one_line(f"{handoff.company}: first conversation{with_whom}"),
        description=package.answer("next_step"),
        organizer=ae,
        attendees=(*contacts, *([sdr] if sdr else [])),
    )


def _address(person: Person | None) -> Address | None:
    email = email_or_none(person.email) if person else None
    return Address(person.name, email) if person and email else None
