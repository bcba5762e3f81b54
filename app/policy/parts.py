"""What every section of the policy is made of."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict

from app.domain.durations import parse_duration
from app.domain.workhours import Hours, parse_country, parse_hours


class Faulty(ValueError):
    """All that does not fit together, each as "key: what is wrong"."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Take one fault at least."""
        self.faults = faults
        super().__init__(faults[0])


def _zone(value: object) -> object:
    try:
        ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        raise ValueError(f"“{value}” is not a time zone such as Europe/Berlin") from None
    return value


def _clock_time(value: object) -> object:
    if isinstance(value, str):
        try:
            return time.fromisoformat(value)
        except ValueError:
            raise ValueError(f"“{value}” is not a time such as 09:00") from None
    return value


def _hours(value: object) -> Hours:
    return value if isinstance(value, Hours) else parse_hours(value)


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Zone = Annotated[str, BeforeValidator(_zone)]
Country = Annotated[str, BeforeValidator(parse_country)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
WorkHours = Annotated[Hours, BeforeValidator(_hours)]
Reasons = dict[str, str]


class Part(BaseModel):
    """A section of the policy: frozen, and an unknown key in it is an error."""

    OURS: ClassVar[tuple[str, ...]] = ()  # what we keep with it, and nobody writes

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
