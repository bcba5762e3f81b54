"""How fast a backlog drains after an outage, beside what Slack's own limits would take at the least.

Slack's API is away for three hours (of the workspace's clock) in which a sales team hands off as usual;
reminders fall due meanwhile. Then it is back, with its limits enforced: one message a second in a channel,
three hundred a minute in the workspace. The floor is what these limits allow for the messages that were sent.
Takes about eight minutes. Printed, not asserted.
"""

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import structlog

from app import main as parts
from app import settings
from app.domain.model import Sending
from app.store import backlog, outbox
from sandbox.config import Config, LimitsConfig, PersonConfig
from sandbox.driver import Driver
from sandbox.rate_limits import PER_CHANNEL, PER_WORKSPACE
from sandbox.server import Sandbox
from tests.ladders import PLAIN
from tests.office import APP, ROOT, fill, serving

OUTAGE = 3 * 3600  # seconds
PEOPLE = 40
POST = "chat.postMessage"
NOWHERE = "http://127.0.0.1:9/api/"  # nobody listens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handoffs", type=int, default=1000)
    count = parser.parse_args().handoffs
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder, Sandbox(_workspace()) as slack, Driver(slack.url) as desk:
        bot = parts.build(settings_of(slack, Path(folder)), slack.clock.now)
        there = bot.client.base_url
        bot.start()
        with serving(bot) as url:
            slack.workspace.request_url = f"{url}/slack/events"
            bot.client.base_url = NOWHERE
            for number in range(count):
                _hand_off(desk, number)
                desk.advance(seconds=OUTAGE / count)
            slack.workspace.rate_limits.change(enforce=True)
            bot.client.base_url = there
            started = time.monotonic()
            took = _drained(bot) - started
        _report(bot, count, took)
        bot.stop()


def _hand_off(desk: Driver, number: int) -> None:
    sdr, ae = f"sdr{number % (PEOPLE // 2)}", f"ae{number % (PEOPLE // 2)}"
    modal = desk.as_user(sdr).types("/handoff", channel=APP).modal
    assert modal is not None
    at = f"company{number}.example"
    who = {"Company": f"Company {number}", "Website": at, "Contact_email": f"jane@{at}"}
    submitted = fill(modal, AE=f"@{ae}", **who).submit()
    assert submitted.ok, submitted.errors


def _drained(bot: parts.Bot) -> float:
    """Give the moment (monotonic) at which the last message was sent."""
    while True:
        with bot.db.reading() as session:
            if not outbox.any_owed(session):
                return time.monotonic()
        time.sleep(0.1)


def _report(bot: parts.Bot, count: int, took: float) -> None:
    with bot.db.reading() as session:
        sent = backlog.listed(session, [Sending.SENT])
        others = backlog.listed(session, [state for state in Sending if state is not Sending.SENT])
    channels = Counter(owed.channel for owed in sent)
    burst = LimitsConfig().burst
    channel, workspace = PER_CHANNEL[POST], PER_WORKSPACE[POST]
    floors = {
        "the fullest channel": (max(channels.values()) - burst) * channel.seconds / channel.calls,
        "the workspace": (len(sent) - workspace.calls - burst + 1) * workspace.seconds / workspace.calls,
    }
    which = max(floors, key=lambda name: floors[name])
    floor = max(floors[which], 1e-9)
    unsent = Counter(owed.state.value for owed in others)
    sys.stdout.write(
        f"{count} handoffs in an outage of three hours: {len(sent)} messages to {len(channels)} channels\n"
        f"drained in {took:.1f} s; Slack's limits ({which}) take {floor:.1f} s: {took / floor:.3f} x\n"
        f"not sent: {dict(unsent) or 'none'}\n"
    )


def _workspace() -> Config:
    """Northwind with a bigger team."""
    config = Config.load(ROOT / "sandbox" / "demo.toml")
    people = [
        PersonConfig(id=f"U{role.upper()}{n}", handle=f"{role}{n}", name=f"{role.upper()} {n}")
        for role in ("sdr", "ae")
        for n in range(PEOPLE // 2)
    ]
    return replace(config, people=(*config.people, *people))


def settings_of(slack: Sandbox, folder: Path) -> settings.Settings:
    """Connect a bot to a local Slack, under a policy whose clocks never stand still."""
    policy = folder / "policy.toml"
    policy.write_text('[sla]\nhours = "always"\naccept_within = "4h"\n' + PLAIN, "utf-8")
    return settings.read(
        env_file=folder / "none",
        slack_bot_token="xoxb-sandbox",
        slack_signing_secret="sandbox-signing-secret",
        slack_api_url=slack.api_url,
        database_url=f"sqlite:///{folder}/handoff.db",
        handoff_policy=policy,
    )


if __name__ == "__main__":
    main()
