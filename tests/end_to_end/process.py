"""The bot as a process of its own, as `handoff serve` runs it, connected to a local Slack."""

import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.commands import HANDOFF, environment
from tests.office import ROOT


@dataclass
class Process:
    """One bot process after the other on one database, over HTTP or in Socket Mode."""

    slack: Sandbox
    desk: Driver
    database_url: str
    folder: Path
    socket_mode: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    command: Sequence[str] = (HANDOFF, "serve")
    running: subprocess.Popen[bytes] | None = None
    port: int = 0

    @property
    def log(self) -> str:
        """Everything the processes have logged so far."""
        return (self.folder / "bot.log").read_text()

    def start(self, *, wait: bool = True) -> None:
        """Start the bot and wait until it listens."""
        self.port = self.port or _free_port()
        self.slack.workspace.request_url = f"http://127.0.0.1:{self.port}/slack/events"
        given = {
            "SLACK_APP_TOKEN": "xapp-sandbox" if self.socket_mode else "",
            "PORT": str(self.port),
            **self.environment,
        }
        with (self.folder / "bot.log").open("ab") as log:
            env = environment(self.slack, self.database_url, **given)
            self.running = subprocess.Popen(self.command, cwd=ROOT, env=env, stderr=log, stdout=log)
        if wait:
            self.desk.wait_for(self.listens, within=30)

    def listens(self) -> bool:
        """Say whether the bot takes requests."""
        assert self.running is not None
        assert self.running.poll() is None, self.log
        if self.socket_mode:
            return bool(self.desk.as_user("sam").state()["app"]["connected"] == "socket")
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """End it with kill -9."""
        assert self.running is not None
        self.running.kill()
        self.running.wait(10)

    def terminate(self) -> tuple[int, float]:
        """End it with SIGTERM; gives its exit code and how long it took (seconds)."""
        assert self.running is not None
        started = time.monotonic()
        self.running.terminate()
        return self.running.wait(20), time.monotonic() - started


@contextmanager
def process(
    slack: Sandbox, database_url: str, folder: Path, *, socket_mode: bool = False
) -> Iterator[Process]:
    """Give a bot that is not started yet, and end it when the test does."""
    with Driver(slack.url) as desk:
        bot = Process(slack, desk, database_url, folder, socket_mode)
        try:
            yield bot
        finally:
            if bot.running and bot.running.poll() is None:
                bot.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
