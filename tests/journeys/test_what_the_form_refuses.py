"""Bad input is shown at the field at fault, the form stays open, and nothing typed is lost."""

import pytest

from sandbox.driver_modal import Modal
from tests.accepting import accepts
from tests.office import PACKAGE, Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STEPS = ("Hand off · 1 of 3", "Hand off · 2 of 3", "Hand off · 3 of 3")
REFUSES = '[qualification]\nnot_ready = "refuse"\n'


def test_every_missing_field_of_a_step_is_named_at_once(office: Office) -> None:
    needed = ["Company", "Contact name", "Contact email", "Discovery notes", "Pain points", "Use case"]
    needed += ["Agreed next step"]
    form = office.form(**{"Website": "kept.example", **dict.fromkeys(needed)})

    for step in (needed[:3], needed[3:]):
        refused = form.submit(skip_client_checks=True)
        assert refused.errors == {label: f"{label} is needed." for label in step}
        form.fill({label: PACKAGE[label] for label in step})

    _nothing_happened(office)
    assert form.submit().ok
    package = office.card(office.anna).clicks("Full package").modal
    assert package is not None
    assert "kept.example" in package.texts


def test_blanks_are_no_answer(office: Office) -> None:
    form = office.form(Pain_points=" \n ", Company="\t")
    assert form.submit(skip_client_checks=True).errors == {"Company": "Company is needed."}
    form.fill({"Company": "Acme"})
    assert form.submit(skip_client_checks=True).errors == {"Pain points": "Pain points is needed."}


def test_where_the_policy_refuses_a_lead_that_is_not_ready_the_fields_say_why(
    office_under: OpensOffice,
) -> None:
    office = office_under(REFUSES + policy())
    form = office.form(Budget=" ", **{"AE-ready checks": ["Confirmed interest"]})
    refused = form.submit(skip_client_checks=True)
    assert refused.errors == {
        "Budget": "Budget is needed.",
        "AE-ready checks": "Not AE-ready yet: Clear use case, Willing to go deeper.",
    }
    _still_there(refused.modal, **{"Budget": " ", "AE-ready checks": ["Confirmed interest"]})
    _nothing_happened(office)


def test_email_addresses_that_nobody_can_write_to_are_refused(office: Office) -> None:
    form = office.form(
        Contact_email="jane@acme..example",
        More_contacts="Joe Roe, joe@acme.example, CFO\nAnn Poe, the boss",
    )
    refused = form.submit()
    assert refused.errors == {
        "Contact email": "“jane@acme..example” is not an email address we can write to.",
        "More contacts": "“Ann Poe, the boss” is not a name, an email address and a role.",
    }
    _still_there(refused.modal, Contact_email="jane@acme..example")
    _nothing_happened(office)


def test_an_ae_must_be_named_or_left_to_us(office: Office) -> None:
    refused = office.form(AE=None).submit()
    assert refused.errors == {"AE": "Name an AE, or tick “Choose for me” below."}
    _still_there(refused.modal, AE=None)
    _nothing_happened(office)


def test_only_a_present_colleague_whom_the_policy_lists_can_be_the_ae(office: Office) -> None:
    wrong = {
        "@sam": "You cannot hand off to yourself. Please name a colleague.",
        "@crmbot": "CRM Bot is a bot. Please name a person.",
        "@warmhandoff": "Warm Handoff is a bot. Please name a person.",
        "@olaf": "Olaf Brandt's account is deactivated. Please name somebody else.",
        "@gia": "Gia Moretti is not one of the AEs in the policy.",
        "@maria": "Maria Lopez is not one of the AEs in the policy.",
    }
    form = office.form()
    for ae, told in wrong.items():
        refused = form.fill({"AE": ae}).submit()
        assert refused.errors == {"AE": told}, ae
        _still_there(refused.modal, AE=refused.modal and refused.modal.value("AE"))
    _nothing_happened(office)

    assert form.fill({"AE": "@ben"}).submit().ok  # put right in the same form
    assert "Accept" in office.card(office.ben).buttons()


def test_somebody_who_was_deactivated_a_minute_ago_cannot_be_the_ae(office: Office) -> None:
    office.hand_off(AE="@ben")
    office.slack.person("ben").deleted = True
    refused = office.form(AE="@ben", Company="Globex").submit()
    assert refused.errors == {"AE": "Ben Carter's account is deactivated. Please name somebody else."}


def test_what_went_wrong_in_an_earlier_step_leads_back_to_it(office: Office) -> None:
    form = office.form(AE="@ben")
    form.goes_to(STEPS[2])
    office.slack.person("ben").deleted = True

    back = form.enters().submit().modal

    assert back is not None
    assert back.title == STEPS[0]
    assert "⚠️ Ben Carter's account is deactivated. Please name somebody else." in back.texts
    _still_there(back, AE=office.ben.id)
    _nothing_happened(office)
    form.modal = back
    assert form.fill({"AE": "@anna"}).submit().ok
    assert "Route inbound leads" in office.card(office.anna).shown


def test_a_text_longer_than_its_field_is_refused(office: Office) -> None:
    form = office.form(Company="x" * 151, Objections="y" * 3001)
    assert form.submit(skip_client_checks=True).errors == {
        "Company": "Company can have 150 characters at most; these are 151.",
    }
    assert form.fill({"Company": "Acme"}).submit(skip_client_checks=True).errors == {
        "Objections": "Objections can have 3000 characters at most; these are 3001.",
    }


def test_a_form_filled_to_the_brim_is_taken(office: Office) -> None:
    brim = "<&" * 1500
    long = (
        "Company background",
        "Discovery notes",
        "Pain points",
        "Use case",
        "Objections",
        "Tone and intent",
    )
    criteria = ("Product-fit signals", "Budget", "Authority", "Need", "Timeline", "Agreed next step")
    form = office.form(**dict.fromkeys((*long, *criteria), brim), Company="&" * 150)
    form.goes_to(STEPS[2]).clicks("Back")  # Slack is sent all of it, to be shown again
    back = office.sam.modal()
    assert back is not None
    assert back.value("Objections") == brim
    form.modal = back
    assert form.submit().ok
    office.settle()
    card = office.anna.sees("hands this prospect to you")
    assert card.buttons()[:3] == ["Accept", "Reject", "Ask for info"]
    assert card.clicks("Full package").modal is not None
    accepts(card)
    assert office.heard(office.sam, "Your outreach is on hold")
    assert office.heard(office.anna, "Introduction for")


def _still_there(modal: Modal | None, **but: object) -> None:
    """The step is open and holds all that was typed into it (or `but`), as Slack shows it to the person."""
    assert modal is not None
    assert modal.title in STEPS
    typed = {**PACKAGE, **{label.replace("_", " "): value for label, value in but.items()}}
    if typed["AE"] == "@anna":
        typed["AE"] = modal.person.desk.as_user("anna").id
    here = {label: value for label, value in typed.items() if label in modal.labels()}
    assert here
    assert {label: modal.value(label) for label in here} == here


def _nothing_happened(office: Office) -> None:
    office.settle()
    for person in (office.sam, office.anna, office.ben):
        assert person.messages() == []
