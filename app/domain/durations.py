"""Lengths of time as the policy writes them and as people read them."""

import re
from datetime import timedelta

WRITTEN = re.compile(
    r"(?:(?P<days>\d{1,4})d)?(?:(?P<hours>\d{1,6})h)?(?:(?P<minutes>\d{1,8})m)?(?:(?P<seconds>\d{1,9})s)?",
    re.ASCII,
)


def parse_duration(value: object) -> timedelta:
    """One day is 24 hours of whatever clock the duration is measured by."""
    found = WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    parts = found.groupdict(default="0") if found else {}
    duration = timedelta(**{unit: int(number) for unit, number in parts.items()})
    if not duration:
        shown = f"“{value}”" if isinstance(value, str) else value
        raise ValueError(f'{shown} is not a duration: write it like "90s", "30m", "4h", "1h30m" or "1d"')
    return duration


def say_duration(duration: timedelta) -> str:
    """The two largest units, cut off below; never days, which in working time would mislead."""
    if duration < timedelta():
        return f"-{say_duration(-duration)}"
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    large, small = ((hours, "h"), (minutes, "min")) if hours else ((minutes, "min"), (seconds, "s"))
    return " ".join(f"{number} {unit}" for number, unit in (large, small) if number) or "0 s"
