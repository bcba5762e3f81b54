"""`/handoff stats`: reading whose figures are asked for, and of which time. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.domain.errors import HandoffError
from app.domain.workhours import midnight

TEAM = "team"
DAYS = {"week": 7, "month": 30, "quarter": 91, "year": 365}
USUAL = 28  # days
MOST_DAYS = 400
COUNT = re.compile(r"(\d{1,3})d(?:ays?)?", re.ASCII)
WEEK = re.compile(r"(\d{4})-?w(\d{1,2})", re.ASCII)
MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
EXAMPLES = (
    "Write it like `/handoff stats`, `/handoff stats month`, `/handoff stats @anna 2026-W47`, "
    "`/handoff stats team quarter` or `/handoff stats 2026-11`."
)


class Unclear(HandoffError):
    """No person or time could be read from a line."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} {EXAMPLES}")


@dataclass(frozen=True)
class Asked:
    """Whose figures ("" is one's own, "team", or a name as it was typed), from when until when (UTC)."""

    whose: str
    start: datetime
    end: datetime
    said: str  # the time in words


def read(line: str, now: datetime, zone: str) -> Asked:
    """Read "[@person | team] [period]" as somebody in `zone` means it; raises Unclear."""
    words = line.split()
    time = _time(words[-1].lower(), now, zone) if words else None
    named = words[:-1] if time else words
    start, end, said = time or (now - timedelta(days=USUAL), now, f"last {USUAL} days")
    whose = " ".join(named)
    if whose.lower() == TEAM:
        whose = TEAM
    if whose and whose != TEAM and not (whose.startswith(("@", "<@")) or "@" in whose):
        raise Unclear(f"I could not read “{whose[:40]}”.")
    return Asked(whose, start, end, said)


def _time(word: str, now: datetime, zone: str) -> tuple[datetime, datetime, str] | None:
    days = DAYS.get(word) or (int(found[1]) if (found := COUNT.fullmatch(word)) else 0)
    if 0 < days <= MOST_DAYS:
        return now - timedelta(days=days), now, f"last {days} days"
    try:
        if found := WEEK.fullmatch(word):
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return _days(monday, monday + timedelta(days=7), zone, f"week {found[1]}-W{int(found[2]):02}")
        if found := MONTH.fullmatch(word):
            first = date(int(found[1]), int(found[2]), 1)
            return _days(first, (first + timedelta(days=31)).replace(day=1), zone, f"{first:%B %Y}")
    except (ValueError, OverflowError):
        raise Unclear(f"There is no such time as “{word[:40]}”.") from None
    return None


def _days(first: date, after: date, zone: str, said: str) -> tuple[datetime, datetime, str]:
    return midnight(first, zone).astimezone(UTC), midnight(after, zone).astimezone(UTC), said
