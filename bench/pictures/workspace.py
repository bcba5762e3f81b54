"""A workspace whose team has half a year behind it: what its digest, review and Home tabs look like."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app import main, settings
from app.store.db import Database
from app.store.migrate import migrate
from bench import halfyear
from sandbox.config import ChannelConfig, Config, PersonConfig, TeamConfig
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.office import ROOT, serving

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)  # the digest is due, and with it the review of October
LATER = 5  # seconds: Slack's clock stands while the bot works


@contextmanager
def running(folder: Path, *, handoffs: int = 20_000) -> Iterator[Sandbox]:
    """Store the half year, start the bot on it in a Slack of its own, and let it say what is due."""
    url, policy = f"sqlite:///{folder}/half_year.db", folder / "policy.toml"
    rules = halfyear.rules()
    policy.write_text(rules.text, "utf-8")
    db = Database(url)
    migrate(db)
    halfyear.store(db, rules, halfyear.draw(handoffs))
    db.close()
    with Sandbox(_workspace()) as slack, Driver(slack.url) as desk:
        config = settings.read(
            env_file=folder / "none",
            slack_bot_token="xoxb-sandbox",
            slack_signing_secret="sandbox-signing-secret",
            slack_api_url=slack.api_url,
            database_url=url,
            handoff_policy=policy,
        )
        bot = main.build(config, slack.clock.now, pace=1000.0)
        bot.prepare()
        with serving(bot) as address:
            desk.request_url(f"{address}/slack/events")
            for _ in range(2):
                bot.clock.tick()
                bot.courier.drain()
                desk.advance(seconds=LATER)
            yield slack
        bot.stop()


def _workspace() -> Config:
    people = tuple(
        PersonConfig(id=row["id"], handle=row["id"][2:].lower(), name=row["name"], email=row["email"])
        for row in halfyear.everybody()
    )
    sales = ChannelConfig(id="C0SALES", name="sales", members=tuple(one.handle for one in people))
    team = TeamConfig(id=halfyear.TEAM, start=MONDAY)
    demo = Config.load(ROOT / "sandbox" / "demo.toml")
    return replace(demo, team=team, people=people, channels=(sales,), usergroups=())
