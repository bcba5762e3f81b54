"""Looking for handoffs by what their prospect is called, on SQLite and PostgreSQL."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlmodel import Session

from app.store.handoffs import handoffs

NEWEST = 5_000  # handoffs that are looked through: whoever asks waits for the answer
NAMED = ("name", "email", "role")  # of a contact


def matching(
    session: Session,
    team_id: str,
    words: Collection[str],
    *,
    people: Collection[str] | None,
    viewer: str,
    limit: int,
) -> Sequence[int]:
    """List the numbers of the handoffs in which every word stands in the company or a contact, newest first.

    Capitals make no difference. `people` narrows it to those of which any of them is SDR or AE, or for
    which the viewer was asked in place of a manager; None is everybody's.
    """
    newest = (
        sa.select(handoffs.c.id)  # no more than that is sorted
        .where(handoffs.c.team_id == team_id, *_of(people, viewer))
        .order_by(handoffs.c.id.desc())
        .limit(NEWEST)
    )
    postgres = session.get_bind().dialect.name == "postgresql"
    found = [_stands(word, postgres=postgres) for word in words]
    query = sa.select(handoffs.c.id).where(handoffs.c.id.in_(newest), *found)
    return session.execute(query.order_by(handoffs.c.id.desc()).limit(limit)).scalars().all()


def _of(people: Collection[str] | None, viewer: str) -> list[sa.ColumnElement[bool]]:
    if people is None:
        return []
    asked = sa.cast(handoffs.c.deputies, sa.Text)
    return [
        sa.or_(
            handoffs.c.sdr_id.in_(people),
            handoffs.c.ae_id.in_(people),
            asked.contains(f'"{viewer}"', autoescape=True),
        )
    ]


def _stands(word: str, *, postgres: bool) -> sa.ColumnElement[bool]:
    """Say whether a word stands in the company, or in what is known of one of the contacts."""
    each = (sa.func.json_array_elements if postgres else sa.func.json_each)(handoffs.c.package["contacts"])
    one = each.table_valued("value", joins_implicitly=True)
    value = sa.type_coerce(one.c.value, sa.JSON)
    known = sa.or_(*(_has(value[name].as_string(), word) for name in NAMED))
    contact = sa.select(sa.literal(1)).select_from(one).where(known).exists()
    is_there = sa.or_(_has(handoffs.c.company, word), contact)
    if not (word.isascii() and word.isalnum()):
        return is_there
    # As such a word it also stands in the text of the package, which needs no parsing.
    return sa.and_(sa.cast(handoffs.c.package, sa.Text).icontains(word), is_there)


def _has(text: sa.ColumnElement[str], word: str) -> sa.ColumnElement[bool]:
    """Look for a word whatever its capitals: beyond ASCII, SQLite knows no others than it is told."""
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.title()}
    return sa.or_(*(text.icontains(one, autoescape=True) for one in sorted(spellings)))
