"""The response clock: which rung of the ladder falls due after how much silence. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain import workhours
from app.domain.lifecycle import Dispute, Meeting, Place, Status
from app.domain.workhours import Hours


class Clock(StrEnum):
    """What is being waited for."""

    CLAIM = "claim"  # anybody's acceptance of an offer; it runs in the hours of whom it falls to
    ACCEPT = "accept"  # the AE's decision
    ANSWER = "answer"  # the SDR's reply to a question
    TOUCH = "touch"  # the owner's first touch
    RULE = "rule"  # a manager's decision on a dispute, or on a package that is not ready
    OUTCOME = "outcome"  # what became of a meeting, or first of all its date


CLOCK_OF = {
    Status.REVIEW: Clock.RULE,
    Status.PENDING: Clock.ACCEPT,
    Status.RETURNED: Clock.ANSWER,
    Status.ACCEPTED: Clock.TOUCH,
}


def clock_in(place: Place, *, is_offer: bool = False) -> Clock | None:
    """Give the clock that runs while a handoff stands there, if there is one."""
    match place.status:
        case Status.PENDING if is_offer:
            return Clock.CLAIM
        case Status.WORKING if place.meeting is Meeting.BOOKED:
            return Clock.OUTCOME
        case Status.REJECTED if place.dispute == Dispute.OPEN:
            return Clock.RULE
        case status:
            return CLOCK_OF.get(status)


class Do(StrEnum):
    """What happens on a rung, in the order in which rungs of one moment are taken."""

    NUDGE = "nudge"  # whoever must act is reminded
    WARN = "warn"  # somebody is told, and asked for nothing yet
    ESCALATE = "escalate"  # somebody is asked to step in
    OFFER = "offer"  # others may take it as well
    REASSIGN = "reassign"  # it goes on to the next AE


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: when (a part of the limit, or working time), who, and what happens.

    `clock` narrows it to one kind of clock.
    """

    at: float | timedelta
    who: str
    do: Do
    clock: Clock | None = None

    @property
    def is_nudge(self) -> bool:
        """Say whether this rung only reminds whoever must act."""
        return self.do is Do.NUDGE

    def after(self, allowed: timedelta) -> timedelta:
        """Give the working time after which it is taken, of the `allowed` one."""
        return self.at if isinstance(self.at, timedelta) else allowed * self.at


def ladder(rungs: Iterable[Rung], clock: Clock, allowed: timedelta) -> list[Rung]:
    """Give the rungs of one clock in the order in which they are taken."""
    order = list(Do)
    of_it = [rung for rung in rungs if rung.clock in (None, clock)]
    return sorted(of_it, key=lambda rung: (rung.after(allowed), order.index(rung.do)))


def due(after: timedelta, *, used: timedelta, started: datetime, hours: Hours, zone: str) -> datetime:
    """Give the moment (UTC) at which so much working time has passed since a clock was started.

    `used` is what was spent before a pause, both in working time of `zone`. What is used up already falls
    due at once, or when the working time begins: nobody is reminded at night.
    """
    if (left := after - used) > timedelta(0):
        return workhours.add(started, left, hours, zone)
    return workhours.next_open(started, hours, zone)


def is_over(day: date, hours: Hours, zone: str) -> datetime:
    """Give the moment (UTC) at which somebody is at work again after a day she promised something for."""
    return workhours.next_open(workhours.midnight(day + timedelta(days=1), zone), hours, zone)
