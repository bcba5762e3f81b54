"""What becomes of a message when Slack refuses it, asks to wait, is away, or makes no sense."""

from collections import Counter

import pytest
from sqlmodel import col, select

from app.domain.model import Owed, Sending
from tests import signed
from tests.everything import some
from tests.office import Office, open_office, workspace
from tests.slack.rough_line import Garble, rough_line

pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # the rows are tested on both in tests/store

POST = "chat.postMessage"
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
GARBLES = [
    Garble(name, answer, stored)
    for stored in (True, False)
    for name, answer in {
        "a list": OK + b"\r\n[]",
        "half a body": OK + b"content-length: 500\r\n\r\n{",
        "no body": OK + b"\r\n",
        "no text": OK + b"\r\n\xff\xfe\x00",
        "no HTTP": b"\x15\x03\x01\x00\x02\x02",
        "hung up": b"",
        "an answer without its ts": OK + b'\r\n{"ok": true}',
    }.items()
]


def test_an_answer_that_makes_no_sense_neither_loses_nor_doubles_a_message(database_url: str) -> None:
    with (
        workspace() as slack,
        rough_line(slack.api_url) as line,
        open_office(database_url, slack=slack, api_url=line.url) as office,
    ):
        for garble in some(GARBLES):
            line.garbles(POST, garble, times=2)
            assert office.form(Company=str(garble)).submit().ok
            for _ in range(3):
                office.advance(seconds=31)
            assert not line.to_come[POST]
            for person in (office.anna, office.sam):
                assert len(office.heard(person, f"{garble} (#")) == 1, garble


def test_an_hour_without_slack_loses_nothing(office: Office) -> None:
    there = office.bot.client.base_url
    office.bot.client.base_url = "http://127.0.0.1:9/api/"  # nobody listens: the connection is refused
    assert office.form().submit().ok
    for _ in range(12):
        office.advance(minutes=5)
    assert not office.anna.messages()
    office.bot.client.base_url = there
    office.advance(minutes=5)
    assert len(office.heard(office.anna, "Acme (#1)\n")) == 1
    assert len(office.heard(office.sam, "Acme (#1)\n")) == 1


def test_slack_is_asked_again_when_it_said_so_and_not_before(office: Office) -> None:
    office.desk.fails(POST, "ratelimited", retry_after=120, times=2)
    assert office.form().submit().ok
    office.advance(seconds=118)
    assert not office.anna.messages()
    office.advance(seconds=3)
    assert len(office.heard(office.anna, "Acme (#1)")) == len(office.heard(office.sam, "Acme (#1)")) == 1


def test_a_message_that_slack_will_never_take_is_kept_with_the_reason(office: Office) -> None:
    office.desk.fails(POST, "error", error="channel_not_found")
    assert office.form().submit().ok
    office.advance(hours=1)
    (dead,) = _kept(office, Sending.DEAD)
    assert dead.error == "channel_not_found"
    other = office.sam if dead.recipient == office.anna.id else office.anna
    assert len(office.heard(other, "Acme (#1)")) == 1  # nobody else waits for it
    office.advance(days=3)
    assert [owed.key for owed in _kept(office, Sending.DEAD)] == [dead.key]


def test_blocks_that_slack_refuses_are_said_in_plain_text(office: Office) -> None:
    office.desk.fails(POST, "error", error="invalid_blocks", times=1)
    assert office.form().submit().ok
    office.settle()
    said = [message for person in (office.anna, office.sam) for message in person.messages()]
    assert sorted(bool(message.blocks) for message in said) == [False, True]
    assert all("Acme" in message.text for message in said)


def test_a_line_that_only_one_person_sees_is_never_said_twice(office: Office) -> None:
    card = office.hand_off()
    for fault in ("reset_after", "timeout_after"):
        office.bot.client.timeout = 1
        office.desk.fails("chat.postEphemeral", fault)
        signed.click(office.slack, office.ben, card, "Accept")
        office.settle()
        office.advance(minutes=2)
    assert len(office.heard(office.ben, "Only the AE it is assigned to")) == 2
    assert {owed.kind for owed in _kept(office, Sending.DEAD)} == {"notice"}


def _kept(office: Office, state: Sending) -> list[Owed]:
    with office.bot.db.reading() as session:
        return list(session.exec(select(Owed).where(col(Owed.state) == state)).all())


@pytest.mark.parametrize("fault", some(["http_503", "reset_before"]))
def test_three_hours_of_a_failing_slack_cost_knocks_and_no_message(office: Office, fault: str) -> None:
    for method in (POST, "conversations.history", "conversations.open", "auth.test"):
        office.desk.fails(method, fault, times=10_000)
    for number in range(5):
        assert office.form(Company=f"Company {number}").submit().ok
    for _ in range(12):
        office.advance(minutes=15)
    assert _calls(office)[POST] <= 1  # and from then on somebody knocks
    assert _calls(office)["auth.test"] >= 12
    office.desk.clears_faults()
    for _ in range(3):
        office.advance(seconds=31)
    assert not _kept(office, Sending.DEAD)
    for number in range(5):
        for person in (office.anna, office.sam):
            assert len(office.heard(person, f"Company {number} (#")) == 1


def test_a_batch_of_refusals_holds_back_the_whole_queue_and_not_each_message(office: Office) -> None:
    office.desk.fails(POST, "ratelimited", retry_after=60, times=2)
    for number in range(6):
        office.form(Company=f"Company {number}").submit()
    office.settle()
    assert _calls(office)[POST] == 2  # one channel, then another: it is the workspace's limit
    office.advance(seconds=61)
    assert _calls(office)[POST] == 2 + 12


def test_what_slack_holds_back_is_not_looked_for_either_until_it_may(office: Office) -> None:
    office.desk.fails(POST, "reset_after")
    office.desk.fails("conversations.history", "ratelimited", retry_after=60)
    office.form().submit()
    office.settle()
    office.advance(seconds=45)
    assert _calls(office)["conversations.history"] == 1
    office.advance(seconds=16)
    for person in (office.anna, office.sam):
        assert len(office.heard(person, "Acme (#1)")) == 1


def test_a_lost_card_is_found_among_hundreds_of_messages(office: Office) -> None:
    channel = office.hand_off().channel
    office.desk.fails(POST, "reset_after", times=2)
    office.desk.fails("conversations.history", "ratelimited", retry_after=20, times=2)
    assert office.form(Company="Globex").submit().ok
    office.settle()
    for number in range(450):  # more than two pages of those who wrote meanwhile
        office.bot.client.chat_postMessage(channel=channel, text=f"line {number}")
    for _ in range(3):
        office.advance(seconds=31)
    assert len(office.heard(office.anna, "Globex (#2)\n")) == 1


def test_a_lost_reply_is_found_in_its_thread(office: Office) -> None:
    office.hand_off()
    office.desk.fails(POST, "reset_after")
    office.advance(hours=2)
    for _ in range(3):
        office.advance(seconds=31)
    assert len(office.heard(office.anna, "⏰")) == 1


def test_a_revoked_token_kills_no_message(office: Office) -> None:
    token, office.bot.client.token = office.bot.client.token, "xoxb-revoked"
    assert office.form().submit().ok
    for _ in range(20):
        office.advance(minutes=10)
    assert not _kept(office, Sending.DEAD)
    office.bot.client.token = token
    office.advance(minutes=10)
    assert len(office.heard(office.anna, "Acme (#1)\n")) == 1


def _calls(office: Office) -> Counter[str]:
    return Counter(entry["kind"] for entry in office.desk.traffic(5000) if entry["direction"] == "from_app")
