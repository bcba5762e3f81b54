"""What somebody sets for herself: read, checked, and written as she typed it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.domain.timetable import Window, parse_hours

HOURS, BOOKING, LANGUAGE, MUTED, WANTS = (
    "hours",
    "booking",
    "language",
    "muted",
    "wants",
)  # of the form
NUMBERS, THANKED = "numbers", "thanked"  # what somebody may want
TEAMS = "team"  # the choice of a language that leaves it to the policy
MUTABLE: Mapping[str, str] = {  # kinds of message that somebody may do without; what escalates is none
    "nudge": "Reminders of what waits on me",
    "warning": "Early warnings of what waits on others",
    "brief": "The brief below my card once I accept",
}
LEAST_HOURS = 5  # of work in a week: with fewer, no clock would ever run out
LINE = re.compile(r"\s*([a-z]{3}(?:\s*-\s*[a-z]{3})?)\s*[:=]?\s+(\S.*?)\s*", re.IGNORECASE)
EXAMPLE = "mon-fri 09:00-17:30"


@dataclass(frozen=True)
class Own:
    """What goes before the policy's word on somebody; what is empty does not."""

    week: tuple[tuple[Window, ...], ...] = ()
    booking: str = ""
    language: str = ""


NOTHING_OWN = Own()


def read_hours(text: str) -> dict[str, str] | None:
    """Read a weekly table as somebody types it, "mon-thu 09:00-17:30" a line; None for an empty text.

    Raises ValueError with the sentence to show.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    table: dict[str, str] = {}
    for line in lines:
        found = LINE.fullmatch(line)
        if not found:
            raise ValueError(f"“{line.strip()[:40]}” is no line of a week: write it like “{EXAMPLE}”.")
        days = re.sub(r"\s", "", found[1].lower())
        if days in table:
            raise ValueError(f"{days} stands twice: put its times into one line, separated by commas.")
        table[days] = found[2]
    if _minutes(week_of(table)) < LEAST_HOURS * 60:
        raise ValueError(f"A week has at least {LEAST_HOURS} hours here. For a time off, plan an absence.")
    return table


def write_hours(table: Mapping[str, str] | None) -> str:
    """Write a weekly table as `read_hours` reads it."""
    return "\n".join(f"{days} {times}" for days, times in (table or {}).items())


def week_of(table: Mapping[str, str]) -> tuple[tuple[Window, ...], ...]:
    """Give the windows of each weekday, Monday first; raises ValueError."""
    return _week(tuple(table.items()))


@lru_cache(maxsize=512)
def _week(table: tuple[tuple[str, str], ...]) -> tuple[tuple[Window, ...], ...]:
    return parse_hours(dict(table)).week


def _minutes(week: tuple[tuple[Window, ...], ...]) -> int:
    return sum(closes - opens for windows in week for opens, closes in windows)
