"""The facts that figures count: the history they come from, their rows, and which ones lag behind."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.domain.facts import Line
from app.domain.model_loop import Fact
from app.store.handoffs import deadlines, events, handoffs

facts: sa.Table = Fact.__table__  # type: ignore[attr-defined]
STARTS = (deadlines.c.handoff_id == events.c.handoff_id) & (deadlines.c.generation == events.c.turn)
HISTORY = (
    sa.select(
        *(events.c.turn, events.c.action, events.c.actor_id, events.c.at, events.c.took_seconds),
        *(events.c.note, deadlines.c.kind, deadlines.c.allowed_seconds),
    )
    .join_from(events, deadlines, STARTS, isouter=True)
    .where(events.c.handoff_id == sa.bindparam("of"))
    .order_by(events.c.id)
)
DEFAULTS = {"filled": 0}  # of a row that is new


def history(session: Session, handoff_id: int) -> list[Line]:
    """Read all that happened to a handoff, oldest first, each line with the clock that its turn started."""
    return [Line(*row) for row in session.execute(HISTORY, {"of": handoff_id})]


def write(session: Session, values: Mapping[str, Any]) -> None:
    """Write the row of one handoff over the one before; a column that is not named keeps what it had."""
    dialect = session.get_bind().dialect.name
    session.execute(_upsert(dialect, tuple(values)), {**DEFAULTS, **values})


@lru_cache
def _upsert(dialect: str, names: tuple[str, ...]) -> Any:
    """Make the statement, once for all rows: it is on the way of every click."""
    row = (postgresql if dialect == "postgresql" else sqlite).insert(facts)
    changed = {name: row.excluded[name] for name in names if name != "handoff_id"}
    return row.on_conflict_do_update(index_elements=["handoff_id"], set_=changed)


def newest(session: Session) -> int:
    """Give the highest number of a handoff, 0 if there is none."""
    return session.execute(sa.select(sa.func.max(handoffs.c.id))).scalar() or 0


def lagging(session: Session, first: int, last: int) -> Sequence[int]:
    """List those from one number to another, newest first, whose facts are missing or of an earlier turn."""
    query = (
        sa.select(handoffs.c.id)
        .join_from(handoffs, facts, facts.c.handoff_id == handoffs.c.id, isouter=True)
        .where(handoffs.c.id.between(first, last), facts.c.turn.is_distinct_from(handoffs.c.turn))
        .order_by(handoffs.c.id.desc())
    )
    return session.execute(query).scalars().all()


def every(session: Session, team_id: str) -> Sequence[int]:
    """List the numbers of all handoffs of a team."""
    query = sa.select(handoffs.c.id).where(handoffs.c.team_id == team_id).order_by(handoffs.c.id)
    return session.execute(query).scalars().all()
