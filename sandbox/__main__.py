"""`python -m sandbox`: serves the workspace until it is interrupted."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from sandbox.config import Config
from sandbox.server import Sandbox

DEMO = Path(__file__).parent / "demo.toml"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local Slack workspace.")
    parser.add_argument("--config", type=Path, default=DEMO, help="workspace file (default: the demo's)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8899)
    given = parser.parse_args()
    stopped = threading.Event()
    for interruption in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interruption, lambda *_: stopped.set())
    with Sandbox(Config.load(given.config), host=given.host, port=given.port) as sandbox:
        sys.stdout.write(f"{sandbox.workspace.config.team.name} is open at {sandbox.url}\n")
        sys.stdout.write(f"Web API at {sandbox.api_url}, deliveries to {sandbox.workspace.request_url}\n")
        sys.stdout.flush()
        stopped.wait()


if __name__ == "__main__":
    main()
