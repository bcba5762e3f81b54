"""/healthz, /readyz and /metrics say what is so, and go on saying it while something is broken."""

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests import postgres
from tests.accepting import accepts
from tests.end_to_end.test_slack_is_away import not_yet
from tests.end_to_end.watching import Watcher
from tests.office import PACKAGE, ROOT, Office, open_office

MESSAGES = 2  # that one handoff owes at once: the AE's card and the SDR's receipt


@pytest.fixture
def watcher(office: Office) -> Watcher:
    return watching(office)


def watching(office: Office) -> Watcher:
    return Watcher(str(office.slack.workspace.request_url).removesuffix("/slack/events"))


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Office]:
    postgres.empty_database(postgres_url)
    with open_office(postgres_url) as office:
        yield office


def test_a_bot_at_work_is_ready_and_says_what_was_measured(watcher: Watcher) -> None:
    assert watcher.get("/healthz").json() == {"ok": True}
    assert watcher.unready() == []
    checks = watcher.checks()
    assert {name: check["limit"] for name, check in checks.items()} == {
        "database": 2,
        "clock": 30,
        "outbox": 30,
    }
    assert all(0 <= check["value"] < check["limit"] for check in checks.values())


def test_a_clock_that_stands_still_makes_the_bot_unready_until_it_ticks(
    office: Office, watcher: Watcher
) -> None:
    office.desk.advance(seconds=31)
    assert watcher.unready() == ["clock"]
    assert watcher.checks()["clock"]["value"] >= 31
    office.bot.clock.tick()
    assert watcher.unready() == []


def test_a_courier_that_does_not_come_round_to_what_is_due_makes_the_bot_unready(
    office: Office, watcher: Watcher
) -> None:
    assert office.form().submit().ok
    assert watcher.unready() == []
    office.desk.advance(seconds=31)
    office.bot.clock.tick()
    assert watcher.unready() == ["outbox"]
    assert watcher.checks()["outbox"]["oldest_due"] >= 31
    office.settle()
    assert watcher.unready() == []
    office.desk.advance(seconds=31)
    office.bot.clock.tick()
    assert watcher.unready() == []  # nothing is due, and nobody need look


def test_a_slack_that_is_away_leaves_the_bot_ready_and_shows_how_long_it_has_been_owing(
    office: Office, watcher: Watcher
) -> None:
    form = office.form()
    office.desk.fails("*", "http_503", times=1000)
    assert form.submit().ok
    for _ in range(3):
        office.advance(minutes=1)
    assert watcher.unready() == []
    assert watcher.checks()["outbox"]["oldest_due"] >= 60
    figure = watcher.figures()
    assert (figure("outbox_oldest_due_seconds") or 0) >= 60
    assert figure("slack_calls_total", method="auth.test", outcome="http_5xx")


def test_the_figures_are_those_of_what_was_done(office: Office, watcher: Watcher) -> None:
    form = office.form()
    office.desk.fails("chat.postMessage", "ratelimited", retry_after=1)
    office.desk.fails("chat.postMessage", "error", error="made_up_by_slack_just_now")
    assert form.submit().ok
    figure = watcher.figures()
    assert figure("outbox_messages", state="ready") == MESSAGES
    assert [figure("ack_seconds_count", kind=kind) for kind in ("command", "view_submission")] == [1, 3]

    office.settle()
    office.advance(minutes=5)  # past what Slack asked for, and past our own pause
    figure = watcher.figures()
    outcomes = {"ok": MESSAGES, "ratelimited": 1, "other_error": 1}
    for outcome, count in outcomes.items():
        assert figure("slack_calls_total", method="chat.postMessage", outcome=outcome) == count
    for state in ("ready", "leased", "sending", "unknown", "dead"):
        assert figure("outbox_messages", state=state) == 0
    assert figure("outbox_oldest_due_seconds") == 0
    assert figure("sweep_seconds_count") == 1
    assert (figure("sweep_age_seconds") or 0) < 30
    assert [figure("ready", check=check) for check in ("database", "clock", "outbox")] == [1, 1, 1]
    assert office.bot.directory.team_id not in watcher.get("/metrics").text


def test_a_deadline_that_was_acted_on_late_is_counted_by_how_late(office: Office, watcher: Watcher) -> None:
    office.hand_off()
    office.desk.advance(hours=2, seconds=45)  # the first nudge is due after two hours
    assert 45 <= (watcher.figures()("deadline_oldest_overdue_seconds") or 0) < 60
    office.tick()
    figure = watcher.figures()
    assert figure("deadline_oldest_overdue_seconds") == 0
    assert figure("deadline_late_seconds_count") == 1
    assert 45 <= (figure("deadline_late_seconds_sum") or 0) < 60
    assert [figure("deadline_late_seconds_bucket", le=le) for le in ("30.0", "60.0")] == [0, 1]


