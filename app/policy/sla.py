"""[sla]: how fast an answer is due, in whose hours, and what happens as time runs out."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from app.domain import workhours
from app.domain.deadlines import Clock, Step, ladder
from app.domain.workhours import Hours, parse_hours
from app.policy.parts import Duration, Part

OFFICE = {"mon-fri": "09:00-18:00"}
ANY_DAY, LEEWAY = datetime(2026, 1, 1, tzinfo=UTC), 1.2  # holidays take a tenth of somebody's year


class Sla(Part):
    """How fast an answer is due, in whose hours, and what happens as time runs out."""

    accept_within: Duration = timedelta(hours=4)
    touch_within: Duration = timedelta(hours=24)
    answer_within: Duration = timedelta(hours=8)
    hours: Annotated[Hours, BeforeValidator(parse_hours)] = Field(default_factory=lambda: parse_hours(OFFICE))
    nudge_at: list[Annotated[float, Field(gt=0, le=10)]] = Field(default_factory=lambda: [0.5])
    escalate_at: list[Annotated[float, Field(gt=0, le=10)]] = Field(default_factory=lambda: [1.0, 1.5])

    @model_validator(mode="after")
    def _within_reach(self) -> "Sla":
        last = max([1.0, *self.nudge_at, *self.escalate_at])
        longest = max(self.accept_within, self.touch_within, self.answer_within)
        try:
            workhours.add(ANY_DAY, longest * last * LEEWAY, self.hours, "UTC")
        except (ValueError, OverflowError):
            raise ValueError("a limit and its last step take more than a year of working time") from None
        return self

    def allowed(self, clock: Clock) -> timedelta:
        """Give the SLA (working time) of one clock."""
        return {
            Clock.ACCEPT: self.accept_within,
            Clock.ANSWER: self.answer_within,
            Clock.TOUCH: self.touch_within,
        }[clock]

    def ladder(self) -> tuple[Step, ...]:
        """Give the rungs in order of time."""
        return ladder(self.nudge_at, self.escalate_at)
