"""The credit ledger is written behind the moves, once, in one chain; and what was written stays."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.domain.ledger import Line, Verdict, chained
from app.services import ledger
from app.store import ledger as stored
from app.store.db import Database
from app.store.handoffs import events
from tests.cast import ANNA, BEN, MARIA, PRIYA, SAM, TEAM
from tests.race import at_once
from tests.services.desk import Desk


def lines(db: Database) -> list[Line]:
    with db.reading() as session:
        return [line for batch in stored.batches(session, TEAM) for line in batch]


def check(db: Database, expect: str = "") -> Verdict:
    with db.reading() as session:
        return ledger.check(session, TEAM, expect)


def lived(db: Database) -> Desk:
    """Acme is reassigned, accepted, met and won; and rejected, disputed, and the SDR was right."""
    desk = Desk(db)
    desk.hand_off()
    desk.does(MARIA, "reassign", ae=BEN)
    for action in ("accept", "touch", "book", "hold", "opportunity", "win"):
        desk.later(minutes=5)
        desk.does(BEN, action, **({"amount": 50_000} if action == "opportunity" else {}))
    desk.hand_off("V2", sdr=PRIYA)
    desk.does(ANNA, "reject", 2, reason="other", comment="Too small")
    desk.does(PRIYA, "dispute", 2, evidence="They have 400 people")
    desk.does(MARIA, "overturn", 2, comment="They fit")
    return desk


def test_the_moves_are_credited_in_their_order_once(db: Database) -> None:
    desk = lived(db)
    assert ledger.seal(db, TEAM) == 9
    assert ledger.seal(db, TEAM) == 0
    assert ledger.seal(db, "T0THEIRS") == 0
    assert [(line.handoff_id, line.kind, line.person_id, line.amount) for line in lines(db)] == [
        (1, "sourced", SAM, None),
        (1, "reassigned", BEN, None),
        (1, "accepted", BEN, None),
        (1, "held", SAM, None),
        (1, "held", BEN, None),
        (1, "won", SAM, 50_000),
        (1, "won", BEN, 50_000),
        (2, "sourced", PRIYA, None),
        (2, "ruled", PRIYA, None),
    ]
    desk.does(ANNA, "accept", 2)
    first = lines(db)
    assert ledger.seal(db, TEAM) == 1
    after = lines(db)
    assert after[:-1] == first
    assert (after[-1].kind, after[-1].at) == ("accepted", desk.now)
    assert check(db, first[-1].seal) == (10, after[-1].seal, "")


def add_copies(db: Database, changes: list[dict[str, Any]]) -> None:
    """Add lines to the history that are like its only one, but for the changes."""
    with db.transaction() as session:
        row = session.execute(sa.select(events)).one()._asdict()
        session.execute(sa.insert(events), [{**row, "id": n, **one} for n, one in enumerate(changes, 2)])
        if not db.is_sqlite:
            session.execute(sa.text("SELECT setval('event_id_seq', (SELECT max(id) FROM event))"))


def test_a_history_of_years_is_sealed_in_parts(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off()
    add_copies(db, [{"at": desk.now + timedelta(minutes=n)} for n in range(2 * ledger.AT_ONCE)])
    assert [ledger.seal(db, TEAM) for _ in range(4)] == [ledger.AT_ONCE, ledger.AT_ONCE, 1, 0]
    assert check(db).lines == 2 * ledger.AT_ONCE + 1


def test_what_earns_nobody_anything_holds_nothing_up(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off()
    add_copies(db, [{"action": "accept", "actor_id": None}] * (ledger.AT_ONCE + 1))
    desk.hand_off("V2", sdr=PRIYA)
    assert [ledger.seal(db, TEAM) for _ in range(3)] == [1, 1, 0]
    assert [(line.line, line.person_id) for line in lines(db)] == [(1, SAM), (2, PRIYA)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_move_that_is_committed_after_later_ones_is_not_passed_over(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off()
    early = db.engine.connect()
    mine = early.execute(sa.select(events)).one()._mapping
    values = {name: value for name, value in mine.items() if name != "id"} | {"actor_id": BEN}
    late = early.execute(sa.insert(events).values(values).returning(events.c.id)).scalar_one()
    desk.hand_off("V2", sdr=PRIYA)
    assert ledger.seal(db, TEAM) == 2
    early.commit()
    early.close()
    assert late < lines(db)[-1].event_id
    assert ledger.seal(db, TEAM) == 1
    assert [(line.line, line.person_id) for line in lines(db)] == [(1, SAM), (2, PRIYA), (3, BEN)]
    assert check(db).fault == ""


def test_replicas_that_seal_at_once_make_one_chain(db: Database) -> None:
    desk = lived(db)
    for number in range(3, 30):
        desk.hand_off(f"V{number}")

    def replica(_: int) -> int:
        own = Database(db.url.render_as_string(hide_password=False)) if not db.is_sqlite else db
        try:
            return sum(ledger.seal(own, TEAM) for _ in range(3))
        finally:
            if own is not db:
                own.close()

    assert sum(at_once(3, replica)) == 36
    assert check(db).lines == 36
    assert len({(line.event_id, line.person_id) for line in lines(db)}) == 36


def test_whoever_comes_second_adds_nothing(db: Database) -> None:
    lived(db)
    ledger.seal(db, TEAM)
    mine = lines(db)
    with db.transaction() as session:
        assert not stored.append(session, chained([mine[0]._replace(event_id=mine[-1].event_id)], mine[3]))
        assert not stored.append(session, chained([mine[0]], mine[-1]))  # credited already
    assert lines(db) == mine


def test_the_database_refuses_to_change_or_delete_a_line(db: Database) -> None:
    lived(db)
    ledger.seal(db, TEAM)
    for statement in (sa.update(stored.ledger).values(amount=1_000_000), sa.delete(stored.ledger)):
        with pytest.raises(DBAPIError, match="the ledger is never changed"), db.transaction() as session:
            session.execute(statement)
    assert check(db).lines == 9


def without_guard(db: Database) -> None:
    """Do what only the database's owner can, and would have to."""
    off = ["DROP TRIGGER ledger_no_update", "DROP TRIGGER ledger_no_delete"]
    with db.transaction() as session:
        for statement in off if db.is_sqlite else ["ALTER TABLE ledger DISABLE TRIGGER ledger_no_change"]:
            session.execute(sa.text(statement))


