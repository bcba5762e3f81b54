"""A clock runs only in the working hours of whoever must act, in that person's own zone."""

from datetime import UTC, datetime

import pytest

from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OFFICE_HOURS = 'accept_within = "4h"\n[sla.hours]\nmon-thu = "09:00-12:30, 13:30-18:00"\nfri = "09:00-12:30"'


def test_a_handoff_at_the_end_of_the_day_is_due_the_next_morning(office_under: OpensOffice) -> None:
    office = office_under(policy(OFFICE_HOURS))
    office.passes_to(_utc(23, 16))  # 17:00 in Berlin: one hour of Anna's day is left
    card = office.hand_off()
    assert "by Tue 24 Nov, 12:00 CET" in card.shown

    _nothing_until(office, _utc(24, 8, 59))  # 9:59 in Berlin
    office.passes_to(_utc(24, 9, 1))
    assert len(office.heard(office.anna, "⏰")) == 1
    office.passes_to(_utc(24, 10, 59))
    assert not office.heard(office.maria, "")
    office.passes_to(_utc(24, 11, 1))
    assert len(office.heard(office.maria, "Acme (#1) has stalled")) == 1
    office.passes_to(_utc(24, 13, 59))  # the lunch hour does not count
    assert not office.heard(office.dan, "")
    office.passes_to(_utc(24, 14, 1))
    assert len(office.heard(office.dan, "Acme (#1) has stalled")) == 1


def test_nobody_is_reminded_over_the_weekend(office_under: OpensOffice) -> None:
    office = office_under(policy(OFFICE_HOURS))
    office.passes_to(_utc(27, 10, 30))  # Friday, 11:30 in Berlin
    assert "by Mon 30 Nov, 12:00 CET" in office.hand_off().shown
    _nothing_until(office, _utc(30, 8, 59))
    office.passes_to(_utc(30, 9, 1))
    assert len(office.heard(office.anna, "⏰")) == 1


def test_each_ae_is_reminded_in_her_own_day(office_under: OpensOffice) -> None:
    office = office_under(policy(OFFICE_HOURS))
    yuki = office.hand_off(AE="@yuki", Company="Globex")  # Monday 18:00 in Tokyo: the day is over
    ben = office.hand_off(AE="@ben", Company="Initech")  # Monday 4:00 in New York: it has not begun
    assert "by Tue 24 Nov, 14:00 JST" in yuki.shown
    assert "by Mon 23 Nov, 14:00 EST" in ben.shown
    _nothing_until(office, _utc(23, 15, 59))
    office.passes_to(_utc(23, 16))
    assert len(office.heard(office.ben, "⏰")) == 1
    office.passes_to(_utc(24, 1, 59))
    assert not office.heard(office.yuki, "⏰")
    office.passes_to(_utc(24, 2))
    assert len(office.heard(office.yuki, "⏰")) == 1
    assert "by Tue 24 Nov, 14:00 JST" in office.heard(office.yuki, "⏰")[0].shown


def test_a_public_holiday_of_the_ae_is_no_working_day(office_under: OpensOffice) -> None:
    ben = '[[person]]\nemail = "ben@northwind.example"\nrole = "ae"\ncountry = "US"\n'
    sam = '[[person]]\nemail = "sam@northwind.example"\nrole = "sdr"\n'
    hours = 'accept_within = "4h"\n[sla.hours]\nmon-fri = "09:00-17:00"'
    office = office_under(f"{sam}{ben}[sla]\n{hours}")
    office.passes_to(_utc(26, 15))  # Thanksgiving
    assert "by Fri 27 Nov, 13:00 EST" in office.hand_off(AE="@ben").shown


def test_the_nudged_sdr_is_spared_at_night_as_well(office_under: OpensOffice) -> None:
    office = office_under(policy('answer_within = "2h"\n[sla.hours]\nmon-fri = "09:00-17:00"'))
    card = office.hand_off(office.priya, AE="@anna")  # 10:00 in Berlin, 4:00 in New York
    modal = card.clicks("Ask for info").modal
    assert modal is not None
    assert modal.fill({"Question": "Who signs?"}).submit().ok
    office.passes_to(_utc(23, 14, 59))
    assert not office.heard(office.priya, "⏰")
    office.passes_to(_utc(23, 15))
    assert len(office.heard(office.priya, "⏰")) == 1


def _utc(day: int, hour: int, minute: int = 0) -> datetime:
    """That minute, a blink after it began."""
    return datetime(2026, 11, day, hour, minute, 10, tzinfo=UTC)


def _nothing_until(office: Office, moment: datetime) -> None:
    office.passes_to(moment)
    for person in (office.anna, office.ben, office.yuki):
        assert not office.heard(person, "⏰")
    assert not office.heard(office.maria, "")
