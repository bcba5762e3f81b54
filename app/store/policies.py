"""The policies that handoffs were made under, word for word."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from app.domain.model_team import PolicyText
from app.store.writing import insert_new

kept: sa.Table = PolicyText.__table__  # type: ignore[attr-defined]


def add(session: Session, version: str, text: str, now: datetime) -> None:
    """Keep the text of a policy, unless it is there."""
    insert_new(session, kept, version=version, text=text, seen_at=now)


def text_of(session: Session, version: str) -> str | None:
    """Give the text of a version, or None if it was never kept."""
    return session.execute(sa.select(kept.c.text).where(kept.c.version == version)).scalar()


def versions(session: Session) -> list[str]:
    """List the versions that are kept, the newest first."""
    return list(session.execute(sa.select(kept.c.version).order_by(kept.c.seen_at.desc())).scalars())
