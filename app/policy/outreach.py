"""[outreach]: what an SDR confirms once her own outreach is on hold, and which tool is told."""

from typing import Annotated

from pydantic import Field

from app.policy.parts import Part

CHECKLIST = ("My sequence to them is paused", "My open calls and tasks with them are cancelled")
Point = Annotated[str, Field(min_length=1, max_length=75)]


class Outreach(Part):
    """The SDR's outreach once an AE has accepted: it rests, so that one colleague speaks to the prospect."""

    checklist: list[Point] = Field(default_factory=lambda: list(CHECKLIST), min_length=1, max_length=10)
