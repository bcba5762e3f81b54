"""What somebody sets for herself on her Home tab goes before what the policy says of her, at once."""

import pytest

from sandbox.driver import DeskPerson
from sandbox.driver_modal import Modal, Submitted
from tests.accepting import accepts
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the store has its own tests

WEEK = 'hours = { mon-fri = "09:00-18:00" }\naccept_within = "4h"'
LINK = "https://calendar.example/anna"


def test_other_hours_set_the_running_clock_anew_at_once(office_under: OpensOffice) -> None:
    office = office_under(policy(WEEK))
    office.hand_off()
    assert "by Mon 23 Nov, 14:00 CET" in office.card(office.anna).shown
    saved = _sets(office.anna, **{"Working hours": "mon-thu 08:00-11:00, 15:00-19:00\nfri: 9:00-12:00"})
    assert saved.ok, saved.errors
    assert "by Mon 23 Nov, 18:00 CET" in office.card(office.anna).shown  # one hour now, three after 15:00
    home = office.anna.opens_home().shown
    assert "*Working hours:* mon-thu 08:00-11:00, 15:00-19:00; fri 9:00-12:00" in home
    assert _sets(office.anna, **{"Working hours": ""}).ok
    assert "by Mon 23 Nov, 14:00 CET" in office.card(office.anna).shown


def test_the_home_tab_shows_it_when_it_is_saved(office: Office) -> None:
    home = office.anna.opens_home()
    office.advance(minutes=1)
    modal = home.clicks("Your settings").modal
    assert modal is not None
    assert modal.fill({"Booking link": LINK}).submit().ok
    office.settle()
    assert LINK in home.refresh().shown


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(office: Office) -> None:
    for label, text, why in (
        ("Working hours", "9 to 5", "is no line of a week"),
        ("Working hours", "mon-fri 9-17", "is no window"),
        ("Working hours", "mon-fri 17:00-09:00", "ends before it begins"),
        ("Working hours", "mon-fri 09:00-17:00\nmon 10:00-11:00", "named by two keys"),
        ("Working hours", "mon 09:00-10:00", "at least 5 hours"),
        ("Booking link", "http://calendar.example", "https://"),
        ("Booking link", "javascript:alert(1)", "https://"),
    ):
        refused = _sets(office.anna, **{label: text})
        assert set(refused.errors) == {label}, (text, refused.errors)
        assert why in refused.errors[label], text
    assert "*Working hours:* as the policy says" in office.anna.opens_home().shown


def test_her_language_is_what_the_form_proposes(office: Office) -> None:
    assert _sets(office.sam, **{"Language of my introductions": "Deutsch"}).ok
    accepts(office.hand_off(**{"Their language": None}))
    (draft,) = office.heard(office.anna, "Introduction for Acme")
    assert "Guten Tag Jane Doe" in draft.shown
    form = office.priya.types("/handoff").modal
    assert form is not None
    assert form.value("Their language") == "English"


def test_a_muted_reminder_does_not_come_and_an_escalation_does(office: Office) -> None:
    assert _sets(office.anna, **{"What I do without": ["Reminders of what waits on me"]}).ok
    office.hand_off()
    office.hand_off(AE="@ben", Company="Globex")
    office.advance(hours=2)
    assert not office.heard(office.anna, "waits for your answer")
    assert office.heard(office.ben, "waits for your answer")
    office.advance(hours=2)
    assert office.heard(office.maria, "Acme (#1) has stalled")


def test_what_was_set_stands_in_the_form_and_is_ones_own(office: Office) -> None:
    assert _sets(office.anna, **{"What I want": ["My own numbers, once a week, as a message"]}).ok
    modal = _opens(office.anna)
    assert modal.value("What I want") == ["My own numbers, once a week, as a message"]  # and no thanks
    assert _opens(office.ben).value("What I want") == ["I may be thanked in the team's digest"]


def _sets(person: DeskPerson, **values: object) -> Submitted:
    return _opens(person).fill(dict(values)).submit()


def _opens(person: DeskPerson) -> Modal:
    modal = person.opens_home().clicks("Your settings").modal
    assert modal is not None
    return modal
