"""A desk without Slack: people act on the first handoff, time passes, and one may look at what came of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from app.domain.lifecycle import Action, Meeting, Status
from app.domain.model import Deadline, Event, Handoff, Owed
from app.domain.sight import Sight
from app.policy import Policy
from app.services import handoffs, nudges, sights
from app.services.deeds import Deed
from app.store import handoffs as stored
from app.store.db import Database
from tests.cast import ANNA, MORNING, SAM, TEAM, policy, settle_in, submit


class Desk:
    """Sam's handoffs to Anna under a policy, from Monday at nine."""

    def __init__(self, db: Database, rules: Policy | None = None) -> None:
        self.db, self.policy, self.now = db, rules or policy(), MORNING
        settle_in(db)

    def hand_off(self, key: str = "V1", ae: str = ANNA, sdr: str = SAM) -> int:
        with self.db.transaction() as session:
            return submit(session, self.policy, self.now, key=key, ae=ae, sdr=sdr).number

    def does(self, who: str, action: str, number: int = 1, **note: Any) -> Handoff:
        with self.db.transaction() as session:
            deed = Deed(who, Action(action), note)
            return handoffs.act(session, self.policy, TEAM, number, deed, self.now)

    def later(self, **amount: float) -> int:
        """Let time pass, and the sweep act on it; gives the number of steps it took."""
        self.now += timedelta(**amount)
        return nudges.sweep(self.db, self.policy, self.now)

    def row(self, number: int = 1) -> Handoff:
        with self.db.reading() as session:
            return session.get_one(Handoff, number)

    def clock(self, number: int = 1) -> Deadline | None:
        with self.db.reading() as session:
            return stored.open_clock(session, number)

    def due(self, number: int = 1) -> datetime | None:
        """By when somebody must act, as everybody reads it."""
        return self.seen(ANNA, number).due

    def seen(self, viewer: str, number: int = 1) -> Sight:
        with self.db.reading() as session:
            row = session.get_one(Handoff, number)
            return sights.see(session, self.policy, row, viewer, self.now)

    def history(self, number: int = 1) -> list[Event]:
        with self.db.reading() as session:
            return list(stored.history(session, number))

    def told(self, *kinds: str) -> list[tuple[str, str]]:
        """(kind, reader) of what is owed, in the order it was."""
        with self.db.reading() as session:
            rows = session.exec(select(Owed).order_by(col(Owed.id))).all()
        return [(row.kind, row.recipient) for row in rows if not kinds or row.kind in kinds]

    def owed(self, kind: str, to: str) -> Owed:
        """The newest message of a kind to somebody."""
        with self.db.reading() as session:
            query = select(Owed).where(col(Owed.kind) == kind, col(Owed.recipient) == to)
            found = session.exec(query.order_by(col(Owed.id).desc())).first()
        assert found is not None, f"no {kind} for {to}"
        return found

    def bring(self, status: Status, meeting: Meeting = Meeting.NONE, number: int = 1) -> None:
        """Put a handoff where a test begins, as if everything before had happened."""
        with self.db.transaction() as session:
            row = session.get_one(Handoff, number)
            row.status, row.meeting, row.owner_id = status, meeting, row.ae_id
            session.add(row)


def steps(desk: Desk) -> Iterator[str]:
    """What the clock did, by its history."""
    for event in desk.history():
        if event.actor_id is None:
            yield f"{event.action} {event.note['whom']}"
