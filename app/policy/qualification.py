"""[frameworks.…], [qualification] and [segment.…]: what must be known of a prospect before an AE gets it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from app.domain.criteria import AE_READY, CHECKS_FIELD, Criterion, ExitCriteria, Kind, NotReady, State
from app.domain.frameworks import FRAMEWORKS
from app.domain.package import BESIDE, CHOOSE, TOLD, WHO
from app.policy.parts import Part
from app.policy.sla import SlaOverride

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError(f"“{text}” is no name: use small letters, digits and _, a letter first, 40 at most")
    return text


Label = Annotated[str, Field(min_length=1, max_length=75)]
FieldName = Annotated[str, AfterValidator(_name)]
SegmentName = Annotated[str, AfterValidator(_name)]
Asked = Literal["empty", "claimed", "quoted", "validated"]
Unready = Literal["refuse", "draft", "approval"]
MOST_FIELDS = 25
MOST_TEXTS = 10  # of a framework: Slack takes no larger form once they are full
TAKEN = {slot.name for slot in (*WHO, *TOLD)} | {one.name for one in AE_READY}
TAKEN |= {CHECKS_FIELD, CHOOSE, *BESIDE}


class CriterionEntry(Part):
    """One question of a framework."""

    name: FieldName
    label: Label
    help: Annotated[str, Field(max_length=150)] = ""
    kind: Literal["text", "choice", "number", "date", "check"] = "text"
    options: list[Label] = Field(default_factory=list)
    required: bool = True
    state: Asked | None = None

    @model_validator(mode="after")
    def _fits(self) -> "CriterionEntry":
        if self.name in TAKEN:
            raise ValueError(f"name: “{self.name}” is a field of every package; give it another name")
        if (self.kind == "choice") != bool(self.options):
            raise ValueError(
                f"options: a field of kind choice needs them, and no other has any ({self.name})"
            )
        if len(self.options) > 100 or len(set(self.options)) < len(self.options):
            raise ValueError(f"options: give each of {self.name} once, and 100 at most")
        if not self.required and self.state not in (None, "empty"):
            raise ValueError(f"state: {self.name} is not required, so leave its state out")
        return self

    def criterion(self) -> Criterion:
        """Give it as the domain takes it."""
        asked = State(self.state or ("claimed" if self.required else "empty"))
        options = tuple(self.options)
        return Criterion(self.name, self.label, self.help, kind=Kind(self.kind), options=options, asked=asked)


class Framework(Part):
    """A framework of the team's own, or one of the shipped ones done differently."""

    field: list[CriterionEntry]

    @model_validator(mode="after")
    def _fits(self) -> "Framework":
        if not 1 <= len(self.field) <= MOST_FIELDS:
            raise ValueError(f"field: a framework has 1 to {MOST_FIELDS} of them")
        for what in ("name", "label"):
            ((most, count),) = Counter(getattr(one, what) for one in self.field).most_common(1)
            if count > 1:
                raise ValueError(f"field: “{most}” is the {what} of {count} fields; give each its own")
        if sum(one.kind == "text" for one in self.field) > MOST_TEXTS:
            raise ValueError(f"field: a framework can have {MOST_TEXTS} fields of kind text at most")
        return self


class Qualification(Part):
    """What holds where a segment says nothing else."""

    criteria: dict[str, Asked] = Field(default_factory=dict)
    not_ready: Unready = "draft"


class Segment(Part):
    """One kind of prospect, with its own exit criteria and limits."""

    label: Label
    framework: str | None = None
    criteria: dict[str, Asked] = Field(default_factory=dict)
    not_ready: Unready | None = None
    sla: SlaOverride | None = None


def frameworks(own: Mapping[str, Framework]) -> dict[str, tuple[Criterion, ...]]:
    """Give every framework there is, by name: the team's own before the shipped."""
    return {**FRAMEWORKS, **{name: tuple(f.criterion() for f in one.field) for name, one in own.items()}}


def exit_criteria(
    own: Mapping[str, Framework], framework: str, rules: Qualification, segment: Segment | None
) -> ExitCriteria:
    """Give what a segment (None: there are none) asks for."""
    name = (segment and segment.framework) or framework
    every = frameworks(own)[name]
    states = {**rules.criteria, **(segment.criteria if segment else {})}
    asked = {field: State(state) for field, state in states.items()}
    not_ready = NotReady((segment and segment.not_ready) or rules.not_ready)
    return ExitCriteria(name, (*every, *AE_READY)).asking(asked, not_ready)


def check_qualification(
    own: Mapping[str, Framework], framework: str, rules: Qualification, segments: Mapping[str, Segment]
) -> Iterator[str]:
    """Say, key first, where a framework or a field is named that there is not."""
    every = frameworks(own)
    named = {"framework": framework}
    named |= {f"segment.{name}.framework": one.framework for name, one in segments.items() if one.framework}
    for key, name in named.items():
        if name not in every:
            yield f"{key}: “{name}” is none of {', '.join(every)}"
    all_fields = {field.name for criteria in every.values() for field in criteria}
    yield from _check_names("qualification.criteria", rules.criteria, sorted(all_fields))
    for name, segment in segments.items():
        fields = [field.name for field in every.get(segment.framework or framework, ())]
        if fields:
            yield from _check_names(f"segment.{name}.criteria", segment.criteria, fields)
    if len(segments) > 100:
        yield "segment: there can be 100 at most"


def _check_names(key: str, criteria: Mapping[str, Asked], fields: list[str]) -> Iterator[str]:
    for name in criteria:
        if name not in fields:
            yield f"{key}: “{name}” is not a field of the framework: {', '.join(fields)}"
