"""What becomes of a message that was tried: never sent twice, never lost, and given up with a reason."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.model import Owed, Sending
from app.services import outbox
from app.services.outbox import LOOK_AGAIN, MOST_TRIES, SETTLE
from app.store import handoffs
from app.store import outbox as rows
from app.store.db import Database
from tests.cast import ANNA, MARIA, MORNING, SAM, TEAM
from tests.services.desk import Desk

CARD = f"card:1:{ANNA}"


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def claim(desk: Desk, now: datetime = MORNING) -> Owed:
    with desk.db.transaction() as session:
        owed = rows.claim(session, now, holder=1, postgres=not desk.db.is_sqlite)
    assert owed is not None
    return owed


def tried(desk: Desk, owed: Owed, now: datetime = MORNING) -> None:
    with desk.db.transaction() as session:
        assert outbox.start_sending(session, owed, now)


def ends(desk: Desk, outcome: Any, owed: Owed, *arguments: Any, **more: Any) -> Owed:
    """A try ends in some way; gives the row as it stands then."""
    with desk.db.transaction() as session:
        outcome(session, owed, *arguments, **more)
    with desk.db.reading() as session:
        found = rows.get(session, owed.key)
    assert found is not None
    assert found.lease is None
    return found


@pytest.fixture
def card(desk: Desk) -> Owed:
    desk.hand_off()
    return claim(desk)


def test_what_surely_was_not_posted_is_tried_again_later_and_later(desk: Desk, card: Owed) -> None:
    tried(desk, card)
    row = ends(desk, outbox.not_posted, card, MORNING, "refused")
    assert (row.state, row.attempts, row.error) == (Sending.READY, 1, "refused")
    assert MORNING + timedelta(seconds=0.5) <= row.due_at <= MORNING + timedelta(seconds=1)
    card.attempts, card.lease = 10, None
    late = ends(desk, outbox.not_posted, card, MORNING, "refused")
    assert late.due_at <= MORNING + timedelta(minutes=5)


def test_as_long_as_slack_asks_for_is_waited_and_not_counted(desk: Desk, card: Owed) -> None:
    for _ in range(MOST_TRIES + 3):
        row = ends(desk, outbox.not_posted, card, MORNING, "ratelimited", wait=30)
        assert (row.state, row.attempts) == (Sending.READY, 0)
        assert row.due_at == MORNING + timedelta(seconds=30)
        card = claim(desk, MORNING + timedelta(seconds=60))
        if card.key != CARD:
            card = claim(desk, MORNING + timedelta(seconds=60))


def test_after_enough_tries_it_is_not_tried_again_but_what_is_not_its_own_fault_does_not_count(
    desk: Desk, card: Owed
) -> None:
    card.attempts = MOST_TRIES - 1
    with desk.db.transaction() as session:
        assert not outbox.not_posted(session, card, MORNING, "no_such_thing")
        assert outbox.not_posted(session, card, MORNING, "away", counts=False)


def test_what_may_have_been_posted_is_looked_for_and_not_sent_again(desk: Desk, card: Owed) -> None:
    tried(desk, card)
    row = ends(desk, outbox.maybe_posted, card, MORNING, "timed out")
    assert (row.state, row.due_at, row.tried_at) == (Sending.UNKNOWN, MORNING, MORNING)


def test_while_slack_may_still_store_it_not_finding_it_means_nothing(desk: Desk, card: Owed) -> None:
    tried(desk, card)
    row = ends(desk, outbox.maybe_posted, card, MORNING, "timed out")
    moment = MORNING
    while row.state is Sending.UNKNOWN:
        assert row.due_at - moment <= LOOK_AGAIN
        moment = row.due_at
        looking = claim(desk, moment)
        looking = looking if looking.key == CARD else claim(desk, moment)
        assert looking.state is Sending.UNKNOWN
        row = ends(desk, outbox.not_found, looking, moment, waited=True)
    assert (row.state, moment) == (Sending.READY, MORNING + SETTLE)


def test_a_clock_that_was_set_forward_does_not_shorten_the_wait(desk: Desk, card: Owed) -> None:
    tried(desk, card)
    ends(desk, outbox.maybe_posted, card, MORNING, "timed out")
    later = MORNING + timedelta(hours=1)
    looking = claim(desk, later)
    looking = looking if looking.key == CARD else claim(desk, later)
    row = ends(desk, outbox.not_found, looking, later, waited=False)
    assert (row.state, row.due_at) == (Sending.UNKNOWN, later + LOOK_AGAIN)


def test_what_slack_has_failed_on_for_a_week_is_not_sent_again(desk: Desk, card: Owed) -> None:
    tried(desk, card)
    with desk.db.transaction() as session:
        assert outbox.not_found(session, card, MORNING + timedelta(days=6), waited=True)
        assert not outbox.not_found(session, card, MORNING + timedelta(days=8), waited=True)


def test_when_looking_fails_the_message_stays_unknown(desk: Desk, card: Owed) -> None:
    tried(desk, card)
    ends(desk, outbox.maybe_posted, card, MORNING, "timed out")
    looking = claim(desk)
    looking = looking if looking.key == CARD else claim(desk)
    row = ends(desk, outbox.not_posted, looking, MORNING, "ratelimited", wait=30)
    assert row.state is Sending.UNKNOWN


def test_what_slack_will_never_take_is_kept_with_the_reason(desk: Desk, card: Owed) -> None:
    row = ends(desk, outbox.give_up, card, MORNING, "channel_not_found " * 99)
    assert row.state is Sending.DEAD
    assert (row.error.startswith("channel_not_found"), len(row.error)) == (True, 500)


def test_what_is_no_longer_true_is_let_go(desk: Desk, card: Owed) -> None:
    assert ends(desk, outbox.drop, card).state is Sending.OBSOLETE


def test_a_request_whose_lease_has_gone_does_not_leave(desk: Desk, card: Owed) -> None:
    ends(desk, outbox.maybe_posted, card, MORNING, "timed out")
    with desk.db.transaction() as session:
        assert not outbox.start_sending(session, card, MORNING)
    assert card.state is Sending.LEASED


def test_news_of_a_turn_are_told_once_and_each_part_of_it_once(desk: Desk) -> None:
    desk.hand_off()
    with desk.db.transaction() as session:
        row = handoffs.get(session, 1)
        assert row is not None
        for part in ("0.5", "0.5", "0.75"):
            outbox.owe_once(session, row, "nudge", ANNA, MORNING, {"at": part}, part=part)
        row.turn += 1
        outbox.owe_once(session, row, "nudge", ANNA, MORNING, part="0.5")
    assert desk.told("nudge") == [("nudge", ANNA)] * 3


def test_a_living_message_is_one_row_that_grows_a_version_with_each_change(desk: Desk) -> None:
    desk.hand_off()
    with desk.db.transaction() as session:
        row = handoffs.get(session, 1)
        assert row is not None
        outbox.owe_anew(session, row, "stalled", MARIA, MORNING, of=1)
        outbox.owe_anew(session, row, "stalled", MARIA, MORNING, of=2)
        outbox.owe_anew(session, row, "stalled", MARIA, MORNING, of=2)
        outbox.refresh(session, row, MORNING)
    assert desk.told("stalled") == [("stalled", MARIA)] * 2
    assert (desk.owed("stalled", MARIA).wanted, desk.owed("stalled", MARIA).note) == (3, {"of": 2})
    assert [desk.owed(kind, to).wanted for kind, to in (("card", ANNA), ("receipt", SAM))] == [2, 2]


def test_a_notice_is_owed_where_she_clicked(desk: Desk) -> None:
    with desk.db.transaction() as session:
        for _ in range(2):
            outbox.owe_notice(session, TEAM, channel="D1", to=SAM, text="Too late", key="k", now=MORNING)
    assert desk.told() == [("notice", SAM)]
    assert desk.owed("notice", SAM).note == {"text": "Too late", "channel": "D1"}
