"""Handoffs that were judged alike, counted together: what a review adds up and compares. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from app.domain.counted import Share


class Outcome(StrEnum):
    """What may become of a lead."""

    ACCEPTED = "accepted"  # of the decided
    HELD = "held"  # of the accepted that had time for it
    OPPORTUNITY = "opportunity"  # likewise


class Alike(NamedTuple):
    """Handoffs whose criteria were judged alike and that hold as much, counted; they may be added up."""

    criteria: str  # "authority=claimed,budget=empty", by name
    filled: int
    handed_off: int = 0
    decided: int = 0  # accepted or rejected
    accepted: int = 0
    grown: int = 0  # accepted, and handed off long enough ago to have become something
    held: int = 0  # of the grown: their meeting, or what comes after it
    opportunities: int = 0  # of the grown

    def share(self, outcome: Outcome) -> Share:
        """Give how many got there, of those who could."""
        if outcome is Outcome.ACCEPTED:
            return Share(self.accepted, self.decided)
        return Share(self.held if outcome is Outcome.HELD else self.opportunities, self.grown)


def total(some: Iterable[Alike]) -> Alike:
    """Add up counts."""
    columns = list(zip(*(one[2:] for one in some), strict=True))
    return Alike("", 0, *map(sum, columns))


def bands(seen: Iterable[Alike]) -> list[tuple[int, int, Alike]]:
    """Split packages into three by how many texts they hold, as evenly as that goes; thin ones first."""
    by_filled: dict[int, list[Alike]] = defaultdict(list)
    for one in seen:
        by_filled[one.filled].append(one)
    counts = {filled: total(by_filled[filled]) for filled in sorted(by_filled)}
    whole, so_far = sum(one.handed_off for one in counts.values()), 0
    groups: dict[int, list[int]] = defaultdict(list)
    for filled, one in counts.items():
        middle = so_far + one.handed_off / 2
        groups[int(3 * middle / whole)].append(filled)
        so_far += one.handed_off
    return [(some[0], some[-1], total(counts[filled] for filled in some)) for some in groups.values()]
