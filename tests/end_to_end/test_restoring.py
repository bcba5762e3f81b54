"""The drill: a copy beside a bot at work, the bot killed, its database deleted, the copy put in its place."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store import outbox
from app.store.db import Database
from sandbox.config import Config
from sandbox.server import Sandbox
from tests.accepting import accepts
from tests.commands import environment, handoff
from tests.end_to_end.process import Process, process
from tests.office import ROOT, fill

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Process]:
    url = f"sqlite:///{tmp_path}/handoff.db"
    with (
        Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as slack,
        process(slack, url, tmp_path) as made,
    ):
        yield made


def test_a_restored_copy_knows_what_was_acknowledged_before_it_and_says_nothing_twice(bot: Process) -> None:
    bot.start()
    anna = bot.desk.as_user("anna")
    _submit(bot, "First")
    anna.sees("First (#1)", within=20)
    bot.desk.fails("chat.postMessage", "timeout_after")  # Slack stores it, and the bot waits for an answer
    _submit(bot, "Second")
    bot.desk.wait_for(lambda: not bot.desk.faults()["pending"], within=10)

    copy, acknowledged = bot.folder / "copy.db", _backup_while_people_write(bot, bot.folder / "copy.db")
    before = _told(bot).total()
    bot.desk.wait_for(lambda: _told(bot).total() >= before + 2, within=20)
    bot.kill()
    with closing(sqlite3.connect(copy)) as known:
        companies = [company for (company,) in known.execute("SELECT company FROM handoff ORDER BY id")]
        states = {state for (state,) in known.execute("SELECT state FROM outbox")}
    assert companies[:2] == ["First", "Second"]
    assert len(companies) < acknowledged
    assert {"sent", "sending"} <= states

    for end in ("", "-wal", "-shm"):
        (bot.folder / f"handoff.db{end}").unlink(missing_ok=True)
    copy.rename(bot.folder / "handoff.db")
    bot.start()
    bot.desk.advance(seconds=31)
    bot.desk.wait_for(lambda: not _is_owed(bot), within=30)
    told = _told(bot)
    assert set(told.values()) == {1}, bot.log
    for number in range(1, len(companies) + 1):
        assert told[f"card:{number}:{anna.id}"] == 1
    assert accepts(anna.sees("Second (#2)")).ok
    anna.sees("Introduction for Second", within=20)


def _backup_while_people_write(bot: Process, target: Path) -> int:
    """Give how many handoffs were acknowledged in all; the last ones after the copy was made."""
    writes, stopped = [2], threading.Event()

    def write() -> None:
        while not stopped.wait(0.5):
            _submit(bot, f"Meanwhile {writes[0]}")
            writes[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    done = handoff(f"backup {target}", environment(bot.slack, bot.database_url))
    stopped.set()
    writer.join(20)
    assert done.returncode == 0, done.stderr
    _submit(bot, "After")
    return writes[0] + 1


def _submit(bot: Process, company: str) -> None:
    modal = bot.desk.as_user("sam").types("/handoff").modal
    assert modal is not None
    assert fill(modal, Company=company).submit().ok


def _told(bot: Process) -> Counter[str]:
    """Count what Slack holds of ours, by the key that each message carries."""
    channels = list(bot.slack.workspace.channels.values())
    posted = [message for channel in channels for message in list(channel.messages.values())]
    return Counter(message.metadata["event_payload"]["key"] for message in posted if message.metadata)


def _is_owed(bot: Process) -> bool:
    db = Database(bot.database_url)
    with db.reading() as session:
        owed = outbox.any_owed(session)
    db.close()
    return owed
