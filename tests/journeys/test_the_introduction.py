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

BUTTONS = ["Edit", "Gmail", "Outlook", "Mail program", "Mark as sent"]


def test_each_mail_program_opens_with_the_whole_draft(office: Office) -> None:
    _accepted(office)
    draft = _draft(office, office.anna)
    assert draft.buttons() == BUTTONS
    expected = {
        "to": ["jane@acme.example"],
        "cc": ["anna@northwind.example,sam@northwind.example"],
        "subject": ["Acme and us: meet Anna Keller"],
        "body": [_body_of(draft)],
    }
    links = draft.links()

    gmail = parse_qs(urlsplit(links["Gmail"]).query)
    assert urlsplit(links["Gmail"]).netloc == "mail.google.com"
    assert {
        name: gmail[key] for name, key in zip(expected, ("to", "cc", "su", "body"), strict=True)
    } == expected

    outlook = parse_qs(urlsplit(links["Outlook"]).query)
    assert urlsplit(links["Outlook"]).netloc == "outlook.office.com"
    assert outlook == expected

    mailto = urlsplit(links["Mail program"])
    assert mailto.scheme == "mailto"
    assert {"to": [unquote(mailto.path)], **parse_qs(mailto.query)} == expected


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
    assert edit.value("Subject") == "Acme and us: meet Anna Keller"
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
    assert "Acme and us: meet Anna Keller" in _draft(office, office.anna).shown


def test_opening_a_mail_program_does_not_mean_that_it_was_sent(office: Office) -> None:
    _accepted(office)
    for program in ("Gmail", "Outlook", "Mail program"):
        assert _draft(office, office.anna).clicks(program).ok
    for person in (office.anna, office.sam):
        assert _draft(office, person).buttons() == BUTTONS
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
    assert "The text is too long for a link, so copy it from above." in draft.shown
    assert "body" not in parse_qs(urlsplit(draft.links()["Gmail"]).query)


def _accepted(office: Office) -> None:
    accepts(office.hand_off())


def _draft(office: Office, person: DeskPerson) -> Message:
    return office.heard(person, "Introduction for Acme")[-1]


def _body_of(draft: Message) -> str:
    """The mail as it reads in Slack, with a mail's line breaks."""
    body = draft.blocks[2]["text"]["text"]
    return str(body).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\n", "\r\n")
