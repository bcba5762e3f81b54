"""How figures are said, everywhere: shares with how sure they are, times to the minute."""

from datetime import timedelta

from app.domain.counted import Share, Spread
from app.domain.durations import say_duration

NONE = "–"


def share(found: Share) -> str:
    """Say a share; of fewer than ten only the counts, which promise no more than they know."""
    if not found.of:
        return NONE
    counts = f"{found.part} of {found.of}"
    return counts if found.is_small else f"{found.rate:.0%} ({counts})"


def surely(found: Share) -> str:
    """Say a share and, of a small sample, that it is one: between which bounds the true share lies."""
    low, high = found.interval
    few = f", few: could be {low:.0%} to {high:.0%}" if found.of and found.is_small else ""
    return share(found) + few


def spread(found: Spread) -> str:
    """Say how long something took."""
    if found.median is None or found.p90 is None:
        return NONE
    return f"median {time(found.median)}, 90% within {time(found.p90)}"


def time(seconds: int) -> str:
    """Say a time to the minute."""
    rounded = timedelta(seconds=seconds if seconds < 60 else seconds // 60 * 60)
    return say_duration(rounded)


def count(number: int, one: str, many: str = "") -> str:
    """Say how many of what: "1 meeting", "2 meetings"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
