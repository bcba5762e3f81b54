"""The whole policy: the team's settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from app.domain.criteria import AE_READY, ExitCriteria
from app.domain.roster import Listed
from app.policy.availability import Availability
from app.policy.digest import Digest
from app.policy.introduction import Introduction
from app.policy.outreach import Outreach
from app.policy.parts import Faulty, Part, Reasons
from app.policy.people import PersonEntry, check_people
from app.policy.qualification import (
    Framework,
    Qualification,
    Segment,
    SegmentName,
    check_qualification,
    exit_criteria,
    frameworks,
)
from app.policy.reasons import LOSSES, RECYCLINGS, REJECTIONS, SOURCES, check_reasons
from app.policy.routing import Domain, Pool, Route, Routing, check_codes, check_routing
from app.policy.sla import Noise, Sla, check_reach


class Policy(Part):
    """The whole file. `version` is a fingerprint of its text; a handoff keeps the one it was judged by."""

    OURS = ("version", "text", "owners", "templates")

    framework: str = "BANT"
    sla: Sla = Sla()
    noise: Noise = Noise()
    frameworks: dict[Annotated[str, Field(min_length=1, max_length=40)], Framework] = Field(
        default_factory=dict
    )
    qualification: Qualification = Qualification()
    segment: dict[SegmentName, Segment] = Field(default_factory=dict)
    draft_days: Annotated[int, Field(ge=1, le=365, strict=True)] = 14
    person: list[PersonEntry] = Field(default_factory=list)
    pool: list[Pool] = Field(default_factory=list)
    route: list[Route] = Field(default_factory=list)
    accounts: dict[Domain, str] = Field(default_factory=dict)
    routing: Routing = Routing()
    availability: Availability = Availability()
    introduction: Introduction = Introduction()
    outreach: Outreach = Outreach()
    digest: Digest = Digest()
    retain_days: Annotated[int, Field(ge=30, le=36_500, strict=True)] | None = None
    reject_reasons: Reasons = REJECTIONS
    loss_reasons: Reasons = LOSSES
    recycle_reasons: Reasons = RECYCLINGS
    sources: Reasons = SOURCES
    version: str = "default"
    text: str = ""  # as the file has it
    owners: dict[str, str] = Field(default_factory=dict)  # by domain, as routing.accounts_file has them
    templates: Path | None = None  # the folder of introduction.templates

    @model_validator(mode="after")
    def _fits_together(self) -> "Policy":
        if faults := list(self._faults()):
            raise Faulty(faults)
        return self

    def _faults(self) -> Iterator[str]:
        yield from check_qualification(self.frameworks, self.framework, self.qualification, self.segment)
        for name in ("reject_reasons", "loss_reasons", "recycle_reasons", "sources"):
            yield from check_reasons(name, getattr(self, name))
        yield from check_people(self.person)
        yield from check_routing(
            self.pool, self.route, self.routing, self.accounts, people=self.person, segments=self.segment
        )
        yield from check_codes(self.pool, self.routing, self.reject_reasons)
        limits = {f"segment.{name}.sla": one.sla for name, one in self.segment.items() if one.sla}
        weeks = {f"person.{n}.hours": one.hours for n, one in enumerate(self.person, 1) if one.hours}
        yield from check_reach(self.sla, limits, weeks)

    def entries(self) -> list[Listed]:
        """List the people as `roster.match` takes them."""
        return [
            Listed(p.reference, p.role, p.reports_to, p.country, p.backup, p.delegate, p.hours, p.booking)
            for p in self.person
        ]

    def exit_criteria(self, segment: str) -> ExitCriteria:
        """Give what a package of a segment ("" or one that is no more: the team's own rules) is judged by."""
        chosen = self.segment.get(segment)
        return exit_criteria(self.frameworks, self.framework, self.qualification, chosen)

    def criteria_labels(self) -> dict[str, str]:
        """Give the label of every criterion that there is, by name."""
        every = [*frameworks(self.frameworks).values(), AE_READY]
        return {one.name: one.label for criteria in every for one in criteria}

    def ids(self) -> set[str]:
        """List the people who are named by their Slack id."""
        return {entry.id for entry in self.person if entry.id}

    def emails(self) -> list[str]:
        """List every email address that must be matched with a Slack user."""
        named = [[p.reference, p.reports_to, p.backup, p.delegate] for p in self.person]
        return sorted({name.lower() for names in named for name in names if name and "@" in name})
