"""The nouns, as tables. All times are aware UTC; table classes do not validate, the domain does."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.columns import UtcDateTime, index_where, named
from app.domain.lifecycle import Meeting, Place, Status

RUNS = sa.text("closed_at IS NULL")
EMPTY = {"server_default": sa.text("''")}  # so that the last release can go on writing rows


class Handoff(SQLModel, table=True):
    """One prospect passed from an SDR to an AE. `turn` grows with each move and decides every race."""

    __table_args__ = (
        sa.UniqueConstraint("team_id", "submit_key"),
        sa.Index("ix_handoff_team_created", "team_id", "created_at"),
        sa.Index("ix_handoff_sdr", "team_id", "sdr_id", "status"),
        sa.Index("ix_handoff_ae", "team_id", "ae_id", "status"),
        index_where("forgotten_at IS NULL", "ix_handoff_kept", "since"),
        index_where("judge_id <> ''", "ix_handoff_judge", "judge_id"),
        index_where("feedback_at IS NOT NULL", "ix_handoff_feedback", "feedback_at"),
        index_where("returns_at IS NOT NULL", "ix_handoff_returns", "returns_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(max_length=32)
    submit_key: str = Field(max_length=64)  # the view that was submitted: submitting it twice is one handoff
    turn: int = 1
    status: Status = Field(sa_type=named(Status))
    sdr_id: str = Field(max_length=32)
    ae_id: str = Field(max_length=32)
    owner_id: str | None = Field(default=None, max_length=32)
    why_ae: str = ""
    company: str = Field(max_length=150)
    package: dict[str, Any] = Field(sa_type=sa.JSON)
    policy_version: str = Field(max_length=16)
    created_at: datetime = Field(sa_type=UtcDateTime)
    since: datetime = Field(sa_type=UtcDateTime)  # of the present status
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    touched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    meeting: Meeting = Field(default=Meeting.NONE, sa_type=named(Meeting))
    meeting_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = Field(default=None, max_length=40)  # code of a rejection, loss or recycling
    comment: str = ""  # what was said with it, or the question asked
    quality: int | None = None  # the owner's rating, 1 to 5
    feedback_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when to ask the owner for it
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)  # of the opportunity, in whole units
    returns_on: date | None = None  # when a recycled lead goes back to its SDR
    returns_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the moment; None once it has
    source: str = Field(default="", max_length=40, sa_column_kwargs=EMPTY)  # where the lead came from: a code
    segment: str = Field(default="", max_length=40, sa_column_kwargs=EMPTY)
    priority: str = Field(default="standard", max_length=16, sa_column_kwargs={"server_default": "standard"})
    pool: str = Field(default="", max_length=40, sa_column_kwargs=EMPTY)
    offered: list[str] | None = Field(default=None, sa_type=sa.JSON)  # who may claim it
    # The AE if nobody claims it; while a manager looks at it, the one whom the SDR has named.
    falls_to: str = Field(default="", max_length=32, sa_column_kwargs=EMPTY)
    reassigned: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # by the clock
    next_step: str = Field(default="", sa_column_kwargs=EMPTY)  # what the AE committed to on accepting
    next_step_on: date | None = None
    dispute: str = Field(default="", max_length=16, sa_column_kwargs=EMPTY)  # see lifecycle.Dispute
    judge_id: str = Field(default="", max_length=32, sa_column_kwargs=EMPTY)  # who is asked to rule on it
    stops_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the hard stop, pauses added
    extended: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    deputies: list[str] | None = Field(default=None, sa_type=sa.JSON)  # asked in place of absent managers
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the SDR's own outreach
    forgotten_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # a move may fill it anew

    @property
    def place(self) -> Place:
        """Give where it stands, as far as that decides what may be done."""
        return Place(self.status, self.meeting, self.dispute, self.extended)

    @property
    def is_offer(self) -> bool:
        """Say whether nobody has it yet, and several may accept it."""
        return not self.ae_id and bool(self.offered)

    def is_stopped(self, now: datetime) -> bool:
        """Say whether its hard stop is reached: from then on it goes to no other AE by itself."""
        return self.stops_at is not None and self.stops_at <= now

    @property
    def number(self) -> int:
        """Give the id of a stored handoff."""
        if self.id is None:
            raise ValueError("not stored yet")
        return self.id


DISPUTES = "action IN ('dispute', 'uphold', 'overturn')"


class Event(SQLModel, table=True):
    """History: one row for each move and each step of a ladder, never changed."""

    __table_args__ = (
        sa.Index("ix_event_handoff", "handoff_id", "id"),
        sa.Index("ix_event_team_at", "team_id", "at"),
        index_where(DISPUTES, "ix_event_dispute", "team_id", "at", "action"),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(max_length=32)
    handoff_id: int = Field(foreign_key="handoff.id")
    turn: int
    action: str = Field(max_length=24)
    actor_id: str | None = Field(default=None, max_length=32)  # None: the clock
    at: datetime = Field(sa_type=UtcDateTime)
    took_seconds: int | None = None  # working time from the start of the clock that this move stopped
    note: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class Deadline(SQLModel, table=True):
    """A running clock: the next step of one ladder. `due_at` is None when the ladder is used up."""

    __table_args__ = (
        sa.UniqueConstraint("handoff_id", "kind", "generation"),
        sa.Index(
            "ix_deadline_due",
            "due_at",
            sqlite_where=sa.text("closed_at IS NULL AND due_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND due_at IS NOT NULL"),
        ),
        sa.Index("ix_deadline_running", "team_id", "started_at", sqlite_where=RUNS, postgresql_where=RUNS),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: str = Field(max_length=32)
    handoff_id: int = Field(foreign_key="handoff.id")
    kind: str = Field(max_length=16)
    generation: int  # the turn that opened it
    started_at: datetime = Field(sa_type=UtcDateTime)
    allowed_seconds: int  # the SLA, in working seconds
    used_seconds: int = 0  # spent before a pause
    step: int = 0
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wakes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # it does not run before
    also_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # hard stop, or promised day is over

    @property
    def runs_from(self) -> datetime:
        """Give the moment from which it counts working time."""
        return max(self.started_at, self.wakes_at or self.started_at)


class Sending(StrEnum):
    """Where an owed message stands. See services/outbox.py for what moves it."""

    READY = "ready"
    LEASED = "leased"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DEAD = "dead"
    OBSOLETE = "obsolete"


class Owed(SQLModel, table=True):
    """The outbox: one message owed to one person or channel.

    A living one (the card) is due while `shown < wanted`; the others are said once.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index(
            "ix_outbox_due",
            "due_at",
            "id",
            sqlite_where=sa.text("state IN ('ready', 'leased', 'sending', 'unknown')"),
            postgresql_where=sa.text("state IN ('ready', 'leased', 'sending', 'unknown')"),
        ),
        sa.Index("ix_outbox_handoff", "handoff_id", "recipient"),
        sa.Index(
            "ix_outbox_dead",
            "team_id",
            "due_at",
            sqlite_where=sa.text("state = 'dead'"),
            postgresql_where=sa.text("state = 'dead'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=128, unique=True)
    team_id: str = Field(max_length=32)
    handoff_id: int | None = Field(default=None, foreign_key="handoff.id")
    kind: str = Field(max_length=24)
    recipient: str = Field(max_length=90)  # a person's id, or a channel
    turn: int = 0  # of the handoff when it was owed; a nudge of an earlier turn is dropped
    note: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    state: Sending = Field(default=Sending.READY, sa_type=named(Sending))
    wanted: int = 1
    shown: int = 0
    channel: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32)
    due_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    lease: str | None = Field(default=None, max_length=40)  # the fencing token
    holder: int | None = Field(default=None, sa_type=sa.BigInteger)  # the process that has it
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def number(self) -> int:
        """Give the id of a stored message."""
        if self.id is None:
            raise ValueError("not stored yet")
        return self.id


class Person(SQLModel, table=True):
    """What Slack last told us of somebody."""

    __table_args__ = (sa.Index("ix_person_email", "team_id", "email"),)

    team_id: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    name: str
    email: str = ""
    zone: str = "UTC"
    is_bot: bool = False
    is_gone: bool = False
    is_guest: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    status_text: str = Field(default="", max_length=200, sa_column_kwargs=EMPTY)
    status_emoji: str = Field(default="", max_length=100, sa_column_kwargs=EMPTY)
    status_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dnd_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    channel: str | None = Field(default=None, max_length=32)  # our direct message with them
    seen_at: datetime = Field(sa_type=UtcDateTime)
