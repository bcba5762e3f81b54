"""The whole policy: the team's settings."""

from collections import Counter
from typing import Annotated

from pydantic import Field, model_validator

from app.domain.package import FRAMEWORKS
from app.policy.digest import Digest
from app.policy.parts import Part, Reasons
from app.policy.people import PersonEntry
from app.policy.reasons import LOSSES, RECYCLINGS, REJECTIONS, check_reasons
from app.policy.sla import Sla


class Policy(Part):
    """The whole file. `version` is a fingerprint of its text; a handoff keeps the one it was judged by."""

    framework: str = "BANT"
    sla: Sla = Sla()
    person: list[PersonEntry] = Field(default_factory=list)
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
            check_reasons(name, getattr(self, name))
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
