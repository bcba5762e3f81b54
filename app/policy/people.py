"""[[person]]: who is who."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator

from app.domain.intro import booking_link
from app.policy.parts import Country, Part, WorkHours


def _link(value: object) -> object:
    if isinstance(value, str) and booking_link(value):
        return value
    raise ValueError(f"{value!r} is not a booking link: write one that begins with https://")


BookingLink = Annotated[str, BeforeValidator(_link)]


class PersonEntry(Part):
    """One listed person, by Slack id or by email."""

    id: str = ""
    email: str = ""
    role: Literal["sdr", "ae", "manager", "director"]
    reports_to: str | None = None
    country: Country | None = None
    hours: WorkHours | None = None  # where they differ from sla.hours
    backup: str | None = None  # who covers for somebody who is silent, where the ladder says so
    booking: BookingLink | None = None  # where a prospect may book a time with an AE
    delegate: str | None = None  # who is asked in place of a manager who is out of office

    @model_validator(mode="after")
    def _one_reference(self) -> "PersonEntry":
        if bool(self.id) == bool(self.email):
            raise ValueError("give either id or email")
        return self

    @property
    def reference(self) -> str:
        """Give the id or the email that names this person."""
        return self.id or self.email


def check_people(people: Sequence[PersonEntry]) -> Iterator[str]:
    """Say, key first, who is listed twice."""
    counts = Counter(entry.reference.lower() for entry in people)
    for reference, count in counts.items():
        if count > 1:
            last = max(n for n, entry in enumerate(people, 1) if entry.reference.lower() == reference)
            yield f"person.{last}: {reference} is listed {count} times; one entry has one role"
