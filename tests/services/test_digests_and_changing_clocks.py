"""Whatever becomes of the clocks, in each week the digest is due once, and owed once."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app import policy as policies
from app.domain.model import Owed
from app.domain.model_team import DigestRun
from app.domain.timetable import WEEKDAYS as DAYS
from app.policy import Policy
from app.policy.digest import Digest
from app.services import digests, submitting, team
from app.store import people
from app.store.db import Database
from tests.cast import ANNA, SAM, passed, person
from tests.changes import DAY, EVERY_CHANGE, HOUR, MINUTE, ZONES, changes, wall
from tests.everything import on
from tests.examples import examples

TIMES = ("00:00", "00:30", "01:30", "02:00", "02:30", "03:00", "23:30", "23:59")
SECOND, WEEK = timedelta(seconds=1), timedelta(days=7)
teams = (f"T{number}" for number in count())


@pytest.mark.parametrize(("zone", "change"), EVERY_CHANGE)
def test_over_a_change_a_digest_is_due_at_its_time_and_stays_the_newest_for_a_week(
    zone: str, change: datetime
) -> None:
    first_shown: dict[datetime, datetime] = {}
    for minute in range(-3 * 24 * 60, 3 * 24 * 60):
        first_shown.setdefault(wall(change + minute * MINUTE, zone), change + minute * MINUTE)
    for days in (-1, 0, 1):
        day = wall(change, zone).date() + days * DAY
        for text in TIMES:
            digest = Digest(
                channel="#sales", day=DAYS[day.weekday()], time=time.fromisoformat(text), zone=zone
            )
            wanted = datetime.combine(day, digest.time)
            skipped = abs(wall(change, zone) - wall(change - MINUTE, zone) - MINUTE)
            due = first_shown.get(wanted) or first_shown[wanted + skipped]
            week_before = digests.last_due(digest, due - SECOND)
            assert wall(week_before, zone).date() == day - WEEK
            for quarters in range(4 * 40):
                assert digests.last_due(digest, due + quarters * 15 * MINUTE) == due
            assert digests.last_due(digest, due + WEEK - 2 * HOUR) == due


def rules(day: str, at: str, zone: str) -> Policy:
    return policies.parse(f'[digest]\nchannel = "#sales"\nday = "{day}"\ntime = "{at}"\nzone = "{zone}"')


def begin(db: Database, policy: Policy, now: datetime) -> str:
    """Give a team of its own that has handed off once."""
    hand_off(db, policy, name := next(teams), now)
    return name


def hand_off(db: Database, policy: Policy, name: str, now: datetime) -> None:
    """Sam hands Acme to Anna, in a team of the test's own."""
    with db.transaction() as session:
        for who in (SAM, ANNA):
            people.save(session, person(who, team_id=name))
        crew = team.load(session, policy, name, SAM, ANNA)
        submitting.submit(session, crew, sdr=SAM, package=passed(), ae=ANNA, key="V1", now=now)


def tick(db: Database, policy: Policy, name: str, now: datetime) -> bool:
    """Look as the bot's clock does: first without a lock, then for good."""
    with db.reading() as session:
        due = digests.is_due(session, policy, name, now)
    with db.transaction() as session:
        owed = digests.owe_due(session, policy, name, now)
    assert owed == due
    return owed


def runs(session: Session, name: str) -> list[DigestRun]:
    query = select(DigestRun).where(col(DigestRun.team_id) == name).order_by(col(DigestRun.made_at))
    return list(session.exec(query).all())


def owed_to(db: Database, name: str) -> list[str]:
    """The weeks that were digested, by their ends, in the order they were owed."""
    with db.reading() as session:
        rows = session.exec(
            select(Owed).where(col(Owed.team_id) == name, col(Owed.kind) == "digest").order_by(col(Owed.id))
        ).all()
        assert len(rows) == len(runs(session, name))
        return [row.note["end"] for row in rows]


gaps = st.lists(
    st.one_of(
        st.integers(1, 180).map(lambda minutes: minutes * MINUTE),
        st.integers(4, 60).map(lambda hours: hours * HOUR),
        st.integers(3, 25).map(lambda days: days * DAY),  # the bot was down
        st.just(-HOUR),  # the clock is set back …
        st.just(HOUR),  # … and forth
    ),
    min_size=5,
    max_size=25,
)
starts = st.tuples(st.sampled_from(EVERY_CHANGE[::2]), st.integers(-9 * 24, 2 * 24)).map(
    lambda drawn: drawn[0][1] + drawn[1] * HOUR
)


