"""The outbox under several couriers: a message is one courier's at a time, in order, and never forgotten."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.model import Owed, Sending
from app.services import outbox as owing
from app.store import outbox
from app.store.db import Database
from app.store.outbox import LEASE
from tests import postgres
from tests.cast import ANNA, MORNING, SAM, TEAM, policy, settle_in, submit
from tests.race import at_once

ME, OTHER = 1, 2
SECOND = timedelta(seconds=1)


def owe(db: Database, key: str, to: str = SAM, handoff: int | None = None, **changes: Any) -> None:
    row: dict[str, Any] = {"team_id": TEAM, "kind": "notice", "due_at": MORNING, "created_at": MORNING}
    with db.transaction() as session:
        assert outbox.add(session, Owed(key=key, recipient=to, handoff_id=handoff, **row | changes))


def claim(db: Database, now: datetime = MORNING, holder: int = ME) -> Owed | None:
    with db.transaction() as session:
        return outbox.claim(session, now, holder=holder, postgres=not db.is_sqlite)


def claimed(db: Database, now: datetime = MORNING, holder: int = ME) -> Owed:
    owed = claim(db, now, holder)
    assert owed is not None
    return owed


def finish(db: Database, owed: Owed, now: datetime = MORNING, version: int = 1) -> bool:
    with db.transaction() as session:
        return outbox.finish(session, owed, now, version=version, channel="D1", ts="1.0")


def leave(db: Database, owed: Owed, now: datetime = MORNING) -> bool:
    """The request leaves."""
    with db.transaction() as session:
        return owing.start_sending(session, owed, now)


def again(db: Database, key: str) -> bool:
    with db.transaction() as session:
        return outbox.want_anew(session, key, MORNING)


def row(db: Database, key: str) -> Owed:
    with db.reading() as session:
        found = outbox.get(session, key)
    assert found is not None
    return found


def test_each_message_is_claimed_by_one_courier_only(db: Database) -> None:
    for n in range(40):
        owe(db, f"notice:{n}", to=f"U{n}")

    def work(worker: int) -> list[str]:
        mine = []
        while owed := claim(db, holder=worker):
            mine.append(owed.key)
        return mine

    counted = Counter(key for keys in at_once(8, work) for key in keys)
    assert counted == {f"notice:{n}": 1 for n in range(40)}


def test_couriers_of_several_replicas_do_not_wait_for_one_another(postgres_url: str) -> None:
    postgres.empty_database(postgres_url)
    db = Database(postgres_url)
    owe(db, "first", to="U1")
    owe(db, "second", to="U2")
    with db.transaction() as session:  # not yet committed
        mine = outbox.claim(session, MORNING, holder=ME, postgres=True)
        theirs = claimed(db, holder=OTHER)
    assert mine is not None
    assert (mine.key, theirs.key) == ("first", "second")
    db.close()


def test_a_message_is_owed_once(db: Database) -> None:
    owe(db, "nudge:1")
    with db.transaction() as session:
        twice = Owed(
            key="nudge:1", team_id=TEAM, kind="notice", recipient=SAM, due_at=MORNING, created_at=MORNING
        )
        assert not outbox.add(session, twice)


def test_messages_of_one_handoff_reach_a_reader_in_order_and_others_do_not_wait(db: Database) -> None:
    settle_in(db)
    with db.transaction() as session:
        number = submit(session, policy()).number
    for part in ("first", "second"):
        owe(db, part, to=ANNA, handoff=number)
    assert [claimed(db).key for _ in range(2)] == [f"card:{number}:{ANNA}", f"receipt:{number}:{SAM}"]
    assert claim(db) is None
    for expected in ("first", "second"):
        _finish_the_oldest(db, ANNA, number)
        assert claimed(db).key == expected
    assert claim(db) is None


def _finish_the_oldest(db: Database, to: str, number: int) -> None:
    with db.reading() as session:
        keys = [f"card:{number}:{to}", "first", "second"]
        held = next(o for key in keys if (o := outbox.get(session, key)) and o.state is Sending.LEASED)
    assert finish(db, held)


@pytest.mark.parametrize("state", ["ready", "leased", "sending", "unknown"])
def test_nothing_overtakes_a_message_that_is_still_to_arrive(db: Database, state: str) -> None:
    settle_in(db)
    with db.transaction() as session:
        number = submit(session, policy()).number
    later = MORNING + timedelta(days=1)
    owe(db, "before", to="U9", handoff=number, state=Sending(state), due_at=later)
    owe(db, "after", to="U9", handoff=number)
    assert "after" not in {claimed(db).key for _ in range(2)}
    assert claim(db) is None


@pytest.mark.parametrize("state", ["sent", "dead", "obsolete"])
def test_what_is_finished_holds_nothing_up(db: Database, state: str) -> None:
    owe(db, "before", state=Sending(state))
    owe(db, "after")
    assert claimed(db).key == "after"
    assert claim(db) is None


def test_the_longest_due_goes_first_and_what_is_not_due_waits(db: Database) -> None:
    owe(db, "later", to="U1", due_at=MORNING + SECOND)
    owe(db, "now", to="U2")
    owe(db, "earlier", to="U3", due_at=MORNING - SECOND)
    with db.reading() as session:
        assert outbox.due(session, MORNING - 2 * SECOND) is None
    assert [claimed(db).key, claimed(db).key] == ["earlier", "now"]
    assert claim(db) is None
    assert claimed(db, MORNING + SECOND).key == "later"


def test_the_lease_of_a_courier_that_fell_silent_runs_out_and_the_message_was_never_tried(
    db: Database,
) -> None:
    owe(db, "x")
    first = claimed(db)
    assert claim(db, MORNING + LEASE - SECOND, OTHER) is None
    second = claimed(db, MORNING + LEASE, OTHER)
    assert (second.state, second.holder) == (Sending.LEASED, OTHER)
    assert second.lease != first.lease


def test_a_message_that_was_on_its_way_is_unknown_and_not_ready_when_its_courier_fell_silent(
    db: Database,
) -> None:
    owe(db, "x")
    assert leave(db, claimed(db))
    assert row(db, "x").state is Sending.SENDING
    assert claim(db, MORNING + LEASE - SECOND, OTHER) is None
    assert claimed(db, MORNING + LEASE, OTHER).state is Sending.UNKNOWN
    assert claimed(db, MORNING + 2 * LEASE, ME).state is Sending.UNKNOWN


def test_who_lost_the_lease_changes_nothing_any_more(db: Database) -> None:
    owe(db, "x")
    late = claimed(db)
    now = claimed(db, MORNING + LEASE, OTHER)
    assert not leave(db, late)
    assert not finish(db, late)
    assert row(db, "x").state is Sending.LEASED
    assert finish(db, now)
    assert (row(db, "x").state, row(db, "x").shown) == (Sending.SENT, 1)


def test_a_change_while_a_card_is_on_its_way_is_shown_after_it(db: Database) -> None:
    owe(db, "card", kind="card")
    first = claimed(db)
    assert leave(db, first)
    assert again(db, "card")
    assert row(db, "card").state is Sending.SENDING
    assert finish(db, first, version=1)
    assert (row(db, "card").state, row(db, "card").wanted, row(db, "card").shown) == (Sending.READY, 2, 1)
    second = claimed(db)
    assert (second.ts, second.wanted) == ("1.0", 2)
    assert finish(db, second, version=2)
    assert row(db, "card").state is Sending.SENT
    assert claim(db) is None


def test_a_card_that_was_shown_is_due_again_once_something_changes(db: Database) -> None:
    owe(db, "card", kind="card", due_at=MORNING - timedelta(days=1))
    assert finish(db, claimed(db))
    assert claim(db) is None
    assert again(db, "card")
    assert (row(db, "card").state, row(db, "card").due_at) == (Sending.READY, MORNING)
    assert not again(db, "no such card")


def test_a_message_that_waits_for_its_next_try_keeps_waiting_and_a_dead_one_stays_dead(db: Database) -> None:
    later = MORNING + timedelta(minutes=5)
    owe(db, "tried", due_at=later)
    owe(db, "dead", to="U2", state=Sending.DEAD)
    assert again(db, "tried")
    assert again(db, "dead")
    assert row(db, "tried").due_at == later
    assert row(db, "dead").state is Sending.DEAD
    assert claim(db) is None


def test_changes_at_once_all_count(db: Database) -> None:
    owe(db, "card", kind="card")
    at_once(8, lambda _: [again(db, "card") for _ in range(5)])
    assert row(db, "card").wanted == 41


def test_the_leases_of_a_process_that_died_are_given_up_at_once(db: Database) -> None:
    for n in range(3):
        owe(db, f"x{n}", to=f"U{n}")
    dead = [claimed(db, holder=ME), claimed(db, holder=ME)]
    claimed(db, holder=OTHER)
    assert leave(db, dead[1])
    with db.reading() as session:
        assert sorted(outbox.holders(session)) == [ME, OTHER]
    with db.transaction() as session:
        assert outbox.release(session, ME) == 2
    with db.reading() as session:
        assert outbox.holders(session) == [OTHER]
    assert [claimed(db).state, claimed(db).state] == [Sending.LEASED, Sending.UNKNOWN]
    assert claim(db) is None
