"""policy.toml: the team's settings, validated. A wrong file is named in one line, with the key at fault."""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.domain import workhours
from app.domain.deadlines import Clock, Step, ladder
from app.domain.durations import parse_duration
from app.domain.package import FRAMEWORKS
from app.domain.workhours import Hours, parse_country, parse_hours

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFICE = {"mon-fri": "09:00-18:00"}

REJECTIONS = {
    "not_a_fit": "Not a fit",
    "thin_package": "Package too thin",
    "wrong_person": "Wrong person or no authority",
    "bad_timing": "Bad timing",
    "duplicate": "Already in the pipeline",
    "other": "Something else",
}
LOSSES = {
    "price": "Price",
    "competitor": "Chose a competitor",
    "no_decision": "No decision",
    "silent": "Went silent",
    "other": "Something else",
}
RECYCLINGS = {
    "no_response": "No response",
    "not_now": "Not now, maybe later",
    "no_budget": "No budget this year",
    "other": "Something else",
}


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


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Zone = Annotated[str, BeforeValidator(_zone)]
Country = Annotated[str, BeforeValidator(parse_country)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Reasons = dict[str, str]
NINE = time(9)
ANY_DAY, LEEWAY = datetime(2026, 1, 1, tzinfo=UTC), 1.2  # holidays take a tenth of somebody's year


class Part(BaseModel):
    """A section of the policy: frozen, and an unknown key in it is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Sla(Part):
    """How fast an answer is due, in whose hours, and what happens as time runs out."""

    accept_within: Duration = timedelta(hours=4)
    touch_within: Duration = timedelta(hours=24)
    answer_within: Duration = timedelta(hours=8)
    hours: Annotated[Hours, BeforeValidator(parse_hours)] = Field(default_factory=lambda: parse_hours(OFFICE))
    nudge_at: list[Annotated[float, Field(gt=0, le=10)]] = [0.5]
    escalate_at: list[Annotated[float, Field(gt=0, le=10)]] = [1.0, 1.5]

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


class PersonEntry(Part):
    """One listed person, by Slack id or by email."""

    id: str = ""
    email: str = ""
    role: Literal["sdr", "ae", "manager", "director"]
    reports_to: str | None = None
    country: Country | None = None

    @model_validator(mode="after")
    def _one_reference(self) -> "PersonEntry":
        if bool(self.id) == bool(self.email):
            raise ValueError("give either id or email")
        return self

    @property
    def reference(self) -> str:
        """Give the id or the email that names this person."""
        return self.id or self.email


class Digest(Part):
    """When and where the weekly digest goes. No channel: no digest."""

    channel: Annotated[str, Field(min_length=1, max_length=81)] | None = None
    day: Annotated[Literal[DAYS], BeforeValidator(_lower)] = "monday"  # type: ignore[valid-type]
    time: ClockTime = NINE
    zone: Zone = "UTC"

    @property
    def weekday(self) -> int:
        """Give the day as a number, Monday being 0."""
        return DAYS.index(self.day)


class Policy(Part):
    """The whole file. `version` is a fingerprint of its text; a handoff keeps the one it was judged by."""

    framework: str = "BANT"
    sla: Sla = Sla()
    person: list[PersonEntry] = []
    digest: Digest = Digest()
    retain_days: Annotated[int, Field(ge=30, le=36_500, strict=True)] | None = None
    reject_reasons: Reasons = REJECTIONS
    loss_reasons: Reasons = LOSSES
    recycle_reasons: Reasons = RECYCLINGS
    version: str = "default"

    @model_validator(mode="after")
    def _known(self) -> "Policy":
        if self.framework not in FRAMEWORKS:
            raise ValueError(f"framework: “{self.framework}” is none of {', '.join(FRAMEWORKS)}")
        for name in ("reject_reasons", "loss_reasons", "recycle_reasons"):
            _check_reasons(name, getattr(self, name))
        for reference, count in Counter(entry.reference.lower() for entry in self.person).items():
            if count > 1:
                raise ValueError(f"person: {reference} is listed {count} times; one entry has one role")
        return self

    def entries(self) -> list[tuple[str, str, str | None, str | None]]:
        """List the people as `roster.match` takes them."""
        return [(p.reference, p.role, p.reports_to, p.country) for p in self.person]

    def emails(self) -> list[str]:
        """List every email address that must be matched with a Slack user."""
        named = [p.reference for p in self.person] + [p.reports_to or "" for p in self.person]
        return sorted({name.lower() for name in named if "@" in name})


def _check_reasons(name: str, reasons: Reasons) -> None:
    """Hold reasons to what a Slack select takes: 100 options, codes and labels of limited length."""
    if not 1 <= len(reasons) <= 100:
        raise ValueError(f"{name}: give 1 to 100 reasons")
    for code, label in reasons.items():
        if not (1 <= len(code) <= 40 and 1 <= len(label) <= 75):
            raise ValueError(f"{name}.{code}: a code has 1 to 40 characters and its label 1 to 75")


def load(path: Path) -> Policy:
    """Read and check a policy file, or raise PolicyError."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise PolicyError(f"{path} is not there. HANDOFF_POLICY names the policy file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path} cannot be read ({error}). HANDOFF_POLICY names the policy file.") from None
    return parse(text, str(path))


def parse(text: str, name: str = "policy.toml") -> Policy:
    """Check the text of a policy, or raise PolicyError that names the key."""
    try:
        values: Mapping[str, Any] = tomllib.loads(text)
        if "version" in values:  # which is ours to give
            raise PolicyError(f"{name}: version: is not a key of the policy")
        return Policy(**{**values, "version": hashlib.sha256(text.encode()).hexdigest()[:12]})
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{name} is not TOML: {error}") from None
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(str(part) for part in fault["loc"])
        wrong = "is not a key of the policy" if fault["type"] == "extra_forbidden" else fault["msg"]
        raise PolicyError(
            f"{name}: {key + ': ' if key else ''}{wrong.removeprefix('Value error, ')}"
        ) from None
