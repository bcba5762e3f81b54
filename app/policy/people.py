"""[[person]]: who is who."""

from typing import Literal

from pydantic import model_validator

from app.policy.parts import Country, Part


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
