"""The nouns of mail, as tables: the introduction of a handoff, and where somebody wants her drafts put."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.columns import UtcDateTime
from app.domain.model import EMPTY


class Intro(SQLModel, table=True):
    """The joint introduction email of one accepted handoff."""

    handoff_id: int = Field(primary_key=True, foreign_key="handoff.id")
    recipients: list[dict[str, str]] = Field(sa_type=sa.JSON)  # name, email
    copies: list[dict[str, str]] = Field(sa_type=sa.JSON)
    subject: str
    body: str
    template: str = Field(default="", max_length=40, sa_column_kwargs=EMPTY)  # what it was written from
    language: str = Field(default="", max_length=8, sa_column_kwargs=EMPTY)
    proposed: list[str] | None = Field(default=None, sa_type=sa.JSON)  # times, in UTC, as ISO 8601 has them
    caution: str = Field(default="", sa_column_kwargs=EMPTY)  # what to check of these times
    wish: str = Field(default="", sa_column_kwargs=EMPTY)  # the change that the AE asks for
    edited_by: str | None = Field(default=None, max_length=32)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_by: str | None = Field(default=None, max_length=32)


class Mailbox(SQLModel, table=True):
    """Where somebody wants her drafts put. `secret` is encrypted by a key that is not in the database."""

    team_id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(primary_key=True, max_length=32)
    kind: str = Field(max_length=16)  # imap, gmail or graph
    address: str = Field(max_length=320)
    server: str = Field(default="", max_length=260)  # imaps://host:port
    secret: str
    connected_at: datetime = Field(sa_type=UtcDateTime)
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = ""
