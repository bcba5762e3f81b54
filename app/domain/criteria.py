"""Exit criteria: what must be known of a prospect, how surely, and what that makes of a package. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

LONG, SHORT = 3000, 150  # Slack's own limit for a text input, and one line's worth
CHECKS_FIELD = "checks"  # the input that holds the AE-ready checks, which every framework has
NUMERIC = re.compile(r"[+-]?\d{1,18}(\.\d{1,9})?")


class State(StrEnum):
    """How surely something is known, the surest last."""

    EMPTY = "empty"
    CLAIMED = "claimed"  # the SDR says so
    QUOTED = "quoted"  # the prospect's own words
    VALIDATED = "validated"  # confirmed by a document or a second person

    def reaches(self, asked: "State") -> bool:
        """Say whether this is at least as sure as what is asked."""
        order = list(State)
        return order.index(self) >= order.index(asked)


MUST_BE = {
    State.QUOTED: "quoted: the prospect's own words",
    State.VALIDATED: "validated: a document or a second person confirms it",
}


class Kind(StrEnum):
    """How a criterion is answered."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    CHECK = "check"


class NotReady(StrEnum):
    """What may become of a package that does not meet its criteria."""

    REFUSE = "refuse"  # the fields at fault are named, and the form stays
    DRAFT = "draft"  # it can be kept as a draft
    APPROVAL = "approval"  # … or handed off with a reason, if the manager approves


@dataclass(frozen=True)
class Slot:
    """One question of the package."""

    name: str
    label: str
    hint: str = ""
    required: bool = False
    lines: bool = True

    @property
    def limit(self) -> int:
        """Give the number of characters it may hold."""
        return LONG if self.lines else SHORT


@dataclass(frozen=True)
class Criterion(Slot):
    """A question whose answer decides whether a prospect is ready for an AE."""

    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()  # of a choice
    asked: State = State.CLAIMED  # EMPTY: it may stay unanswered, and counts for nothing

    @property
    def counts(self) -> bool:
        """Say whether readiness depends on it."""
        return self.asked is not State.EMPTY

    @property
    def asks_how(self) -> bool:
        """Say whether it matters how the SDR knows."""
        return self.asked in (State.QUOTED, State.VALIDATED)

    @property
    def state_field(self) -> str:
        """Name the input beside it that asks how she knows."""
        return f"{self.name}.state"


class Judged(BaseModel):
    """A criterion as it was judged when the package was handed off; the answer itself is the package's."""

    name: str
    label: str
    asked: State
    state: State

    @property
    def counts(self) -> bool:
        """Say whether readiness depends on it."""
        return self.asked is not State.EMPTY

    @property
    def met(self) -> bool:
        """Say whether it is known as surely as is asked."""
        return self.state.reaches(self.asked)


@dataclass(frozen=True)
class ExitCriteria:
    """What a segment asks for: its framework's criteria and the AE-ready checks."""

    framework: str
    criteria: tuple[Criterion, ...]
    not_ready: NotReady = NotReady.DRAFT

    def asking(self, states: Mapping[str, State], not_ready: NotReady) -> "ExitCriteria":
        """Ask for other states (by name) than the framework does by itself."""
        asked = tuple(replace(one, asked=states.get(one.name, one.asked)) for one in self.criteria)
        return replace(self, criteria=asked, not_ready=not_ready)

    @property
    def refuses(self) -> bool:
        """Say whether a package that is not ready goes nowhere."""
        return self.not_ready is NotReady.REFUSE

    @property
    def fields(self) -> tuple[Criterion, ...]:
        """List the framework's own criteria."""
        return tuple(one for one in self.criteria if one.name not in CHECKS)

    def judge(self, values: Mapping[str, Any]) -> list[Judged]:
        """Judge tidied values by name (a text, or a list of what is ticked)."""
        return [
            Judged(name=one.name, label=one.label, asked=one.asked, state=_state(one, values))
            for one in self.criteria
        ]

    def faults(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Say, by field, what is no answer at all and, where nothing less is taken, what is not met."""
        faults = {one.name: told for one in self.fields if (told := _unreadable(one, values))}
        return faults if not self.refuses else self._missing(values) | faults

    def _missing(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Say, by field, what is not met."""
        faults, unticked = {}, []
        for here, judged in zip(self.criteria, self.judge(values), strict=True):
            if judged.met:
                continue
            if here.name in CHECKS:
                unticked.append(here.label)
            elif judged.state is State.EMPTY:
                faults[here.name] = f"{here.label} is needed."
            else:
                faults[here.state_field] = f"This must be {MUST_BE[judged.asked]}."
        if unticked:
            faults[CHECKS_FIELD] = f"Not AE-ready yet: {', '.join(unticked)}."
        return faults


@dataclass(frozen=True)
class Readiness:
    """How far a package meets its criteria."""

    judged: Sequence[Judged] = field(default_factory=list)

    @property
    def of(self) -> int:
        """Count the criteria that matter."""
        return sum(one.counts for one in self.judged)

    @property
    def met(self) -> int:
        """Count those that are met."""
        return self.of - len(self.unmet)

    @property
    def unmet(self) -> list[Judged]:
        """List those that are not."""
        return [one for one in self.judged if not one.met]

    @property
    def ready(self) -> bool:
        """Say whether nothing is missing."""
        return not self.unmet


CHECKS: Mapping[str, str] = {
    "confirmed_interest": "Confirmed interest",
    "clear_use_case": "Clear use case",
    "willing_to_go_deeper": "Willing to go deeper",
}
AE_READY = tuple(Criterion(name, label, kind=Kind.CHECK) for name, label in CHECKS.items())


def is_ticked(criterion: Criterion, values: Mapping[str, Any]) -> bool:
    """Say whether a check is ticked."""
    field = CHECKS_FIELD if criterion.name in CHECKS else criterion.name
    return criterion.name in (values.get(field) or [])


def _state(criterion: Criterion, values: Mapping[str, Any]) -> State:
    is_check = criterion.kind is Kind.CHECK
    if not (is_ticked(criterion, values) if is_check else values.get(criterion.name)):
        return State.EMPTY
    said = values.get(criterion.state_field) if criterion.asks_how else None
    return State(said) if said in (State.QUOTED, State.VALIDATED) else State.CLAIMED


def _unreadable(criterion: Criterion, values: Mapping[str, Any]) -> str:
    """Say what is wrong with an answer, or ""."""
    text = values.get(criterion.name)
    if criterion.kind is Kind.CHECK or not text:
        return ""
    label = criterion.label
    match criterion.kind:
        case Kind.CHOICE if text not in criterion.options:
            return f"{label}: this is not one of the choices (any more). Please choose again."
        case Kind.NUMBER if not NUMERIC.fullmatch(text):
            return f"{label} must be a number, such as 40 or 12.5."
        case Kind.DATE if not _is_date(text):
            return f"{label} must be a date."
        case Kind.TEXT if len(text) > criterion.limit:
            return f"{label} can have {criterion.limit} characters at most; these are {len(text)}."
    return ""


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
