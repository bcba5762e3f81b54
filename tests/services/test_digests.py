"""The weekly digest: due once a week in the channel's zone, owed once, and right in its figures."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.domain.counted import Share
from app.domain.model_loop import Preference
from app.domain.weekly import Weekly
from app.policy.digest import Digest
from app.services import digests, figures, numbers, refusals, weekly
from app.store.db import Database
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, SAM, TEAM, YUKI, policy
from tests.race import at_once
from tests.services.desk import Desk

REST = '[digest]\nchannel = "#sales"\nday = "monday"\ntime = "09:00"\nzone = "Europe/Berlin"'
MONDAY_IN_BERLIN = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


@pytest.fixture
def office(db: Database) -> Desk:
    return Desk(db, policy(rest=REST))


@pytest.mark.parametrize("at", [time(0, 0), time(2, 30), time(9, 0), time(23, 59)])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_through_a_year_of_changing_clocks_every_week_has_its_one_digest(zone: str, at: time) -> None:
    for day in ("sunday", "monday"):  # clocks change on a Sunday
        digest = Digest(channel="#sales", day=day, time=at, zone=zone)
        due: list[datetime] = []
        for hours in range(366 * 24):
            now = datetime(2026, 1, 1, tzinfo=UTC) + hours * HOUR
            last = digests.last_due(digest, now)
            assert last <= now
            if not due or due[-1] != last:
                due.append(last)
        _are_weekly(due, digest)


def _are_weekly(due: list[datetime], digest: Digest) -> None:
    assert len(due) == 53
    local = [moment.astimezone(ZoneInfo(digest.zone)) for moment in due]
    assert all(moment.weekday() == digest.weekday for moment in local)
    assert all(later.date() - earlier.date() == WEEK for earlier, later in pairwise(local))
    odd = [moment for moment in local if moment.time() != digest.time]
    assert len(odd) <= 1  # the one that the change to summer time skips
    assert all(moment.time() > digest.time for moment in odd)


def test_a_digest_is_due_to_the_second_and_from_then_on() -> None:
    digest = Digest(channel="#sales", day="monday", time=time(9), zone="Europe/Berlin")
    assert digests.last_due(digest, MONDAY_IN_BERLIN) == MONDAY_IN_BERLIN
    assert digests.last_due(digest, MONDAY_IN_BERLIN - timedelta(seconds=1)) == MONDAY_IN_BERLIN - WEEK
    assert digests.last_due(digest, MONDAY_IN_BERLIN + WEEK - timedelta(seconds=1)) == MONDAY_IN_BERLIN


def owe_due(desk: Desk, now: datetime) -> bool:
    with desk.db.transaction() as session:
        return digests.owe_due(session, desk.policy, TEAM, now)


def is_due(desk: Desk, now: datetime) -> bool:
    with desk.db.reading() as session:
        return digests.is_due(session, desk.policy, TEAM, now)


def test_a_digest_is_owed_once_however_many_replicas_look(office: Desk) -> None:
    office.now = MONDAY_IN_BERLIN - HOUR
    office.hand_off()
    assert is_due(office, MONDAY_IN_BERLIN)
    assert sum(at_once(8, lambda _: owe_due(office, MONDAY_IN_BERLIN))) == 1
    assert not is_due(office, MONDAY_IN_BERLIN + HOUR)
    assert not owe_due(office, MONDAY_IN_BERLIN + WEEK - HOUR)
    assert owe_due(office, MONDAY_IN_BERLIN + WEEK)
    assert office.told("digest") == [("digest", "#sales")] * 2
    owed = office.owed("digest", "#sales")
    assert owed.key == f"digest:{TEAM}:{date(2026, 11, 30)}"
    assert owed.note == {"end": "2026-11-30T08:00:00+00:00"}


def test_a_team_that_has_just_begun_gets_no_digest_of_the_time_before(office: Desk) -> None:
    office.now = MONDAY_IN_BERLIN + HOUR
    office.hand_off()
    assert not owe_due(office, office.now)
    assert owe_due(office, MONDAY_IN_BERLIN + WEEK)


def test_without_a_channel_there_is_no_digest(desk: Desk) -> None:
    desk.hand_off()
    assert not is_due(desk, MORNING + WEEK)
    assert not owe_due(desk, MORNING + WEEK)


def test_the_figures_are_those_of_the_week_in_working_time(office: Desk) -> None:
    office.now = MORNING - WEEK
    for n, ae in enumerate((ANNA, BEN, YUKI, ANNA, BEN)):
        office.hand_off(f"V{n}", ae=ae)
    office.later(hours=1)
    office.does(ANNA, "accept", 1)
    office.does(BEN, "reject", 2, reason="other", criterion="budget", comment="c")
    office.later(hours=1)
    office.does(MARIA, "take", 3)
    office.does(ANNA, "accept", 4)
    office.later(hours=3)
    office.does(ANNA, "touch", 1)
    office.does(ANNA, "book", 4)
    office.does(ANNA, "hold", 4)
    office.does(MARIA, "book", 3)
    office.does(MARIA, "no_show", 3)
    told = tell(office, MORNING)
    this = told.report.this
    assert (this.handed_off, this.acceptance, this.touched) == (5, Share(3, 4), 3)
    assert (this.held, this.no_shows, this.reasons, this.failed) == (1, 1, {"other": 1}, {"budget": 1})
    assert this.time_to_accept.median in (3600, 7200)
    assert [(s.handoff_id, s.waits_for, s.status) for s in told.stalled] == [(5, BEN, "pending")]


def tell(office: Desk, end: datetime) -> Weekly:
    with office.db.reading() as session:
        return weekly.tell(session, office.policy, TEAM, end, office.now)


def test_a_rejection_that_was_overturned_is_none(office: Desk) -> None:
    office.now = MORNING - WEEK
    for n in range(2):
        office.hand_off(f"V{n}")
        office.does(ANNA, "reject", n + 1, reason="price", criterion="budget", comment="c")
        office.does(SAM, "dispute", n + 1, evidence="e")
    office.does(MARIA, "overturn", 1, comment="c")
    office.does(ANNA, "reject", 1, reason="timing", comment="again")
    office.does(MARIA, "uphold", 2, comment="c")
    office.hand_off("V2")
    office.does(ANNA, "accept", 3)
    this = tell(office, MORNING).report.this
    assert (this.accepted, this.decided) == (1, 3)
    assert (this.reasons, this.failed) == ({"price": 1, "timing": 1}, {"budget": 1})


def test_a_ruling_after_the_week_takes_the_weeks_rejection_back(office: Desk) -> None:
    office.hand_off()
    office.does(ANNA, "reject", reason="price", criterion="budget", comment="c")
    office.does(SAM, "dispute", evidence="e")
    office.now = MORNING + WEEK
    office.does(MARIA, "overturn", comment="c")
    first, second = (tell(office, MORNING + weeks * WEEK).report.this for weeks in (1, 2))
    assert (first.decided, first.reasons, first.failed, second.decided) == (0, {}, {}, 0)


def test_whom_it_thanks_comes_from_the_rows(office: Desk) -> None:
    """Anna accepts ten in ten minutes, Ben ten in an hour; who does not want to be thanked is not."""
    office.now = MORNING - WEEK
    for n, ae in enumerate([ANNA] * 10 + [BEN] * 10):
        office.hand_off(f"V{n}", ae=ae)
    for minutes, first, ae in ((10, 1, ANNA), (50, 11, BEN)):
        office.now += timedelta(minutes=minutes)
        for number in range(first, first + 10):
            office.does(ae, "accept", number)
    told = tell(office, MORNING)
    assert (told.thanks.fastest, told.thanks.median, told.thanks.accepted) == (ANNA, 600, 10)
    with office.db.transaction() as session:
        session.add(Preference(team_id=TEAM, person_id=ANNA, thanked=False, set_at=MORNING))
    assert tell(office, MORNING).thanks.people == set()


def test_what_slack_refused_is_not_tried_again_for_a_month(office: Desk) -> None:
    with office.db.transaction() as session:
        for _ in range(2):
            refusals.note(session, TEAM, ["table"], MORNING)
    with office.db.reading() as session:
        known = [refusals.known(session, TEAM, MORNING + timedelta(days=days)) for days in (0, 29, 31)]
        assert known == [{"table"}, {"table"}, set()]
        assert refusals.known(session, "T0OTHER", MORNING) == set()


def test_a_digest_that_cannot_be_posted_goes_on_to_the_next_place_until_there_is_none(db: Database) -> None:
    office = Desk(db, policy(rest=f'{REST}\nfallback = "#general"'))
    office.hand_off()
    assert owe_due(office, MONDAY_IN_BERLIN + WEEK)
    for place in ("#sales", "#general", DAN):
        owed = office.owed("digest", place)
        assert owed.note.get("instead_of") == (None if place == "#sales" else "#sales")
        assert office.owed("breakdown", place).note["of"] == owed.key
        with office.db.transaction() as session:
            digests.redirect(session, office.policy, owed, office.now)
    assert len(office.told("digest")) == 3


def test_numbers_are_owed_once_to_each_reader_however_many_replicas_look(office: Desk) -> None:
    office.hand_off()
    monday = MONDAY_IN_BERLIN + WEEK
    with office.db.transaction() as session:
        session.add(Preference(team_id=TEAM, person_id=SAM, numbers=True, set_at=MORNING))

    def owe(_: int) -> None:
        with office.db.transaction() as session:
            numbers.owe_due(session, office.policy, TEAM, monday)

    at_once(4, owe)
    assert office.told("numbers") == []  # the digest is not out
    assert owe_due(office, monday)
    at_once(4, owe)
    assert sorted(office.told("numbers")) == sorted(("numbers", who) for who in (SAM, MARIA, DAN))
    with office.db.reading() as session:
        assert numbers.due(session, office.policy, TEAM, monday + timedelta(days=6)) == []


@pytest.mark.parametrize(
    ("day", "zone", "end"),
    [
        ("monday", "Europe/Berlin", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("friday", "America/New_York", datetime(2026, 11, 20, 14, tzinfo=UTC)),
        ("thursday", "UTC", datetime(2026, 11, 26, 9, tzinfo=UTC)),
    ],
)
def test_the_digest_of_a_week_is_the_one_that_covers_its_thursday_noon(
    day: str, zone: str, end: datetime
) -> None:
    assert digests.end_of_week(Digest(day=day, zone=zone), 2026, 47) == end


def test_a_ruling_that_is_overdue_is_stalled_as_well(office: Desk) -> None:
    office.hand_off()
    office.does(ANNA, "reject", reason="other", comment="c")
    office.does(SAM, "dispute", evidence="e")
    with office.db.reading() as session:
        stalls = figures.stalled(session, office.policy, TEAM, MORNING + timedelta(hours=9))
    assert [(s.waits_for, s.since) for s in stalls] == [(MARIA, MORNING + 8 * HOUR)]


def test_what_is_stalled_is_what_is_past_its_limit_the_longest_first(office: Desk) -> None:
    for n, ae in enumerate((ANNA, BEN, YUKI)):
        office.hand_off(f"V{n}", ae=ae)
        office.later(hours=1)
    office.does(YUKI, "ask", 3, question="Which CRM?")
    office.hand_off("V9")
    with office.db.reading() as session:
        stalls = figures.stalled(session, office.policy, TEAM, MORNING + timedelta(hours=5))
        assert [(s.handoff_id, s.waits_for, s.since) for s in stalls] == [
            (1, ANNA, MORNING + 4 * HOUR),
            (2, BEN, MORNING + 5 * HOUR),
        ]
        everything = figures.stalled(session, office.policy, TEAM, MORNING + WEEK)
        assert [s.waits_for for s in everything if s.handoff_id == 3] == [SAM]
        assert len(everything) == 4
