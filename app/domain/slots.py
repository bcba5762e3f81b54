"""Times to propose for a first conversation, and the zone of the place that somebody names."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from babel import Locale

from app.domain.languages import Language
from app.domain.timetable import Hours, Span, Window, utc
from app.domain.workhours import NoWorkingTime, between, midnight, next_open, today, zone_of

Side = tuple[Hours, str]  # when somebody can meet, and where

DAY = 24 * 60
COURTESY = Hours(week=(((9 * 60, 17 * 60),),) * 5 + ((), ()))
EARLY_AND_LATE = ((8 * 60, 18 * 60), (7 * 60, 19 * 60), (7 * 60, 21 * 60))  # for the prospect, step by step
MORE_FOR_THE_AE = (60, 120)  # minutes before and after her hours, once the prospect's day is at its longest
QUARTER = timedelta(minutes=15)  # every zone's clock differs from UTC by a multiple of this
WORKING_DAYS, MOST_DAYS = 10, 60

AREAS = tuple(
    f"{area}/"
    for area in (
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"),
        *("Indian", "Pacific"),
    )
)
# Not "EST", which to whoever types it is a clock that changes, but not to the database.
ABBREVIATIONS = {"UTC", "GMT", "CET", "EET", "WET"}
NO_PLACES = {"Factory", "localtime"}


@dataclass(frozen=True)
class Proposal:
    """Starts to propose, in UTC; `widened` says what to check first, or why there are none, or is ""."""

    slots: tuple[datetime, ...]
    widened: str = ""


def propose(
    now: datetime,
    *,
    ae: Side,
    prospect_zone: str,
    courtesy: Hours = COURTESY,
    length: timedelta = timedelta(minutes=30),
    count: int = 3,
    busy: Sequence[Span] = (),
    notice: timedelta = timedelta(hours=4),
) -> Proposal:
    """Propose the earliest times at which both can meet, on different days or at least half days.

    `ae` are her hours with all her absences, and her zone; `courtesy` holds in `prospect_zone`, where an
    unknown zone is UTC. Nothing lies in the next `notice`, in `busy`, or more than ten of her working days
    away. Hours are widened only where there would be no time at all, so there may be fewer than `count`.
    """
    hours, zone = ae
    free = replace(hours, absences=(*hours.absences, *busy))
    since, until = utc(now) + notice, _horizon(now, hours, zone)
    for prospects, hers, sentence in _steps(courtesy, free):
        sides = ((hers, zone), (prospects, prospect_zone))
        starts = list(_starts(since, until, sides, length))
        if picked := _pick(starts, count, prospect_zone):
            return Proposal(tuple(picked), sentence)
    minutes = length // timedelta(minutes=1)
    return Proposal(
        (),
        f"Within {WORKING_DAYS} working days there are no {minutes} minutes at which both could meet,"
        " not even early or late in the day. Agree on a time with the prospect yourself.",
    )


def _horizon(now: datetime, hours: Hours, zone: str) -> datetime:
    """The end of the tenth working day after today, absences not counted out: weeks away, nobody waits."""
    first = today(now, zone).toordinal()
    days = [date.fromordinal(first + n) for n in range(1, MOST_DAYS)]
    working = [day for day in days if hours.on(day)][:WORKING_DAYS]
    last = working[-1] if working else days[-1]
    return midnight(date.fromordinal(last.toordinal() + 1), zone)


def _steps(courtesy: Hours, hers: Hours) -> Iterator[tuple[Hours, Hours, str]]:
    """Whose hours are looked at, one step after another, and what is said of it."""
    yield courtesy, hers, ""
    wide = courtesy
    for opens, closes in EARLY_AND_LATE:
        wide = _widened(courtesy, opens=opens, closes=closes)
        yield wide, hers, f"Usual hours do not meet: {_reach(wide)}. Check that this is all right."
    for more in MORE_FOR_THE_AE:
        both = f"{_reach(wide)}, and up to {more} minutes before or after the AE's working hours"
        yield wide, _widened(hers, more=more), f"Usual hours do not meet: {both}. Check that both are fine."


def _reach(hours: Hours) -> str:
    windows = [window for day in hours.week for window in day] or [(0, DAY)]
    opens, closes = min(opens for opens, _ in windows), max(closes for _, closes in windows)
    return f"the meeting is between {_clock(opens)} and {_clock(closes)} where the prospect is"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _widened(hours: Hours, *, opens: int = DAY, closes: int = 0, more: int = 0) -> Hours:
    """Begin each working day earlier and end it later; pauses and free days stay as they are."""

    def day(windows: tuple[Window, ...]) -> tuple[Window, ...]:
        if not windows:
            return ()
        ends = [moment for window in windows for moment in window]
        ends[0], ends[-1] = max(min(ends[0] - more, opens), 0), min(max(ends[-1] + more, closes), DAY)
        return tuple(zip(ends[::2], ends[1::2], strict=True))

    return replace(hours, week=tuple(map(day, hours.week)))


def _starts(since: datetime, until: datetime, sides: Sequence[Side], length: timedelta) -> Iterator[datetime]:
    """Every start on the AE's half hours at which the whole meeting lies in both sides' hours."""
    _, zone = sides[0]
    at = _on_grid(since, zone)
    while at < until:
        try:
            opens = max(next_open(at, hours, where) for hours, where in sides)
        except NoWorkingTime:
            return
        if opens == at and all(between(at, at + length, hours, where) == length for hours, where in sides):
            yield at
        at = _on_grid(max(opens, at + QUARTER), zone)


def _on_grid(moment: datetime, zone: str) -> datetime:
    """The next full or half hour on a clock there; the clock may be set by a quarter of an hour meanwhile."""
    at = datetime.fromtimestamp(-(-moment.timestamp() // QUARTER.seconds) * QUARTER.seconds, UTC)
    while at.astimezone(zone_of(zone)).minute % 30:
        at += QUARTER
    return at


def _pick(starts: Sequence[datetime], count: int, zone: str) -> list[datetime]:
    """The first start of each of the prospect's days; of other half days only where days are too few."""
    days: dict[date, datetime] = {}
    halves: dict[tuple[date, bool], datetime] = {}
    for start in starts:
        local = start.astimezone(zone_of(zone))
        days.setdefault(local.date(), start)
        halves.setdefault((local.date(), local.hour < 12), start)
    first = list(days.values())
    others = [start for start in halves.values() if start not in first]
    return sorted([*first, *others][:count])


