"""When somebody works: the weekly table, what is off, and how a policy writes it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import pairwise

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = tuple(name[:3] for name in WEEKDAYS)
WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", re.ASCII)

Window = tuple[int, int]  # minutes since midnight on the wall clock; 24:00 is 1440
Span = tuple[datetime, datetime]  # from a moment on, until before another; both in UTC
ALL_DAY: tuple[Window, ...] = ((0, 24 * 60),)


@dataclass(frozen=True)
class Hours:
    """When somebody works: the windows of each weekday, Monday first, less the days and times off.

    No week at all means always, on public holidays too; only a closure or an absence stops that.
    """

    week: tuple[tuple[Window, ...], ...] = ()
    country: str = ""  # its public holidays have no working time: "DE", "US-CA"
    closures: frozenset[date] = frozenset()  # days without working time, in the person's own zone
    absences: tuple[Span, ...] = ()  # out of office; kept in order, in UTC, joined where they meet

    def __post_init__(self) -> None:
        """Bring the absences in order; raise ValueError for one without a zone."""
        if self.absences:
            object.__setattr__(self, "absences", tuple(_joined(self.absences)))

    @property
    def always(self) -> bool:
        """Say whether there is no weekly table, so that no hour or holiday is off by itself."""
        return not self.week

    def on(self, day: date) -> tuple[Window, ...]:
        """Give the windows of a day, before absences."""
        if day in self.closures:
            return ()
        if not self.week:
            return ALL_DAY
        free = self.country and day in _holidays(self.country, day.year)
        return () if free else self.week[day.weekday()]


ALWAYS = Hours()


def _joined(spans: Iterable[Span]) -> Iterable[Span]:
    """The same moments as spans in order and apart; one that ends before it begins has none."""
    joined: list[Span] = []
    for begins, ends in sorted((utc(begins), utc(ends)) for begins, ends in spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], ends)
        elif begins < ends:
            joined.append((begins, ends))
    return joined


def utc(moment: datetime) -> datetime:
    """Give a moment in UTC; raise ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone")
    return moment.astimezone(UTC)


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> Mapping[date, str]:
    import holidays  # a third of a second, which only those pay who name a country

    land, _, region = country.partition("-")
    english = "en_US"  # or else the names would be in the language of the machine
    return dict(holidays.country_holidays(land, subdiv=region or None, years=year, language=english))


def holiday(country: str, day: date) -> str:
    """Give the name of the public holiday that a day is in a country or region; "" if it is none."""
    return _holidays(country, day.year).get(day, "") if country else ""


def parse_hours(value: object) -> Hours:
    """Read "always", or a table such as {"mon-thu" = "09:00-12:00, 13:00-17:30", fri = "09:00-15:00"}.

    The table may also have holidays, see parse_country, and closures, see parse_closures. Raises ValueError
    with the key and what would be right.
    """
    if isinstance(value, str) and value.strip().lower() == "always":
        return ALWAYS
    if not isinstance(value, Mapping):
        raise ValueError(f'{value!r} are no hours: write "always" or a table like mon-fri = "09:00-17:30"')
    week: list[tuple[Window, ...] | None] = [None] * 7
    for key in [key for key in value if key not in ("holidays", "closures")]:
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
    try:
        closures = parse_closures(value.get("closures", []))
    except ValueError as error:
        raise ValueError(f"closures: {error}") from None
    return Hours(tuple(windows or () for windows in week), country, closures)


def _parse_days(key: object) -> list[int]:
    first, dash, last = str(key).strip().lower().partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        raise ValueError(
            f"{key}: not a day; use {', '.join(DAYS)}, a range like mon-fri, holidays or closures"
        )
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


def parse_closures(value: object) -> frozenset[date]:
    """Read a list of days without working time, as TOML dates or text like "2026-12-24"."""
    if not isinstance(value, list | tuple | set | frozenset):
        raise ValueError(f'{value!r} is no list of days; write ["2026-12-24", "2026-12-31"], or [] for none')
    return frozenset(_parse_day(day) for day in value)


def _parse_day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str):
            return date.fromisoformat(value.strip())
    except ValueError:
        pass
    raise ValueError(f'{str(value)!r} is no day of the calendar; write it like "2026-12-24"')
