"""Out of office: planned by command, by form and by a manager; clocks pause, or what waits goes on."""

from datetime import datetime, timedelta

import pytest

from sandbox.driver import DeskPerson
from sandbox.driver_modal import Modal
from tests.office import MONDAY, Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LETS_CHOOSE = {"AE": None, "No AE in mind?": ["Choose for me"]}


def says(person: DeskPerson, line: str) -> str:
    """What a command answers."""
    return person.types(f"/handoff {line}").ephemerals[0].shown


def opens(person: DeskPerson) -> Modal:
    modal = person.types("/handoff ooo").modal
    assert modal is not None
    assert modal.title == "Out of office"
    return modal


def at(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def test_a_dentist_appointment_pauses_the_clock_of_what_waits(office: Office) -> None:
    assert "14:00 CET" in office.hand_off().shown
    said = says(office.anna, "ooo today 11:00 to 13:00")
    assert "You are out of office on Mon 23 Nov from 11:00 to 13:00 CET." in said
    assert "1 handoff waits for you (Acme (#1)): it pauses meanwhile." in said
    assert "Mon 23 Nov, 16:00 CET" in office.card(office.anna).shown
    assert "16:00 CET" in office.card(office.sam).shown
    office.advance(hours=3, minutes=45)  # it would have been half over by noon: nobody is reminded yet
    assert not office.heard(office.anna, "waits for your answer")
    office.advance(minutes=16)
    assert office.heard(office.anna, "waits for your answer")


def test_whoever_is_back_early_says_so_and_the_clock_runs_on(office: Office) -> None:
    office.hand_off()
    says(office.anna, "ooo now to tomorrow")
    office.advance(hours=1)
    assert says(office.anna, "back") == "👋 Welcome back! 1 handoff waits for you; its clock runs again."
    assert "Mon 23 Nov, 15:00 CET" in office.card(office.anna).shown
    assert says(office.anna, "back").startswith("You are not out of office")


def test_who_is_away_is_not_chosen_and_everybody_can_read_why(office: Office) -> None:
    says(office.anna, "ooo today to 2026-12-06")
    office.form(**LETS_CHOOSE).submit()
    office.card(office.ben)
    named = office.form(Company="Globex").submit()
    assert named.errors["AE"].startswith("Anna Keller is out of office until Mon 7 Dec.")
    assert "✗ Anna Keller · 0 open, skipped: out of office until Mon 7 Dec" in says(office.sam, "why 1")


def test_a_line_that_cannot_be_read_changes_nothing_and_says_how_to_write_it(office: Office) -> None:
    for line, why in (
        ("ooo next week", "I could not read “next week”."),
        ("ooo 2026-13-01", "“2026-13-01” is no day that I know."),
        ("ooo 14:00", "I do not know until when."),
        ("ooo friday to tuesday to monday", "I can read one beginning and one end."),
    ):
        said = says(office.anna, line)
        assert said.startswith(why), said
        assert "`/handoff ooo 2026-12-24 to 2027-01-02`" in said
    assert says(office.anna, "ooo 2026-11-01").startswith("That is over.")
    assert says(office.anna, "ooo 2027-11-01").startswith("That is more than 180 days ahead.")
    assert says(office.anna, "ooo 16:00 to 15:00").startswith("That is not after the beginning.")
    says(office.anna, "ooo friday")
    assert says(office.anna, "ooo friday 10:00 to 11:00") == "That is planned already."
    assert "on Fri 27 Nov" in opens(office.anna).texts


def test_the_form_plans_and_cancels_and_home_shows_what_is_planned(office: Office) -> None:
    form = opens(office.anna)
    assert "Who" not in form.labels()
    submitted = form.fill({"Until": at(MONDAY + timedelta(days=4)), "Note": "Lisbon <!channel>"}).submit()
    assert submitted.ok, submitted.errors
    assert submitted.modal is not None
    said = submitted.modal.texts
    assert "out of office from Mon 23 Nov, 10:00 CET to Fri 27 Nov, 10:00 CET" in said
    assert "No handoff waits for you now." in said

    home = office.anna.opens_home()
    assert "Lisbon &lt;!channel&gt;" in home.shown or "Lisbon <!channel>" in home.shown
    assert "Lisbon" not in office.ben.opens_home().shown
    home.clicks("Cancel")
    assert "You have nothing planned." in office.anna.opens_home().shown


def test_a_manager_plans_for_whom_she_manages_and_for_nobody_else(office: Office) -> None:
    office.hand_off()
    form = opens(office.maria).fill({"Who": "@anna", "Until": at(MONDAY + timedelta(days=2))})
    submitted = form.submit()
    assert submitted.ok, submitted.errors
    assert submitted.modal is not None
    assert "<@U0ANNA> is out of office" in submitted.modal.texts
    assert office.heard(office.anna, "Maria Lopez has planned time off for you")
    assert "ask by Wed 25 Nov" in office.card(office.anna).shown
    opens(office.maria).clicks("Cancel")
    assert "Your team" not in office.maria.modal().texts  # type: ignore[union-attr]
    assert office.heard(office.anna, "Maria Lopez has cancelled your time off")
    assert "ask by Mon 23 Nov, 14:00 CET" in office.card(office.anna).shown

    for other in ("@dan", "@gia"):
        refused = opens(office.maria).fill({"Who": other}).submit()
        assert "Only this person or a manager of theirs can do that" in refused.errors["Who"]


def test_by_policy_what_waits_for_an_answer_goes_on_when_its_ae_leaves(office_under: OpensOffice) -> None:
    office = office_under(policy(people='[availability]\npending_on_leave = "reassign"'))
    office.hand_off()
    said = says(office.anna, "ooo today 12:00 to 18:00")
    assert "what nobody has answered by then goes on to the next AE" in said
    office.advance(hours=1, minutes=59)
    assert "Accept" in office.card(office.anna).buttons()
    office.advance(minutes=2)
    assert "Accept" in office.card(office.ben).buttons()
    assert "This is with <@U0BEN> now." in office.card(office.anna).shown
    assert office.heard(office.sam, "out of office")

    office.hand_off(Company="Globex", AE="@yuki")
    assert "1 went on to the next AE" in says(office.yuki, "ooo today to friday")
