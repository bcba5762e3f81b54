"""[introduction]: the letter that introduces the AE, and when a first conversation may be proposed."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from app.domain.languages import Language
from app.domain.workhours import parse_hours
from app.policy.parts import Duration, Part, WorkHours

NINE_TO_FIVE = {"mon-fri": "09:00-17:00"}


class Introduction(Part):
    """Which letter is drafted on acceptance, and what it proposes."""

    template: Annotated[str, Field(min_length=1, max_length=40)] = "joint"
    language: Literal["en", "de", "fr", "es", "pt", "ja"] = "en"  # where the SDR names none
    templates: str | None = None  # a folder with the team's own ones, beside the policy
    meeting: Duration = timedelta(minutes=30)
    courtesy: WorkHours = Field(default_factory=lambda: parse_hours(NINE_TO_FIVE))  # in the prospect's zone

    def language_of(self, named: str) -> Language:
        """Give the language that the SDR named, or the team's."""
        return Language(named if named in list(Language) else self.language)
