"""Where people want their drafts put."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model_mail import Mailbox
from app.store.writing import insert, written

mailboxes: sa.Table = Mailbox.__table__  # type: ignore[attr-defined]
KEY = ["team_id", "person_id"]


def get(session: Session, team_id: str, person_id: str) -> Mailbox | None:
    """Find somebody's mailbox."""
    return session.get(Mailbox, (team_id, person_id))


def every(session: Session) -> Sequence[Mailbox]:
    """List all mailboxes."""
    return session.exec(select(Mailbox).order_by(col(Mailbox.address))).all()


def save(session: Session, mailbox: Mailbox) -> None:
    """Store somebody's mailbox in place of the one she had."""
    values = mailbox.model_dump()
    news = {name: value for name, value in values.items() if name not in KEY}
    session.execute(
        insert(session, mailboxes).values(**values).on_conflict_do_update(index_elements=KEY, set_=news)
    )


def delete(session: Session, team_id: str, person_id: str) -> bool:
    """Delete somebody's mailbox; False if she had none."""
    where = (mailboxes.c.team_id == team_id) & (mailboxes.c.person_id == person_id)
    return written(session.execute(sa.delete(mailboxes).where(where))) == 1


def keep_secret(session: Session, mailbox: Mailbox, secret: str) -> None:
    """Store a newer secret of a mailbox, unless it was connected anew meanwhile."""
    session.execute(sa.update(mailboxes).where(*_still(mailbox)).values(secret=secret))


def fail(session: Session, mailbox: Mailbox, error: str, now: datetime) -> bool:
    """Note that a mailbox lets us in no more; False if that is known, or it was connected anew meanwhile."""
    where = (*_still(mailbox), mailboxes.c.failed_at.is_(None))
    failed = sa.update(mailboxes).where(*where).values(failed_at=now, error=error)
    return written(session.execute(failed)) == 1


def _still(mailbox: Mailbox) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        mailboxes.c.team_id == mailbox.team_id,
        mailboxes.c.person_id == mailbox.person_id,
        mailboxes.c.connected_at == mailbox.connected_at,
    )
