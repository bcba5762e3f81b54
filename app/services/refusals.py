"""What Slack refuses to draw in a workspace: remembered, and tried again when it may have learned it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from app.store import digests as rows

KEPT = timedelta(days=30)


def known(session: Session, team_id: str, now: datetime) -> set[str]:
    """List the types of blocks that are not worth a try at present."""
    return rows.refused_since(session, team_id, now - KEPT)


def note(session: Session, team_id: str, blocks: Collection[str], now: datetime) -> None:
    """Remember the types of blocks without which a message was taken that had been refused with them."""
    for block in sorted(blocks):
        rows.note_refusal(session, team_id, block, now)
