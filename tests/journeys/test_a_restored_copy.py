"""The database is lost and a copy is restored: nothing that Slack has already is said a second time."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from app.store import backup, outbox
from tests import postgres
from tests.accepting import accepts
from tests.office import MONDAY, Office

Loses = Callable[[], None]


@pytest.fixture
def copies(office: Office, tmp_path: Path) -> Iterator[Callable[[], Loses]]:
    """Makes a copy of the office's database; what it gives loses the database and restores the copy."""
    with ExitStack() as stack:

        def copy() -> Loses:
            url = f"sqlite:///{tmp_path}/copy.db"
            if office.bot.db.is_sqlite:
                backup.copy(office.bot.db, tmp_path / "copy.db")
            else:
                base, name = os.environ["TEST_DATABASE_URL"], f"copy_{os.getpid()}"
                office.closes()
                stack.callback(postgres.drop_database, base, name)
                url = postgres.create_database(base, name, template=office.bot.db.url.database)
                office.opens()

            def loses() -> None:
                office.closes()
                office.config = office.config.model_copy(update={"database_url": url})
                office.opens()
                if not office.bot.db.is_sqlite:
                    office.bot.clock.take_up(restored=True)
                office.desk.advance(seconds=31)
                office.tick()

            return loses

        yield copy
        office.closes()


def told(office: Office) -> Counter[str]:
    """Count what Slack holds of ours, by the key that each message carries."""
    channels = list(office.slack.workspace.channels.values())
    posted = [message for channel in channels for message in list(channel.messages.values())]
    return Counter(message.metadata["event_payload"]["key"] for message in posted if message.metadata)


def test_what_was_sent_after_the_copy_is_not_sent_again(office: Office, copies: Callable[[], Loses]) -> None:
    assert office.form().submit().ok
    loses_it = copies()  # when the card is owed, and nothing is sent
    office.advance(hours=2)
    office.passes_to(MONDAY + timedelta(days=7))
    office.bot.clock.tell_numbers()
    office.settle()
    before = told(office)
    kinds = {key.partition(":")[0] for key in before}
    assert kinds == {"card", "receipt", "nudge", "stalled", "digest", "numbers"}

    loses_it()
    office.advance(minutes=10)
    assert told(office) == before
    with office.bot.db.reading() as session:
        assert not outbox.any_owed(session)


def test_what_was_not_sent_before_the_loss_either_is_sent(
    office: Office, copies: Callable[[], Loses]
) -> None:
    assert office.form().submit().ok
    copies()()
    assert set(told(office).values()) == {1}
    assert "Accept" in office.card(office.anna).buttons()
    assert office.card(office.sam).shown


def test_a_card_shows_again_what_the_copy_knows_and_takes_a_click(
    office: Office, copies: Callable[[], Loses]
) -> None:
    card = office.hand_off()
    loses_it = copies()
    accepts(card)
    assert "Accept" not in office.card(office.anna).buttons()

    loses_it()
    assert accepts(office.card(office.anna)).ok
    assert "Log first touch" in office.card(office.anna).buttons()
    assert len(office.heard(office.anna, "Acme (#1)\n")) == 1


def test_the_button_of_a_handoff_that_is_lost_acts_on_no_other(
    office: Office, copies: Callable[[], Loses]
) -> None:
    office.hand_off()
    loses_it = copies()
    lost = office.hand_off(Company="Lost")
    loses_it()
    office.hand_off(Company="New")

    lost.clicks("Accept")
    assert office.heard(office.anna, "There is no handoff #2")
    assert "Accept" in office.card(office.anna, "New").buttons()
