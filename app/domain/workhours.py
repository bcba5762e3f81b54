"""Working time between two moments, in a person's own hours and zone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", re.ASCII)
LIMIT = timedelta(days=400)
DAY = timedelta(days=1)

Window = tuple[int, int]  # minutes since midnight on the wall clock; 24:00 is 1440


@dataclass(frozen=True)
class Hours:
    """The windows of each weekday, Monday first; no week at all means always."""

    week: tuple[tuple[Window, ...], ...] = ()
    country: str = ""  # its public holidays have no working time: "DE", "US-CA"

    def on(self, day: date) -> tuple[Window, ...]:
        free = self.country and day in _holidays(self.country, day.year)
        return () if free else self.week[day.weekday()]


ALWAYS = Hours()


def add(start: datetime, amount: timedelta, hours: Hours, zone: str) -> datetime:
    """The first moment at which so much working time has passed; at the end of a window, that end."""
    if amount < timedelta():
        raise ValueError(f"working time only runs forward, not by {amount}")
    if not amount:
        return _utc(start)
    for opens, closes in _spans(start, _utc(start) + LIMIT, hours, zone):
        if amount <= closes - opens:
            return opens + amount
        amount -= closes - opens
    raise ValueError(f"so much working time does not pass within {LIMIT.days} days")


def between(start: datetime, end: datetime, hours: Hours, zone: str) -> timedelta:
    """None when the end lies before the start."""
    return sum((closes - opens for opens, closes in _spans(start, end, hours, zone)), timedelta())


def is_open(at: datetime, hours: Hours, zone: str) -> bool:
    return any(_spans(at, _utc(at) + timedelta.resolution, hours, zone))


def next_open(at: datetime, hours: Hours, zone: str) -> datetime:
    """The moment itself when it lies in working time."""
    for opens, _ in _spans(at, _utc(at) + LIMIT, hours, zone):
        return opens
    raise ValueError(f"there is no working time within {LIMIT.days} days")


def zone_of(name: str) -> ZoneInfo:
    """A person's zone as Slack tells it; UTC when it is empty or unknown here, for her clock must run."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _spans(start: datetime, end: datetime, hours: Hours, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The working time from start to end, in order, without gaps or overlaps inside a span."""
    start, end, tz = _utc(start), _utc(end), zone_of(zone)
    if not hours.week:
        if start < end:
            yield start, end
        return
    day, last = start.astimezone(tz).date(), end.astimezone(tz).date() + DAY
    while day <= last:  # a day more, for clocks that go back over midnight
        for window in hours.on(day):
            opens, closes = (_moment(day, minute, tz) for minute in window)
            if (since := max(start, opens)) < (until := min(end, closes)):
                yield since, until
        day += DAY


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


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone")
    return moment.astimezone(UTC)


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # a third of a second, which only those pay who name a country

    land, _, region = country.partition("-")
    return frozenset(holidays.country_holidays(land, subdiv=region or None, years=year))


def parse_hours(value: object) -> Hours:
    """ "always", or a table such as {"mon-thu" = "09:00-12:00, 13:00-17:30", fri = "09:00-15:00"}."""
    if isinstance(value, str) and value.strip().lower() == "always":
        return ALWAYS
    if not isinstance(value, Mapping):
        raise ValueError(f'{value!r} are no hours: write "always" or a table like mon-fri = "09:00-17:30"')
    week: list[tuple[Window, ...] | None] = [None] * 7
    for key in [key for key in value if key != "holidays"]:
        for day in _parse_days(key):
            if week[day] is not None:
                raise ValueError(f"{key}: {DAYS[day]} is named by two keys; name each day once")
            week[day] = _parse_windows(key, value[key])
    if not any(week):
        raise ValueError('no day has working time: give at least one, like mon-fri = "09:00-17:30"')
    try:
        country = parse_country(value.get("holidays", ""))
    except ValueError as error:
        raise ValueError(f"holidays: {error}") from None
    return Hours(tuple(windows or () for windows in week), country)


def _parse_days(key: object) -> list[int]:
    first, dash, last = str(key).strip().lower().partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        raise ValueError(f"{key}: not a day; use {', '.join(DAYS)}, a range like mon-fri, or holidays")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _parse_windows(key: object, value: object) -> tuple[Window, ...]:
    if not isinstance(value, str):
        raise ValueError(f'{key}: {value!r} is no text; write "09:00-17:30", or "" for a free day')
    windows = sorted(_parse_window(key, part.strip()) for part in value.split(",")) if value.strip() else []
    for (_, closes), (opens, _) in pairwise(windows):
        if opens < closes:
            raise ValueError(f"{key}: two windows of {value!r} overlap; let each end before the next begins")
    return tuple(windows)


def _parse_window(key: object, text: str) -> Window:
    found = WINDOW.fullmatch(text)
    if not found:
        raise ValueError(f'{key}: {text!r} is no window; write "09:00-17:30", several separated by commas')
    hour, minute, end_hour, end_minute = map(int, found.groups())
    opens, closes = 60 * hour + minute, 60 * end_hour + end_minute
    if max(minute, end_minute) > 59 or closes > 24 * 60:
        raise ValueError(f"{key}: {text!r} is no time of day; use 00:00 to 24:00")
    if opens >= closes:
        raise ValueError(
            f"{key}: {text!r} ends before it begins; past midnight, go on from 00:00 on the next day"
        )
    return opens, closes


def parse_country(value: object) -> str:
    """A country or region whose public holidays are known; "" is none."""
    try:
        return str(value) if value == "" or _holidays(str(value), 2026) else ""
    except NotImplementedError:
        advice = 'use a country like "DE" or a region like "US-CA"'
        raise ValueError(f"{value!r} is not known; {advice}") from None
