"""Handoffs, people and figures as rows, in races and at the edges of a period."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.lifecycle import Status
from app.domain.model import Deadline, Handoff
from app.store import figures, handoffs, people
from app.store.db import Database
from tests.cast import ANNA, BEN, GIA, MORNING, PRIYA, SAM, TEAM, handoff, person
from tests.race import at_once

HOUR = timedelta(hours=1)
FORMS = itertools.count()


def store(db: Database, **changes: object) -> Handoff:
    row = handoff(**{"id": None, "submit_key": f"V{next(FORMS)}", **changes})  # type: ignore[arg-type]
    with db.transaction() as session:
        assert handoffs.add(session, row)
    return row


def clock(db: Database, number: int, **changes: object) -> None:
    row = {"team_id": TEAM, "handoff_id": number, "kind": "accept", "generation": 1, "started_at": MORNING}
    with db.transaction() as session:
        session.add(Deadline(**row | {"allowed_seconds": 60} | changes))  # type: ignore[arg-type]


def test_one_form_submitted_at_once_from_many_places_is_one_row(db: Database) -> None:
    def send(_: int) -> bool:
        with db.transaction() as session:
            return handoffs.add(session, handoff(id=None, submit_key="V1"))

    assert sum(at_once(8, send)) == 1
    with db.reading() as session:
        found = handoffs.by_submit_key(session, TEAM, "V1")
        assert found is not None
        assert handoffs.by_submit_key(session, "T0OTHER", "V1") is None


def test_a_step_of_a_ladder_is_taken_by_one(db: Database) -> None:
    clock(db, store(db).number, due_at=MORNING)
    with db.reading() as session:
        (due,) = handoffs.due_clocks(session, MORNING)

    def step(_: int) -> bool:
        with db.transaction() as session:
            return handoffs.advance(session, due, step=1, due_at=MORNING + HOUR, also_at=None)

    assert sum(at_once(8, step)) == 1


def test_only_running_clocks_that_are_due_are_due_the_longest_overdue_first(db: Database) -> None:
    for minutes, changes in {
        5: {},
        1: {},
        9: {"closed_at": MORNING},
        -1: {},
    }.items():
        clock(db, store(db).number, due_at=MORNING - timedelta(minutes=minutes), **changes)
    clock(db, store(db).number, due_at=None)
    with db.reading() as session:
        due = handoffs.due_clocks(session, MORNING)
        assert [found.due_at for found in due] == [MORNING - timedelta(minutes=m) for m in (5, 1)]
        assert len(handoffs.due_clocks(session, MORNING, limit=1)) == 1


def test_the_load_of_an_ae_is_what_is_open_with_her(db: Database) -> None:
    for status in Status:
        store(db, status=status)
    store(db, ae_id=BEN)
    store(db, team_id="T0OTHER")
    with db.reading() as session:
        assert handoffs.load_of(session, TEAM, [ANNA, BEN, GIA]) == {ANNA: 6, BEN: 1}


def test_what_concerns_somebody_is_what_is_open_and_has_her_on_it_oldest_first(db: Database) -> None:
    store(db, since=MORNING, company="Young")
    store(db, since=MORNING - HOUR, company="Old", sdr_id=PRIYA)
    store(db, status=Status.REJECTED)
    store(db, ae_id=BEN, owner_id=BEN, sdr_id=PRIYA)
    store(db, team_id="T0OTHER")
    with db.reading() as session:
        assert [found.company for found in handoffs.concerning(session, TEAM, [ANNA])] == ["Old", "Young"]
        assert len(handoffs.concerning(session, TEAM, [ANNA, BEN])) == 3
        assert len(handoffs.concerning(session, TEAM, [ANNA, BEN], limit=1)) == 1
        assert handoffs.concerning(session, TEAM, [GIA]) == []


def test_the_last_move_is_a_persons_whatever_else_happened_since(db: Database) -> None:
    row = store(db)
    with db.transaction() as session:
        handoffs.record(session, row, "accept", ANNA, MORNING, took_seconds=60)
        handoffs.record(session, row, "intro_opened", SAM, MORNING)
        handoffs.record(session, row, "nudged", None, MORNING, clock="touch")
    with db.reading() as session:
        last, newest = handoffs.last_move(session, row.number), handoffs.last_event(session, row.number)
        assert last is not None
        assert newest is not None
        assert (last.action, last.actor_id, last.took_seconds) == ("accept", ANNA, 60)
        assert (newest.action, newest.note) == ("nudged", {"clock": "touch"})
        lines = [line.action for line in handoffs.history(session, row.number)]
        assert lines == ["accept", "intro_opened", "nudged"]
        assert handoffs.last_move(session, 99) is None


def test_a_digest_is_claimed_once_for_a_team_and_a_day(db: Database) -> None:
    day = date(2026, 11, 23)

    def take(_: int) -> bool:
        with db.transaction() as session:
            return figures.claim_day(session, TEAM, day, MORNING)

    assert sum(at_once(8, take)) == 1
    with db.transaction() as session:
        assert figures.is_claimed(session, TEAM, day, day)
        assert not figures.is_claimed(session, TEAM, day + timedelta(days=1), day + timedelta(days=7))
        assert figures.claim_day(session, "T0OTHER", day, MORNING)
        assert figures.claim_day(session, TEAM, day + timedelta(days=7), MORNING)


def test_a_team_had_a_handoff_before_a_moment_or_not(db: Database) -> None:
    store(db, created_at=MORNING)
    store(db, created_at=MORNING - HOUR, team_id="T0OTHER")
    with db.reading() as session:
        assert figures.any_before(session, TEAM, MORNING + HOUR)
        assert not figures.any_before(session, TEAM, MORNING)


def test_what_slack_says_of_somebody_replaces_what_it_said_but_not_where_we_talk(db: Database) -> None:
    with db.transaction() as session:
        people.save(session, person(ANNA))
        people.set_channel(session, TEAM, ANNA, "D1")
        people.save(session, person(ANNA, name="Anna Braun", is_gone=True))
    with db.reading() as session:
        known = people.get(session, TEAM, ANNA)
    assert known is not None
    assert (known.name, known.is_gone, known.channel) == ("Anna Braun", True, "D1")


def test_a_stranger_whom_many_meet_at_once_is_stored_once(db: Database) -> None:
    def meet(worker: int) -> None:
        with db.transaction() as session:
            people.save(session, person(GIA, name=f"Gia {worker}"))

    at_once(8, meet)
    with db.reading() as session:
        assert len(people.known(session, TEAM, ids=[GIA])) == 1


def test_people_are_known_by_id_or_email_in_their_own_workspace(db: Database) -> None:
    with db.transaction() as session:
        people.save(session, person(ANNA))
        people.save(session, person(BEN))
        people.save(session, person(GIA, team_id="T0OTHER"))
    with db.reading() as session:
        found = people.known(session, TEAM, ids=[ANNA, GIA], emails=["ben@northwind.example"])
        assert {one.id for one in found} == {ANNA, BEN}
        assert people.get(session, TEAM, GIA) is None


def test_the_introduction_is_written_over_the_earlier_one(db: Database) -> None:
    number = store(db).number
    mail: dict[str, Any] = {"recipients": [], "copies": [], "subject": "One", "body": "b", "sent_at": None}
    with db.transaction() as session:
        handoffs.write_intro(session, number, mail)
        handoffs.write_intro(session, number, {"subject": "Two"})
    with db.reading() as session:
        found = handoffs.get_intro(session, number)
        assert found is not None
        assert (found.subject, found.body) == ("Two", "b")


def test_a_booked_meeting_keeps_its_date(db: Database) -> None:
    number, at = store(db).number, datetime.fromisoformat("2026-12-01T15:00+01:00")
    with db.transaction() as session:
        handoffs.write(session, session.get_one(Handoff, number), meeting_at=at)
    with db.reading() as session:
        assert session.get_one(Handoff, number).meeting_at == at
