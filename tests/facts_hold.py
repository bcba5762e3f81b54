"""What is true of the facts at every moment: each says what the history of its handoff says, by hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, select

from app.domain.model import Event, Handoff
from app.domain.model_loop import Fact


def check(session: Session, rows: Collection[Handoff], events: Mapping[int, Sequence[Event]]) -> None:
    """Fail unless each handoff has its facts, of its present turn, and they agree with its history."""
    facts = {fact.handoff_id: fact for fact in session.exec(select(Fact))}
    for row in rows:
        fact, history = facts[row.number], events[row.number]
        assert (fact.turn, fact.ae_id, fact.sdr_id) == (row.turn, row.ae_id, row.sdr_id), row
        assert fact.created_at == _whole(row.created_at)
        assert fact.accepted_at == _whole(_first(history, "accept", "take"))
        assert fact.touched_at == _whole(_first(history, "touch", "book"))
        assert fact.won_at == _whole(_first(history, "win"))
        assert fact.round_trips == sum(event.action == "ask" for event in history)
        said_no = sum({"reject": 1, "overturn": -1}.get(event.action, 0) for event in history)
        assert (fact.rejected_at is not None) == (said_no > 0), row


def _first(history: Sequence[Event], *actions: str) -> datetime | None:
    return next((event.at for event in history if event.action in actions), None)


def _whole(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(microsecond=0)
