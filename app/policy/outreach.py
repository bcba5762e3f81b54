"""[outreach]: what an SDR confirms once her own outreach is on hold, and which tool is told."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from app.policy.parts import Part

CHECKLIST = ("My sequence to them is paused", "My open calls and tasks with them are cancelled")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in THIS_MACHINE):
        raise ValueError("it is not an address that begins with https://")
    if not parts.hostname or parts.username or parts.password or parts.fragment or not text.isprintable():
        raise ValueError("it is not an address such as https://tool.example.com/hook, without a password")
    return text


Point = Annotated[str, Field(min_length=1, max_length=75)]


class Outreach(Part):
    """The SDR's outreach once an AE has accepted: it rests, so that one colleague speaks to the prospect."""

    checklist: list[Point] = Field(default_factory=lambda: list(CHECKLIST), min_length=1, max_length=10)
    webhook: Annotated[str, Field(max_length=500), AfterValidator(_web_address)] | None = None
