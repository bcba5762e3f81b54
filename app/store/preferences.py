"""What people have set for themselves: SELECT and INSERT, no decisions."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model_loop import Preference
from app.store.writing import insert

preferences: sa.Table = Preference.__table__  # type: ignore[attr-defined]


def get(session: Session, team_id: str, person: str) -> Preference | None:
    """Find what somebody has set."""
    return session.get(Preference, (team_id, person), populate_existing=True)


def of(session: Session, team_id: str, people: Collection[str]) -> Sequence[Preference]:
    """List what any of these people have set."""
    query = select(Preference).where(
        col(Preference.team_id) == team_id, col(Preference.person_id).in_(people)
    )
    return session.exec(query).all()


def save(session: Session, preference: Preference) -> None:
    """Store what somebody has set, over what she had set before."""
    values = preference.model_dump()
    news = {name: value for name, value in values.items() if name not in ("team_id", "person_id")}
    session.execute(
        insert(session, preferences)
        .values(**values)
        .on_conflict_do_update(index_elements=["team_id", "person_id"], set_=news)
    )
