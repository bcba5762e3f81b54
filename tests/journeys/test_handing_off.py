"""How a handoff begins: the command, its words, both shortcuts, and who gets it."""

import pytest

from sandbox.driver_message import Reply
from tests.office import APP, PACKAGE, Office, OpensOffice, fill

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_slash_handoff_with_a_company_opens_the_form_with_the_company_filled_in(office: Office) -> None:
    modal = office.sam.types("/handoff Globex & Söhne").modal
    assert modal is not None
    assert modal.title == "Hand off · 1 of 3"
    assert modal.value("Company") == "Globex & Söhne"
    form, asked = fill(modal), set(modal.labels())
    for title in ("Hand off · 2 of 3", "Hand off · 3 of 3"):
        asked |= set(form.goes_to(title).labels())
    assert set(PACKAGE) | {"More contacts", "Priority", "Source", "No AE in mind?"} == asked


def test_a_submitted_handoff_is_a_card_for_the_ae_and_a_receipt_for_the_sdr(office: Office) -> None:
    card = office.hand_off()
    assert card.buttons() == ["Accept", "Reject", "Ask for info", "Full package", "Brief"]
    for passed_on in (
        "Nobody knows who calls back",
        "Route inbound leads",
        "Demo on Thursday",
        "50k, approved",
    ):
        assert passed_on in card.shown
    assert "You should accept, reject or ask by Mon 23 Nov, 14:00 CET" in card.shown
    assert "Acme: handed off to you by Sam Rivera" in card.text

    receipt = office.card(office.sam)
    assert receipt.buttons() == ["Withdraw", "Full package"]
    assert f"<@{office.anna.id}> should accept, reject or ask" in receipt.shown


def test_the_full_package_holds_everything_that_the_sdr_wrote(office: Office) -> None:
    card = office.hand_off(More_contacts="Joe Roe, joe@acme.example, CFO\nAnn Poe, ann@acme.example")
    package = card.clicks("Full package").modal
    assert package is not None
    written = [
        text for label, text in PACKAGE.items() if isinstance(text, str) and label not in ("AE", "Company")
    ]
    for text in [*written, "Joe Roe, CFO", "ann@acme.example", "Confirmed interest"]:
        assert text in package.texts


def test_a_company_may_be_called_payload(office: Office) -> None:
    for company in ("payload Inc", "payload=1&x=2", "my {payload}"):
        modal = office.sam.types(f"/handoff {company}").modal
        assert modal is not None
        assert modal.value("Company") == company


def test_slash_handoff_help_tells_what_the_command_can_do(office: Office) -> None:
    assert "`/handoff list` shows your open handoffs" in _told(office.sam.types("/handoff HELP"))


def test_slash_handoff_list_tells_whose_turn_it_is_until_when(office: Office) -> None:
    assert "You have no open handoffs" in _told(office.sam.types("/handoff list"))

    office.hand_off()
    listed = _told(office.sam.types("/handoff list"))
    assert "*Acme* (#1) · ⏳ Waiting for an answer" in listed
    assert f"next: <@{office.anna.id}>, by Mon 23 Nov, 14:00 CET" in listed
    assert "You have no open handoffs" in _told(office.ben.types("/handoff list"))


def test_what_the_command_cannot_read_is_explained(office: Office) -> None:
    for line in ("/handoff --status", "/handoff /list", "/handoff " + "blah " * 40):
        told = _told(office.sam.types(line))
        assert "I could not read" in told
        assert "`/handoff help` shows this" in told


def test_the_global_shortcut_opens_the_empty_form(office: Office) -> None:
    modal = office.sam.shortcut("Hand off a prospect").modal
    assert modal is not None
    assert modal.value("Company") is None
    assert fill(modal).submit().ok
    assert "Accept" in office.card(office.anna).buttons()


def test_the_message_shortcut_takes_the_message_as_discovery_notes(office: Office) -> None:
    office.priya.writes("Jane said: budget > 50k & needs it by <b>February</b>", channel="#general")
    message = office.sam.messages(channel="#general")[-1]
    modal = office.sam.shortcut("Hand off from message", message=message).modal
    assert modal is not None
    form = fill(modal, Discovery_notes=None)
    notes = form.goes_to("Hand off · 2 of 3").value("Discovery notes")
    assert notes == "Jane said: budget > 50k & needs it by <b>February</b>"
    assert form.submit().ok
    package = office.card(office.anna).clicks("Full package").modal
    assert package is not None
    assert "budget &gt; 50k &amp; needs it by &lt;b&gt;February" in package.texts


def test_a_long_message_fits_the_discovery_notes(office: Office) -> None:
    office.priya.writes("long story " * 400, channel="#general")
    message = office.sam.messages(channel="#general")[-1]
    modal = office.sam.shortcut("Hand off from message", message=message).modal
    assert modal is not None
    step = fill(modal, Discovery_notes=None).goes_to("Hand off · 2 of 3")
    assert len(step.value("Discovery notes")) == 3000


def test_an_address_and_a_website_in_a_message_are_taken_as_the_prospect_s(office: Office) -> None:
    text = "sam@northwind.example met jane@globex.example, of www.globex.example."
    office.priya.writes(text, channel="#general")
    message = office.sam.messages(channel="#general")[-1]
    modal = office.sam.shortcut("Hand off from message", message=message).modal
    assert modal is not None
    assert [modal.value(label) for label in ("Contact email", "Website", "Company")] == [
        "jane@globex.example",
        "www.globex.example",
        "Globex",
    ]


def test_choose_for_me_gives_it_to_the_ae_with_the_fewest_open_handoffs(office: Office) -> None:
    office.hand_off(AE="@anna")
    office.hand_off(AE="@yuki", Company="Globex")
    office.hand_off(AE="@anna", Company="Initech")

    submitted = office.form(Company="Hooli", AE=None, **{"No AE in mind?": ["Choose for me"]}).submit()

    assert submitted.ok
    card = office.card(office.ben, "Hooli")
    assert "fewest open handoffs of 3 AEs (0 before this one)" in card.shown


def test_what_is_typed_pings_nobody(office: Office) -> None:
    card = office.hand_off(Company="<!channel> & Co", Pain_points="<@U0DAN> *bold* <https://evil.example|x>")
    assert "<!channel>" not in card.text
    assert "<!channel>" not in card.shown.replace("<!channel> & Co (#1)", "")  # a header is plain text
    assert "&lt;@U0DAN&gt; *bold* &lt;https://evil.example|x&gt;" in card.shown


def test_somebody_whom_the_policy_does_not_list_as_sdr_is_told(office: Office) -> None:
    for person, channel in ((office.anna, None), (office.maria, None), (office.gia, APP)):
        reply = person.types("/handoff Acme", channel=channel)
        assert reply.modal is None
        assert "Only an SDR whom the policy lists can do that" in _told(reply)
    assert office.anna.shortcut("Hand off a prospect").modal is None
    assert office.heard(office.anna, "Only an SDR whom the policy lists can do that")


def test_anyone_may_hand_off_to_anyone_when_the_policy_lists_nobody(office_under: OpensOffice) -> None:
    office = office_under('[digest]\nchannel = "#general"')
    form = office.form(office.maria, AE="@dan")
    assert "No AE in mind?" not in form.labels()  # there is nobody to choose from
    assert form.submit().ok
    assert "Accept" in office.card(office.dan).buttons()


def _told(reply: Reply) -> str:
    assert reply.ok, reply.ack
    assert len(reply.ephemerals) == 1
    return reply.ephemerals[0].shown