def test_the_figures_name_nobody(office: Office, watcher: Watcher) -> None:
    office.hand_off()
    accepts(office.card(office.anna))
    office.advance(hours=5)
    text = watcher.get("/metrics").text + watcher.get("/readyz").text
    people = [office.slack.workspace.config.app.bot_token, office.sam.id, office.anna.id, "Anna", "Sam"]
    for known in (*people, "Acme", "acme.example", str(PACKAGE["Contact name"]), "#1"):
        assert known not in text


def test_the_page_on_monitoring_names_every_figure_and_no_other(watcher: Watcher) -> None:
    page = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
    named = {re.sub("_(bucket|count)$", "", name) for name in re.findall(r"handoff_\w+", page)}
    kinds = re.findall(r"^# TYPE (handoff_\w+)", watcher.get("/metrics").text, re.MULTILINE)
    assert named == {kind for kind in kinds if not kind.endswith("_created")}


def test_a_database_that_goes_away_makes_the_bot_unready_until_it_is_back(on_postgres: Office) -> None:
    watcher = watching(on_postgres)
    assert watcher.unready() == []
    with closed_to_all(str(on_postgres.config.database_url)):
        assert watcher.get("/healthz").status_code == 200
        assert watcher.unready() == ["database"]
        figure = watcher.figures()
        assert (figure("ready", check="database"), figure("ready", check="clock")) == (0, 1)
        assert figure("outbox_messages", state="ready") is None
    assert watcher.unready() == []


def test_a_database_that_hangs_holds_up_neither_the_answer_nor_anybody_else(on_postgres: Office) -> None:
    watcher = watching(on_postgres)
    address = make_url(on_postgres.config.database_url).set(drivername="postgresql")
    with ThreadPoolExecutor(3) as others:
        with psycopg.connect(address.render_as_string(hide_password=False)) as rude:
            rude.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
            asked = [others.submit(watcher.unready) for _ in range(3)]
            assert watcher.get("/healthz").status_code == 200
            assert not any(asking.done() for asking in asked)  # it answered while they still waited
            assert [asking.result() for asking in asked] == [["database"]] * 3
        assert watcher.unready() == []


def test_in_socket_mode_the_same_is_told_and_whether_slack_is_connected(tmp_path: Path) -> None:
    with not_yet(tmp_path, socket_mode=True) as (slack, bot):
        bot.start(wait=False)
        watcher = Watcher(f"http://127.0.0.1:{bot.port}")
        bot.desk.wait_for(lambda: "serving" in bot.log, within=20)
        bot.desk.wait_for(lambda: tells(watcher, ["socket"]), within=10)
        assert watcher.get("/healthz").json() == {"ok": True}
        assert watcher.get("/slack/events").status_code == 404
        with slack:
            bot.desk.wait_for(lambda: watcher.unready() == [], within=20)
            bot.desk.as_user("sam").types("/handoff")
            # It is timed until it has been sent, and so may be noted a moment after it has come.
            bot.desk.wait_for(lambda: watcher.figures()("ack_seconds_count", kind="command") == 1)
        bot.desk.wait_for(lambda: watcher.unready() == ["socket"], within=20)


def test_in_socket_mode_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, not_yet(tmp_path, socket_mode=True) as (_, bot):
        bot.port = taken.getsockname()[1]
        bot.start(wait=False)
        assert bot.running
        assert bot.running.wait(20) == 2
        (line,) = bot.log.splitlines()
        assert line.startswith(
            f"handoff: PORT: cannot listen on 127.0.0.1:{bot.port} (Address already in use)"
        )


def tells(watcher: Watcher, failing: list[str]) -> bool:
    """Whether the bot answers, and names just these."""
    try:
        return watcher.unready() == failing
    except httpx.TransportError:
        return False


@contextmanager
def closed_to_all(url: str) -> Iterator[None]:
    """Put everybody out of a database, and let nobody in."""
    name = make_url(url).database
    base = make_url(url).set(drivername="postgresql", database="postgres")
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(base.render_as_string(hide_password=False), autocommit=True) as admin:
        try:
            admin.execute(allow.format(sql.Identifier(str(name)), sql.SQL("false")))
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            admin.execute(allow.format(sql.Identifier(str(name)), sql.SQL("true")))
