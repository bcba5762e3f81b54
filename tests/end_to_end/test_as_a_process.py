"""The whole flow with the bot as a process of its own, over each transport and on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.config import Config
from sandbox.driver import DeskPerson
from sandbox.server import Sandbox
from tests.accepting import accepts
from tests.end_to_end.process import Process, process
from tests.office import ROOT, fill

pytestmark = pytest.mark.timeout(150)


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as opened:
        yield opened


@pytest.fixture
def bot(slack: Sandbox, database_url: str, tmp_path: Path) -> Iterator[Process]:
    with process(slack, database_url, tmp_path) as made:
        yield made


def hand_off(sam: DeskPerson, company: str = "Acme") -> None:
    modal = sam.types("/handoff payload").modal
    assert modal is not None
    assert modal.value("Company") == "payload"
    submitted = fill(modal, Company=company).submit()
    assert submitted.ok, submitted.errors


@pytest.mark.parametrize(
    ("database_url", "socket_mode"),
    [("sqlite", True), ("postgresql", False)],
    ids=["sqlite-socket", "postgresql-http"],
    indirect=["database_url"],
)
def test_from_handoff_to_draft_nudge_escalation_and_digest(bot: Process, socket_mode: bool) -> None:
    bot.socket_mode = socket_mode
    bot.start()
    sam, anna, maria = (bot.desk.as_user(name) for name in ("sam", "anna", "maria"))
    for company in ("Acme", "Globex"):
        hand_off(sam, company)

    accepts(anna.sees("Acme (#1)", within=10))
    for person in (sam, anna):
        assert (
            "Mark as sent"
            in person.sees("Acme: our next step, together with Anna Keller", within=10).buttons()
        )
    sam.sees("Your outreach is on hold", within=10)

    bot.desk.advance(hours=2, minutes=1)
    anna.sees("*Globex* waits for your answer", within=10)
    bot.desk.advance(hours=2)
    maria.sees("Globex (#2) has stalled", within=10)
    bot.desk.advance(days=8)
    maria.sees("Handoffs, week to", channel="sales-handoffs", within=10)

    code, took = bot.terminate()
    assert code == 0, bot.log
    assert took < 9  # Docker waits 10 s


def test_a_second_process_on_one_sqlite_file_is_refused_in_one_line(slack: Sandbox, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/handoff.db"
    (tmp_path / "second").mkdir()
    with process(slack, url, tmp_path) as first, process(slack, url, tmp_path / "second") as second:
        first.start()
        second.start(wait=False)
        assert second.running is not None
        assert second.running.wait(20) == 2
        assert second.log.strip().splitlines()[-1].startswith("handoff: DATABASE_URL: another process")
        assert "Traceback" not in second.log


def test_a_wrong_token_ends_the_start_in_one_line(slack: Sandbox, tmp_path: Path) -> None:
    with process(slack, f"sqlite:///{tmp_path}/handoff.db", tmp_path) as bot:
        bot.environment["SLACK_BOT_TOKEN"] = "xoxb-wrong"
        bot.start(wait=False)
        assert bot.running is not None
        assert bot.running.wait(20) == 2
        assert "handoff: SLACK_BOT_TOKEN was refused by Slack (invalid_auth)" in bot.log
        assert "Traceback" not in bot.log
