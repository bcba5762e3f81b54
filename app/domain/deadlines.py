"""The response clock: which step of the ladder falls due after how much silence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain import workhours
from app.domain.lifecycle import Status
from app.domain.workhours import Hours


class Clock(StrEnum):
    """What is being waited for."""

    ACCEPT = "accept"  # the AE's decision
    ANSWER = "answer"  # the SDR's reply to a question
    TOUCH = "touch"  # the owner's first touch


RUNS_IN = {Clock.ACCEPT: Status.PENDING, Clock.ANSWER: Status.RETURNED, Clock.TOUCH: Status.ACCEPTED}
CLOCK_OF = {status: clock for clock, status in RUNS_IN.items()}


@dataclass(frozen=True)
class Step:
    """One rung: at which part of the SLA, and what happens. `level` counts the managers upwards from 0."""

    at: float
    level: int | None = None  # None: nudge the person who is to act

    @property
    def is_nudge(self) -> bool:
        """Say whether this rung only reminds."""
        return self.level is None


def ladder(nudge_at: Sequence[float], escalate_at: Sequence[float]) -> tuple[Step, ...]:
    """Order the rungs of a policy by time; a nudge comes before an escalation of the same moment."""
    rungs = [Step(at) for at in nudge_at]
    rungs += [Step(at, level) for level, at in enumerate(sorted(escalate_at))]
    return tuple(sorted(rungs, key=lambda step: (step.at, not step.is_nudge)))


def due(
    step: Step, *, allowed: timedelta, used: timedelta, started: datetime, hours: Hours, zone: str
) -> datetime:
    """Give the moment (UTC) at which a rung falls due.

    `allowed` is the SLA and `used` what was spent before a pause, both in working time of `zone`. A rung
    that is used up already falls due at once, or when the working time begins: nobody is reminded at night.
    """
    if (left := allowed * step.at - used) > timedelta(0):
        return workhours.add(started, left, hours, zone)
    return workhours.next_open(started, hours, zone)
