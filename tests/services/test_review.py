"""The monthly review: of which month, owed once, to whom, and counted from the facts on each database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from app.domain.alike import Outcome
from app.domain.model import Owed
from app.services import digests, escalation, review
from app.store import outbox
from app.store import review as counts
from app.store.db import Database
from tests.cast import ANNA, MORNING, TEAM, policy
from tests.race import at_once
from tests.services.desk import Desk

REST = (
    '[digest]\nchannel = "#sales"\nfallback = "#general"\nday = "monday"\ntime = "09:00"\nzone = "Asia/Tokyo"'
)
DECEMBERS_FIRST = datetime(2026, 12, 7, tzinfo=UTC)  # Monday, 9:00 in Tokyo
NOVEMBER = date(2026, 11, 1)
WEEK = timedelta(days=7)


@pytest.fixture
def office(db: Database) -> Desk:
    return Desk(db, policy(rest=REST))


def owed(desk: Desk, kind: str) -> list[tuple[str, str]]:
    """Where each is to go, and of which month."""
    with desk.db.reading() as session:
        rows = session.exec(select(Owed).where(Owed.kind == kind).order_by(col(Owed.id)))
        return [(row.recipient, row.note["month"]) for row in rows]


def test_each_month_is_reviewed_once_with_the_first_digest_after_it(office: Desk) -> None:
    office.hand_off()
    for weeks in range(7):
        now = DECEMBERS_FIRST + weeks * WEEK

        def digest(_: int, now: datetime = now) -> bool:
            with office.db.transaction() as session:
                return digests.owe_due(session, office.policy, TEAM, now)

        assert sum(at_once(3, digest)) == 1
    months = [("#sales", "2026-11-01"), ("#sales", "2026-12-01")]
    assert owed(office, "review") == owed(office, "evidence") == months


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 1, 5), date(2025, 12, 1)),
        (date(2026, 3, 31), date(2026, 2, 1)),
        (date(2024, 3, 1), date(2024, 2, 1)),
    ],
)
def test_a_digest_brings_the_month_before_its_own(day: date, month: date) -> None:
    assert review.month_before(day) == month


def test_a_review_that_cannot_be_posted_goes_to_the_fallback_and_then_to_whoever_is_in_charge(
    office: Desk,
) -> None:
    with office.db.transaction() as session:
        review.owe(session, office.policy, TEAM, DECEMBERS_FIRST.date(), DECEMBERS_FIRST)
    while _cannot_post(office):
        pass
    assert [to for to, _ in owed(office, "review")] == ["#sales", "#general", "U0DAN"]


def _cannot_post(desk: Desk) -> bool:
    """Give up the next message that is owed; False if there is none."""
    with desk.db.transaction() as session:
        leased = outbox.claim(session, DECEMBERS_FIRST, holder=1, postgres=not desk.db.is_sqlite)
        if leased:
            escalation.undeliverable(session, desk.policy, leased, "is_archived", DECEMBERS_FIRST)
    return leased is not None


def test_a_month_is_that_of_the_digests_zone_and_what_is_young_is_left_out_of_what_became_of_it(
    office: Desk,
) -> None:
    for key, created in (
        ("before", datetime(2026, 10, 31, 14, 59, tzinfo=UTC)),
        ("early", datetime(2026, 10, 31, 15, 0, tzinfo=UTC)),  # November in Tokyo
        ("late", datetime(2026, 11, 30, 14, 59, tzinfo=UTC)),
        ("after", datetime(2026, 11, 30, 15, 0, tzinfo=UTC)),
    ):
        office.now = created
        number = office.hand_off(key)
        for action in ("accept", "book", "hold", "opportunity"):
            office.does(ANNA, action, number)
    with office.db.reading() as session:
        told = review.tell(session, office.policy, TEAM, NOVEMBER)
    assert (told.this.handed_off, told.this.opportunities) == (2, 2)
    assert (told.seen.handed_off, told.seen.accepted) == (3, 3)
    assert (told.seen.grown, told.seen.held, told.seen.opportunities) == (1, 1, 1)
    assert told.found["need"][Outcome.OPPORTUNITY].met.of == 1
    assert told.words["need"] == "Need"


def test_what_was_rejected_withdrawn_or_waits_is_counted_as_what_it_is(office: Desk) -> None:
    for key in ("accepted", "rejected", "withdrawn", "waiting"):
        office.hand_off(key)
    office.does(ANNA, "accept", 1)
    office.does(ANNA, "reject", 2, reason="not_a_fit", comment="c")
    office.does("U0SAM", "withdraw", 3)
    with office.db.reading() as session:
        end = MORNING + WEEK
        (all_alike,) = counts.alike(session, TEAM, MORNING, end, grown_before=end)
        assert counts.alike(session, TEAM, MORNING + WEEK, end + WEEK, grown_before=end) == []
        assert counts.alike(session, "T0OTHER", MORNING, end, grown_before=end) == []
    assert all_alike.filled == 14
    assert all_alike[2:] == (4, 2, 1, 1, 0, 0)


def test_only_what_the_policy_may_ask_for_is_proposed_and_only_where_it_is_asked_everywhere() -> None:
    asked = '[qualification.criteria]\nbudget = "empty"\n'
    assert review.asked(policy(rest=asked)) == {
        **{"budget": False, "authority": True},
        **{"need": True, "timeline": True},
    }
    segments = (
        '[segment.small]\nlabel = "Small"\ncriteria = { need = "empty" }\n[segment.large]\nlabel = "Large"\n'
    )
    assert review.asked(policy(rest=segments))["need"] is False
