"""More nouns, as tables: who is away, who was chosen and why, and what was written down on the way."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.columns import UtcDateTime


class Absence(SQLModel, table=True):
    """Somebody is out of office from `starts_at` until `ends_at`, a part of a day or many days."""

    __table_args__ = (sa.Index("ix_absence_person", "team_id", "person_id", "ends_at"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    note: str = Field(default="", max_length=150)
    made_at: datetime = Field(sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_to_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # to what waited when it began


class DraftPackage(SQLModel, table=True):
    """What an SDR has typed into the form and not handed off yet."""

    __tablename__ = "draft"
    __table_args__ = (
        sa.Index("ix_draft_sdr", "team_id", "sdr_id"),
        sa.Index("ix_draft_expires", "expires_at"),
        {"sqlite_autoincrement": True},  # a form that still stands open never means a later draft
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(max_length=32)
    sdr_id: str = Field(max_length=32)
    step: str = Field(default="", max_length=40)  # the view it stands open in; "": nothing was entered yet
    values: dict[str, Any] = Field(sa_type=sa.JSON)  # what stands in the fields, by name
    entered_at: float = 0  # Slack's time (Unix seconds) of the newest keystroke: an older one adds nothing
    saved_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def number(self) -> int:
        """Give the id of a stored draft."""
        if self.id is None:
            raise ValueError("not stored yet")
        return self.id

    def text(self, name: str) -> str:
        """Give what stands in a field of one text."""
        text = self.values.get(name, "")
        return text if isinstance(text, str) else ""


class PolicyText(SQLModel, table=True):
    """A policy that handoffs were made under, word for word."""

    __tablename__ = "policy"

    version: str = Field(primary_key=True, max_length=16)
    text: str
    seen_at: datetime = Field(sa_type=UtcDateTime)


class Assignment(SQLModel, table=True):
    """The routing ledger: one choice of an AE, with all that it was made from."""

    __table_args__ = (
        sa.Index("ix_assignment_handoff", "handoff_id", "id"),
        sa.Index("ix_assignment_ae", "team_id", "ae_id", "at"),
        sa.Index("ix_assignment_at", "team_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(max_length=32)
    handoff_id: int = Field(foreign_key="handoff.id")
    turn: int
    pool: str = Field(default="", max_length=40)
    strategy: str = Field(max_length=24)
    ae_id: str = Field(default="", max_length=32)  # "" for an offer that nobody has claimed yet
    counted: bool = True  # as a turn in the pool's rotation
    at: datetime = Field(sa_type=UtcDateTime)
    decision: dict[str, Any] = Field(sa_type=sa.JSON)
    credited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when the turn was given back


class Rotation(SQLModel, table=True):
    """Where one AE stands in the rotation of a pool."""

    team_id: str = Field(primary_key=True, max_length=32)
    pool: str = Field(primary_key=True, max_length=40)
    ae_id: str = Field(primary_key=True, max_length=32)
    passed: int = Field(default=0, sa_type=sa.BigInteger)


class Likeness(SQLModel, table=True):
    """What a prospect is recognised by when somebody hands it off again."""

    __table_args__ = (
        sa.Index("ix_likeness_value", "team_id", "kind", "value"),
        sa.Index("ix_likeness_handoff", "handoff_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(max_length=32)
    handoff_id: int = Field(foreign_key="handoff.id")
    kind: str = Field(max_length=16)  # email, domain, company
    value: str = Field(max_length=320)


class Reminder(SQLModel, table=True):
    """One reminder of one person: sent, or held back and to be listed in the next one."""

    __table_args__ = (sa.Index("ix_reminder_person", "team_id", "person_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(max_length=32)
    person_id: str = Field(max_length=32)
    handoff_id: int = Field(foreign_key="handoff.id")
    kind: str = Field(max_length=24)
    at: datetime = Field(sa_type=UtcDateTime)
    held: bool = False
    listed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DigestRun(SQLModel, table=True):
    """One digest of one team and local date: whoever inserts it owes it."""

    team_id: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    made_at: datetime = Field(sa_type=UtcDateTime)


class Inbound(SQLModel, table=True):
    """An interaction that has had its effect, written with it: delivered again, it has none."""

    key: str = Field(primary_key=True, max_length=64)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
