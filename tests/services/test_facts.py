"""The facts that figures count: kept with each move, as the history tells them, and made up for later."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import HandoffError
from app.domain.model_loop import Fact
from app.services import facts, privacy
from app.store import facts as stored
from app.store.db import Database
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, SAM, TEAM, YUKI, policy
from tests.everything import EVERYTHING
from tests.services.desk import Desk

HOUR = 3600
REROUTED = '[routing]\nreroute_reasons = ["no_capacity"]'


def fact(desk: Desk, number: int = 1) -> Fact:
    with desk.db.reading() as session:
        return session.get_one(Fact, number)


def test_a_lead_that_goes_well_has_each_moment_and_who_was_how_fast(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off()
    for hours, action, note in (
        (1, "accept", {}),
        (2, "book", {}),
        (3, "hold", {}),
        (4, "opportunity", {}),
        (5, "win", {}),
        (6, "rate", {"quality": 5}),
    ):
        desk.later(hours=hours)
        desk.does(ANNA, action, **note)
    kept = fact(desk)
    moments = ("created", "accepted", "touched", "booked", "held", "opportunity", "won", "rated")
    reached = [(getattr(kept, f"{name}_at") - MORNING) / timedelta(hours=1) for name in moments]
    assert reached == [0, 1, 3, 3, 6, 10, 15, 21]
    assert kept.moved_at == MORNING + timedelta(hours=21)
    assert (kept.accepted_by, kept.accept_seconds, kept.accept_within) == (ANNA, HOUR, True)
    assert (kept.touched_by, kept.touch_seconds, kept.touch_within) == (ANNA, 2 * HOUR, True)
    assert (kept.sdr_id, kept.ae_id, kept.quality, kept.turn) == (SAM, ANNA, 5, 7)
    assert kept.criteria.startswith("authority=claimed,budget=claimed,clear_use_case=claimed,")
    assert kept.filled == 14


def test_the_clock_stands_still_while_a_question_is_with_the_sdr(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=1)
    desk.does(ANNA, "ask", question="Who signs?")
    desk.later(hours=7)
    desk.does(SAM, "answer", answer="Jane")
    desk.later(hours=2)
    desk.does(ANNA, "accept")
    kept = fact(desk)
    assert (kept.accept_seconds, kept.accept_within, kept.round_trips) == (3 * HOUR, True, 1)
    assert kept.returned_at == MORNING + timedelta(hours=1)


def test_more_time_adds_to_what_was_used_and_to_what_was_allowed(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=3)
    desk.does(MARIA, "extend", comment="a fair")
    desk.later(hours=4)
    desk.does(ANNA, "accept")
    kept = fact(desk)
    assert (kept.accept_seconds, kept.accept_within) == (7 * HOUR, True)
    desk.later(hours=25)
    desk.does(ANNA, "touch")
    assert (fact(desk).touch_seconds, fact(desk).touch_within) == (25 * HOUR, False)


def test_a_promised_sleep_is_not_held_against_anybody(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=1)
    desk.does(MARIA, "snooze", until=(desk.now + timedelta(hours=30)).isoformat(), comment="a flight")
    desk.later(hours=31)
    desk.does(ANNA, "accept")
    assert (fact(desk).accept_seconds, fact(desk).accept_within) == (2 * HOUR, True)


def test_each_ae_answers_for_her_own_time_and_her_own_no(sqlite_mould: Any, db: Database) -> None:
    desk = Desk(db, policy(rest=REROUTED))
    desk.hand_off()
    desk.later(hours=3)
    desk.does(ANNA, "reject", reason="no_capacity", comment="full", criterion="budget")
    kept = fact(desk)
    assert (kept.rejected_by, kept.reason, kept.failed) == (ANNA, "no_capacity", "budget")
    assert (kept.ae_id != ANNA, kept.reassigned) == (True, 1)
    desk.later(hours=1)
    desk.does(kept.ae_id, "accept")
    kept = fact(desk)
    assert (kept.accepted_by, kept.accept_seconds, kept.rejected_by) == (kept.ae_id, HOUR, ANNA)


def test_a_rejection_that_was_overturned_is_none_and_begins_anew(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=3)
    desk.does(ANNA, "reject", reason="not_a_fit", comment="c")
    desk.does(SAM, "dispute", comment="look again")
    desk.does(MARIA, "overturn", comment="it fits")
    kept = fact(desk)
    assert (kept.rejected_at, kept.rejected_by, kept.reason) == (None, "", "")
    desk.later(hours=1)
    desk.does(ANNA, "accept")
    assert fact(desk).accept_seconds == HOUR


def test_what_a_manager_takes_over_is_accepted_by_her_and_timed_for_nobody(desk: Desk) -> None:
    desk.hand_off()
    desk.later(hours=5)
    desk.does(MARIA, "take")
    kept = fact(desk)
    assert (kept.accepted_by, kept.accept_seconds, kept.accept_within) == (MARIA, None, None)
    desk.later(hours=1)
    desk.does(MARIA, "touch")
    desk.does(MARIA, "recycle", reason="not_now")
    kept = fact(desk)
    assert (kept.touch_seconds, kept.ended, kept.reassigned) == (HOUR, "not_now", 1)


def test_the_hard_stop_is_a_fact_of_the_clock(sqlite_mould: Any, db: Database) -> None:
    desk = Desk(db, policy('hours = "always"\nhard_stop = "2d"'))
    desk.hand_off()
    for _ in range(6):
        desk.later(hours=12)
    assert any(event.action == "stopped" for event in desk.history())
    assert fact(desk).expired_at == MORNING + timedelta(hours=48)


WHO = (SAM, ANNA, BEN, YUKI, MARIA, DAN)
NOTES: dict[str, dict[str, Any]] = {
    "reject": {"reason": "no_capacity", "comment": "c"},
    "ask": {"question": "q"},
    "answer": {"answer": "a"},
    "dispute": {"comment": "c"},
    "uphold": {"comment": "c"},
    "overturn": {"comment": "c"},
    "reassign": {"ae": BEN, "comment": "c"},
    "hand_over": {"ae": YUKI, "comment": "c"},
    "extend": {"comment": "c"},
    "recycle": {"reason": "not_now"},
    "lose": {"reason": "price"},
    "rate": {"quality": 3},
}
DEEDS = ("accept", "take", "touch", "book", "hold", "no_show", "opportunity", "win", "withdraw", *NOTES)


def rows(desk: Desk) -> list[tuple[Any, ...]]:
    with desk.db.reading() as session:
        found = session.execute(sa.select(stored.facts).order_by(stored.facts.c.handoff_id))
        return [tuple(row) for row in found]


@settings(
    max_examples=200 if EVERYTHING else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(WHO), st.sampled_from(DEEDS), st.sampled_from([1, 9, 40])), max_size=14
    )
)
def test_whatever_happens_deriving_them_anew_changes_nothing(
    desk: Desk, told: list[tuple[str, str, int]]
) -> None:
    desk.policy = policy(rest=REROUTED)
    number = desk.hand_off(key=f"V{len(rows(desk))}")
    for who, action, hours in told:
        desk.later(hours=hours)
        try:
            desk.does(who, action, number, **NOTES.get(action, {}))
        except HandoffError:
            continue
    kept = rows(desk)
    with desk.db.transaction() as session:
        assert facts.rebuild(session, TEAM) == len(kept)
    assert rows(desk) == kept
    assert {row.turn for row in [fact(desk, number)]} == {desk.row(number).turn}


def test_what_an_earlier_release_has_moved_is_made_up_for_in_small_rounds(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(db)
    for key in "ABCDE":
        desk.hand_off(key=key)
    desk.does(ANNA, "accept", 2)
    kept = rows(desk)
    with db.transaction() as session:  # as that release leaves them: some missing, one behind
        session.execute(sa.delete(stored.facts).where(stored.facts.c.handoff_id.in_([1, 3, 5])))
        session.execute(
            sa.update(stored.facts).where(stored.facts.c.handoff_id == 2).values(turn=1, ae_id=BEN)
        )
    monkeypatch.setattr(facts, "LOOKED_AT", 3)
    monkeypatch.setattr(facts, "WRITTEN", 1)
    on, rounds = facts.catch_up(db), 1
    while on is not None:
        on, rounds = facts.catch_up(db, on), rounds + 1
    assert rows(desk) == kept
    assert rounds == 4
    assert facts.catch_up(db, None) == 3  # nothing to do, and so on to the older ones


def test_forgetting_a_prospect_changes_no_fact(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "reject", reason="not_a_fit", comment="Jane Doe said no", criterion="budget")
    kept = rows(desk)
    privacy.forget(desk.db, "jane@acme.example", desk.now)
    with desk.db.transaction() as session:
        facts.rebuild(session, TEAM)
    assert rows(desk) == kept
