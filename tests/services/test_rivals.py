"""Contrary moves of one handoff in the same moment: each turn has one winner, and all else agrees."""

import multiprocessing
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from app.domain.model import Deadline, Event, Handoff, Owed
from app.domain.model_loop import Fact
from app.services import nudges
from app.store.db import Database
from tests import invariants, postgres
from tests.race import at_once
from tests.services.desk import Desk
from tests.services.rivals import DEEDS, MANAGERS, SWEPT_AT, Outcome, agree, enter, replica, tries

REPLICAS, CONTESTED, DUE = 3, 8, 200


def test_of_fifty_who_decide_at_once_each_turn_has_one_winner(db: Database) -> None:
    desk = Desk(db)
    for _ in range(3):
        number = desk.hand_off(f"V{desk.now}")
        desk.now += timedelta(hours=4)

        def work(n: int, number: int = number) -> Outcome:
            return tries(desk, number, *DEEDS[n % len(DEEDS)])

        agree(at_once(50, work), desk.row(number).turn)
    invariants.check(db, MANAGERS)


@pytest.mark.parametrize("rival", ["reject", "withdraw", "reassign", "ask", "take"])
def test_whoever_is_second_to_an_acceptance_or_before_it_reads_so(db: Database, rival: str) -> None:
    desk = Desk(db)
    deeds = [DEEDS[0], next(deed for deed in DEEDS if deed[1] == rival)]
    for n in range(4):
        number = desk.hand_off(f"V{n}")

        def work(n: int, number: int = number) -> Outcome:
            return tries(desk, number, *deeds[n % 2])

        outcomes = at_once(10, work)
        agree(outcomes, desk.row(number).turn)
        assert any(outcome[0] == 2 for outcome in outcomes)
    invariants.check(db, MANAGERS)


def test_three_processes_contest_and_sweep_one_database(postgres_url: str) -> None:
    postgres.empty_database(postgres_url)
    db = Database(postgres_url)
    desk = Desk(db)
    numbers = [desk.hand_off(f"V{n}") for n in range(CONTESTED)]
    desk.now = SWEPT_AT - timedelta(hours=3)
    waiting = [desk.hand_off("W0"), *_as_many_more(db, numbers[-1] + 1)]
    apart = multiprocessing.get_context("forkserver")
    apart.set_forkserver_preload(["tests.services.rivals"])  # imported once, and not by each of them
    with apart.Pool(REPLICAS, enter, [apart.Barrier(REPLICAS)]) as pool:
        results = pool.starmap(replica, [(postgres_url, n, numbers) for n in range(REPLICAS)], chunksize=1)
    for place, number in enumerate(numbers):
        agree([outcome for outcomes, _ in results for outcome in outcomes[place]], desk.row(number).turn)
    invariants.check(db, MANAGERS)

    with db.reading() as session:
        nudged = select(Event.handoff_id).where(
            col(Event.action) == "nudged", col(Event.handoff_id) >= waiting[0]
        )
        assert sorted(session.exec(nudged)) == waiting
        owed = select(Owed.handoff_id).where(col(Owed.kind) == "nudge", col(Owed.handoff_id) >= waiting[0])
        assert sorted(number or 0 for number in session.exec(owed)) == waiting
        steps = select(Event.id).where(col(Event.actor_id).is_(None), col(Event.at) == SWEPT_AT)
        assert len(session.exec(steps).all()) <= sum(taken for _, taken in results)
    assert nudges.sweep(db, desk.policy, SWEPT_AT) == 0
    db.close()


def _as_many_more(db: Database, number: int) -> list[int]:
    """Let many more wait like one that was just handed off; gives their numbers."""
    more = list(range(number + 1, number + DUE))
    with db.transaction() as session:
        of_it: list[SQLModel] = [
            session.get_one(Handoff, number),
            *session.exec(select(Event).where(col(Event.handoff_id) == number)),
            *session.exec(select(Deadline).where(col(Deadline.handoff_id) == number)),
            *session.exec(select(Owed).where(col(Owed.handoff_id) == number)),
            *session.exec(select(Fact).where(col(Fact.handoff_id) == number)),
        ]
        for row in of_it:
            copies = [row.model_dump(exclude={"id"}) | _own(row, n) for n in more]
            session.execute(sa.insert(type(row)), copies)
    return more


def _own(row: SQLModel, number: int) -> dict[str, Any]:
    """What tells the copy of a row apart."""
    if isinstance(row, Handoff):
        return {"id": number, "submit_key": f"W{number}"}
    return {"handoff_id": number} | ({"key": f"{row.kind}:{number}"} if isinstance(row, Owed) else {})
