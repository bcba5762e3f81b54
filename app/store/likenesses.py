"""What prospects are recognised by: SELECT, INSERT and DELETE, no decisions."""

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.lifecycle import OPEN
from app.domain.likeness import Alike
from app.domain.model import Handoff
from app.domain.model_team import Likeness
from app.store.handoffs import handoffs

likenesses: sa.Table = Likeness.__table__  # type: ignore[attr-defined]
ROOM = 5  # sets these locks apart from all others
ROWS = 20  # of one handoff, at most, that are worth reading


def hold(session: Session, team_id: str, alike: Sequence[Alike]) -> None:
    """Let nobody else look for the same prospect until this transaction ends.

    SQLite has one writer at a time as it is. In the order of their keys, so that no two wait for each other.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    for key in sorted({_key(team_id, one) for one in alike}):
        lock = sa.text("SELECT pg_advisory_xact_lock(:room, :key)")
        session.execute(lock, {"room": ROOM, "key": key})


def _key(team_id: str, alike: Alike) -> int:
    digest = hashlib.sha256(f"{team_id}:{alike.kind}:{alike.value}".encode()).digest()
    return int.from_bytes(digest[:4], signed=True)


def find(
    session: Session, team_id: str, alike: Sequence[Alike], *, but: str, limit: int
) -> dict[int, set[str]]:
    """Give the newest open handoffs that share something, and what; `but` is a submit key to pass over."""
    shared = sa.tuple_(likenesses.c.kind, likenesses.c.value).in_([tuple(one) for one in alike])
    query = (
        sa.select(likenesses.c.handoff_id, likenesses.c.kind)
        .join(handoffs, handoffs.c.id == likenesses.c.handoff_id)
        .where(
            likenesses.c.team_id == team_id,
            shared,
            handoffs.c.status.in_(list(OPEN)),
            handoffs.c.submit_key != but,
        )
        .order_by(likenesses.c.handoff_id.desc())
        .limit(limit * ROWS)
    )
    found: dict[int, set[str]] = {}
    for number, kind in session.execute(query):
        if number not in found and len(found) == limit:
            break
        found.setdefault(number, set()).add(kind)
    return found


def rows(session: Session, numbers: Sequence[int]) -> Sequence[Handoff]:
    """Read these handoffs, the newest first; they outlive a transaction that is undone."""
    query = select(Handoff).where(col(Handoff.id).in_(numbers)).order_by(col(Handoff.id).desc())
    found = session.exec(query).all()
    for one in found:
        session.expunge(one)
    return found


def add(session: Session, team_id: str, handoff_id: int, alike: Sequence[Alike]) -> None:
    """Store what a handoff's prospect is recognised by."""
    same = {"team_id": team_id, "handoff_id": handoff_id}
    session.execute(sa.insert(likenesses), [{**same, "kind": one.kind, "value": one.value} for one in alike])


def erase(session: Session, handoff_id: int) -> None:
    """Delete what a handoff's prospect is recognised by."""
    session.execute(sa.delete(likenesses).where(likenesses.c.handoff_id == handoff_id))
