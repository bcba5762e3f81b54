"""The nouns of the loop back, as tables: what figures count, who earned what, what somebody set."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.columns import UtcDateTime, WholeSeconds

# What the figures read of a fact: with it in the index, a period's are counted without the table.
COUNTED = (
    *("created_at", "sdr_id", "ae_id", "accepted_by", "rejected_by", "touched_by", "segment", "source"),
    *("accepted_at", "accept_seconds", "accept_within", "rejected_at"),
    *("touched_at", "touch_seconds", "touch_within", "returned_at", "expired_at"),
    *("booked_at", "held_at", "no_show_at", "opportunity_at", "won_at", "lost_at", "recycled_at"),
    *("withdrawn_at", "rated_at", "round_trips", "reassigned", "quality", "amount"),
)
# What the review reads: in the order in which it groups, a year's is read without sorting it.
REVIEWED = ("created_at", "accepted_at", "rejected_at", "held_at", "opportunity_at")


class Fact(SQLModel, table=True):
    """What the figures count of one handoff: a narrow row, written with each move. Nothing in it was typed.

    Moments are those of the last time that it happened, unless they say first; `*_seconds` are working
    seconds of whoever had to act. See facts.py for how each is derived from the history.
    """

    __table_args__ = (
        sa.Index("ix_fact_created", "team_id", "created_at"),
        sa.Index("ix_fact_moved", "team_id", "moved_at", *COUNTED),
        sa.Index("ix_fact_review", "team_id", "criteria", "filled", *REVIEWED),
        sa.Index(
            "ix_fact_rejected",
            *("team_id", "rejected_at", "reason", "failed", "rejected_by", "sdr_id", "segment", "source"),
            sqlite_where=sa.text("rejected_at IS NOT NULL"),
            postgresql_where=sa.text("rejected_at IS NOT NULL"),
        ),
    )

    handoff_id: int = Field(primary_key=True, foreign_key="handoff.id")
    team_id: str = Field(max_length=32)
    turn: int = 0  # of the handoff that it was derived from: a row that lags behind is derived anew
    created_at: datetime = Field(sa_type=WholeSeconds)
    moved_at: datetime = Field(sa_type=WholeSeconds)  # the newest of all its moments
    sdr_id: str = Field(max_length=32)
    ae_id: str = Field(default="", max_length=32)  # who has or had it last
    segment: str = Field(default="", max_length=40)
    source: str = Field(default="", max_length=40)
    criteria: str = ""  # how each was judged: "authority=claimed,budget=empty", by name
    filled: int = 0  # how many of the package's fields hold something
    accepted_at: datetime | None = Field(default=None, sa_type=WholeSeconds)  # first
    accepted_by: str = Field(default="", max_length=32)
    accept_seconds: int | None = None
    accept_within: bool | None = None  # the SLA; None: not accepted yet, or taken over by a manager
    rejected_at: datetime | None = Field(default=None, sa_type=WholeSeconds)  # none that was overturned
    rejected_by: str = Field(default="", max_length=32)
    reason: str = Field(default="", max_length=40)  # code of that rejection
    failed: str = Field(default="", max_length=40)  # the criterion that it named
    touched_at: datetime | None = Field(default=None, sa_type=WholeSeconds)  # first
    touched_by: str = Field(default="", max_length=32)
    touch_seconds: int | None = None
    touch_within: bool | None = None
    returned_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    expired_at: datetime | None = Field(default=None, sa_type=WholeSeconds)  # its hard stop was reached
    booked_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    held_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    no_show_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    opportunity_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    won_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    lost_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    recycled_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    ended: str = Field(default="", max_length=40)  # code of why it was lost or recycled
    withdrawn_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    rated_at: datetime | None = Field(default=None, sa_type=WholeSeconds)
    round_trips: int = 0  # how often it was returned for information
    reassigned: int = 0  # how often it went from one AE to another
    quality: int | None = None
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)  # whole units of the team's currency


class Credit(SQLModel, table=True):
    """One line of the credit ledger, never changed: its seal covers all the lines before it.

    The database itself refuses to change or delete one.
    """

    __tablename__ = "ledger"
    __table_args__ = (sa.UniqueConstraint("team_id", "line"), sa.UniqueConstraint("event_id", "person_id"))

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


class Refusal(SQLModel, table=True):
    """A type of block that Slack has refused in a workspace, and when last: for a while it is not tried."""

    team_id: str = Field(primary_key=True, max_length=32)
    block: str = Field(primary_key=True, max_length=40)
    at: datetime = Field(sa_type=UtcDateTime)
