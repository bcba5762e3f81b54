"""When Slack fails us in every way it can, each message is there once, and each deed counts once."""

import threading
from typing import Any

import pytest

from app.store import handoffs, outbox
from sandbox.wire import Json
from tests.accepting import accepts, begins
from tests.everything import some
from tests.office import PACKAGE, Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POST = "chat.postMessage"
CALL_LIMIT: Any = 0.2  # seconds; nobody wants to wait for the real one
FAULTS: list[Json] = [
    {"kind": "ratelimited", "retry_after": 5},
    {"kind": "http_500"},
    {"kind": "http_500", "stored": True},
    {"kind": "http_503"},
    {"kind": "http_503", "stored": True},
    {"kind": "bad_json"},
    {"kind": "bad_json", "stored": True},
    {"kind": "reset_before"},
    {"kind": "reset_after"},
    {"kind": "slow", "seconds": 0.25},
    {"kind": "late", "seconds": 0.1},
    {"kind": "timeout_after"},
    {"kind": "error", "error": "internal_error"},
    {"kind": "error", "error": "team_added_to_org"},
]


def recover(office: Office, *, seconds: float = 31, rounds: int = 3) -> None:
    """Let enough time pass for whatever is unknown to be settled and sent again."""
    for _ in range(rounds):
        office.advance(seconds=seconds)


def is_owed(office: Office) -> bool:
    with office.bot.db.reading() as session:
        return outbox.any_owed(session)


def seen(office: Office, **what: Any) -> list[Json]:
    """What was seen of that between bot and Slack."""
    traffic = office.desk.traffic(2000)
    return [entry for entry in traffic if all(entry[name] == value for name, value in what.items())]


def in_words(fault: Json) -> str:
    return "-".join(str(value) for name, value in fault.items() if name in ("kind", "stored", "error"))


@pytest.mark.parametrize("fault", some(FAULTS), ids=in_words)
def test_a_handoff_reaches_both_once_whatever_becomes_of_its_messages(office: Office, fault: Json) -> None:
    if fault["kind"] in ("slow", "late", "timeout_after"):
        office.bot.client.timeout = CALL_LIMIT
    office.desk.fails(POST, times=2, **fault)
    assert office.form().submit().ok
    office.settle()
    office.desk.wait_for(lambda: len(seen(office, kind=POST, fault=fault["kind"])) == 2)
    recover(office)

    assert [message.buttons()[0] for message in office.anna.messages()] == ["Accept"]
    assert [message.buttons()[0] for message in office.sam.messages()] == ["Withdraw"]


def test_what_may_have_been_posted_is_looked_for_until_slack_answers(office: Office) -> None:
    office.desk.fails(POST, "reset_after", times=2)
    office.desk.fails("conversations.history", "http_500", times=2)
    office.desk.fails("conversations.history", "reset_before", times=2)
    assert office.form().submit().ok
    recover(office, rounds=6)

    assert len(office.anna.messages()) == len(office.sam.messages()) == 1
    assert office.desk.faults()["pending"] == []


@pytest.mark.parametrize("kind", some(["ratelimited", "http_500", "bad_json", "reset_after"]))
def test_a_card_shows_what_has_become_of_it_in_the_end(office: Office, kind: str) -> None:
    card = office.hand_off()
    office.desk.fails("chat.update", kind, times=3)
    accepts(card)
    recover(office, rounds=4)

    assert "✅ Accepted" in office.card(office.anna).shown
    assert "Your outreach is on hold" in office.card(office.sam).shown
    assert len(office.heard(office.sam, "Your outreach is on hold:")) == 1


def test_a_form_that_comes_twice_is_one_handoff(office: Office) -> None:
    form = office.form()
    form.goes_to("Hand off · 3 of 3")
    office.desk.delivers("duplicate", of="view_submission")
    assert form.submit().ok
    office.desk.wait_for(lambda: len(seen(office, kind="view_submission")) == 4)
    office.settle()

    assert len(office.anna.messages()) == len(office.sam.messages()) == 1
    assert [entry["status"] for entry in seen(office, kind="view_submission")] == [200] * 4


