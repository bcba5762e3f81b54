"""The draft in somebody's own mailbox: connected by her, put there on acceptance, and never anything else."""

import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from app.cli import cli
from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests import signed
from tests.accepting import accepts
from tests.everything import on
from tests.office import Office
from tests.outside import cloud as clouds
from tests.outside import dovecot
from tests.outside.cloud import Cloud
from tests.outside.connecting import KEY, address, browse, connecting_office, connects, links
from tests.outside.dovecot import PASSWORD, Dovecot

PUT = "Put into my drafts"


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with clouds.running() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot.running() as running:
        yield running


@pytest.fixture
def office(database_url: str, cloud: Cloud) -> Iterator[Office]:
    with connecting_office(database_url, cloud) as opened:
        yield opened


def _draft(office: Office, person: DeskPerson) -> Message:
    return office.heard(person, "Introduction for Acme")[-1]


def _on_the_bots_machine(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", office.config.database_url)
    monkeypatch.setenv("MAILBOX_KEY", KEY)
    monkeypatch.setenv("SLACK_API_URL", office.config.slack_api_url)
    monkeypatch.setenv("HANDOFF_CLOCK", "api")


def _says(mail: EmailMessage, draft: Message, sender: str) -> None:
    """The mail in the mailbox is the draft in Slack."""
    gmail = parse_qs(urlsplit(draft.links()["Gmail"]).query)
    (to,) = mail["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Jane Doe", gmail["to"][0])
    assert ",".join(one.addr_spec for one in mail["Cc"].addresses) == gmail["cc"][0]
    assert mail["Subject"] == gmail["su"][0]
    part = mail.get_body(("plain",))
    assert part is not None
    assert part.get_content().splitlines() == gmail["body"][0].splitlines()
    assert mail["From"].addresses[0].addr_spec == sender
    assert mail["X-Unsent"] is None
    assert not mail.defects


@on("sqlite")
def test_accepting_puts_the_draft_into_both_inboxes(office: Office, cloud: Cloud) -> None:
    assert "among the drafts of sam@northwind.example" in connects(office, cloud, office.sam, "Gmail")
    assert "among the drafts of anna@northwind.example" in connects(office, cloud, office.anna, "Outlook")
    for person in (office.sam, office.anna):
        assert office.heard(person, f"Your mailbox {address(person)} is connected")
        home = person.opens_home()
        assert f"are also put among the drafts of *{address(person)}*" in home.shown
        assert "Disconnect" in home.buttons() and not links(person)
    accepts(office.hand_off())
    office.settle()
    for person in (office.sam, office.anna):
        (mail,) = cloud.mails(address(person))
        _says(mail, _draft(office, person), address(person))
        assert mail["From"].addresses[0].display_name in ("Sam Rivera", "Anna Keller")
        assert PUT in _draft(office, person).buttons()
    office.advance(hours=2)
    assert [len(found) for found in cloud.drafts.values()] == [1, 1]


@on("sqlite")
def test_what_is_edited_in_slack_gets_there_when_its_reader_asks_for_it(office: Office, cloud: Cloud) -> None:
    connects(office, cloud, office.anna, "Gmail")
    accepts(office.hand_off())
    edit = _draft(office, office.sam).clicks("Edit").modal
    assert edit is not None
    assert edit.fill({"Body": "Shall we say ten?"}).submit().ok
    office.settle()
    assert len(cloud.mails(address(office.anna))) == 1
    assert PUT not in _draft(office, office.sam).buttons()
    office.advance(minutes=1)
    _draft(office, office.anna).clicks(PUT)
    office.settle()
    first, second = cloud.mails(address(office.anna))
    _says(second, _draft(office, office.anna), address(office.anna))
    assert first["Message-ID"] != second["Message-ID"]
    _draft(office, office.sam).clicks("Mark as sent")
    office.settle()
    assert len(cloud.mails(address(office.anna))) == 2


@on("sqlite")
def test_nobody_puts_it_into_a_mailbox_that_is_not_there_or_not_hers(office: Office, cloud: Cloud) -> None:
    connects(office, cloud, office.anna, "Gmail")
    accepts(office.hand_off())
    draft = _draft(office, office.anna)
    signed.click(office.slack, office.ben, draft, PUT)
    assert office.heard(office.ben, "Only its owner can do that")
    signed.click(office.slack, office.sam, draft, PUT)
    assert office.heard(office.sam, "Your mailbox is not connected (any more)")
    office.anna.opens_home().clicks("Disconnect")
    assert set(links(office.anna)) == {"Connect Gmail", "Connect Outlook"}
    draft.clicks(PUT)
    assert office.heard(office.anna, "Your mailbox is not connected (any more)")
    assert len(cloud.mails(address(office.anna))) == 1


@on("sqlite")
def test_a_new_owner_gets_the_draft_too(office: Office, cloud: Cloud) -> None:
    connects(office, cloud, office.ben, "Gmail")
    accepts(office.hand_off())
    assert not cloud.mails(address(office.ben))
    modal = office.card(office.anna).clicks("Hand over").modal
    assert modal is not None
    assert modal.fill({"New owner": "@ben"}).submit().ok
    office.settle()
    (mail,) = cloud.mails(address(office.ben))
    assert "Ben Carter" in str(mail["Subject"])


@on("sqlite")
def test_a_consent_that_is_taken_back_is_told_once_and_slack_goes_on(office: Office, cloud: Cloud) -> None:
    connects(office, cloud, office.anna, "Gmail")
    cloud.revokes()
    accepts(office.hand_off())
    told = "I can put no more drafts into your mailbox anna@northwind.example"
    (notice,) = office.heard(office.anna, told)
    assert "connect it anew on my Home tab" in notice.shown
    assert "⚠️ Drafts get into *anna@northwind.example* no more" in office.anna.opens_home().shown
    assert "Edit" in _draft(office, office.anna).buttons()
    accepts(office.hand_off(Company="Globex"))
    office.advance(hours=1)
    assert len(office.heard(office.anna, told)) == 1
    connects(office, cloud, office.anna, "Gmail")
    office.card(office.anna, "Globex")  # any change shows the draft anew
    edit = office.heard(office.anna, "Introduction for Globex")[-1].clicks("Edit").modal
    assert edit is not None
    assert edit.submit().ok
    office.heard(office.anna, "Introduction for Globex")[-1].clicks(PUT)
    office.settle()
    assert len(cloud.mails(address(office.anna))) == 1


@on("sqlite")
def test_a_link_is_good_for_one_person_once_and_for_a_while(office: Office, cloud: Cloud) -> None:
    theirs = connects(office, cloud, office.anna, "Gmail", sign_in="mallory@northwind.example")
    assert "Slack knows you as anna@northwind.example" in theirs
    assert "Nothing was connected" in theirs
    cloud.signed_in = address(office.anna)
    link = links(office.anna)["Connect Gmail"]
    consent = browse(office, link)
    assert consent.status_code == 200
    again = browse(office, str(consent.url))
    assert (again.status_code, "not good any more" in again.text) == (400, True)
    state = parse_qs(urlsplit(link).query)["state"][0]
    for forged in (state[:-4] + "AAAA", "x", ""):
        assert browse(office, link.replace(state, forged)).status_code == 400
    assert browse(office, link.replace("/start", "/callback") + "&code=1").status_code == 400
    assert browse(office, link.replace("/gmail/", "/other/")).status_code == 400
    office.advance(days=1, minutes=1)
    assert "not good any more" in browse(office, link).text
    refused = browse(office, str(consent.url).replace("code=", "error=access_denied&c="))
    assert refused.status_code == 400


@on("sqlite")
def test_whoever_does_not_agree_connects_nothing(office: Office, cloud: Cloud) -> None:
    cloud.fails("POST", "/token", status=400, body={"error": "invalid_grant"})
    assert "Nothing was connected" in connects(office, cloud, office.anna, "Gmail")
    assert set(links(office.anna)) == {"Connect Gmail", "Connect Outlook"}
    assert not office.heard(office.anna, "is connected")


@on("postgresql")
def test_a_mailbox_behind_imap_is_connected_by_command(
    office: Office, server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.employs("anna@northwind.example", "Entwürfe")
    _on_the_bots_machine(office, monkeypatch)
    asked = CliRunner()
    wrong = asked.invoke(cli, ["mailbox", "add", address(office.anna), server.address], input="wrong\n")
    assert wrong.exit_code == 1
    assert "Not connected: the mail server does not take the user name or the password." in wrong.output
    nobody = asked.invoke(cli, ["mailbox", "add", "who@northwind.example", server.address], input="x\n")
    assert nobody.exit_code == 2
    added = asked.invoke(cli, ["mailbox", "add", address(office.anna), server.address], input=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    assert "are put into “Entwürfe”" in added.output
    assert "anna@northwind.example  imap  imap://127.0.0.1" in asked.invoke(cli, ["mailbox", "list"]).output
    accepts(office.hand_off())
    office.settle()
    ((flags, raw),) = server.drafts(address(office.anna))
    assert {rb"\Draft", rb"\Seen"} <= flags
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    _says(mail, _draft(office, office.anna), address(office.anna))

    server.knows("anna@northwind.example", "changed")
    office.advance(minutes=1)
    _draft(office, office.anna).clicks(PUT)
    assert office.heard(office.anna, "Whoever runs the bot can connect it anew.")
    assert "fails since" in asked.invoke(cli, ["mailbox", "list"]).output
    assert asked.invoke(cli, ["mailbox", "remove", address(office.anna)]).output == "Disconnected.\n"
    assert asked.invoke(cli, ["mailbox", "list"]).output == "0 mailboxes.\n"


@on("sqlite")
def test_no_secret_can_be_read_in_the_database(
    office: Office, cloud: Cloud, server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _on_the_bots_machine(office, monkeypatch)
    server.employs("ben@northwind.example", "Drafts")
    asked = CliRunner()
    added = asked.invoke(cli, ["mailbox", "add", address(office.ben), server.address], input=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    connects(office, cloud, office.anna, "Gmail")
    connects(office, cloud, office.sam, "Outlook")
    accepts(office.hand_off())
    office.settle()
    office.bot.db.checkpoint()
    file = Path(str(office.bot.db.path))
    stored = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    assert b"sam@northwind.example" in stored
    secret = [PASSWORD, KEY, clouds.SECRET, *cloud.access, *cloud.refresh, *cloud.codes]
    assert len(secret) >= 7
    assert not [one for one in secret if one.encode() in stored]
    assert len(re.findall(rb"gAAAAA", stored)) >= 3


@on("sqlite")
def test_where_nothing_is_set_up_nothing_is_offered(database_url: str, cloud: Cloud) -> None:
    with connecting_office(database_url, cloud, public_url="") as office:
        assert not links(office.sam)
        assert "mailbox" not in office.sam.opens_home().shown
        url = office.slack.workspace.request_url.replace("/slack/events", "/mailbox/gmail/start")
        assert browse(office, url).status_code == 404
        accepts(office.hand_off())
        assert PUT not in _draft(office, office.anna).buttons()
