"""Writing a row only if it is new, and how many rows were written, on SQLite and PostgreSQL alike."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlmodel import Session


def insert(session: Session, table: sa.Table) -> Any:
    """Begin an INSERT that may say what to do about a conflict."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)


def insert_new(session: Session, table: sa.Table, **values: Any) -> bool:
    """Insert a row unless its key is there, in one statement; True for whoever did."""
    # By what it returns: the row count of an INSERT is not told on PostgreSQL.
    once = insert(session, table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    return session.execute(once).first() is not None


def written(result: Any) -> int:
    """Say how many rows an UPDATE or DELETE wrote."""
    return int(result.rowcount) if isinstance(result, CursorResult) else 0
