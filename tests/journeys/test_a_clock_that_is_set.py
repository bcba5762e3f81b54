"""The bot's clock was wrong and is set: all is said once, and nothing waits for as long as it was wrong."""

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from app.main import Bot
from app.services import outbox as owing
from app.store import outbox
from tests.accepting import accepts
from tests.everything import some
from tests.stepping import SteppedOffice, stepped_office

POST = "chat.postMessage"
HOLDER_THAT_DIED = 7
AHEAD, BEHIND = [{"hours": 1}, {"days": 3}], [{"hours": -1}, {"days": -3}]
THERE_AND_BACK = [{"days": 3}, {"hours": -1}]


@pytest.fixture
def office(database_url: str) -> Iterator[SteppedOffice]:
    with stepped_office(database_url) as opened:
        yield opened


def cards(office: SteppedOffice) -> Counter[str]:
    """How many cards each of the two has."""
    heard = {person.handle: len(office.heard(person, "Acme (#")) for person in (office.anna, office.sam)}
    return Counter(heard)


def owes(office: SteppedOffice) -> None:
    """A card and a receipt that nobody has begun to send."""


def held_back(office: SteppedOffice) -> None:
    office.desk.fails(POST, "ratelimited", retry_after=20, times=2)
    office.bot.courier.drain()


def failed(office: SteppedOffice) -> None:
    office.desk.fails(POST, "error", error="team_added_to_org", times=2)
    office.bot.courier.drain()


def lost(office: SteppedOffice) -> None:
    office.desk.fails(POST, "reset_before", times=2)
    office.bot.courier.drain()


def stored(office: SteppedOffice) -> None:
    office.desk.fails(POST, "reset_after", times=2)
    office.desk.fails("conversations.history", "http_503")
    office.bot.courier.drain()


def leased(office: SteppedOffice, leave: bool = False) -> None:
    """By a process that has died since."""
    for _ in range(2):
        with office.bot.db.transaction() as session:
            is_postgres = not office.bot.db.is_sqlite
            owed = outbox.claim(session, office.now(), holder=HOLDER_THAT_DIED, postgres=is_postgres)
            assert owed
            assert not leave or owing.start_sending(session, owed, office.now())


def sending(office: SteppedOffice) -> None:
    """By a process that has died since."""
    leased(office, leave=True)


@pytest.mark.parametrize(
    "state",
    some([owes, held_back, failed, stored, lost, leased, sending]),
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_owed_before_is_said_once_and_within_minutes(office: SteppedOffice, state: Any) -> None:
    for step in THERE_AND_BACK:
        before = cards(office)
        assert office.form().submit().ok
        state(office)
        office.steps(**step)
        for _ in range(3):
            office.a_minute_passes()
        assert cards(office) - before == Counter(anna=1, sam=1), step
        assert not office.desk.faults()["pending"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", some(AHEAD + BEHIND), ids=str)
def test_each_step_of_a_ladder_is_taken_once_and_none_waits_for_the_wrong_date(
    office: SteppedOffice, step: dict[str, float]
) -> None:
    office.hand_off()
    office.desk.advance(minutes=30)
    office.steps(**step)
    office.a_minute_passes()
    office.advance(hours=2)
    assert len(office.heard(office.anna, "⏰")) == 1
    office.steps(**{unit: -by for unit, by in step.items()})
    for _ in range(6):
        office.a_minute_passes()
        office.advance(hours=1)
    assert len(office.heard(office.anna, "⏰")) == 1
    for boss in (office.maria, office.dan):
        assert len(office.heard(boss, "Acme (#1) has stalled")) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_handoff_made_on_a_wrong_date_is_asked_about_on_the_right_one(office: SteppedOffice) -> None:
    office.steps(days=3)
    accepts(office.hand_off())
    office.hand_off(Company="Globex", AE="@ben")
    office.steps(days=-3)
    office.a_minute_passes()
    assert "by Mon 23 Nov, 08:00 EST" in office.card(office.ben, "Globex").shown
    office.advance(hours=2)
    assert len(office.heard(office.ben, "⏰")) == 1
    office.advance(hours=10)
    assert len(office.heard(office.anna, "⏰")) == 1
    office.advance(days=3)
    assert len(office.heard(office.ben, "⏰")) == len(office.heard(office.anna, "⏰")) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("step", AHEAD, ids=str)
def test_a_message_that_is_on_its_way_while_the_clock_is_set_forward_is_said_once(
    office: SteppedOffice, step: dict[str, float]
) -> None:
    _is_said_once_though_it_is_on_its_way(office, office.bot, step)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nor_does_another_replica_say_it_that_takes_its_lease_for_run_out(office: SteppedOffice) -> None:
    _is_said_once_though_it_is_on_its_way(office, office.replica(), {"hours": 1})


def _is_said_once_though_it_is_on_its_way(office: SteppedOffice, looks: Bot, step: dict[str, float]) -> None:
    office.bot.client.timeout = limit = 1
    office.desk.fails(POST, "late", seconds=0.1, times=1)
    assert office.form().submit().ok
    sender = threading.Thread(target=office.bot.courier.drain)
    sender.start()
    office.desk.wait_for(lambda: office.desk.faults()["used"])
    office.steps(**step)
    looks.courier.drain()
    sender.join(10 * limit)
    office.desk.wait_for(lambda: [entry for entry in office.desk.traffic() if entry["fault"] == "late"])
    for _ in range(3):
        office.a_minute_passes()
    assert cards(office) == Counter(anna=1, sam=1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bot_that_is_days_ahead_of_slack_finds_what_it_has_posted(office: SteppedOffice) -> None:
    office.steps(days=3)
    assert office.form().submit().ok
    stored(office)
    for _ in range(3):
        office.a_minute_passes()
    assert cards(office) == Counter(anna=1, sam=1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_days_of_small_corrections_change_nothing(office: SteppedOffice) -> None:
    office.hand_off()
    for hour in range(48):
        office.steps(seconds=(-2, 3, -1)[hour % 3])
        office.bot.clock.tidy()
        office.advance(hours=1)
        if hour == 0:
            assert len(office.heard(office.anna, "⏰")) == 0
    assert len(office.heard(office.anna, "⏰")) == 1