def with_guard(db: Database) -> None:
    if not db.is_sqlite:
        with db.transaction() as session:
            session.execute(sa.text("ALTER TABLE ledger ENABLE TRIGGER ledger_no_change"))


def test_whoever_gets_round_that_is_found_out_by_the_first_line(db: Database) -> None:
    lived(db)
    ledger.seal(db, TEAM)
    noted = check(db).seal
    table, whole = stored.ledger, lines(db)

    def put(kept: list[Line]) -> None:
        with db.transaction() as session:
            session.execute(sa.delete(table))
            session.execute(sa.insert(table), [line._asdict() for line in kept])

    forged = [*whole]
    forged[3] = forged[3]._replace(person_id=MARIA)
    dearer = [*whole]
    dearer[5] = dearer[5]._replace(amount=1_000_000)
    swapped = [*whole[:3], whole[4]._replace(line=4), whole[3]._replace(line=5), *whole[5:]]
    added = [*whole, whole[0]._replace(line=10, event_id=whole[-1].event_id)]
    without_guard(db)
    try:
        for tampered, fault in (
            (forged, "line 4 does not fit"),
            (dearer, "line 6 does not fit"),
            (whole[:1] + whole[2:], "line 2 is missing"),
            (whole[1:], "line 1 is missing"),
            (swapped, "line 4 does not fit"),
            (added, "line 10 does not fit"),
        ):
            put(tampered)
            assert check(db).fault.startswith(fault)
        put(whole[:7])
        assert check(db).fault == ""
        assert check(db, noted).fault.startswith("no line has the expected seal")
        put(whole)
        assert check(db, noted) == (9, noted, "")
    finally:
        with_guard(db)
