"""Once an AE has accepted, the SDR's own outreach rests: she says so, and asks before she writes again."""

import pytest

from sandbox.driver_message import Message
from tests import signed
from tests.accepting import accepts
from tests.office import Office, OpensOffice, policy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POINTS = ["My sequence to them is paused", "My open calls and tasks with them are cancelled"]


def _accepted(office: Office) -> Message:
    """Anna accepts Acme; gives what Sam is told."""
    accepts(office.hand_off())
    (news,) = office.heard(office.sam, "accepted *Acme*")
    return news


def _asks(office: Office) -> Message:
    """Sam asks whether she may write once; gives what Anna is told."""
    modal = office.card(office.sam).clicks("Ask for a touch").modal
    assert modal is not None
    assert modal.submit(skip_client_checks=True).errors == {
        "What, and when?": "Please say what you want to tell them, and when."
    }
    assert modal.fill({"What, and when?": "The report they asked me for <!here>, today"}).submit().ok
    (asked,) = office.heard(office.anna, "would like to contact *Acme* once")
    return asked


def test_the_sdr_confirms_that_her_outreach_rests_and_both_cards_say_so(office: Office) -> None:
    news = _accepted(office)
    assert news.buttons() == ["Outreach paused"]
    unconfirmed = "is on hold; that it is paused has not been confirmed yet."
    assert f"Your outreach {unconfirmed}" in office.card(office.sam).shown
    assert f"<@{office.sam.id}>'s outreach {unconfirmed}" in office.card(office.anna).shown
    modal = news.clicks("Outreach paused").modal
    assert modal is not None
    assert modal.options("Done") == POINTS
    refused = modal.fill({"Done": POINTS[:1]}).submit()
    assert refused.errors == {"Done": "Please do all of it first: 1 to go."}
    office.advance(minutes=5)
    assert modal.fill({"Done": POINTS}).submit().ok
    assert "Your outreach is paused since Mon 23 Nov, 10:05 CET." in office.card(office.sam).shown
    assert f"<@{office.sam.id}>'s outreach is paused since Mon 23 Nov, 10:05 CET." in (
        office.card(office.anna).shown
    )
    assert "Outreach paused" not in office.card(office.sam).buttons()
    again = news.clicks("Outreach paused").modal  # it stays on what was said
    assert again is not None
    assert again.fill({"Done": POINTS}).submit().ok
    assert "paused since Mon 23 Nov, 10:05 CET." in office.card(office.sam).shown


def test_the_checklist_is_the_teams_own(office_under: OpensOffice) -> None:
    office = office_under('[outreach]\nchecklist = ["Paused & done"]\n' + policy())
    modal = _accepted(office).clicks("Outreach paused").modal
    assert modal is not None
    assert modal.options("Done") == ["Paused & done"]


def test_before_she_writes_she_asks_and_the_owner_grants_it_in_the_thread(office: Office) -> None:
    _accepted(office)
    asked = _asks(office)
    assert "> The report they asked me for &lt;!here&gt;, today" in asked.shown
    assert asked.buttons() == ["Grant", "Not now"]
    asked.clicks("Grant")
    (granted,) = office.heard(
        office.sam, f"<@{office.anna.id}> is fine with it: please contact *Acme* this once."
    )
    assert granted.json["thread_ts"]
    asked.clicks("Not now")
    assert office.heard(office.anna, "That was answered already, on Acme (#1).")
    assert not office.heard(office.sam, "asks you not to contact")


def test_the_owner_may_say_no_and_be_asked_again(office: Office) -> None:
    _accepted(office)
    _asks(office).clicks("Not now")
    assert office.heard(office.sam, f"<@{office.anna.id}> asks you not to contact *Acme* now")
    office.advance(minutes=1)
    modal = office.card(office.sam).clicks("Ask for a touch").modal
    assert modal is not None
    assert modal.fill({"What, and when?": "Tomorrow then"}).submit().ok
    office.heard(office.anna, "Tomorrow then")[-1].clicks("Grant")
    assert office.heard(office.sam, "is fine with it")


def test_only_the_sdr_confirms_and_only_the_owner_answers(office: Office) -> None:
    news = _accepted(office)
    asked = _asks(office)
    for person in (office.sam, office.ben, office.maria):
        signed.click(office.slack, person, asked, "Grant")
        assert office.heard(person, "Only its owner can do that")
    for person in (office.anna, office.priya):
        signed.click(office.slack, person, news, "Outreach paused")
        assert office.heard(person, "Only the SDR who submitted it can do that")
    assert not office.heard(office.sam, "is fine with it")


def test_a_recycled_prospect_is_hers_again(office: Office) -> None:
    news = _accepted(office)
    modal = office.card(office.anna).clicks("Recycle").modal
    assert modal is not None
    modal.fill({"Reason": "Not now, maybe later"}).submit()
    assert office.heard(office.sam, "Your own outreach is free again.")
    assert "outreach" not in office.card(office.sam).shown
    news.clicks("Outreach paused")
    assert office.heard(office.sam, "Acme (#1) is not on hold any more. Nothing was changed.")
