"""The nouns of the loop back, as tables: what figures count, who earned what, what somebody set."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.columns import UtcDateTime


class Fact(SQLModel, table=True):
    """What the figures count of one handoff: a narrow row, written with each move. Nothing in it was typed.

    Moments are those of the last time that it happened, unless they say first; `*_seconds` are working
    seconds of whoever had to act.
    """

    __table_args__ = (sa.Index("ix_fact_created", "team_id", "created_at"),)

    handoff_id: int = Field(primary_key=True, foreign_key="handoff.id")
    team_id: str = Field(max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    sdr_id: str = Field(max_length=32)
    ae_id: str = Field(default="", max_length=32)  # who has or had it last
    segment: str = Field(default="", max_length=40)
    source: str = Field(default="", max_length=40)
    criteria: str = ""  # how each was judged: "authority=claimed,budget=empty", by name
    filled: int = 0  # how many of the package's fields hold something
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # first
    accept_seconds: int | None = None
    accept_within: bool | None = None  # the SLA; None: not accepted yet
    rejected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # None again if it was overturned
    reason: str = Field(default="", max_length=40)  # code of what it ended with
    failed: str = Field(default="", max_length=40)  # the criterion that the rejection named
    touched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # first
    touch_seconds: int | None = None
    touch_within: bool | None = None
    booked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    no_show_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opportunity_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    won_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lost_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    recycled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    round_trips: int = 0  # how often it was returned for information
    reassigned: int = 0
    quality: int | None = None
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)  # whole units of the team's currency


class Credit(SQLModel, table=True):
    """One line of the credit ledger, never changed: its seal covers all the lines before it."""

    __tablename__ = "ledger"
    __table_args__ = (sa.UniqueConstraint("team_id", "line"), sa.UniqueConstraint("event_id"))

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(max_length=32)
    line: int  # 1, 2, 3 … in each team
    event_id: int = Field(foreign_key="event.id")  # the line of the history that earned it
    handoff_id: int = Field(foreign_key="handoff.id")
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str = Field(max_length=16)  # sourced, accepted, reassigned, ruled, held, won
    person_id: str = Field(max_length=32)
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)
    seal: str = Field(max_length=64)  # SHA-256 (hex) of this line and the seal before it


class Preference(SQLModel, table=True):
    """What somebody set for herself on her Home tab; it goes before what the policy says of her."""

    team_id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(primary_key=True, max_length=32)
    booking: str = Field(default="", max_length=500)  # her booking link
    language: str = Field(default="", max_length=8)  # of the letters she proposes; "": as the policy says
    hours: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)  # a weekly table, as in the policy
    muted: list[str] | None = Field(default=None, sa_type=sa.JSON)  # kinds of notification she does without
    numbers: bool = False  # her own numbers, once a week, by direct message
    thanked: bool = True  # may be named for something good in the digest
    set_at: datetime = Field(sa_type=UtcDateTime)
