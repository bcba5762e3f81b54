"""What a segment asks for before an AE gets a lead, and what becomes of a package that is not ready."""

import pytest

from sandbox.driver_modal import Modal
from tests.form import Filling
from tests.office import Office, OpensOffice, fill, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CRITERIA, NOT_READY = "Hand off · 3 of 3", "Not ready yet"
SEGMENTS = """
[frameworks.OURS]
[[frameworks.OURS.field]]
name = "seats"
label = "Seats"
help = "How many people would use it"
kind = "number"
[[frameworks.OURS.field]]
name = "go_live"
label = "Go-live"
kind = "date"
[[frameworks.OURS.field]]
name = "crm"
label = "CRM"
kind = "choice"
options = ["None", "HubSpot & co"]
[[frameworks.OURS.field]]
name = "security"
label = "Security review"
kind = "check"
required = false

[segment.small]
label = "Small business"
framework = "OURS"

[segment.enterprise]
label = "Enterprise"
framework = "CHAMP"
not_ready = "refuse"
[segment.enterprise.criteria]
money = "validated"
challenges = "quoted"
prioritization = "empty"
"""


def test_a_lead_that_is_not_ready_can_be_kept_as_a_draft_and_is_told_what_is_missing(office: Office) -> None:
    form = office.form(Timeline=None, **{"AE-ready checks": ["Confirmed interest", "Clear use case"]})
    view = form.submit().modal
    assert view is not None
    assert view.title == NOT_READY
    assert "Not ready yet. Ready: 5 of 7" in view.texts
    assert "✓ Budget\n✓ Authority\n✓ Need\n✗ Timeline: not answered\n" in view.texts
    assert "✗ Willing to go deeper: not answered" in view.texts
    assert view.submit().modal is None  # Keep as draft

    office.settle()
    assert office.anna.messages() == []
    again = office.sam.types("/handoff").modal
    assert again is not None
    again = again.submit().modal
    assert again is not None
    assert again.title == NOT_READY
    again.clicks("Back")
    step = _step(office)
    assert "Ready: 5 of 7 so far\n✓ Budget" in step.texts
    assert step.submit().ok
    assert "Ready: 7 of 7" in office.card(office.anna).shown
    assert "Ready: 7 of 7" in office.card(office.sam).shown


def test_the_form_asks_only_for_what_the_segment_needs(office_under: OpensOffice) -> None:
    office = office_under(SEGMENTS + policy())
    form = office.form(Segment="Small business", Priority="Hot")
    step = form.goes_to(CRITERIA)
    assert step.labels() == ["Seats", "Go-live", "CRM", "Security review", "AE-ready checks"]
    assert "Exit criteria (OURS)" in step.texts
    assert "Ready: 0 of 6 so far" in step.texts  # the review may stay open

    wrong = step.fill({"Seats": "many"}).submit(skip_client_checks=True)
    assert wrong.errors == {"Seats": "Seats must be a number, such as 40 or 12.5."}
    answers = {"Seats": "40", "Go-live": "2027-02-01", "CRM": "HubSpot & co", "Security review": ["Yes"]}
    assert form.fill(answers).submit().ok
    card = office.card(office.anna)
    assert "🔥 Hot  ·  Segment: small  ·  Ready: 6 of 6" in card.shown
    package = card.clicks("Full package").modal
    assert package is not None
    for shown in ("*Seats*\n40", "*Go-live*\n2027-02-01", "*CRM*\nHubSpot &amp; co", "Security review"):
        assert shown in package.texts


def test_a_criterion_may_ask_how_the_sdr_knows(office_under: OpensOffice) -> None:
    office = office_under(SEGMENTS + policy())
    form = office.form(Segment="Enterprise", Challenges="They said so", Money="2 M")
    step = form.goes_to(CRITERIA)
    assert "Prioritization" in step.labels()
    hows = [label for label in step.labels() if label.endswith("how do you know?")]
    assert hows == ["Challenges: how do you know?", "Money: how do you know?"]
    refused = form.submit()
    assert refused.errors == {
        "Challenges: how do you know?": "This must be quoted: the prospect's own words.",
        "Money: how do you know?": "This must be validated: a document or a second person confirms it.",
    }
    quoted = "Quoted: the prospect's own words"
    sure = "Validated: a document or a second person confirms it"
    assert form.fill({hows[0]: quoted, hows[1]: sure}).submit().ok
    card = office.card(office.anna)
    assert "*Challenges* (“quoted”): They said so" in card.shown
    assert "*Money* (✓ validated): 2 M" in card.shown
    assert "Ready: 6 of 6" in card.shown


def test_another_segment_asks_for_something_else_and_nothing_is_lost(office_under: OpensOffice) -> None:
    office = office_under(SEGMENTS + policy())
    form = office.form(Segment="Small business", Seats="40")
    form.goes_to(CRITERIA).clicks("Back")
    _step(office).modal.clicks("Back")
    other = Filling(_shown(office), {**form.values, "Segment": "Enterprise"})
    assert "Seats" not in other.goes_to(CRITERIA).labels()


def test_where_the_policy_allows_it_a_manager_s_approval_can_be_asked_for(office_under: OpensOffice) -> None:
    office = office_under('[qualification]\nnot_ready = "approval"\n' + policy())
    view = office.form(Budget=None).submit().modal
    assert view is not None
    assert view.labels() == ["Reason for an approval"]
    assert "✗ Budget: not answered" in view.texts
    assert (view.view["submit"]["text"], view.view["close"]["text"]) == ("Ask for approval", "Keep as draft")
    refused = view.submit(skip_client_checks=True)
    assert refused.errors == {"Reason for an approval": "A reason is needed."}
    view.cancel()
    again = office.sam.types("/handoff").modal
    assert again is not None
    assert again.submit().modal is not None


def test_a_rejection_may_name_the_criterion_that_failed(office: Office) -> None:
    modal = office.hand_off().clicks("Reject").modal
    assert modal is not None
    assert modal.options("Which criterion failed?")[:4] == ["Budget", "Authority", "Need", "Timeline"]
    modal.fill({"Reason": "Not a fit", "Which criterion failed?": "Authority", "Comment": "She cannot sign"})
    assert modal.submit().ok
    assert office.heard(office.sam, "*Which criterion failed:* Authority.")


def _shown(office: Office) -> Modal:
    modal = office.sam.modal()
    assert modal is not None
    return modal


def _step(office: Office) -> Filling:
    return fill(_shown(office))