@on("sqlite")
@examples(40)
@given(st.sampled_from(DAYS), st.sampled_from(TIMES), st.sampled_from(ZONES), starts, gaps)
def test_no_week_is_skipped_and_none_is_told_twice_however_the_bot_looks(
    db: Database, day: str, at: str, zone: str, start: datetime, gaps: list[timedelta]
) -> None:
    policy = rules(day, at, zone)
    name, now, newest = begin(db, policy, start - 30 * DAY), start, start - WEEK
    tick(db, policy, name, now)
    for gap in gaps:
        now += gap
        tick(db, policy, name, now)
        tick(db, policy, name, now)  # another replica
        ends = [datetime.fromisoformat(end) for end in owed_to(db, name)]
        weeks = Counter(wall(end, zone).date() for end in ends)
        assert set(weeks.values()) == {1}
        assert all(one.weekday() == policy.digest.weekday for one in weeks)
        assert sorted(ends) == ends, "an older week was told after a newer one"
        newest = max(newest, now)
        shown = wall(newest, zone)
        date = shown.date() - (shown.weekday() - policy.digest.weekday) % 7 * DAY
        if shown >= datetime.combine(date, policy.digest.time) + HOUR:
            assert max(weeks) == date
        else:
            assert max(weeks) in (date, date - WEEK)


MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # the moment of Monday's digest


Look = Callable[..., bool]


@pytest.fixture
def told(db: Database) -> Look:
    """Looks whether a digest is owed at a moment, under a policy of Mondays at 09:00 UTC unless changed."""
    name = begin(db, rules("monday", "09:00", "UTC"), MONDAY - 30 * DAY)

    def look(now: datetime, day: str = "monday", at: str = "09:00", zone: str = "UTC") -> bool:
        return tick(db, rules(day, at, zone), name, now)

    return look


def test_a_bot_that_was_down_for_three_weeks_tells_the_last_one(told: Look) -> None:
    assert told(MONDAY)
    assert told(MONDAY + 3 * WEEK + 2 * DAY)
    assert not told(MONDAY + 3 * WEEK + 3 * DAY)
    assert told(MONDAY + 4 * WEEK)


def test_a_clock_set_back_over_the_hour_of_the_digest_tells_no_older_week(told: Look) -> None:
    assert told(MONDAY)  # nobody has looked in the weeks before
    assert not told(MONDAY - HOUR)
    assert not told(MONDAY - 3 * DAY)
    assert not told(MONDAY)
    assert told(MONDAY + WEEK)


def test_a_clock_that_was_years_ahead_does_not_silence_the_digest(told: Look) -> None:
    assert told(MONDAY + 520 * WEEK)
    assert told(MONDAY)
    assert told(MONDAY + WEEK)


def test_a_digest_that_moves_to_another_day_waits_for_that_day(told: Look) -> None:
    assert told(MONDAY + DAY, "tuesday")
    assert not told(MONDAY + 2 * DAY, "monday")  # yesterday's Monday would be the same week again
    assert told(MONDAY + WEEK, "monday")
    assert not told(MONDAY + WEEK + DAY, "tuesday")
    assert told(MONDAY + 2 * WEEK + DAY, "tuesday")
    assert told(MONDAY + 2 * WEEK + 6 * DAY, "sunday")


def test_another_time_or_zone_on_the_same_day_tells_nothing_again(told: Look) -> None:
    assert told(MONDAY)
    assert not told(MONDAY + 8 * HOUR, at="16:30")
    assert not told(MONDAY + 9 * HOUR, zone="America/New_York")
    assert not told(MONDAY + 9 * HOUR, zone="Pacific/Auckland")
    assert told(MONDAY + WEEK - 13 * HOUR, zone="Pacific/Auckland")


def test_the_first_digest_comes_though_there_was_nothing_to_tell_earlier_that_day(db: Database) -> None:
    policy = rules("monday", "09:00", "UTC")
    name = next(teams)
    assert not tick(db, policy, name, MONDAY)
    hand_off(db, policy, name, MONDAY + HOUR)
    assert not tick(db, policy, name, MONDAY + HOUR)
    assert tick(db, rules("monday", "16:30", "UTC"), name, MONDAY + 8 * HOUR)


def test_every_zone_that_changes_changes_twice_a_year() -> None:
    """Or the tests above would run over nothing."""
    assert {zone: len(changes(zone)) for zone in ZONES} == {zone: 4 * (zone != "UTC") for zone in ZONES}
