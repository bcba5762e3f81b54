"""[digest]: when and where the weekly digest goes."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from app.domain.timetable import WEEKDAYS
from app.policy.parts import ClockTime, Part, Zone

NINE = time(9)


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


class Digest(Part):
    """When and where the weekly digest goes, or else (`fallback`). No channel: no digest."""

    channel: Annotated[str, Field(min_length=1, max_length=81)] | None = None
    day: Annotated[Literal[WEEKDAYS], BeforeValidator(_lower)] = "monday"  # type: ignore[valid-type]
    time: ClockTime = NINE
    zone: Zone = "UTC"
    fallback: Annotated[str, Field(min_length=1, max_length=81)] | None = None
    managers: bool = True  # get their team's numbers, in a direct message

    @property
    def weekday(self) -> int:
        """Give the day as a number, Monday being 0."""
        return WEEKDAYS.index(self.day)
