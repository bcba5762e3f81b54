"""The demo's two processes: a local Slack workspace and the bot connected to it, with handoffs in them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from demo.seed import seed
from sandbox.driver import Driver

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Demo:
    url: str
    desk: Driver
    processes: tuple[subprocess.Popen[bytes], ...]

    @property
    def runs(self) -> bool:
        return all(process.poll() is None for process in self.processes)


@contextmanager
def running(database: Path, page_port: int) -> Iterator[Demo]:
    """Start both with an empty database, the page on the wanted port if it is free, and play the story."""
    page, bot = _free_port(page_port), _free_port(0)
    _forget(database)
    url = f"http://127.0.0.1:{page}"
    with (
        _running("sandbox", ["-m", "sandbox", "--port", str(page)], {}, f"{url}/api/api.test") as slack,
        Driver(url) as desk,
    ):
        desk.request_url(f"http://127.0.0.1:{bot}/slack/events")
        environment = _environment(url, bot, database)
        healthy = f"http://127.0.0.1:{bot}/healthz"
        with _running("bot", ["-m", "app", "serve"], environment, healthy) as handoff:
            seed(desk)
            yield Demo(url, desk, (slack, handoff))


def _environment(url: str, port: int, database: Path) -> dict[str, str]:
    """Give the bot the values that a real installation has in .env."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
        "SLACK_API_URL": f"{url}/api/",
        "HANDOFF_CLOCK": "api",
        "HANDOFF_POLICY": str(ROOT / "policy.toml"),
        "DATABASE_URL": f"sqlite:///{database}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def _running(
    name: str, command: list[str], given: Mapping[str, str], address: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run one part until it answers, and stop it at the end."""
    # A group of its own: Ctrl-C reaches us alone, and we stop the parts in order.
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **given},
        stdout=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        _await(name, process, address)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(name: str, process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise SystemExit(f"demo: the {name} did not start; what it said is above.")


def _free_port(wanted: int) -> int:
    """Give the wanted port if it is free, else any."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SystemExit("demo: no free port")


def _forget(database: Path) -> None:
    for leftover in database.parent.glob(f"{database.name}*"):
        leftover.unlink()
