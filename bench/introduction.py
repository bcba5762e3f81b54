"""How long it takes from Accept until both colleagues have the draft of the introduction before them.

The bot runs as it is served, at Slack's pace of one message a second to one channel. The floor is a bare post
to each of the two, until both see it. Wall time. Printed, not asserted.
"""

import logging
import statistics
import sys
import tempfile
import time
from pathlib import Path

import structlog

from app import main as parts
from bench.drain import settings_of
from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.accepting import begins
from tests.office import ROOT, fill, serving

TIMES, REST = 20, 4.0  # seconds between, in which all else that is owed leaves


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    config = Config.load(ROOT / "sandbox" / "demo.toml")
    with tempfile.TemporaryDirectory() as folder, Sandbox(config) as slack, Driver(slack.url) as desk:
        bot = parts.build(settings_of(slack, Path(folder)), slack.clock.now)
        bot.start()
        with serving(bot) as url:
            slack.workspace.request_url = f"{url}/slack/events"
            took = [_accepts(desk, number) for number in range(TIMES)]
            floor = statistics.median(_posts(bot, desk, number) for number in range(TIMES))
        bot.stop()
    sys.stdout.write(f"floor: two bare posts, seen: {floor:.3f} s\n")
    for who, seconds in zip(("the AE", "the SDR"), zip(*took, strict=True), strict=True):
        middle, most = statistics.median(seconds), max(seconds)
        sys.stdout.write(
            f"{who}: median {middle:.2f} s ({middle / floor:.1f} x), at most {most:.2f} s of {TIMES}\n"
        )


def _posts(bot: parts.Bot, desk: Driver, number: int) -> float:
    started = time.monotonic()
    for handle in ("sam", "anna"):
        person = desk.as_user(handle)
        channel = bot.client.conversations_open(users=[person.id])["channel"]["id"]
        bot.client.chat_postMessage(channel=channel, text=f"Bare {number:02d}.")
    for handle in ("sam", "anna"):
        desk.as_user(handle).sees(f"Bare {number:02d}.", within=5)
    return time.monotonic() - started


def _accepts(desk: Driver, number: int) -> tuple[float, float]:
    """Hand off, accept, and wait for both drafts; gives the seconds until the AE and the SDR see theirs."""
    sam, anna, company = desk.as_user("sam"), desk.as_user("anna"), f"Company {number:02d}"
    modal = sam.types("/handoff").modal
    assert modal is not None
    at = f"company{number}.example"
    submitted = fill(modal, Company=company, Website=at, Contact_email=f"jane@{at}").submit()
    assert submitted.ok, submitted.errors
    form = begins(anna.sees(f"{company} (#", within=10))
    time.sleep(REST)
    started = time.monotonic()
    assert form.submit().ok
    anna.sees(f"Introduction for {company}", within=20)
    hers = time.monotonic() - started
    sam.sees(f"Introduction for {company}", within=20)
    his = time.monotonic() - started
    time.sleep(REST)
    return hers, his


if __name__ == "__main__":
    main()
