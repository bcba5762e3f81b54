"""What is counted, and what may be said of it: shares with how sure they are, and times. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

FEW = 10  # fewer are a small sample: they are said to be, and nobody is ranked by them
SURE = 1.959963984540054  # standard deviations: 95 %


def percentile(values: Sequence[int], share: float) -> int | None:
    """Give the smallest value that at least `share` (0 to 1) of the values do not exceed; None for none.

    This is the nearest-rank percentile: always one of the values, so "90 % within" is literally true.
    """
    if not values:
        return None
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]


@dataclass(frozen=True)
class Share:
    """A part of a whole, counted."""

    part: int
    of: int

    @property
    def rate(self) -> float | None:
        """Give the share, 0 to 1; None of nothing."""
        return self.part / self.of if self.of else None

    @property
    def is_small(self) -> bool:
        """Say whether there are too few to rank anybody by it."""
        return self.of < FEW

    @property
    def interval(self) -> tuple[float, float]:
        """Give the Wilson score interval: where, 95 % sure, the true share lies; 0 to 1 of nothing."""
        if not self.of:
            return 0.0, 1.0
        share, square = self.part / self.of, SURE**2 / self.of
        middle = (share + square / 2) / (1 + square)
        reach = SURE * math.sqrt(share * (1 - share) / self.of + square / (4 * self.of)) / (1 + square)
        low, high = max(middle - reach, 0.0), min(middle + reach, 1.0)
        return (0.0 if self.part == 0 else low), (1.0 if self.part == self.of else high)


@dataclass(frozen=True)
class Spread:
    """How long something took, in seconds: how often it was, the median, and what nine of ten did not exceed.

    Both are nearest-rank percentiles, and None where nothing was.
    """

    n: int = 0
    median: int | None = None
    p90: int | None = None

    @property
    def is_small(self) -> bool:
        """Say whether there are too few to rank anybody by it."""
        return self.n < FEW

    @classmethod
    def of(cls, seconds: Sequence[int]) -> "Spread":
        """Sum up times."""
        return cls(len(seconds), percentile(seconds, 0.5), percentile(seconds, 0.9))


class Step(StrEnum):
    """The way of a lead, in order."""

    HANDED_OFF = "handed_off"
    ACCEPTED = "accepted"
    TOUCHED = "touched"
    BOOKED = "booked"
    HELD = "held"
    OPPORTUNITY = "opportunity"
    WON = "won"

    @property
    def before(self) -> "Step":
        """Give the step before; the first has itself."""
        return list(Step)[max(list(Step).index(self) - 1, 0)]


@dataclass(frozen=True)
class Counted:
    """What the database counted from `start` up to, not including, `end` (UTC): see the figures made of it.

    A baseline is counted over several `periods` of the same length at once.
    """

    start: datetime
    end: datetime
    periods: int = 1
    counts: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, Spread] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)  # of the rejections, by code
    failed: Mapping[str, int] = field(default_factory=dict)  # the criteria that rejections named

    def count(self, name: str) -> int:
        """Give what was counted under a name."""
        return self.counts.get(name, 0)

    def time(self, name: str) -> Spread:
        """Give how long something took."""
        return self.times.get(name, Spread())

    def per_period(self, name: str) -> float:
        """Give a count as the mean of the periods: what a baseline is compared by."""
        return self.count(name) / self.periods
