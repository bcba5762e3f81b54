"""The interactions that had their effect: each is written in the transaction of what it changed."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from app.domain.model_team import Inbound
from app.store.writing import insert_new

inbound: sa.Table = Inbound.__table__  # type: ignore[attr-defined]
KEPT = timedelta(days=1)  # a signature is good for 5 minutes, a retried delivery comes within the hour


def is_first(session: Session, key: str, now: datetime) -> bool:
    """Note that an interaction has its effect now; False if it had it before.

    Two deliveries at once: the second waits here for the first one's commit, or its rollback.
    """
    return insert_new(session, inbound, key=key, at=now)


def forget(session: Session, now: datetime) -> None:
    """Delete what can no longer be delivered again."""
    session.execute(sa.delete(inbound).where(inbound.c.at < now - KEPT))
