"""The one sentence of a digest: which figure changed most, and what drove it; or that none did. Pure.

A change is spoken of only where chance would hardly explain it. Six figures are looked at each week, so one
must be as far off as chance takes it once in a hundred weeks (2.6 standard errors): then about one digest in
twenty speaks of chance. Shares and times of fewer than ten are never compared.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.counted import FEW, Share, Spread
from app.domain.metrics import Figures, Kind, Report

SURE = 2.575829303548901  # standard errors: 99 %
NOTABLE = 0.05  # of a share: 5 points
NOTABLE_PART = 0.2  # of a count or a time: a fifth
MAIN = 0.4  # of a change: whatever explains less is not its driver
BEYOND_ITS_SIZE = 1.5  # times as much of the change as of the handoffs, or it is only large
SPREAD_OF_A_MEDIAN = 1.25  # standard errors of a median's logarithm, times the root of n, where times scatter


class What(StrEnum):
    """The figures that are compared."""

    ACCEPTANCE = "acceptance"
    ACCEPTED_WITHIN = "accepted_within"
    TOUCHED_WITHIN = "touched_within"
    ATTENDANCE = "attendance"
    TIME_TO_ACCEPT = "time_to_accept"
    HANDED_OFF = "handed_off"


SHARES = (What.ACCEPTANCE, What.ACCEPTED_WITHIN, What.TOUCHED_WITHIN, What.ATTENDANCE)
PEOPLE = (Kind.AE, Kind.SDR)


@dataclass(frozen=True)
class Change:
    """A figure now and then: a share, a time, or a count (then: of one week), and how far it moved."""

    what: What
    now: Share | Spread | float
    then: Share | Spread | float
    sigmas: float  # in standard errors; above 0: it rose


@dataclass(frozen=True)
class Driver:
    """What most of a change comes from: a reason (how often, and would be usually), or a slice's share."""

    by: str  # "reason", or the kind of a slice
    key: str
    now: Share
    usual: float  # of as many


@dataclass(frozen=True)
class Headline:
    """What there is to say. `weeks` is how many weeks it was compared with; 0: there was nothing before."""

    change: Change | None
    driver: Driver | None
    weeks: int
    few: bool  # so few handoffs that nothing was compared


def headline(report: Report) -> Headline:
    """Find the change that is least like chance, against the trailing baseline or else the week before."""
    this, then = report.this, report.baseline or report.before
    if not (then.handed_off or then.decided):
        return Headline(None, None, 0, this.handed_off < FEW)
    few = max(this.handed_off, this.decided) < FEW
    changes = [] if few else sorted(_changes(this, then), key=lambda one: -abs(one.sigmas))
    if not changes:
        return Headline(None, None, then.periods, few)
    return Headline(changes[0], _driver(report, then, changes[0]), then.periods, few)


def _changes(this: Figures, then: Figures) -> Iterator[Change]:
    for what in SHARES:
        if change := _of_shares(what, share(this, what), share(then, what)):
            yield change
    if change := _of_times(this.time_to_accept, then.time_to_accept):
        yield change
    if change := _of_counts(this.handed_off, then.per_period("handed_off"), then.periods):
        yield change


def share(figures: Figures, what: What) -> Share:
    """Give a figure that is a share; the time to accept is driven by whoever is late."""
    return {
        What.ACCEPTANCE: figures.acceptance,
        What.ACCEPTED_WITHIN: figures.accepted_within,
        What.TIME_TO_ACCEPT: figures.accepted_within,
        What.TOUCHED_WITHIN: figures.touched_within,
        What.ATTENDANCE: figures.attendance,
    }.get(what, Share(0, 0))


def _of_shares(what: What, now: Share, then: Share) -> Change | None:
    if now.is_small or then.is_small or now.rate is None or then.rate is None:
        return None
    both = (now.part + then.part) / (now.of + then.of)
    error = math.sqrt(both * (1 - both) * (1 / now.of + 1 / then.of))
    moved = now.rate - then.rate
    sigmas = moved / error if error else 0.0
    return Change(what, now, then, sigmas) if abs(sigmas) >= SURE and abs(moved) >= NOTABLE else None


def _of_times(now: Spread, then: Spread) -> Change | None:
    if now.is_small or then.is_small or not now.median or not then.median:
        return None
    times = math.log(now.median / then.median)
    sigmas = times / (SPREAD_OF_A_MEDIAN * math.sqrt(1 / now.n + 1 / then.n))
    is_notable = abs(times) >= math.log(1 + NOTABLE_PART)
    return Change(What.TIME_TO_ACCEPT, now, then, sigmas) if abs(sigmas) >= SURE and is_notable else None


def _of_counts(now: int, then: float, periods: int) -> Change | None:
    if max(now, then) < FEW or not then:
        return None
    sigmas = (now - then) / math.sqrt(then + then / periods)  # counts scatter by the root of what is usual
    is_notable = abs(now - then) >= NOTABLE_PART * then
    return Change(What.HANDED_OFF, now, then, sigmas) if abs(sigmas) >= SURE and is_notable else None


def _driver(report: Report, then: Figures, change: Change) -> Driver | None:
    """Find what explains most of a share's change: how many more (or fewer) fell short than usually would."""
    now, usual = share(report.this, change.what), share(then, change.what)
    if not now.of or usual.rate is None:
        return None
    short = now.of * usual.rate - now.part
    if not short:
        return None
    drivers = [*_reasons(report.this, then, change.what, short), *_slices(report, change.what, usual, short)]
    part, driver = max(drivers, key=lambda one: one[0], default=(0.0, None))
    return driver if part >= MAIN else None


def _reasons(this: Figures, then: Figures, what: What, short: float) -> Iterator[tuple[float, Driver]]:
    if what is not What.ACCEPTANCE or not then.decided:
        return
    for code in {*this.reasons, *then.reasons}:
        count = this.reasons.get(code, 0)
        usual = this.decided * then.reasons.get(code, 0) / then.decided
        yield (count - usual) / short, Driver("reason", code, Share(count, this.decided), usual)


def _slices(report: Report, what: What, usual: Share, short: float) -> Iterator[tuple[float, Driver]]:
    whole = share(report.this, what).of
    for kind in (Kind.AE, Kind.SOURCE, Kind.SEGMENT):
        slices: Mapping[str, Figures] = report.slices.get(kind, {})
        for key, figures in slices.items():
            its = share(figures, what)
            if not key or its.is_small:
                continue
            part = (its.of * (usual.rate or 0) - its.part) / short
            if part >= BEYOND_ITS_SIZE * its.of / whole:
                yield part, Driver(kind.value, key, its, its.of * (usual.rate or 0))
