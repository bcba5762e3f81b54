"""`make demo`: a local Slack workspace, the bot connected to it, and a few handoffs to play with."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from demo.seed import seed
from sandbox.driver import Driver

ROOT = Path(__file__).parents[1]
DATABASE = ROOT / "var" / "demo.db"
PAGE_PORT = 8899


def main() -> int:
    """Run until Ctrl-C; gives the exit code."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    page, bot = _free_port(PAGE_PORT), _free_port(0)
    _forget_last_demo()
    url = f"http://127.0.0.1:{page}"
    with _running("sandbox", ["-m", "sandbox", "--port", str(page)], {}, f"{url}/api/api.test") as slack:
        desk = Driver(url)
        desk.request_url(f"http://127.0.0.1:{bot}/slack/events")
        with _running(
            "bot", ["-m", "app", "serve"], _environment(url, bot), f"http://127.0.0.1:{bot}/healthz"
        ) as handoff:
            seed(desk)
            _say(f"\n  Warm Handoff is ready: {url}/?as=sam\n")
            _say("  Act as anybody, type /handoff, move the time forward at the top. Ctrl-C stops it all.\n")
            while not stopped.wait(0.5):
                if slack.poll() is not None or handoff.poll() is not None:
                    _say("A part of the demo has stopped by itself; see above. Stopping the rest.")
                    return 1
        desk.close()
    return 0


def _environment(url: str, port: int) -> dict[str, str]:
    """Give the bot the values that a real installation has in .env."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
        "SLACK_API_URL": f"{url}/api/",
        "HANDOFF_CLOCK": "api",
        "HANDOFF_POLICY": str(ROOT / "policy.toml"),
        "DATABASE_URL": f"sqlite:///{DATABASE}",
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


def _forget_last_demo() -> None:
    for leftover in DATABASE.parent.glob(f"{DATABASE.name}*"):
        leftover.unlink()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
