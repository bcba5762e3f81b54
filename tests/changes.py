"""Every change of the clocks in two years, in zones with rules of every kind."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Auckland",
    "Africa/Casablanca",  # around Ramadan, on a Sunday at 2 or 3
    "Asia/Gaza",  # in the night to a Saturday
    "America/Santiago",  # at midnight: 23:00 comes twice, and a Sunday begins at 1:00
)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The first moments (UTC, to the minute) with another offset, in 2026 and 2027."""
    tz, found = ZoneInfo(zone), []
    day, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    while day < end:
        if _offset(day, tz) != _offset(day + DAY, tz):
            minutes = (day + minute * MINUTE for minute in range(24 * 60 + 1))
            found.append(next(at for at in minutes if _offset(at, tz) != _offset(day, tz)))
        day += DAY
    return tuple(found)


def wall(moment: datetime, zone: str) -> datetime:
    """What a clock on the wall shows, without a zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def _offset(at: datetime, tz: ZoneInfo) -> timedelta | None:
    return at.astimezone(tz).utcoffset()


EVERY_CHANGE = tuple((zone, change) for zone in ZONES for change in changes(zone))
