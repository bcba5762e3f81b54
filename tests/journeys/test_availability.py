"""Who can take a handoff now: Slack status, Do Not Disturb, holidays and working hours decide."""

from datetime import UTC, datetime, timedelta

import pytest

from app.store import people
from sandbox.driver import DeskPerson
from tests.office import MONDAY, Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WEEK = '[sla.hours]\nmon-fri = "09:00-18:00"'
THANKSGIVING = datetime(2026, 11, 26, 15, tzinfo=UTC)  # 10:00 in New York, 16:00 in Berlin


def chosen(office: Office, company: str) -> str:
    """Sam lets the policy choose; gives what he reads of the choice."""
    submitted = office.form(Company=company, AE=None, **{"No AE in mind?": ["Choose for me"]}).submit()
    assert submitted.ok, submitted.errors
    office.settle()
    newest = len(office.sam.messages())  # each of his handoffs has a receipt
    return office.sam.types(f"/handoff why {newest}").ephemerals[0].shown


def knows(office: Office, person: DeskPerson, **what: object) -> None:
    """Wait until the bot has heard of a person's news."""

    def heard() -> bool:
        with office.bot.db.reading() as session:
            known = people.get(session, office.bot.directory.team_id, person.id)
        return known is not None and all(getattr(known, name) == value for name, value in what.items())

    office.desk.wait_for(heard)


def test_a_status_keeps_handoffs_away_until_it_ends(office: Office) -> None:
    until = MONDAY + timedelta(hours=2)
    office.anna.sets_status("Vacationing", ":palm_tree:", until=until)
    knows(office, office.anna, status_text="Vacationing")
    office.gia.sets_status("Vacationing", ":palm_tree:")  # a stranger to the policy: nothing is kept of her
    office.ben.sets_status("In a meeting", ":spiral_calendar_pad:")
    knows(office, office.ben, status_text="In a meeting")
    with office.bot.db.reading() as session:
        assert people.get(session, office.bot.directory.team_id, office.gia.id) is None
    said = chosen(office, "Acme")
    assert "✗ Anna Keller · 0 open, skipped: Slack status :palm_tree: Vacationing" in said
    assert "✓ Ben Carter" in said
    office.advance(hours=2, minutes=1)
    assert "Anna Keller · 0 open, skipped" not in chosen(office, "Globex")


def test_do_not_disturb_is_respected_while_somebody_else_can_take_it(office: Office) -> None:
    office.anna.snoozes(until=MONDAY + timedelta(hours=2))
    knows(office, office.anna, dnd_until=MONDAY + timedelta(hours=2))
    assert "✗ Anna Keller · 0 open, skipped: do not disturb until 12:00 CET" in chosen(office, "Acme")
    for person in (office.ben, office.yuki):
        person.snoozes(until=MONDAY + timedelta(hours=2))
        knows(office, person, dnd_until=MONDAY + timedelta(hours=2))
    assert "skipped" not in chosen(office, "Globex")  # all of them are quiet: one of them gets it


def test_news_that_slack_did_not_bring_are_asked_for(office: Office) -> None:
    office.desk.delivers("drop", of="event", times=2)
    office.anna.sets_status("", ":face_with_thermometer:")
    office.ben.snoozes(until=MONDAY + timedelta(hours=2))
    office.desk.advance(minutes=6)
    office.bot.directory.refresh(office.bot.desk.policy)
    said = chosen(office, "Acme")
    assert "✗ Anna Keller · 0 open, skipped: Slack status :face_with_thermometer:" in said
    assert "✗ Ben Carter · 0 open, skipped: do not disturb until" in said
    assert "✓ Yuki Tanaka" in said


def test_holidays_and_nights_are_respected(office_under: OpensOffice) -> None:
    home = policy(WEEK).replace(
        'email = "ben@northwind.example"', 'email = "ben@northwind.example"\ncountry = "US"'
    )
    office = office_under(home)
    office.passes_to(THANKSGIVING)
    said = chosen(office, "Acme")
    assert "✗ Ben Carter · 0 open, skipped: on holiday: Thanksgiving" in said
    assert "✗ Yuki Tanaka · 0 open, skipped: outside working hours until 09:00 JST" in said
    assert "✓ Anna Keller" in said
