"""What each figure of the digest means. Pure: it takes what was counted and says what it shows.

A rejection that a manager overturned, in the period or after it, is none: it counts neither in the acceptance
rate nor in reasons and criteria. A ruling is on the handoff's last rejection before it; earlier ones, with
which it went on to the next AE, stand.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True)
class Stalled:
    """An open handoff whose SLA is used up, and whom it waits for since when (UTC)."""

    handoff_id: int
    company: str
    status: str
    waits_for: str
    since: datetime


class Words(NamedTuple):
    """What codes read as: of reasons for a rejection, and of exit criteria."""

    reasons: Mapping[str, str]
    criteria: Mapping[str, str]


@dataclass(frozen=True)
class Week:
    """The figures of one digest, for moves made from `start` up to, not including, `end` (UTC).

    `states`: present status of what was handed off in the period. Times are working seconds of
    whoever had to act, as recorded when the clock stopped.
    """

    start: datetime
    end: datetime
    states: Mapping[str, int] = field(default_factory=dict)
    moves: Mapping[str, int] = field(default_factory=dict)  # action → how often, in the period
    accept_seconds: Sequence[int] = ()
    touch_seconds: Sequence[int] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)
    criteria: Mapping[str, int] = field(default_factory=dict)  # which ones AEs named as failed
    overturned: int = 0  # of the period's rejections: a manager ruled that they were wrong
    stalled: Sequence[Stalled] = ()
    untouched: int = 0  # now: accepted, and no first touch yet

    @property
    def handed_off(self) -> int:
        """Count the handoffs submitted in the period."""
        return sum(self.states.values())

    @property
    def acceptance_rate(self) -> float | None:
        """Give accepted ÷ (accepted + rejected) of the decisions made in the period, or None without any."""
        return self.accepted / self.decided if self.decided else None

    @property
    def accepted(self) -> int:
        """Count the acceptances of the period; a manager who takes it over accepts it."""
        return self.moves.get("accept", 0) + self.moves.get("take", 0)

    @property
    def decided(self) -> int:
        """Count the acceptances and rejections of the period; one that was overturned was no decision."""
        return self.accepted + self.moves.get("reject", 0) - self.overturned


def percentile(values: Sequence[int], share: float) -> int | None:
    """Give the smallest value that at least `share` (0 to 1) of the values do not exceed; None for none.

    This is the nearest-rank percentile: always one of the values, so "90 % within" is literally true.
    """
    if not values:
        return None
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]
