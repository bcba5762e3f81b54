"""Times that are proposed suit both: the AE's working hours and the prospect's usual ones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.slots import COURTESY, Proposal, propose
from app.domain.timetable import ALWAYS, Hours, Span, parse_hours
from app.domain.workhours import between, zone_of

NINE_TO_FIVE = parse_hours({"mon-fri": "09:00-17:00"})
WIDEST = parse_hours({"mon-fri": "07:00-21:00"})
HALF_AN_HOUR = timedelta(minutes=30)
SATURDAY = datetime(2026, 11, 28, 14, tzinfo=UTC)
ZONES = [
    *("Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "America/St_Johns"),
    *("Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland"),
    *("Pacific/Chatham", "Africa/Cairo", "America/Sao_Paulo", "Pacific/Kiritimati", "UTC"),
]


def there(proposal: Proposal, zone: str) -> list[str]:
    return [f"{slot.astimezone(zone_of(zone)):%a %d %b %H:%M}" for slot in proposal.slots]


def test_nine_to_five_is_the_usual_courtesy() -> None:
    assert COURTESY == NINE_TO_FIVE


def test_three_days_in_a_row_as_early_as_both_are_there() -> None:
    found = propose(SATURDAY, ae=(NINE_TO_FIVE, "America/New_York"), prospect_zone="Europe/Berlin")
    assert there(found, "Europe/Berlin") == ["Mon 30 Nov 15:00", "Tue 01 Dec 15:00", "Wed 02 Dec 15:00"]
    assert there(found, "America/New_York") == ["Mon 30 Nov 09:00", "Tue 01 Dec 09:00", "Wed 02 Dec 09:00"]
    assert found.widened == ""


def test_nothing_is_proposed_for_the_next_hours() -> None:
    monday = datetime(2026, 11, 30, 9, 10, tzinfo=UTC)
    found = propose(monday, ae=(NINE_TO_FIVE, "UTC"), prospect_zone="UTC")
    assert there(found, "UTC") == ["Mon 30 Nov 13:30", "Tue 01 Dec 09:00", "Wed 02 Dec 09:00"]
    late = propose(
        monday, ae=(NINE_TO_FIVE, "UTC"), prospect_zone="UTC", notice=timedelta(hours=7, minutes=21)
    )
    assert there(late, "UTC")[0] == "Tue 01 Dec 09:00"


def test_where_days_are_few_there_are_half_days() -> None:
    mondays = parse_hours({"mon": "09:00-17:00"})
    absent = replace(mondays, absences=((SATURDAY + timedelta(days=3), SATURDAY + timedelta(days=400)),))
    found = propose(SATURDAY, ae=(absent, "UTC"), prospect_zone="UTC")
    assert there(found, "UTC") == ["Mon 30 Nov 09:00", "Mon 30 Nov 12:00"]


def test_her_holidays_closures_absences_and_appointments_are_hers() -> None:
    hours = Hours(
        NINE_TO_FIVE.week,
        country="GB-ENG",
        closures=frozenset([date(2026, 12, 29)]),
        absences=((datetime(2026, 12, 30, tzinfo=UTC), datetime(2026, 12, 30, 15, tzinfo=UTC)),),
    )
    busy: list[Span] = [
        (datetime(2026, 12, 31, 9, 20, tzinfo=UTC), datetime(2026, 12, 31, 9, 40, tzinfo=UTC))
    ]
    christmas = datetime(2026, 12, 25, 9, tzinfo=UTC)  # a Friday; Boxing Day is kept on Monday, the 28th
    found = propose(christmas, ae=(hours, "Europe/London"), prospect_zone="Europe/London", busy=busy)
    assert there(found, "Europe/London") == ["Wed 30 Dec 15:00", "Thu 31 Dec 10:00", "Mon 04 Jan 09:00"]


@pytest.mark.parametrize(
    ("ae", "prospect", "first", "said"),
    [
        ("Europe/London", "Asia/Tokyo", "Mon 30 Nov 18:00", "between 07:00 and 19:00 where the prospect is."),
        ("Europe/Berlin", "Asia/Tokyo", "Mon 30 Nov 17:00", "between 08:00 and 18:00 where the prospect is."),
        ("Pacific/Auckland", "Europe/London", "Mon 30 Nov 20:00", "between 07:00 and 21:00 where the prosp"),
        (
            "America/Los_Angeles",
            "Asia/Kolkata",
            "Tue 01 Dec 07:00",
            "up to 60 minutes before or after the AE",
        ),
    ],
)
def test_where_usual_hours_do_not_meet_they_are_widened_and_that_is_said(
    ae: str, prospect: str, first: str, said: str
) -> None:
    found = propose(SATURDAY, ae=(NINE_TO_FIVE, ae), prospect_zone=prospect)
    assert there(found, prospect)[0] == first
    assert len(found.slots) == 3
    assert said in found.widened
    assert "Check" in found.widened


def test_hours_are_widened_by_the_day_and_pauses_stay() -> None:
    morning = parse_hours({"mon-fri": "12:00-12:30"})
    lunch = parse_hours({"mon-fri": "09:00-12:00, 13:00-17:00"})
    found = propose(SATURDAY, ae=(morning, "UTC"), prospect_zone="UTC", courtesy=lunch)
    assert "60 minutes" in found.widened
    assert there(found, "UTC") == ["Mon 30 Nov 11:00", "Tue 01 Dec 11:00", "Wed 02 Dec 11:00"]


def test_without_any_time_within_ten_working_days_there_is_a_sentence() -> None:
    away = replace(NINE_TO_FIVE, absences=((SATURDAY, SATURDAY + timedelta(days=16)),))
    found = propose(SATURDAY, ae=(away, "UTC"), prospect_zone="UTC")
    assert found.slots == ()
    assert found.widened == (
        "Within 10 working days there are no 30 minutes at which both could meet, not even early or late in"
        " the day. Agree on a time with the prospect yourself."
    )
    back = replace(NINE_TO_FIVE, absences=((SATURDAY, SATURDAY + timedelta(days=12)),))
    assert there(propose(SATURDAY, ae=(back, "UTC"), prospect_zone="UTC"), "UTC") == [
        "Thu 10 Dec 14:00",
        "Fri 11 Dec 09:00",
        "Fri 11 Dec 12:00",
    ]


@pytest.mark.parametrize(
    ("now", "first"),
    [
        # New York's clock goes forward on 8 March, London's on 29 March.
        (datetime(2026, 3, 6, 22, tzinfo=UTC), datetime(2026, 3, 9, 13, tzinfo=UTC)),
        (datetime(2026, 3, 27, 22, tzinfo=UTC), datetime(2026, 3, 30, 13, tzinfo=UTC)),
        # London's goes back on 25 October, New York's on 1 November.
        (datetime(2026, 10, 23, 22, tzinfo=UTC), datetime(2026, 10, 26, 13, tzinfo=UTC)),
        (datetime(2026, 10, 30, 22, tzinfo=UTC), datetime(2026, 11, 2, 14, tzinfo=UTC)),
    ],
)
def test_times_are_right_where_one_clock_was_changed_and_the_other_not_yet(
    now: datetime, first: datetime
) -> None:
    found = propose(now, ae=(NINE_TO_FIVE, "America/New_York"), prospect_zone="Europe/London")
    assert found.slots[0] == first
    assert there(found, "America/New_York")[0].endswith("09:00")


def test_where_clocks_differ_by_a_quarter_the_aes_shows_the_full_or_half_hour() -> None:
    found = propose(SATURDAY, ae=(NINE_TO_FIVE, "Asia/Kathmandu"), prospect_zone="Europe/Berlin")
    assert there(found, "Asia/Kathmandu")[0] == "Mon 30 Nov 14:00"
    assert there(found, "Europe/Berlin")[0] == "Mon 30 Nov 09:15"


def test_a_meeting_fits_whole_into_both_sides_hours() -> None:
    short = parse_hours({"mon-fri": "09:00-09:45, 11:00-13:00"})
    found = propose(SATURDAY, ae=(short, "UTC"), prospect_zone="UTC", length=timedelta(hours=1))
    assert there(found, "UTC")[0] == "Mon 30 Nov 11:00"


def hours() -> st.SearchStrategy[Hours]:
    tables = [
        {"mon-fri": "09:00-17:00"},
        {"mon-thu": "08:30-12:15, 13:00-18:00"},
        {"tue": "10:00-10:40", "sat-sun": "00:00-24:00"},
    ]
    weeks = st.sampled_from([parse_hours(table) for table in tables] + [ALWAYS])
    spans = st.lists(st.tuples(moments(), st.timedeltas(timedelta(), timedelta(days=9))), max_size=3)
    return st.builds(
        lambda week, away: replace(week, absences=tuple((at, at + length) for at, length in away)),
        weeks,
        spans,
    )


def moments() -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    now=moments(),
    her_hours=hours(),
    zone=st.sampled_from(ZONES),
    prospect=st.sampled_from(ZONES),
    length=st.sampled_from([15, 30, 45, 90]).map(lambda minutes: timedelta(minutes=minutes)),
    count=st.integers(1, 5),
)
def test_whatever_is_proposed_holds_what_it_claims(
    now: datetime, her_hours: Hours, zone: str, prospect: str, length: timedelta, count: int
) -> None:
    ae = (her_hours, zone)
    found = propose(now, ae=ae, prospect_zone=prospect, length=length, count=count)
    assert found == propose(now, ae=ae, prospect_zone=prospect, length=length, count=count)
    assert len(found.slots) <= count
    assert found.slots or found.widened
    assert all(earlier < later for earlier, later in pairwise(found.slots))
    halves = set()
    for slot in found.slots:
        assert slot.tzinfo is UTC
        assert slot >= now + timedelta(hours=4)
        assert slot.astimezone(zone_of(zone)).minute in (0, 30)
        claimed = WIDEST if found.widened else NINE_TO_FIVE
        assert between(slot, slot + length, claimed, prospect) == length
        if "the AE's" not in found.widened:
            assert between(slot, slot + length, her_hours, zone) == length
        assert not any(slot < returns and leaves < slot + length for leaves, returns in her_hours.absences)
        local = slot.astimezone(zone_of(prospect))
        halves.add((local.date(), local.hour < 12))
    assert len(halves) == len(found.slots)


@given(now=moments(), zone=st.sampled_from(ZONES), prospect=st.sampled_from(ZONES))
def test_nothing_earlier_would_have_suited_both(now: datetime, zone: str, prospect: str) -> None:
    found = propose(now, ae=(NINE_TO_FIVE, zone), prospect_zone=prospect)
    first = found.slots[0] if found.slots and not found.widened else now + timedelta(days=9)
    at = datetime.fromtimestamp((now + timedelta(hours=4)).timestamp() // 900 * 900 + 900, UTC)
    while at < first:
        suits = all(
            between(at, at + HALF_AN_HOUR, NINE_TO_FIVE, where) == HALF_AN_HOUR for where in (zone, prospect)
        )
        assert not suits or at.astimezone(zone_of(zone)).minute % 30
        at += timedelta(minutes=15)
