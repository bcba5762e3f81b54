"""A file in a direct message: made when it is sent, there once whatever fails, and gone when it should be."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlmodel import col, select

from app.domain.draft import Address, Draft
from app.domain.lifecycle import Status
from app.domain.model import Handoff, Owed, Sending
from app.domain.model_mail import Intro
from app.services import files, privacy
from app.services.outbox import MOST_TRIES
from app.store import backlog, backup
from sandbox.driver import DeskPerson
from sandbox.files import File, drawer
from sandbox.wire import Json
from tests.accepting import accepts
from tests.everything import some
from tests.mailbox import check
from tests.office import Office, open_office, workspace
from tests.slack.rough_line import Garble, rough_line
from tests.slack.test_courier import GARBLES, OK

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PLACE, UPLOAD, SHOW = "files.getUploadURLExternal", "upload", "files.completeUploadExternal"
CALL_LIMIT: Any = 0.2  # seconds; nobody wants to wait for the real one
FAULTS: list[Json] = [
    {"kind": "ratelimited", "retry_after": 20},
    {"kind": "http_500"},
    {"kind": "http_503", "stored": True},
    {"kind": "bad_json"},
    {"kind": "bad_json", "stored": True},
    {"kind": "reset_before"},
    {"kind": "reset_after"},
    {"kind": "late", "seconds": 0.1},
    {"kind": "timeout_after"},
    {"kind": "error", "error": "internal_error"},
    {"kind": "error", "error": "file_update_failed"},
    {"kind": "error", "error": "file_not_found"},
]


@pytest.fixture
def office(office: Office) -> Iterator[Office]:
    """The office once Anna has accepted, and both have the draft of the introduction."""
    _accepted(office)
    yield office


def _accepted(office: Office) -> None:
    assert accepts(office.hand_off()).ok
    office.settle()


def _ask(office: Office, to: str = "U0ANNA") -> None:
    with office.bot.db.transaction() as session:
        files.owe(session, session.get_one(Handoff, 1), "eml", to, office.bot.desk.now())


def _have(office: Office, person: DeskPerson) -> list[Json]:
    """Every file that somebody is shown, with what is said above it and where."""
    channels = [one for one in office.slack.workspace.channels.values() if person.id in one.members]
    said = [message for channel in channels for message in channel.messages.values()]
    return [{**file, "said": one.text, "thread": one.thread_ts} for one in said for file in one.files]


def _in_slack(office: Office) -> list[File]:
    """Those that anybody can see: nobody sees an upload that was not completed."""
    return [file for file in drawer(office.slack.workspace).files.values() if file.complete]


def _are_in_slack(office: Office, count: int) -> bool:
    return len(_in_slack(office)) == count


def _rows(office: Office) -> list[Owed]:
    with office.bot.db.reading() as session:
        return list(session.exec(select(Owed).where(col(Owed.kind) == "file").order_by(col(Owed.id))))


def _letter(office: Office) -> Draft:
    with office.bot.db.reading() as session:
        row = session.get_one(Intro, 1)
    to, cc = (tuple(Address(**one) for one in entries) for entries in (row.recipients, row.copies))
    return Draft(to, cc, row.subject, row.body)


def _settles(office: Office, rounds: int = 4) -> None:
    for _ in range(rounds):
        office.advance(seconds=31)


def _calls(office: Office) -> Counter[str]:
    return Counter(entry["kind"] for entry in office.desk.traffic(5000) if entry["direction"] == "from_app")


def test_whoever_asks_gets_the_letter_as_a_file_below_her_draft_and_nobody_else(office: Office) -> None:
    _ask(office)
    office.settle()
    (file,) = _have(office, office.anna)
    (draft,) = [message for message in office.anna.messages() if "Introduction for Acme" in message.shown]
    assert (file["thread"], file["name"]) == (draft.ts, "introduction-acme.eml")
    assert file["title"].startswith("Introduction for Acme · ")
    assert file["said"].startswith("The introduction as a file. Open it in your mail program")
    content = drawer(office.slack.workspace).files[file["id"]].content
    assert content is not None
    check(content, _letter(office))
    assert not _have(office, office.sam)
    assert _rows(office)[0].state is Sending.SENT


def test_the_file_holds_the_letter_as_it_is_when_it_is_sent(office: Office) -> None:
    _ask(office, to="U0SAM")
    with office.bot.db.transaction() as session:
        session.get_one(Intro, 1).body = "Hi Jane,\n\nthis was edited a moment ago.\n"
    office.settle()
    assert b"edited a moment ago" in (_in_slack(office)[0].content or b"")
    assert len(_have(office, office.sam)) == 1


def test_who_asks_again_gets_it_again(office: Office) -> None:
    _ask(office)
    _ask(office)  # a double click
    office.advance(seconds=1)
    _ask(office)
    office.settle()
    assert len(_have(office, office.anna)) == len({file["title"] for file in _have(office, office.anna)}) == 2


@pytest.mark.parametrize("method", [PLACE, UPLOAD, SHOW])
def test_whatever_fails_exactly_one_file_is_there_in_the_end(office: Office, method: str) -> None:
    office.bot.client.timeout = CALL_LIMIT
    which = [PLACE, UPLOAD, SHOW].index(method)
    for n, fault in enumerate(some(FAULTS, which), start=1):
        is_late = fault["kind"] == "late"
        office.desk.fails(method, times=1 if is_late else 2, **fault)
        _ask(office)
        office.settle()
        if is_late and method == SHOW:
            office.desk.wait_for(partial(_are_in_slack, office, n))
        _settles(office)
        assert len(office.desk.faults()["pending"]) < 2 and office.desk.faults()["used"], fault
        assert len(_have(office, office.anna)) == len(_in_slack(office)) == n, fault
        assert {row.state for row in _rows(office)} == {Sending.SENT}, fault
        office.desk.clears_faults()


def test_an_answer_that_makes_no_sense_neither_loses_nor_doubles_a_file(database_url: str) -> None:
    with (
        workspace() as slack,
        rough_line(slack.api_url) as line,
        open_office(database_url, slack=slack, api_url=line.url) as office,
    ):
        _accepted(office)
        for n, (method, garble) in enumerate(some([(m, g) for g in GARBLES for m in (PLACE, SHOW)]), start=1):
            line.garbles(method, garble, times=1)
            _ask(office)
            _settles(office, rounds=3)
            assert not line.to_come[method]
            assert len(_have(office, office.anna)) == n, (method, garble)


def test_a_file_that_was_shown_in_vain_is_looked_for_and_not_sent_again(office: Office) -> None:
    office.desk.fails(SHOW, "reset_after")
    _ask(office)
    _settles(office)
    assert _calls(office)[SHOW] == 1
    assert _calls(office)["conversations.replies"] >= 1


@pytest.mark.parametrize("error", ["file_update_failed", "internal_error"])
def test_an_error_after_which_it_may_be_shown_has_it_looked_for_first(office: Office, error: str) -> None:
    office.desk.fails(SHOW, "error", error=error)
    _ask(office)
    office.settle()
    assert (_rows(office)[0].state, _rows(office)[0].error) == (Sending.UNKNOWN, error)


def test_an_answer_without_a_place_to_upload_to_says_so(database_url: str) -> None:
    with (
        workspace() as slack,
        rough_line(slack.api_url) as line,
        open_office(database_url, slack=slack, api_url=line.url) as office,
    ):
        _accepted(office)
        line.garbles(PLACE, Garble("nothing in it", OK + b'\r\n{"ok": true}', stored=False), times=1)
        _ask(office)
        office.settle()
        assert _rows(office)[0].error == "an answer without the place to upload to"


@pytest.mark.parametrize(
    ("call", "state"),
    [
        ("files_getUploadURLExternal", Sending.LEASED),
        ("files_completeUploadExternal", Sending.SENDING),
    ],
)
def test_it_is_looked_for_only_if_the_bot_died_when_it_was_being_shown(
    office: Office, call: str, state: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(**_: Any) -> None:
        raise SystemExit

    _ask(office)
    with monkeypatch.context() as killed, pytest.raises(SystemExit):
        killed.setattr(office.bot.client, call, dies)
        office.bot.courier.drain()
    assert [row.state for row in _rows(office)] == [state]
    _settles(office)
    assert len(_have(office, office.anna)) == 1


def test_it_is_found_by_its_id_under_whatever_title_slack_shows_it(office: Office) -> None:
    office.desk.fails(SHOW, "reset_after")
    office.desk.fails("conversations.history", "ratelimited", retry_after=20)
    _ask(office)
    office.settle()
    for channel in office.slack.workspace.channels.values():
        for shown in (file for message in channel.messages.values() for file in message.files):
            shown["title"] = "Jane, meet Anna"
    _settles(office)
    assert (len(_in_slack(office)), _calls(office)[SHOW]) == (1, 1)


def test_a_restored_copy_that_does_not_know_the_file_finds_it_by_its_title(office: Office) -> None:
    _ask(office)
    _ask(office, to="U0SAM")
    office.settle()
    with office.bot.db.transaction() as session:
        for row in session.exec(select(Owed).where(col(Owed.kind) == "file")):
            row.note, row.ts, row.channel, row.state, row.shown = (
                {"what": "eml"},
                None,
                None,
                Sending.READY,
                0,
            )
    with office.bot.db.transaction() as session:
        backup.doubt_posts(session, office.bot.desk.now(), office.bot.desk.now())
    _settles(office)
    assert [row.state for row in _rows(office)] == [Sending.SENT] * 2
    assert len(_in_slack(office)) == 2


@pytest.mark.parametrize("error", ["missing_scope", "file_uploads_disabled", "storage_limit_reached"])
def test_what_slack_will_never_take_is_kept_with_the_reason_and_can_be_retried(
    office: Office, error: str
) -> None:
    office.desk.fails(PLACE, "error", error=error)
    _ask(office)
    office.settle()
    (dead,) = _rows(office)
    assert (dead.state, dead.error) == (Sending.DEAD, error)
    with office.bot.db.transaction() as session:
        assert backlog.retry(session, dead.number)
    office.settle()
    assert len(_have(office, office.anna)) == 1


def test_a_closed_way_to_the_uploads_does_not_hold_up_what_comes_after_it(office: Office) -> None:
    office.desk.fails(UPLOAD, "reset_before", times=100)
    _ask(office)
    for _ in range(MOST_TRIES):
        office.advance(minutes=5)
    (dead,) = _rows(office)
    assert dead.state is Sending.DEAD
    assert dead.error.startswith("the upload failed: ")
    assert len(office.desk.faults()["used"]) == MOST_TRIES


def test_the_uploads_wait_as_long_as_slack_asks(office: Office) -> None:
    office.desk.fails(UPLOAD, "ratelimited", retry_after=120)
    _ask(office)
    office.settle()
    office.advance(seconds=118)
    assert _calls(office)[PLACE] == 1
    office.advance(seconds=3)
    assert len(_have(office, office.anna)) == 1


def test_nothing_is_sent_of_a_letter_that_was_erased_or_has_another_owner(office: Office) -> None:
    _ask(office)
    with office.bot.db.transaction() as session:
        session.get_one(Handoff, 1).owner_id = "U0BEN"
    office.settle()
    _ask(office, to="U0SAM")
    with office.bot.db.transaction() as session:
        session.get_one(Intro, 1).body = ""
    office.settle()
    office.advance(seconds=1)
    _ask(office, to="U0SAM")
    with office.bot.db.transaction() as session:
        session.get_one(Handoff, 1).status = Status.PENDING
    office.settle()
    assert [row.state for row in _rows(office)] == [Sending.OBSOLETE] * 3
    assert not drawer(office.slack.workspace).files


def test_a_file_goes_with_the_data_of_its_prospect(office: Office) -> None:
    _ask(office)
    office.settle()
    office.desk.fails("files.delete", "reset_after")
    privacy.forget(office.bot.db, "jane@acme.example", office.bot.desk.now())
    _settles(office)
    assert not drawer(office.slack.workspace).files
    (left,) = _have(office, office.anna)
    assert left["mode"] == "tombstone"
    assert "Acme" not in left["said"]
    assert _rows(office)[0].state is Sending.OBSOLETE
    office.advance(hours=1)
    assert _calls(office)["files.delete"] == 2


def test_a_file_that_stays_true_is_not_shown_again(office: Office) -> None:
    _ask(office)
    office.settle()
    before = _calls(office)
    with office.bot.db.transaction() as session:
        for row in session.exec(select(Owed).where(col(Owed.kind) == "file")):
            row.state, row.wanted = Sending.READY, 2
    office.settle()
    assert _calls(office) == before
    assert _rows(office)[0].state is Sending.SENT
