"""The bot as a process of its own, as it is installed: `handoff serve` and the other commands."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from urllib.error import URLError
from urllib.request import urlopen

from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.office import ROOT

HANDOFF = str(Path(sys.executable).with_name("handoff"))


def environment(slack: Sandbox, database_url: str, **given: str) -> dict[str, str]:
    """What stands in .env, for a bot whose time is the local Slack's."""
    app = slack.workspace.config.app
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "HANDOFF_"))}
    return {
        **kept,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "HANDOFF_CLOCK": "api",
        "HANDOFF_POLICY": str(ROOT / "policy.toml"),
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
        **given,
    }


def handoff(command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `handoff …` until it ends."""
    return subprocess.run(
        [HANDOFF, *command.split()],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
        timeout=30,
        check=False,
    )


class Bot:
    """`handoff serve`, started and stopped, or killed, as often as a test likes."""

    def __init__(self, slack: Sandbox, database_url: str, log: Path, **given: str) -> None:
        self.slack, self.log = slack, log
        self._port = _free_port()
        self._env = environment(slack, database_url, PORT=str(self._port), **given)
        self._process: subprocess.Popen[bytes] | None = None
        slack.workspace.request_url = f"http://127.0.0.1:{self._port}/slack/events"

    def __enter__(self) -> "Bot":
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._process and self._process.poll() is None:
            self.kill()

    def start(self, *, until_it_answers: bool = True) -> None:
        """Start it, and wait until it takes what Slack sends."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [HANDOFF, "serve"], cwd=ROOT, env=self._env, stderr=log, stdout=log
            )
        if until_it_answers:
            self.wait_until_it_answers()

    def wait_until_it_answers(self, within: float = 15) -> None:
        """Wait for the web server, or in Socket Mode for its connection."""
        assert self._process
        deadline = time.monotonic() + within
        while not self._answers():
            assert self._process.poll() is None, f"it ended: {self.said()}"
            assert time.monotonic() < deadline, f"it does not answer: {self.said()}"
            time.sleep(0.02)

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Ask it to end, as systemd and Docker do; gives its exit code."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(15)

    def said(self) -> str:
        """Everything it has logged."""
        return self.log.read_text("utf-8")

    def _answers(self) -> bool:
        if self._env["SLACK_APP_TOKEN"]:
            with Driver(self.slack.url) as desk:
                return bool(desk.as_user("sam").state()["app"]["connected"] == "socket")
        try:
            with urlopen(f"http://127.0.0.1:{self._port}/healthz", timeout=1):
                return True
        except (URLError, OSError):
            return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
