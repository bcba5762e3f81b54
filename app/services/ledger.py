"""The credit ledger: sealing what was earned, and reading it again."""

from collections.abc import Sequence
from itertools import chain, groupby

from sqlmodel import Session

from app.domain.ledger import CREDITED, TELLING, WITH_HISTORY, Line, Verdict, chained, earned, verify
from app.domain.model import Event
from app.store import ledger as stored
from app.store.db import Database

AT_ONCE = 200  # lines of history in one transaction, which nobody should wait for
# PostgreSQL's transactions may commit in another order than that of the ids they took. So each round looks
# this far back for what came late. A transaction lives for seconds (see store/db.py): never so many events.
LAG = 10_000


def seal(db: Database, team_id: str) -> int:
    """Write the next of what was earned into a team's ledger; gives how many lines.

    0 if nothing is left, or if another replica is about it: UNIQUE (team_id, line) decides between them.
    """
    with db.reading() as session:
        if not _next(session, team_id, stored.last(session, team_id)):
            return 0
    with db.transaction() as session:
        last = stored.last(session, team_id)  # before what follows: nobody's line is then written twice
        lines = chained(_next(session, team_id, last), last)
        return len(lines) if lines and stored.append(session, lines) else 0


def check(session: Session, team_id: str, expect: str = "") -> Verdict:
    """Read a team's whole ledger, up to the first line that does not fit; see `domain.ledger.verify`."""
    return verify(chain.from_iterable(stored.batches(session, team_id)), expect)


def _next(session: Session, team_id: str, last: Line | None) -> list[Line]:
    """Give the next lines, not numbered yet. What earns nobody anything is passed over."""
    after = last.event_id - LAG if last else 0
    while found := stored.unsealed(session, team_id, CREDITED, after, AT_ONCE):
        if lines := _earned(session, found):
            return lines
        after = found[-1].id or 0
    return []


def _earned(session: Session, found: Sequence[Event]) -> list[Line]:
    numbers = {event.handoff_id for event in found if event.action in WITH_HISTORY}
    told = stored.history(session, numbers, TELLING) if numbers else []
    by_handoff = sorted(told, key=lambda one: one.handoff_id)
    history = {number: list(some) for number, some in groupby(by_handoff, key=lambda one: one.handoff_id)}
    return [
        Line(
            event.team_id,
            0,
            event.id or 0,
            event.handoff_id,
            event.at,
            one.kind.value,
            one.person_id,
            one.amount,
            "",
        )
        for event in found
        for one in earned(event, history.get(event.handoff_id, []))
    ]
