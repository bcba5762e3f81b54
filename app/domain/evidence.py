"""How far two shares differ, and how sure that is: a few well-known formulas. Pure.

Differences are compared like with like: within strata, joined as Mantel and Haenszel do. Their interval is
Sato's, which holds for a few large strata and for many small ones (Biometrics 45, 1989, 1323–1325).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from app.domain.counted import SURE, Share

ENOUGH = 5.0  # Mantel and Fleiss: by how much the count may vary at least for the test to be trusted
T = TypeVar("T")


class Difference(NamedTuple):
    """One share minus another, -1 to 1, and between which bounds, 95 % sure, the true one lies."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Stratum:
    """Those alike in all else: with what is looked at, and without."""

    met: Share
    unmet: Share

    @property
    def of(self) -> int:
        """Count them."""
        return self.met.of + self.unmet.of

    @property
    def hits(self) -> int:
        """Count those of either kind that got there."""
        return self.met.part + self.unmet.part

    @property
    def expected(self) -> float:
        """Give how many of the first kind would get there if it made no difference."""
        return self.met.of * self.hits / self.of

    @property
    def variance(self) -> float:
        """Give the variance of that number, all four sums being given (hypergeometric)."""
        misses = self.of - self.hits
        return self.met.of * self.unmet.of * self.hits * misses / (self.of**2 * (self.of - 1))


def informative(strata: Sequence[Stratum]) -> list[Stratum]:
    """Choose those with somebody of either kind: the others compare nothing."""
    return [one for one in strata if one.met.of and one.unmet.of]


def tells(strata: Sequence[Stratum]) -> bool:
    """Say whether there is anything to test: somebody of either kind, and not the same fate for all."""
    return any(one.variance for one in informative(strata))


def is_enough(strata: Sequence[Stratum]) -> bool:
    """Say whether there are enough of each to test by a normal distribution (Mantel and Fleiss, 1980)."""
    expected = sum(one.expected for one in strata)
    least = sum(max(0, one.hits - one.unmet.of) for one in strata)
    most = sum(min(one.met.of, one.hits) for one in strata)
    return min(expected - least, most - expected) >= ENOUGH


def adjusted(strata: Sequence[Stratum]) -> Difference | None:
    """Give the Mantel-Haenszel risk difference, met minus unmet; None without anybody to compare."""
    strata = informative(strata)
    weight = sum(one.met.of * one.unmet.of / one.of for one in strata)
    if not weight:
        return None
    crossed = sum((one.met.part * one.unmet.of - one.unmet.part * one.met.of) / one.of for one in strata)
    value = crossed / weight
    variance = (value * sum(map(_p, strata)) + sum(map(_q, strata))) / weight**2
    reach = SURE * math.sqrt(max(variance, 0.0))
    return Difference(value, max(value - reach, -1.0), min(value + reach, 1.0))


def _p(one: Stratum) -> float:
    n, m = one.met.of, one.unmet.of
    return (n**2 * one.unmet.part - m**2 * one.met.part + n * m * (m - n) / 2) / one.of**2


def _q(one: Stratum) -> float:
    met, unmet = one.met, one.unmet
    return (met.part * (unmet.of - unmet.part) + unmet.part * (met.of - met.part)) / (2 * one.of)


def chance(strata: Sequence[Stratum]) -> float:
    """Give how probable so big a difference is if there is none (Cochran-Mantel-Haenszel, two-sided)."""
    strata = informative(strata)
    variance = sum(one.variance for one in strata)
    if not variance:
        return 1.0
    off = sum(one.met.part - one.expected for one in strata)
    return math.erfc(abs(off) / math.sqrt(2 * variance))


def plain(one: Share, other: Share) -> Difference | None:
    """Give one share minus another with Newcombe's interval (1998, his method 10); None of nothing."""
    if not (one.of and other.of):
        return None
    first, second = one.part / one.of, other.part / other.of
    (low, high), (other_low, other_high) = one.interval, other.interval
    below = math.hypot(first - low, other_high - second)
    above = math.hypot(high - first, second - other_low)
    value = first - second
    return Difference(value, value - below, value + above)


def holm(chances: Mapping[T, float]) -> dict[T, float]:
    """Correct the chances of several findings for there being several (Holm, 1979)."""
    ordered, corrected, so_far = sorted(chances, key=lambda one: chances[one]), {}, 0.0
    for place, one in enumerate(ordered):
        so_far = max(so_far, min(chances[one] * (len(ordered) - place), 1.0))
        corrected[one] = so_far
    return corrected
