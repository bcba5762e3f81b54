"""The sales office of the tests: a local Slack, the bot connected to it over signed HTTP, and its people."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from app import main, settings
from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.driver_message import Message
from sandbox.driver_modal import Modal
from sandbox.server import Sandbox

ROOT = Path(__file__).parents[1]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # no daylight saving change and no public holiday near it
PACKAGE = {
    "Company": "Acme",
    "Website": "acme.example",
    "Contact name": "Jane Doe",
    "Contact email": "jane@acme.example",
    "Contact role": "COO",
    "Company background": "400 people, logistics",
    "Discovery notes": "They lose leads between two tools",
    "Pain points": "Nobody knows who calls back",
    "Use case": "Route inbound leads within the hour",
    "Objections": "Afraid of the migration",
    "Product-fit signals": "Uses Slack all day",
    "Tone and intent": "Friendly, in a hurry",
    "Budget": "50k, approved",
    "Authority": "Jane decides with the CFO",
    "Need": "Board wants it this quarter",
    "Timeline": "Live by February",
    "AE-ready checks": ["Confirmed interest", "Clear use case", "Willing to go deeper"],
    "Agreed next step": "Demo on Thursday",
    "AE": "@anna",
}


class Office:
    """People who act through Slack, and the time that passes for all of them."""

    def __init__(self, slack: Sandbox, bot: main.Bot) -> None:
        self.slack, self.bot = slack, bot
        self.desk = Driver(slack.url)
        self.sam, self.priya = self.desk.as_user("sam"), self.desk.as_user("priya")
        self.anna, self.ben, self.yuki = (self.desk.as_user(name) for name in ("anna", "ben", "yuki"))
        self.maria, self.dan = self.desk.as_user("maria"), self.desk.as_user("dan")

    def form(self, **changes: object) -> Modal:
        """Sam's form, filled in; a change of None leaves that input as it was."""
        modal = self.sam.types("/handoff").modal
        assert modal is not None
        filled = {**PACKAGE, **{label.replace("_", " "): value for label, value in changes.items()}}
        return modal.fill({label: value for label, value in filled.items() if value is not None})

    def hand_off(self, **changes: object) -> Message:
        """Sam hands off (Acme, to Anna, unless changed); gives Anna's card."""
        submitted = self.form(**changes).submit()
        assert submitted.ok, submitted.errors
        company = str(changes.get("Company", PACKAGE["Company"]))
        ae = str(changes.get("AE", "@anna"))
        return self.desk.as_user(ae.removeprefix("@")).sees(f"{company} (#")

    def advance(self, **amount: float) -> None:
        """Let time pass, and the bot act on it."""
        self.desk.advance(**amount)
        self.tick()

    def tick(self) -> None:
        """Let the bot's clock tick once, and send all that is due."""
        self.bot.clock.tick()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is owed that could be sent now."""
        self.desk.wait_for(lambda: self.bot.courier.drain() == 0)


@contextmanager
def open_office(database_url: str, policy: Path = ROOT / "policy.toml", **given: object) -> Iterator[Office]:
    """Open an office whose time starts on a Monday at 9:00 UTC and stands at the tests' will."""
    with Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as slack:
        slack.clock.to(MONDAY)
        config = settings.read(
            env_file=ROOT / "no.env",
            slack_bot_token="xoxb-sandbox",
            slack_signing_secret="sandbox-signing-secret",
            slack_api_url=slack.api_url,
            database_url=database_url,
            handoff_policy=policy,
            **given,
        )
        bot = main.build(config, slack.clock.now)
        bot.prepare()
        bot.courier.start()
        with serving(bot) as url:
            slack.workspace.request_url = f"{url}/slack/events"
            office = Office(slack, bot)
            try:
                yield office
            finally:
                office.desk.close()
                bot.stop()


@contextmanager
def serving(bot: main.Bot) -> Iterator[str]:
    """Serve the bot's web application on a free port."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(bot.asgi, log_config=None, lifespan="off", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
