"""What is known of people: rows as Slack told them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.model import Person
from app.store.writing import insert

people: sa.Table = Person.__table__  # type: ignore[attr-defined]


def known(
    session: Session, team_id: str, *, ids: Collection[str], emails: Collection[str] = ()
) -> Sequence[Person]:
    """List the people with one of these ids or (lower-case) email addresses."""
    query = select(Person).where(
        col(Person.team_id) == team_id, sa.or_(col(Person.id).in_(ids), col(Person.email).in_(emails))
    )
    return session.exec(query).all()


def get(session: Session, team_id: str, person_id: str) -> Person | None:
    """Find somebody by Slack id."""
    return session.get(Person, (team_id, person_id))


def with_email(session: Session, email: str) -> Sequence[Person]:
    """List whoever has an email address (lower case), in any workspace."""
    return session.exec(select(Person).where(col(Person.email) == email)).all()


def save(session: Session, person: Person) -> None:
    """Store what Slack says of somebody, keeping the channel we talk to them in, and Do Not Disturb.

    In one statement: two couriers may meet the same stranger in the same moment.
    """
    values = person.model_dump(exclude={"channel", "dnd_until"})
    news = {name: value for name, value in values.items() if name not in ("team_id", "id")}
    session.execute(
        insert(session, people)
        .values(**values)
        .on_conflict_do_update(index_elements=["team_id", "id"], set_=news)
    )


def set_quiet(session: Session, team_id: str, until: Mapping[str, datetime | None]) -> None:
    """Note until when people do not want to be disturbed now (UTC); None is that they may be."""
    for person_id, moment in until.items():
        where = (people.c.team_id == team_id) & (people.c.id == person_id)
        session.execute(sa.update(people).where(where).values(dnd_until=moment))


def set_channel(session: Session, team_id: str, person_id: str, channel: str) -> None:
    """Remember the direct message with somebody."""
    where = (people.c.team_id == team_id) & (people.c.id == person_id)
    session.execute(sa.update(people).where(where).values(channel=channel))
