"""`make demo`: a local Slack workspace, the bot connected to it, and a few handoffs to play with."""

import signal
import sys
import threading

from demo import parts

DATABASE = parts.ROOT / "var" / "demo.db"
PAGE_PORT = 8899


def main() -> int:
    """Run until Ctrl-C; gives the exit code."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    with parts.running(DATABASE, PAGE_PORT) as demo:
        _say(f"\n  Warm Handoff is ready: {demo.url}/?as=sam\n")
        _say("  Act as anybody, type /handoff, move the time forward at the top. Ctrl-C stops it all.\n")
        while not stopped.wait(0.5):
            if not demo.runs:
                _say("A part of the demo has stopped by itself; see above. Stopping the rest.")
                return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
