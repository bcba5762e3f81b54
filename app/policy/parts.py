"""What every section of the policy is made of."""

from datetime import time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict

from app.domain.durations import parse_duration
from app.domain.workhours import parse_country


class PolicyError(Exception):
    """One line: the file, the key, and what is wrong with it."""


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
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


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Zone = Annotated[str, BeforeValidator(_zone)]
Country = Annotated[str, BeforeValidator(parse_country)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Reasons = dict[str, str]


class Part(BaseModel):
    """A section of the policy: frozen, and an unknown key in it is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
