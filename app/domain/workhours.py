"""Working time between two moments, in a person's own hours and zone.

A moment is an aware datetime, and one that is given back is in UTC. `zone` is where the person works; the
zone of the machine plays no part.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.domain.timetable import ALWAYS, Hours, Span, Window, parse_closures, parse_country, parse_hours, utc

__all__ = [
    "ALWAYS",
    "Hours",
    "NoWorkingTime",
    "Span",
    "Window",
    "add",
    "between",
    "is_open",
    "midnight",
    "next_open",
    "parse_closures",
    "parse_country",
    "parse_hours",
    "today",
    "zone_of",
]

LIMIT = timedelta(days=400)

FORWARD, BACKWARD = 1, -1


class NoWorkingTime(ValueError):
    """Within reach there is too little working time: nobody can say when so much of it will have passed."""


def add(start: datetime, amount: timedelta, hours: Hours, zone: str) -> datetime:
    """Give the first moment at which so much working time has passed; at the end of a window, that end.

    A negative amount looks back: the last moment since which so much has passed; at the beginning of a
    window, that beginning. Raises NoWorkingTime if that takes more than the 400 days of LIMIT.
    """
    start, left = utc(start), abs(amount)
    if not amount:
        return start
    if amount > timedelta():
        for opens, closes in _spans(start, start + LIMIT, hours, zone):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
    else:
        for opens, closes in _spans(start - LIMIT, start, hours, zone, BACKWARD):
            if left <= closes - opens:
                return closes - left
            left -= closes - opens
    raise NoWorkingTime(f"so much working time does not pass within {LIMIT.days} days")


def between(start: datetime, end: datetime, hours: Hours, zone: str) -> timedelta:
    """Give the working time from start to end; negative when the end lies before the start."""
    start, end = utc(start), utc(end)
    if end < start:
        return -between(end, start, hours, zone)
    return sum((closes - opens for opens, closes in _spans(start, end, hours, zone)), timedelta())


def is_open(at: datetime, hours: Hours, zone: str) -> bool:
    """Say whether a moment lies in working time; the end of a window does not."""
    return any(_spans(at, utc(at) + timedelta.resolution, hours, zone))


def next_open(at: datetime, hours: Hours, zone: str) -> datetime:
    """Give the next moment in working time, the given one if it is; raises NoWorkingTime as `add` does."""
    for opens, _ in _spans(at, utc(at) + LIMIT, hours, zone):
        return opens
    raise NoWorkingTime(f"there is no working time within {LIMIT.days} days")


def zone_of(name: str) -> ZoneInfo:
    """A person's zone as Slack tells it; UTC when it is empty or unknown here, for her clock must run."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def today(now: datetime, zone: str) -> date:
    """Give the day that it is for somebody in a zone."""
    return now.astimezone(zone_of(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """Give the moment (UTC) at which a day begins for somebody in a zone."""
    return datetime.combine(day, time(), zone_of(zone)).astimezone(UTC)


def _spans(start: datetime, end: datetime, hours: Hours, zone: str, order: int = FORWARD) -> Iterator[Span]:
    """The working time from start to end, piece by piece; the last piece comes first when BACKWARD."""
    spans = _before_absences(utc(start), utc(end), hours, zone, order)
    return _without(hours.absences, spans, order) if hours.absences else spans


def _before_absences(start: datetime, end: datetime, hours: Hours, zone: str, order: int) -> Iterator[Span]:
    if not hours.week and not hours.closures:
        if start < end:
            yield start, end
        return
    tz = zone_of(zone)
    first, last = start.astimezone(tz).toordinal(), end.astimezone(tz).toordinal()
    for number in range(first, last + 2)[::order]:  # a day more, for clocks that go back over midnight
        day = date.fromordinal(number)
        for opens, closes in hours.on(day)[::order]:
            since, until = max(start, _moment(day, opens, tz)), min(end, _moment(day, closes, tz))
            if since < until:
                yield since, until


def _without(absences: Iterable[Span], spans: Iterable[Span], order: int) -> Iterator[Span]:
    for since, until in spans:
        left = []
        for leaves, returns in absences:  # in order and apart
            if leaves >= until:
                break
            if since < leaves:
                left.append((since, leaves))
            since = max(since, returns)
        if since < until:
            left.append((since, until))
        yield from left[::order]


@lru_cache(maxsize=16_384)
def _moment(day: date, minute: int, tz: ZoneInfo) -> datetime:
    """The first moment at which the wall clock shows this time or a later one.

    So a time that comes twice means its first coming, and one that is skipped means the moment of the
    skip. A window across the change is longer or shorter in real time by as much as the clock moved.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=tz).astimezone(UTC)
    if _wall(moment, tz) == wall:
        return moment
    before = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    while moment - before > timedelta.resolution:
        middle = before + (moment - before) / 2
        before, moment = (before, middle) if _wall(middle, tz) >= wall else (middle, moment)
    return moment


def _wall(moment: datetime, tz: ZoneInfo) -> datetime:
    return moment.astimezone(tz).replace(tzinfo=None, fold=0)
