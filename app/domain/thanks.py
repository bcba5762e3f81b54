"""Whom the digest thanks: the fastest AE and the SDR whose leads were rated best. Pure.

Nobody is ranked by fewer than ten, and only where there are two to compare. Whoever does not want to be named
is not, and nobody takes her place.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from app.domain.counted import FEW, Spread


@dataclass(frozen=True)
class Thanks:
    """Who is thanked, and for what; "" is nobody."""

    fastest: str = ""
    median: int = 0  # working seconds to accept
    accepted: int = 0
    best: str = ""
    quality: float = 0.0  # 1 to 5
    rated: int = 0

    @property
    def people(self) -> set[str]:
        """List who is named."""
        return {self.fastest, self.best} - {""}


def thanks(
    times: Mapping[str, Spread], ratings: Mapping[str, tuple[int, float]], unnamed: Collection[str]
) -> Thanks:
    """Choose whom to thank by AEs' times to accept and SDRs' ratings (how many, their mean).

    `unnamed` do not want to be thanked.
    """
    quick = {who: one for who, one in times.items() if who and one.n >= FEW}
    rated = {who: one for who, one in ratings.items() if who and one[0] >= FEW}
    fastest = _first(quick, unnamed, key=lambda who: (quick[who].median or 0, -quick[who].n, who))
    best = _first(rated, unnamed, key=lambda who: (-rated[who][1], -rated[who][0], who))
    took, (count, quality) = quick.get(fastest, Spread()), rated.get(best, (0, 0.0))
    return Thanks(fastest, took.median or 0, took.n, best, quality, count)


def _first(
    people: Collection[str], unnamed: Collection[str], key: Callable[[str], tuple[float, int, str]]
) -> str:
    if len(people) < 2:
        return ""
    first = min(people, key=key)
    return "" if first in unnamed else first
