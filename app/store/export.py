"""What an export reads: SELECT, batch by batch, in constant memory, however many rows there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model import Person
from app.domain.model_loop import Fact
from app.store.handoffs import events, handoffs

facts: sa.Table = Fact.__table__  # type: ignore[attr-defined]
AT_ONCE = 1_000  # rows in one query
Row = Any  # what SQLAlchemy gives, columns by name
OF_FACTS = ("accept_seconds", "accept_within", "touch_seconds", "touch_within", "round_trips")
OF_HANDOFFS = (
    *("id", "created_at", "status", "since", "sdr_id", "ae_id", "owner_id", "company", "segment", "priority"),
    *("source", "pool", "accepted_at", "touched_at", "meeting", "meeting_at", "reason", "dispute", "quality"),
    *("amount", "returns_on", "reassigned", "policy_version"),
)


@dataclass(frozen=True)
class Part:
    """Which rows: a team's, from a moment (UTC) on, before another; of certain people, if not of all."""

    team_id: str
    since: datetime
    until: datetime | None = None
    people: frozenset[str] | None = None  # as SDR or AE
    viewer: str = ""  # who also sees what she owns, and what she was asked about in place of a manager

    def holds(self, moment: sa.Column[Any]) -> list[sa.ColumnElement[bool]]:
        """Give the conditions; `moment` is the column that the rows are in order of, from `since` on."""
        wanted = [moment.table.c.team_id == self.team_id]
        wanted += [moment < self.until] if self.until else []
        if self.people is not None:
            deputies = sa.cast(handoffs.c.deputies, sa.Text).contains(f'"{self.viewer}"', autoescape=True)
            on_it = [handoffs.c.sdr_id.in_(self.people), handoffs.c.ae_id.in_(self.people)]
            wanted.append(sa.or_(*on_it, handoffs.c.owner_id == self.viewer, deputies))
        return wanted


def found_handoffs(session: Session, part: Part, *, packages: bool = False) -> Iterator[list[Row]]:
    """Give the handoffs, oldest first; with their packages if that is said."""
    columns = [handoffs.c[name] for name in OF_HANDOFFS] + [facts.c[name] for name in OF_FACTS]
    columns += [handoffs.c.package] if packages else []
    joined = handoffs.outerjoin(facts, facts.c.handoff_id == handoffs.c.id)
    query = sa.select(*columns).select_from(joined).where(*part.holds(handoffs.c.created_at))
    return _batches(session, query, part.since, handoffs.c.created_at, handoffs.c.id)


def found_events(session: Session, part: Part) -> Iterator[list[Row]]:
    """Give the history, oldest first."""
    query = sa.select(events).where(*part.holds(events.c.at))
    if part.people is not None:
        query = query.select_from(_with_handoffs())
    return _batches(session, query, part.since, events.c.at, events.c.id)


def count(session: Session, part: Part, what: str) -> int:
    """Count the handoffs, or the lines of history if `what` is events."""
    table, moment = (events, events.c.at) if what == "events" else (handoffs, handoffs.c.created_at)
    joined = table if table is handoffs or part.people is None else _with_handoffs()
    query = sa.select(sa.func.count()).select_from(joined)
    return int(session.execute(query.where(moment >= part.since, *part.holds(moment))).scalar_one())


def _with_handoffs() -> sa.Join:
    return events.join(handoffs, handoffs.c.id == events.c.handoff_id)


def _batches(
    session: Session,
    query: sa.Select[Any],
    since: datetime,
    moment: sa.Column[Any],
    number: sa.Column[Any],
) -> Iterator[list[Row]]:
    """Read on from the last row of the batch before, each batch in a transaction of its own.

    One long transaction would keep PostgreSQL's vacuum and SQLite's log waiting for whoever reads slowly.
    """
    query = query.order_by(moment, number).limit(AT_ONCE)
    further = [moment >= since]
    while True:
        found = list(session.execute(query.where(*further)))
        session.rollback()
        if found:
            yield found
        if len(found) < AT_ONCE:
            return
        last = found[-1]._mapping
        # The moment stands by itself as well: so an index begins there, rather than at the first row of all.
        further = [moment >= last[moment], sa.or_(moment > last[moment], number > last[number])]


def names(session: Session, team_id: str) -> dict[str, str]:
    """Give everybody's name by Slack id."""
    query = select(Person.id, Person.name).where(col(Person.team_id) == team_id)
    return dict(session.exec(query).all())
