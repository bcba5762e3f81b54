"""The credit ledger: SELECT and INSERT alone; the database refuses the rest."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.domain.ledger import Line
from app.domain.model import Event
from app.domain.model_loop import Credit
from app.store.handoffs import events

ledger: sa.Table = Credit.__table__  # type: ignore[attr-defined]
FIELDS = [ledger.c[name] for name in Line._fields]
AT_ONCE = 2_000  # lines in one query: each is short, whoever reads them


def last(session: Session, team_id: str) -> Line | None:
    """Find the last line of a team."""
    query = sa.select(*FIELDS).where(ledger.c.team_id == team_id).order_by(ledger.c.line.desc()).limit(1)
    row = session.execute(query).first()
    return Line(*row) if row else None


def unsealed(
    session: Session, team_id: str, actions: Collection[str], after: int, limit: int
) -> Sequence[Event]:
    """List the lines of history after the one with this id that the ledger does not have yet, by id."""
    there = sa.select(ledger.c.id).where(ledger.c.event_id == events.c.id).exists()
    theirs = sa.func.coalesce(events.c.team_id, "") == team_id  # so that no index goes before that of the ids
    query = select(Event).where(col(Event.id) > after, theirs, col(Event.action).in_(actions), ~there)
    return session.exec(query.order_by(col(Event.id)).limit(limit)).all()


def history(session: Session, numbers: Collection[int], actions: Collection[str]) -> Sequence[Event]:
    """List what happened to some handoffs, by id."""
    query = select(Event).where(col(Event.handoff_id).in_(numbers), col(Event.action).in_(actions))
    return session.exec(query.order_by(col(Event.id))).all()


def append(session: Session, lines: Sequence[Line]) -> bool:
    """Add lines at the end; False if another process was faster, and then none is added."""
    try:
        with session.begin_nested():
            session.execute(sa.insert(ledger), [line._asdict() for line in lines])
    except IntegrityError:
        return False
    return True


def batches(
    session: Session,
    team_id: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    people: Collection[str] | None = None,
) -> Iterator[list[Line]]:
    """Give a team's lines in order, some at a time; of a period or certain people, if that is said."""
    wanted = [ledger.c.team_id == team_id]
    wanted += [ledger.c.at >= since] if since else []
    wanted += [ledger.c.at < until] if until else []
    wanted += [ledger.c.person_id.in_(people)] if people is not None else []
    after = 0
    while True:
        query = sa.select(*FIELDS).where(*wanted, ledger.c.line > after).order_by(ledger.c.line)
        found = session.execute(query.limit(AT_ONCE)).all()
        session.rollback()  # no long transaction: it would hold up vacuum, or SQLite's log
        if found:
            yield [Line(*row) for row in found]
        if len(found) < AT_ONCE:
            return
        after = found[-1].line
