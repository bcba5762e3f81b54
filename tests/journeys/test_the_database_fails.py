"""The database fails for a moment: people are told that nothing is lost, and doing it again works, once."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from app.store import handoffs
from tests.form import Filling
from tests.office import Office, open_office

KIND = "Something went wrong on our side. Nothing you typed is lost: please try again. (error "


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "handoff.db"


@pytest.fixture
def small_office(file: Path) -> Iterator[Office]:
    """An office on SQLite that waits for other programs for 50 ms."""
    with open_office(f"sqlite:///{file}?timeout=0.05") as office:
        yield office


@contextmanager
def held(_office: Office, file: Path) -> Iterator[None]:
    """Another program writes, and is in no hurry."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def full(office: Office, file: Path) -> Iterator[None]:
    """The file can have no page more than it has, and none of those is free."""
    most = [1]
    with closing(sqlite3.connect(file)) as other:
        other.execute("VACUUM")

    @event.listens_for(office.bot.db.engine, "checkout")
    def room(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={most[0]}")

    yield
    most[0] = 1_000_000


TROUBLES = pytest.mark.parametrize("trouble", [held, full])
Trouble = Callable[[Office, Path], AbstractContextManager[None]]
LONG = {"Company background": "x" * 2900, "Discovery notes": "x" * 2900}  # it takes pages of its own


def moves(office: Office) -> Counter[str]:
    """Count the moves in the history of the first handoff."""
    with office.bot.db.reading() as session:
        return Counter(one.action for one in handoffs.history(session, 1))


def fault(form: Filling) -> str:
    """What is said at the field of a form that could not be stored."""
    (said,) = form.submit().errors.values()
    return str(said)


@TROUBLES
def test_what_could_not_be_stored_is_stored_when_it_is_submitted_again(
    small_office: Office, file: Path, trouble: Trouble
) -> None:
    form = small_office.form(**LONG)
    with trouble(small_office, file):
        assert fault(form).startswith(KIND)
        assert fault(form).startswith(KIND)
    assert form.submit().ok
    assert small_office.card(small_office.anna)
    assert moves(small_office) == {"submit": 1}
    assert len(small_office.heard(small_office.anna, "Acme (#1)")) == 1


@TROUBLES
def test_a_click_that_could_not_be_stored_is_answered_and_works_when_it_is_repeated(
    small_office: Office, file: Path, trouble: Trouble
) -> None:
    small_office.hand_off(**LONG)
    small_office.advance(hours=4)
    (stalled,) = small_office.heard(small_office.maria, "has stalled")
    with trouble(small_office, file):
        stalled.clicks("Take it")
    assert len(small_office.heard(small_office.maria, KIND)) == 1  # though nothing could be owed meanwhile
    assert stalled.clicks("Take it").ok
    assert "Log first touch" in small_office.card(small_office.maria).buttons()
    assert moves(small_office)["take"] == 1


def test_the_courier_and_the_clock_outlive_it_and_catch_up(small_office: Office, file: Path) -> None:
    office = small_office
    assert office.form().submit().ok
    with held(office, file):
        office.bot.courier.start()
        office.bot.clock.start()
        office.desk.advance(hours=2)
        looked = office.bot.courier.looked_at
        office.desk.wait_for(lambda: office.bot.courier.looked_at > looked + 1, within=10)
        assert office.anna.messages() == []
    office.anna.sees("Acme (#1)", within=10)
    office.anna.sees("waits for your answer", within=10)
    assert moves(office) == {"submit": 1, "nudged": 1}


@contextmanager
def unanswered(office: Office) -> Iterator[None]:
    """The next commit is carried out, and the connection breaks before anybody learns of it."""
    left = [1]

    @event.listens_for(office.bot.db.engine, "commit")
    def breaks(connection: Connection) -> None:
        if left and left.pop():
            connection.connection.commit()
            raise OperationalError("COMMIT", None, ConnectionError("the server closed the connection"))

    yield
    assert not left


def test_a_form_whose_commit_was_never_confirmed_is_one_handoff_when_it_is_submitted_again(
    office: Office,
) -> None:
    form = office.form()
    form.goes_to("Hand off · 3 of 3")
    with unanswered(office):
        assert fault(form).startswith(KIND)
    assert form.submit().ok
    assert len(office.heard(office.anna, "Acme (#1)")) == 1
    assert moves(office) == {"submit": 1}


def test_a_click_whose_commit_was_never_confirmed_has_one_effect_when_it_is_repeated(office: Office) -> None:
    office.hand_off()
    receipt = office.card(office.sam)
    with unanswered(office):
        receipt.clicks("Withdraw")
    assert receipt.clicks("Withdraw").ok
    assert len(office.heard(office.sam, KIND)) == 1
    assert len(office.heard(office.anna, "withdrew *Acme*")) == 1
    assert moves(office) == {"submit": 1, "withdraw": 1}
