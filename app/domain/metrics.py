"""What each figure means: defined here and in moves.py, once. Pure: it takes what was counted.

`docs/metrics.md` is generated from these docstrings: `handoff figures > docs/metrics.md`.

A rejection that a manager overturned, in the period or after it, is none: it counts neither in the acceptance
rate nor in reasons and criteria. A ruling is on the handoff's last rejection before it; earlier ones, with
which it went on to the next AE, stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.domain.counted import Share, Spread, Step
from app.domain.moves import Moves


@dataclass(frozen=True)
class Stalled:
    """An open handoff whose SLA is used up, and whom it waits for since when (UTC)."""

    handoff_id: int
    company: str
    status: str
    waits_for: str
    since: datetime


class Words(NamedTuple):
    """What codes read as: of reasons for a rejection, of exit criteria, of sources and of segments."""

    reasons: Mapping[str, str]
    criteria: Mapping[str, str]
    sources: Mapping[str, str] = {}
    segments: Mapping[str, str] = {}


class Figures(Moves):
    """The figures of one period, of all handoffs or of one slice of them.

    What happened in the period counts in it (see Moves). What became of the handoffs of a period, so far, is
    counted of those handed off in it: a young period has not come as far as an old one.
    """

    @property
    def decided(self) -> int:
        """Accepted and rejected.

        Unit: decisions. Counted: in the period. From: accepted + rejected.
        """
        return self.accepted + self.rejected

    @property
    def acceptance(self) -> Share:
        """The acceptance rate: accepted ÷ (accepted + rejected).

        Unit: share. Counted: in the period. From: accepted, rejected.
        """
        return Share(self.accepted, self.decided)

    @property
    def accepted_within(self) -> Share:
        """Within the SLA: of the accepted ones with a limit, those whose AE had it no longer than allowed.

        Unit: share. Counted: in the period. From: fact.accept_within.
        """
        return Share(self.count("accept_within"), self.count("accept_limited"))

    @property
    def touched_within(self) -> Share:
        """Within the SLA: of the touched ones with a limit, those whose owner took no longer than allowed.

        Unit: share. Counted: in the period. From: fact.touch_within.
        """
        return Share(self.count("touch_within"), self.count("touch_limited"))

    @property
    def attendance(self) -> Share:
        """Meeting attendance: held ÷ (held + no-shows).

        Unit: share. Counted: in the period. From: held, no_shows.
        """
        return Share(self.held, self.held + self.no_shows)

    @property
    def quality(self) -> float | None:
        """The mean of the ratings that owners gave in the period, 1 (poor) to 5; None without any.

        Unit: 1 to 5. Counted: in the period. From: fact.quality, fact.rated_at.
        """
        return self.count("quality") / self.rated if self.rated else None

    @property
    def rated(self) -> int:
        """Rated by the owner in the period, by the last rating.

        Unit: handoffs. Counted: in the period. From: fact.rated_at.
        """
        return self.count("rated")

    @property
    def time_to_accept(self) -> Spread:
        """Working time that whoever accepted had it for before, in the AE's own hours, pauses left out.

        Unit: working seconds, median and 90th percentile. Counted: in the period, when accepted.
        From: fact.accept_seconds.
        """
        return self.time("accept")

    @property
    def time_to_touch(self) -> Spread:
        """Working time from acceptance to the first touch, in the owner's own hours, pauses left out.

        Unit: working seconds, median and 90th percentile. Counted: in the period, when touched.
        From: fact.touch_seconds.
        """
        return self.time("touch")

    @property
    def pace(self) -> Mapping[Step, Spread]:
        """Wall time to each step from the one before it, where both were taken: nights and weekends count.

        To ACCEPTED it is the time to accept, to TOUCHED the time to the first touch, in wall time.
        Unit: seconds, median and 90th percentile. Counted: in the period, when the step was taken.
        From: the step's moment in fact and the one before.
        """
        return {step: self.time(step) for step in Step if step is not Step.HANDED_OFF}

    @property
    def reached(self) -> Mapping[Step, int]:
        """How many of those handed off in the period have taken each step so far, or a later one.

        Unit: handoffs. Counted: of those handed off in the period. From: the steps' moments in fact.
        """
        return {step: self.count(step if step is Step.HANDED_OFF else f"reached_{step}") for step in Step}

    @property
    def conversion(self) -> Mapping[Step, Share]:
        """Of those that have reached the step before, the share that has reached this one so far.

        Unit: share. Counted: of those handed off in the period. From: reached.
        """
        return {step: Share(self.reached[step], self.reached[step.before]) for step in Step}

    @property
    def round_trips(self) -> int:
        """How often those handed off in the period were returned for information so far.

        Unit: returns. Counted: of those handed off in the period. From: fact.round_trips.
        """
        return self.count("round_trips")

    @property
    def reassignments(self) -> int:
        """How often those handed off in the period went from one AE to another so far, by whomever.

        Unit: changes of AE. Counted: of those handed off in the period. From: fact.reassigned.
        """
        return self.count("reassigned")


class Kind(StrEnum):
    """By what handoffs are sliced."""

    ALL = "all"
    SDR = "sdr"
    AE = "ae"  # each figure is of whoever did it: see accepted, rejected and touched; else of who has it
    TEAM = "team"  # whose manager: of the AE
    SDR_TEAM = "sdr_team"  # of the SDR
    SEGMENT = "segment"
    SOURCE = "source"
    CRITERION = "criterion"  # "budget=claimed"; counts only, no times


class Slice(NamedTuple):
    """Which handoffs figures are of."""

    kind: Kind = Kind.ALL
    key: str = ""


@dataclass(frozen=True)
class Report:
    """A period, the one before it and a trailing baseline: up to eight whole periods before it.

    `baseline.per_period("accepted")` is its mean; None where the team is younger than one whole period.
    A baseline of several periods is brief (see services/figures.py): what became of those handed off is
    not among it, since an old period has come further than this one.
    `slices` are of this period.
    """

    this: Figures
    before: Figures
    baseline: Figures | None = None
    slices: Mapping[Kind, Mapping[str, Figures]] = field(default_factory=dict)
    stalled: Sequence[Stalled] = ()  # right now: open, and the SLA of the running clock is used up
    disputes: Mapping[str, int] = field(default_factory=dict)  # in the period, by action: dispute, uphold …
    untouched: int = 0  # right now: accepted, and no first touch yet
