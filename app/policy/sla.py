"""[sla]: how fast an answer is due, in whose hours, and what happens as time runs out; [noise]: how often."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from app.domain import workhours
from app.domain.deadlines import Clock, Do, Rung
from app.domain.durations import parse_duration
from app.domain.workhours import Hours, parse_hours
from app.policy.parts import Duration, Part, WorkHours

OFFICE = {"mon-fri": "09:00-18:00"}
ANY_DAY, LEEWAY = datetime(2026, 1, 1, tzinfo=UTC), 1.2  # holidays take a tenth of somebody's year
LAST_PART = 10.0  # of a limit, at which a rung may stand
ABOVE = ("manager", "next", "director")
WHO = {  # whom a rung can be for, by what happens on it
    Do.NUDGE: ("ae", "backup"),
    Do.WARN: (*ABOVE, "backup"),
    Do.ESCALATE: ABOVE,
    Do.OFFER: ("pool",),
    Do.REASSIGN: ("pool", "backup"),
}
IN_CHANNELS = (Do.WARN, Do.ESCALATE)


def _at(value: object) -> object:
    """Read a part of the limit, such as 0.5, or working time, such as "30m"."""
    if isinstance(value, str):
        return parse_duration(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LAST_PART:
        return float(value)
    if isinstance(value, timedelta):
        return value
    raise ValueError(f'{value!r} is neither a part of the limit, such as 0.5, nor a duration, such as "30m"')


class LadderRung(Part):
    """One rung: at which part of the limit (or after how much working time), who, and what happens."""

    at: Annotated[float | timedelta, BeforeValidator(_at)]
    who: str
    do: Literal["nudge", "warn", "escalate", "offer", "reassign"]
    clock: Literal["accept", "answer", "touch", "rule", "outcome"] | None = None

    @model_validator(mode="after")
    def _fits(self) -> "LadderRung":
        do, names = Do(self.do), WHO[Do(self.do)]
        if self.who.startswith("#") and len(self.who) > 1 and do in IN_CHANNELS:
            return self
        if self.who not in names:
            channel = ' or a channel such as "#sales"' if do in IN_CHANNELS else ""
            raise ValueError(f"who: with do = “{do}” write {' or '.join(names)}{channel}, not “{self.who}”")
        return self

    def rung(self) -> Rung:
        """Give it as the clock takes it."""
        return Rung(self.at, self.who, Do(self.do), Clock(self.clock) if self.clock else None)


SHIPPED = (
    LadderRung(at=0.5, who="ae", do="nudge"),
    LadderRung(at=0.75, who="ae", do="nudge"),
    LadderRung(at=0.75, who="manager", do="warn"),
    LadderRung(at=1.0, who="manager", do="escalate"),
    LadderRung(at=1.5, who="pool", do="reassign"),
)


class SlaOverride(Part):
    """Limits of one segment or priority that differ from the team's."""

    accept_within: Duration | None = None
    touch_within: Duration | None = None
    answer_within: Duration | None = None
    rule_within: Duration | None = None
    outcome_within: Duration | None = None

    def of(self, clock: Clock) -> timedelta | None:
        """Give the limit of one clock, if it differs."""
        limit: timedelta | None = getattr(self, f"{clock.value}_within", None)
        return limit


class Hot(SlaOverride):
    """Limits of a hot prospect; they hold where they are shorter than what else would hold."""

    accept_within: Duration | None = timedelta(hours=1)


class Sla(Part):
    """How fast an answer is due, in whose hours, and what happens as time runs out."""

    accept_within: Duration = timedelta(hours=4)
    touch_within: Duration = timedelta(hours=24)
    answer_within: Duration = timedelta(hours=8)
    rule_within: Duration = timedelta(hours=8)
    outcome_within: Duration = timedelta(hours=8)
    hard_stop: Duration = timedelta(hours=24)
    hours: WorkHours = Field(default_factory=lambda: parse_hours(OFFICE))
    ladder: list[LadderRung] = Field(default_factory=lambda: list(SHIPPED))
    hot: Hot = Hot()

    def allowed(self, clock: Clock, priority: str = "", segment: SlaOverride | None = None) -> timedelta:
        """Give the limit (working time) of one clock: the segment's or else the team's; hot, if shorter."""
        limit: timedelta = (segment.of(clock) if segment else None) or getattr(self, f"{clock.value}_within")
        hot = self.hot.of(clock) if priority == "hot" else None
        return min(limit, hot) if hot else limit

    def rungs(self) -> list[Rung]:
        """Give the ladder of all clocks."""
        return [rung.rung() for rung in self.ladder]


def check_reach(sla: Sla, segments: Mapping[str, SlaOverride], weeks: Mapping[str, Hours]) -> Iterator[str]:
    """Say, key first, where somebody would have to wait for more working time than a year has.

    `segments` are the limits of segments, and `weeks` the hours of people, each by its key.
    """
    for key, hours in {"sla": sla.hours, **weeks}.items():
        if not _is_within_a_year(max(_waits(sla, None)), hours):
            yield f"{key}: a limit and its last step take more than a year of working time"
    for key, segment in segments.items():
        if not _is_within_a_year(max(_waits(sla, segment)), sla.hours):
            yield f"{key}: a limit and its last step take more than a year of working time"


def _is_within_a_year(wait: timedelta, hours: Hours) -> bool:
    try:
        workhours.add(ANY_DAY, wait * LEEWAY, hours, "UTC")
    except (ValueError, OverflowError):
        return False
    return True


def _waits(sla: Sla, segment: SlaOverride | None) -> Iterator[timedelta]:
    for clock in (Clock.ACCEPT, Clock.ANSWER, Clock.TOUCH, Clock.RULE, Clock.OUTCOME):
        allowed = sla.allowed(clock, "", segment)
        yield allowed
        yield from (rung.after(allowed) for rung in sla.rungs())


class Noise(Part):
    """How many reminders somebody gets: on one of her days, and (`apart`) about one handoff."""

    per_day: Annotated[int, Field(ge=1, le=1000, strict=True)] = 8
    apart: Duration = timedelta(hours=1)