def zone_of_place(text: str) -> str | None:
    """Give the zone of a place: “Tokyo”, “sao paulo”, “Rom”, “America/New_York”; None when it is not known.

    Known are the names in the zone database and their names in the languages of the letters, as Unicode's
    CLDR has them. Capitals and accents do not matter.
    """
    return _places().get(_folded(text))


def nearest(text: str) -> list[str]:
    """Suggest up to five zones whose names are like what was typed, the likest first."""
    found = get_close_matches(_folded(text), _places(), n=10, cutoff=0.6)
    return list(dict.fromkeys(_places()[name] for name in found))[:5]


@cache
def _places() -> dict[str, str]:
    """Each place's name, folded, and its zone; read from the zone database once."""
    zones = sorted(filter(_is_typed, available_timezones()), key=lambda zone: (len(zone), zone))
    places: dict[str, str] = {}
    for zone in zones:
        if zone.startswith(AREAS):
            places.setdefault(_folded(zone.rpartition("/")[2]), zone)
    for zone in zones:
        places.setdefault(_folded(zone), zone)
    for language in Language:
        for zone, names in Locale(language).time_zones.items():
            if zone in zones and zone.startswith(AREAS) and "city" in names:
                places.setdefault(_folded(names["city"]), zone)
    return places


def _is_typed(zone: str) -> bool:
    """Leave out what nobody means: "Etc/GMT+5", which is west of Greenwich, "EST5EDT", "ROK"."""
    if "/" in zone:
        return not zone.startswith("Etc/")
    return (zone[1:].islower() and zone not in NO_PLACES) or zone in ABBREVIATIONS


def _folded(text: str) -> str:
    """A name without capitals, accents and signs: “São_Paulo” is “sao paulo”."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.replace("_", " ").split())
