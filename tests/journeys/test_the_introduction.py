"""The joint introduction: edited by either, opened in a mail program, marked as sent once."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests import signed
from tests.accepting import accepts
from tests.office import Office

# On one database: the services below are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ASKS = "Ask for a change"
BUTTONS = ["Edit", "Gmail", "Outlook", "Mail program", "File (.eml)", "Copy", ASKS, "Mark as sent"]


def test_each_mail_program_opens_with_the_whole_draft(office: Office) -> None:
    _accepted(office)
    draft = _draft(office, office.anna)
    assert draft.buttons() == BUTTONS
    expected = {
        "to": ["jane@acme.example"],
        "cc": ["anna@northwind.example,sam@northwind.example"],
        "subject": ["Acme: our next step, together with Anna Keller"],
        "body": [_body_of(draft)],
    }
    links = draft.links()

    gmail = parse_qs(urlsplit(links["Gmail"]).query)
    assert urlsplit(links["Gmail"]).netloc == "mail.google.com"
    assert {
        name: gmail[key] for name, key in zip(expected, ("to", "cc", "su", "body"), strict=True)
    } == expected

    mailto = urlsplit(links["Mail program"])
    assert mailto.scheme == "mailto"
    assert {"to": [unquote(mailto.path)], **parse_qs(mailto.query)} == expected

    outlook = urlsplit(links["Outlook"])
    assert outlook.netloc == "outlook.cloud.microsoft"
    assert parse_qs(outlook.query) == {"mailtouri": [links["Mail program"]]}


def test_what_one_edits_both_see(office: Office) -> None:
    _accepted(office)
    for person, text in (
        (office.anna, "Hi Jane, shall we say Thursday at ten?"),
        (office.sam, "Hi Jane & Joe!"),
    ):
        edit = _draft(office, person).clicks("Edit").modal
        assert edit is not None
        changed = edit.fill(
            {"To": "jane@acme.example; joe@acme.example", "Subject": "Meet & greet", "Body": text}
        )
        assert changed.submit().ok
        for reader in (office.anna, office.sam):
            draft = _draft(office, reader)
            assert "*Subject:* Meet &amp; greet" in draft.shown
            assert "*To:* Jane Doe &lt;jane@acme.example&gt;, joe@acme.example" in draft.shown
            assert text.replace("&", "&amp;") in draft.shown
            assert parse_qs(urlsplit(draft.links()["Gmail"]).query)["body"] == [text]
            assert len(office.heard(reader, "Introduction for Acme")) == 1  # in place, not once more


def test_the_edit_form_holds_what_the_draft_says(office: Office) -> None:
    _accepted(office)
    draft = _draft(office, office.sam)
    edit = draft.clicks("Edit").modal
    assert edit is not None
    assert edit.value("To") == "jane@acme.example"
    assert edit.value("Cc") == "anna@northwind.example, sam@northwind.example"
    assert edit.value("Subject") == "Acme: our next step, together with Anna Keller"
    assert edit.value("Body").splitlines() == _body_of(draft).splitlines()


def test_a_wrong_address_or_an_empty_text_is_shown_at_its_field(office: Office) -> None:
    _accepted(office)
    edit = _draft(office, office.sam).clicks("Edit").modal
    assert edit is not None
    edit.fill({"To": "jane@acme.example, boss", "Cc": "me@@x.example", "Subject": " ", "Body": ""})
    refused = edit.submit(skip_client_checks=True)
    assert refused.errors == {
        "To": "“boss” is not an email address.",
        "Cc": "“me@@x.example” is not an email address.",
        "Subject": "The subject is empty.",
        "Body": "The body is empty.",
    }
    assert refused.modal is not None
    assert refused.modal.value("To") == "jane@acme.example, boss"

    refused = edit.fill({"To": " , ", "Cc": "", "Subject": "S", "Body": "B"}).submit(skip_client_checks=True)
    assert refused.errors == {"To": "Name at least one recipient."}
    assert "Acme: our next step, together with Anna Keller" in _draft(office, office.anna).shown


def test_opening_a_mail_program_does_not_mean_that_it_was_sent(office: Office) -> None:
    _accepted(office)
    for program in ("Gmail", "Outlook", "Mail program"):
        assert _draft(office, office.anna).clicks(program).ok
    for person in (office.anna, office.sam):
        asks = person is office.anna
        assert _draft(office, person).buttons() == [one for one in BUTTONS if asks or one != ASKS]
        assert not office.heard(person, "marked it as sent")


def test_either_marks_it_as_sent_once(office: Office) -> None:
    _accepted(office)
    seen = _draft(office, office.sam)
    edit = seen.clicks("Edit").modal
    assert edit is not None
    _draft(office, office.anna).clicks("Mark as sent")
    office.advance(minutes=5)
    signed.click(office.slack, office.sam, seen, "Mark as sent")  # her draft on another device is old
    for person in (office.anna, office.sam):
        sent = _draft(office, person)
        assert sent.buttons() == []
        assert f"<@{office.anna.id}> marked it as sent, Mon 23 Nov, 10:00 CET" in sent.shown

    too_late = edit.fill({"Body": "One more thing"}).submit()
    assert too_late.modal is not None
    assert "marked as sent, so it can no longer be edited" in too_late.modal.texts
    signed.click(office.slack, office.sam, seen, "Edit")
    assert len(office.heard(office.sam, "marked as sent, so it can no longer be edited")) == 1
    assert "One more thing" not in _draft(office, office.anna).shown


def test_a_text_too_long_for_a_link_is_said_to_be_so(office: Office) -> None:
    _accepted(office)
    edit = _draft(office, office.sam).clicks("Edit").modal
    assert edit is not None
    assert edit.fill({"Body": "ü" * 2999}).submit().ok
    draft = _draft(office, office.anna)
    assert "The text is too long for some of these links: take the file instead, or copy it." in draft.shown
    assert "body" not in parse_qs(urlsplit(draft.links()["Gmail"]).query)


def _accepted(office: Office) -> None:
    accepts(office.hand_off())


def _draft(office: Office, person: DeskPerson) -> Message:
    return office.heard(person, "Introduction for Acme")[-1]


def _body_of(draft: Message) -> str:
    """The mail as it reads in Slack, with a mail's line breaks."""
    body = draft.blocks[2]["text"]["text"]
    return str(body).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\n", "\r\n")


