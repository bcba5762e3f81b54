"""The clock's buttons: so many minutes on, or on to the next time of day on one of some weekdays."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Jump:
    """`minutes`, or `at` ("09:00") on `days` (any, if none is named) in `zone` (else the looker's own)."""

    label: str
    minutes: float = 0.0
    at: str = ""
    days: tuple[str, ...] = ()
    zone: str = ""

    def __post_init__(self) -> None:
        if unknown := [day for day in self.days if day not in DAYS]:
            raise ValueError(f"jump {self.label!r}: {', '.join(unknown)}: days are {', '.join(DAYS)}")
        if self.at:
            time.fromisoformat(self.at)
        if bool(self.at) == bool(self.minutes):
            raise ValueError(f"jump {self.label!r}: give it either minutes or at")

    def after(self, now: datetime, zone: str) -> datetime:
        """Always later than `now`, both by the wall clock of the zone."""
        if self.minutes:
            return now + timedelta(minutes=self.minutes)
        here = now.astimezone(ZoneInfo(self.zone or zone))
        for ahead in range(8):
            # Date and time are joined anew, so that 9:00 stays 9:00 across a change of summer time.
            date = here.date() + timedelta(days=ahead)
            moment = datetime.combine(date, time.fromisoformat(self.at), here.tzinfo)
            if moment > here and (not self.days or DAYS[date.weekday()] in self.days):
                return moment
        raise AssertionError("within eight days there is one of each weekday")


USUAL = (
    Jump("+15 min", minutes=15),
    Jump("+1 h", minutes=60),
    Jump("+1 day", minutes=24 * 60),
    Jump("Next Monday 9:00", at="09:00", days=("mon",)),
)
