"""What is promised: an AE's next step on accepting, and the time to which a manager lets a clock sleep."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain import workhours
from app.domain.errors import Incomplete
from app.domain.lifecycle import Status
from app.domain.model import Handoff
from app.domain.package import NEXT_STEP
from app.services.team import Team

STEP, DAY, UNTIL = "next_step", "next_step_on", "until"
FURTHEST = timedelta(days=366)
LONGEST_SLEEP = timedelta(days=31)
NAP, QUARTER = timedelta(hours=2), 15 * 60  # what is proposed, and rounded to (seconds)
AFRESH: dict[str, Any] = {STEP: "", DAY: None, "extended": False, "deputies": None}  # for whoever is next


@dataclass(frozen=True)
class Proposals:
    """What a form proposes to somebody, so that it can be submitted as it opens."""

    crew: Team
    handoff: Handoff
    person: str
    now: datetime

    def commitment(self) -> tuple[str, date]:
        """Give the next step that the SDR agreed on, and the person's next working day."""
        agreed = self.handoff.package.get("answers", {}).get(NEXT_STEP.name, "")
        hours, zone = self.crew.hours(self.person)
        tomorrow = workhours.today(self.now, zone) + timedelta(days=1)
        try:
            opens = workhours.next_open(workhours.midnight(tomorrow, zone), hours, zone)
        except workhours.NoWorkingTime:
            return agreed, tomorrow
        return agreed, workhours.today(opens, zone)

    def wake_up(self) -> datetime:
        """Give a moment in two hours, on a full quarter, or the hard stop if that comes first."""
        soon = (int((self.now + NAP).timestamp()) // QUARTER) * QUARTER
        return min(datetime.fromtimestamp(soon, UTC), latest(self.handoff, self.now))


def made(crew: Team, person: str, note: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Give the columns that a commitment writes; raises Incomplete for a day that is none, or is over."""
    if STEP not in note and DAY not in note:
        return {}
    today = workhours.today(now, crew.roster.zone(person))
    try:
        day = date.fromisoformat(note[DAY])
    except ValueError:
        raise Incomplete({DAY: "There is no such day. Please choose one."}) from None
    if day < today:
        raise Incomplete({DAY: "That day is over. Please choose today or a later one."})
    if day > today + FURTHEST:
        raise Incomplete({DAY: "That is more than a year away. Please choose an earlier day."})
    return {STEP: note[STEP], DAY: day}


def latest(handoff: Handoff, now: datetime) -> datetime:
    """Give the moment beyond which no clock may sleep."""
    stops_at = handoff.stops_at if handoff.status is Status.PENDING else None
    return min(stops_at, now + LONGEST_SLEEP) if stops_at and stops_at > now else now + LONGEST_SLEEP


def check_sleep(handoff: Handoff, until: datetime, now: datetime) -> None:
    """Raise Incomplete for a moment to which no clock may sleep now."""
    if until <= now:
        raise Incomplete({UNTIL: "That is over. Please choose a later time."})
    if until > latest(handoff, now):
        stop = handoff.stops_at if handoff.status is Status.PENDING else None
        why = "That is after the hard stop of this handoff" if stop else "That is more than a month away"
        raise Incomplete({UNTIL: f"{why}. Please choose an earlier time."})
