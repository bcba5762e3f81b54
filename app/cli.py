"""The command line: handoff serve | demo | migrate | digest | outbox | backup | forget | simulate | …"""

import errno
import os
import queue
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import structlog
import typer
import uvicorn

from app import (
    cli_backup,
    cli_digest,
    cli_doctor,
    cli_export,
    cli_figures,
    cli_forget,
    cli_ledger,
    cli_mailbox,
    cli_outbox,
    cli_review,
    cli_simulate,
    reloading,
)
from app import main as parts
from app import settings as environment
from app.cli_log import log_to_stderr
from app.policy import PolicyError
from app.settings import HOW, Settings, SettingsError
from app.store.db import Database, Unusable
from app.store.migrate import migrate as run_migrations

ANSWER_LIMIT = 4  # seconds for the requests in flight when we stop: none waits for Slack for longer than 3
END_LIMIT = 14  # seconds from the signal to the end of the process, whatever hangs
cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
cli.add_typer(cli_outbox.cli, name="outbox")
cli.add_typer(cli_mailbox.cli, name="mailbox")
cli.add_typer(cli_ledger.cli, name="ledger")
cli.command()(cli_export.export)
cli.command()(cli_digest.digest)
cli.command()(cli_review.review)
cli.command()(cli_figures.figures)
cli.command()(cli_backup.backup)
cli.command()(cli_backup.restored)
cli.command()(cli_forget.forget)
cli.command()(cli_doctor.doctor)
cli.command()(cli_simulate.simulate)


def main() -> None:
    """Run a command; a wrong setting, policy or start is one line, never a traceback."""
    try:
        cli()
    except (SettingsError, PolicyError, Unusable, parts.StartError) as error:
        _stop(str(error))


def _stop(line: str) -> NoReturn:
    sys.stderr.write(f"handoff: {line}\n")
    raise SystemExit(2)


@cli.command()
def serve() -> None:
    """Run the bot: Socket Mode if SLACK_APP_TOKEN is set, else HTTP on PORT at /slack/events.

    SIGHUP reads the policy anew.
    """
    hung_up: queue.SimpleQueue[None] = queue.SimpleQueue()  # what a signal may fill at any moment
    signal.signal(signal.SIGHUP, lambda *_: hung_up.put(None))
    settings = environment.read().need_slack()
    log_to_stderr(settings)
    bot = parts.build(settings)
    listening = _listen(settings)
    stopped = _on_signals(bot)
    bot.start()
    following = (bot.desk, settings.handoff_policy, hung_up, stopped)
    threading.Thread(target=reloading.follow, args=following, name="policy", daemon=True).start()
    over = "Socket Mode" if settings.socket_mode else "HTTP at /slack/events"
    structlog.get_logger().info("serving", over=over, host=settings.host, port=settings.port)
    with _answering(bot, listening, stopped):
        stopped.wait()
        _end_at_the_latest()
        was_told_to = bot.has_ceased
    bot.stop()
    if not was_told_to:
        _stop("the web server ended by itself; what went wrong is above.")


@cli.command()
def demo() -> None:
    """Run a local Slack workspace with the bot in it, and print the page's address."""
    os.execv(sys.executable, [sys.executable, "-m", "demo"])


@cli.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    settings = environment.read()
    db = Database(settings.database_url)
    run_migrations(db)
    typer.echo(f"{db.url.render_as_string(hide_password=True)} is up to date.")


def _listen(settings: Settings) -> socket.socket:
    try:
        return socket.create_server((settings.host, settings.port), backlog=512)
    except OSError as error:
        name = "PORT" if error.errno in (errno.EADDRINUSE, errno.EACCES) else "HOST"
        why = str(error.strerror).partition(" (")[0]
        _stop(f"{name}: cannot listen on {settings.host}:{settings.port} ({why}): {HOW[name]}.")


def _on_signals(bot: parts.Bot) -> threading.Event:
    """Make the signals that end a process end it in order: nothing more is claimed from that moment on."""
    stopped = threading.Event()

    def stop(*_: object) -> None:
        bot.cease()
        stopped.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    return stopped


@contextmanager
def _answering(bot: parts.Bot, listening: socket.socket, stopped: threading.Event) -> Iterator[None]:
    """Answer over HTTP in a thread, and at the end finish what came in."""
    config = uvicorn.Config(
        bot.asgi, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=ANSWER_LIMIT
    )
    server = uvicorn.Server(config)

    def answer() -> None:
        try:
            server.run(sockets=[listening])
        finally:
            stopped.set()

    thread = threading.Thread(target=answer, name="web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(ANSWER_LIMIT + 1)


def _end_at_the_latest() -> None:
    """End, though not in order, before whoever stops us loses patience: our leases are freed at the start."""
    timer = threading.Timer(END_LIMIT, os._exit, [1])
    timer.daemon = True
    timer.start()
