"""Out of office: reading when somebody will be away, and what may be planned. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.domain import workhours
from app.domain.errors import HandoffError, Incomplete
from app.domain.model_team import Absence
from app.domain.timetable import WEEKDAYS
from app.domain.workhours import Span, zone_of

STARTS, ENDS, NOTE, PERSON = "starts_at", "ends_at", "note", "person"  # the fields of the form
FURTHEST = timedelta(days=180)  # a clock must find working time again within reach
MOST = 20  # absences planned at once
NOTE_LENGTH = 150
NAMED = {name[:length]: name for name in WEEKDAYS for length in (3, len(name))}
MIDNIGHT = time.max
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
BETWEEN = re.compile(r"\s(?:to|until|till|-|–)\s", re.IGNORECASE)
EXAMPLES = (
    "Write it like `/handoff ooo 2026-12-24 to 2027-01-02`, `/handoff ooo today 14:00 to 18:00` or "
    "`/handoff ooo tomorrow`; `/handoff ooo` alone opens a form."
)


class Unreadable(HandoffError):
    """No dates could be read from a line."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} {EXAMPLES} Nothing was changed.")


@dataclass(frozen=True)
class Calendar:
    """What somebody has planned, and what she may see and change as a manager; the next ones first."""

    person: str
    zone: str
    now: datetime
    mine: Sequence[Absence] = ()
    theirs: Sequence[Absence] = ()  # of those she manages
    manages: bool = False


@dataclass(frozen=True)
class Planned:
    """A new absence, and which handoffs wait for the person who leaves."""

    absence: Absence
    zone: str  # hers
    waiting: Sequence[str] = ()  # each by company and number
    passed_on: int = 0  # of them, at once
    goes_on: bool = False  # by the policy: what still waits for her answer when she leaves


def read(line: str, now: datetime, zone: str) -> Span:
    """Read "2026-12-24 to 2027-01-02", "today 14:00 to 18:00" or "fri" as somebody in `zone` means it.

    A last day without a time is included. Gives two moments in UTC; raises Unreadable.
    """
    first, *rest = [part.strip() for part in BETWEEN.split(f" {' '.join(line.split())} ")]
    if len(rest) > 1:
        raise Unreadable("I can read one beginning and one end.")
    today = workhours.today(now, zone)
    day, clock = _read_one(first or "now", today)
    if rest:
        last, until = _read_one(rest[0], today)
        last = last or day or today
        if rest[0].lower() in NAMED and last < (day or today):
            last += timedelta(days=7)
    elif clock is None and day:
        last, until = day, None
    else:
        raise Unreadable("I do not know until when.")
    starts_at = now if first.lower() in ("", "now") else _moment(day or today, clock or time(), zone)
    return starts_at, _moment(last, MIDNIGHT if until is None else until, zone)


def _read_one(text: str, today: date) -> tuple[date | None, time | None]:
    """Read a day, a time, or both; MIDNIGHT is that at the end of the day."""
    words = text.lower().split()
    clock = CLOCK.fullmatch(words[-1]) if words else None
    named = words[:-1] if clock else words
    if len(named) > 1 or not words:
        raise Unreadable(f"I could not read “{text[:40]}”." if words else "I do not know until when.")
    at = None if clock is None else MIDNIGHT if clock[0] == "24:00" else time(int(clock[1]), int(clock[2]))
    return (_day(named[0], today) if named else None), at


def _day(word: str, today: date) -> date:
    if word in ("now", "today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    if word in NAMED:
        return today + timedelta(days=(WEEKDAYS.index(NAMED[word]) - today.weekday()) % 7)
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise Unreadable(f"“{word[:40]}” is no day that I know.") from None


def _moment(day: date, clock: time, zone: str) -> datetime:
    try:
        if clock == MIDNIGHT:
            day, clock = day + timedelta(days=1), time()
        return datetime.combine(day, clock, zone_of(zone)).astimezone(UTC)
    except OverflowError:
        raise Unreadable(f"{day} is too far away.") from None


def check(span: Span, now: datetime, planned: Sequence[Span]) -> None:
    """Raise Incomplete for an absence that cannot be planned; `planned` is what already is."""
    starts_at, ends_at = span
    if ends_at <= starts_at:
        raise Incomplete({ENDS: "That is not after the beginning. Please choose a later end."})
    if ends_at <= now:
        raise Incomplete({ENDS: "That is over. Please choose a later end."})
    if ends_at > now + FURTHEST:
        why = f"That is more than {FURTHEST.days} days ahead."
        raise Incomplete({ENDS: f"{why} For a longer leave, please ask for a change of the policy."})
    if len(planned) >= MOST:
        raise Incomplete({STARTS: f"There are {MOST} absences planned already. Please cancel one first."})
    if any(leaves <= starts_at and ends_at <= returns for leaves, returns in planned):
        raise Incomplete({STARTS: "That is planned already."})