def test_the_letter_is_written_in_the_prospect_s_language_and_quotes_her(office: Office) -> None:
    office.hand_off(
        **{"Their language": "Deutsch", "In their own words": "Wir verlieren jeden Tag einen Lead"}
    )
    accepts(office.card(office.anna))
    draft = _draft(office, office.sam)
    assert "Wir verlieren jeden Tag einen Lead" in draft.shown
    assert "Viele Grüße\nSam Rivera" in draft.shown or "Grüße" in draft.shown


def test_another_template_and_language_are_written_at_once_and_saved_with_the_rest(office: Office) -> None:
    _accepted(office)
    edit = _draft(office, office.sam).clicks("Edit").modal
    assert edit is not None
    assert edit.options("Template")[:2] == ["Joint introduction", "Short introduction"]
    edit.fill({"To": "jane.doe@acme.example", "Template": "Short introduction"})
    short = edit.value("Body")
    assert "Anna Keller" in short and len(short) < 700
    assert edit.value("To") == "jane.doe@acme.example"
    edit.fill({"Language": "Français"})
    french = edit.value("Body")
    assert french != short and "Bonjour" in french
    assert edit.submit().ok
    for reader in (office.anna, office.sam):
        assert "Bonjour" in _draft(office, reader).shown
    again = _draft(office, office.anna).clicks("Edit").modal
    assert again is not None
    assert (again.value("Template"), again.value("Language")) == ("Short introduction", "Français")


def test_the_ae_asks_for_a_change_and_whoever_edits_has_answered(office: Office) -> None:
    _accepted(office)
    modal = _draft(office, office.anna).clicks(ASKS).modal
    assert modal is not None
    assert modal.submit(skip_client_checks=True).errors == {
        "What should change?": "Please say what should change."
    }
    assert modal.fill({"What should change?": "Less formal, please <!channel>"}).submit().ok
    (news,) = office.heard(office.sam, f"<@{office.anna.id}> asks for a change of the letter to *Acme*")
    assert "&lt;!channel&gt;" in news.shown
    assert "asks for a change:* Less formal, please" in _draft(office, office.sam).shown
    edit = _draft(office, office.sam).clicks("Edit").modal
    assert edit is not None
    assert edit.fill({"Body": "Hi Jane!"}).submit().ok
    assert "asks for a change" not in _draft(office, office.anna).shown


def test_the_letter_can_be_copied(office: Office) -> None:
    _accepted(office)
    modal = _draft(office, office.anna).clicks("Copy").modal
    assert modal is not None
    assert "jane@acme.example" in modal.texts
    assert "Acme: our next step, together with Anna Keller" in modal.texts
    assert "You will not have to explain anything twice." in modal.texts