@pytest.mark.parametrize("apart", [0, 0.2])
def test_a_click_that_comes_twice_is_one_move(office: Office, apart: float) -> None:
    card = office.hand_off()
    office.desk.delivers("duplicate", seconds=apart)
    assert accepts(card).ok
    office.desk.wait_for(lambda: len(seen(office, kind="block_actions")) == 2)
    office.settle()

    assert len(office.heard(office.sam, "Your outreach is on hold:")) == 1
    assert len(office.heard(office.anna, "Introduction for Acme")) == 1
    assert "Log first touch" in office.card(office.anna).buttons()


def test_an_answer_that_comes_twice_is_said_once(office: Office) -> None:
    asking = office.hand_off().clicks("Ask for info").modal
    assert asking is not None
    office.desk.delivers("duplicate", of="view_submission", seconds=0.1)
    assert asking.fill({asking.labels()[0]: "Who signs?"}).submit().ok
    office.desk.wait_for(lambda: len(seen(office, kind="view_submission", fault="duplicate")) == 2)

    assert len(office.heard(office.sam, " asks about ")) == 1
    assert "Answer" in office.card(office.sam).buttons()


def test_what_was_said_first_does_not_come_back_over_what_was_said_last(office: Office) -> None:
    """A copy of the first rating arrives when the second is there."""
    accepts(office.hand_off())

    def rates(stars: str) -> None:
        modal = office.card(office.anna).clicks("Rate lead").modal
        assert modal is not None
        assert modal.fill({"Lead quality": stars}).submit().ok

    office.desk.delivers("duplicate", of="view_submission", seconds=1.5)
    rates("★★☆☆☆  2")
    rates("★★★★★  5")
    office.desk.wait_for(lambda: len(seen(office, kind="view_submission", fault="duplicate")) == 2)
    with office.bot.db.reading() as session:
        handoff = handoffs.get(session, 1)
    assert handoff is not None
    assert handoff.quality == 5


def test_a_button_that_comes_twice_opens_one_form(office: Office) -> None:
    """Its trigger is good for once, which is nothing to tell anybody about."""
    card = office.hand_off()
    office.desk.delivers("duplicate", seconds=0.1)
    assert card.clicks("Ask for info").modal is not None
    office.desk.wait_for(lambda: len(seen(office, kind="block_actions")) == 2)

    assert office.anna.state()["modal_depth"] == 1
    assert office.heard(office.anna, "Something went wrong") == []


def test_whoever_comes_first_decides_though_he_clicked_last(office: Office) -> None:
    card = office.hand_off()
    receipt = office.card(office.sam)
    accepting = threading.Thread(target=begins(card).submit)
    office.desk.delivers("reorder")
    accepting.start()
    office.desk.wait_for(lambda: office.desk.faults()["used"])
    assert receipt.clicks("Withdraw").ok
    accepting.join(5)

    assert "Withdrawn" in office.card(office.anna).shown
    assert "Withdrawn" in office.card(office.sam).shown
    assert office.heard(office.sam, "Your outreach is on hold:") == []


def test_nobody_but_slack_now_is_believed(office: Office) -> None:
    office.desk.skews(-400)
    assert office.sam.types("/handoff").ack["status"] == 401
    office.desk.skews(0)
    assert office.form().submit().ok


def test_limits_on_twenty_handoffs_lose_nothing(office: Office) -> None:
    office.desk.enforces_limits(burst=1, speed=0.1)  # slower than any machine posts
    companies = [f"{PACKAGE['Company']} {number}" for number in range(20)]
    for company in companies:
        assert office.form(Company=company).submit().ok
    office.settle()

    assert office.desk.limits()["methods"][POST]["refused"] > 0
    assert len(office.anna.messages()) < 20
    office.desk.enforces_limits(burst=2, speed=25)
    rounds = iter(range(200))
    while is_owed(office) and next(rounds, None) is not None:
        recover(office, seconds=11, rounds=1)

    for person in (office.anna, office.sam):
        headings = sorted(message.shown.split(" (#")[0] for message in person.messages())
        assert headings == sorted(companies)
