"""What SDRs have typed and not handed off yet: SELECT, INSERT, UPDATE and DELETE, no decisions."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model_team import DraftPackage
from app.store.privacy import overwrite_for_good

drafts: sa.Table = DraftPackage.__table__  # type: ignore[attr-defined]


def get(session: Session, team_id: str, sdr: str, number: int, *, lock: bool = False) -> DraftPackage | None:
    """Find a draft of this SDR; `lock` keeps others from writing it until this transaction ends."""
    if lock:
        overwrite_for_good(session)  # of what is written over, too, nothing stays behind in the file
    query = select(DraftPackage).where(drafts.c.id == number, *_hers(team_id, sdr))
    return session.exec(query.with_for_update() if lock else query).first()


def add(session: Session, draft: DraftPackage) -> DraftPackage:
    """Store a new draft."""
    session.add(draft)
    session.flush()
    return draft


def begun(session: Session, team_id: str, sdr: str, now: datetime, limit: int) -> Sequence[DraftPackage]:
    """List somebody's drafts that hold something and have not expired, the newest first."""
    query = select(DraftPackage).where(*_hers(team_id, sdr), drafts.c.step != "", drafts.c.expires_at > now)
    newest = (col(DraftPackage.saved_at).desc(), col(DraftPackage.id).desc())
    return session.exec(query.order_by(*newest).limit(limit)).all()


def delete(session: Session, number: int) -> None:
    """Delete a draft."""
    overwrite_for_good(session)
    session.execute(sa.delete(drafts).where(drafts.c.id == number))


def delete_expired(session: Session, now: datetime) -> None:
    """Delete what nobody has gone on with in time."""
    overwrite_for_good(session)
    session.execute(sa.delete(drafts).where(drafts.c.expires_at <= now))


def perhaps_naming(session: Session, email: str) -> Sequence[DraftPackage]:
    """List the drafts in whose values a text (lower case) stands somewhere."""
    text = sa.func.lower(sa.cast(drafts.c["values"], sa.Text))
    return session.exec(select(DraftPackage).where(text.contains(email, autoescape=True))).all()


def _hers(team_id: str, sdr: str) -> tuple[sa.ColumnElement[bool], ...]:
    return drafts.c.team_id == team_id, drafts.c.sdr_id == sdr
