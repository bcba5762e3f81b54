"""Back after three days, the bot catches up: the oldest first, each person once, and nobody at night."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from app.domain.model import Deadline, Event, Handoff, Owed
from app.domain.model_loop import Fact
from app.services import nudges
from app.store.db import Database
from tests import invariants
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, SAM, YUKI, ZONES, policy
from tests.everything import on
from tests.ladders import ladder
from tests.services.desk import Desk

ALL, OPENS, CLOSES = 300, 9, 17
HOURS = f'[sla.hours]\nmon-fri = "{OPENS:02}:00-{CLOSES}:00"'
STATES: list[tuple[str, list[tuple[str, str, dict[str, Any]]]]] = [
    (ANNA, []),
    (BEN, []),
    (YUKI, []),
    (ANNA, [(ANNA, "ask", {"question": "Which CRM?"})]),
    (BEN, [(BEN, "accept", {})]),
    (YUKI, [(YUKI, "accept", {}), (YUKI, "touch", {})]),
    (ANNA, [(ANNA, "reject", {"reason": "other", "comment": "c"})]),
    (BEN, [(SAM, "withdraw", {})]),
    (YUKI, [(YUKI, "accept", {}), (YUKI, "recycle", {"reason": "other"})]),
    (ANNA, [(MARIA, "take", {})]),
]
FRIDAY_NIGHT = datetime(2026, 11, 27, 23, tzinfo=UTC)  # Saturday in Berlin and Tokyo, past five in New York
MORNINGS = {YUKI: 0, ANNA: 8, SAM: 9, BEN: 14}  # on Monday, in UTC; Maria's is Sam's


@pytest.fixture
def desk(db: Database) -> Desk:
    """300 handoffs of Monday and Tuesday in every state; then the bot was away."""
    desk = Desk(db, policy(HOURS, ladder=ladder([0.25, 0.5, 0.75], [1.0, 1.5])))
    with_clock = []
    for n, (ae, deeds) in enumerate(STATES):
        desk.now = MORNING + timedelta(hours=n)
        number = desk.hand_off(f"V{n}", ae=ae)
        for who, action, note in deeds:
            desk.does(who, action, number, **note)
        with_clock.append(number)
    _as_many_more(db, with_clock)
    return desk


@on("sqlite")
def test_what_was_missed_is_caught_up_with_in_each_persons_morning(desk: Desk) -> None:
    assert nudges.sweep(desk.db, desk.policy, FRIDAY_NIGHT) == 0
    assert desk.told("nudge", "stalled") == []
    sunday = datetime(2026, 11, 30, tzinfo=UTC) - timedelta(seconds=1)
    assert nudges.sweep(desk.db, desk.policy, sunday) == 0
    for hour in sorted(MORNINGS.values()):
        morning = datetime(2026, 11, 30, hour, tzinfo=UTC)
        assert nudges.sweep(desk.db, desk.policy, morning) > 0
        assert nudges.sweep(desk.db, desk.policy, morning) == 0
    told = invariants.check(desk.db, [MARIA, DAN])
    with desk.db.reading() as session:
        steps = session.exec(select(Event).where(col(Event.actor_id).is_(None)).order_by(col(Event.id))).all()
    waiting = [number for number, story in told.items() if story.status in invariants.WAITS]
    assert len(waiting) == ALL * 6 // 10
    nudged = Counter(step.handoff_id for step in steps if step.action == "nudged")
    assert nudged == Counter(waiting), "one nudge each, of the three that were missed"
    for step in steps:
        if step.action == "nudged":
            local = step.at.astimezone(ZoneInfo(ZONES.get(step.note["whom"], "UTC")))
            assert OPENS <= local.hour < CLOSES
            assert local.weekday() < 5
    pending = [number for number in waiting if told[number].status == "pending"]
    called = Counter((step.handoff_id, step.note["whom"]) for step in steps if step.action == "escalated")
    assert all(called[number, boss] == 1 for number in pending for boss in (MARIA, DAN))
    assert set(called.values()) == {1}


def _as_many_more(db: Database, numbers: list[int]) -> None:
    """Copy what is there, with its history, until there are enough."""
    each = ALL // len(numbers)
    with db.transaction() as session:
        for kind in (Handoff, Event, Deadline, Owed, Fact):
            for row in session.exec(select(kind)).all():
                copies = [_copy(row, len(numbers) * n) for n in range(1, each)]
                session.execute(sa.insert(kind), copies)


def _copy(row: SQLModel, further: int) -> dict[str, Any]:
    values = row.model_dump(exclude={"id"})
    if isinstance(row, Handoff):
        return values | {"id": row.number + further, "submit_key": f"{row.submit_key}+{further}"}
    values["handoff_id"] += further
    if isinstance(row, Owed):
        parts = row.key.split(":")
        values["key"] = ":".join([parts[0], str(values["handoff_id"]), *parts[2:]])
    return values
