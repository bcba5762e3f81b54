"""The sales office of the tests: a local Slack, the bot connected to it over signed HTTP, and its people."""

import asyncio
import math
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn

from app import main, settings
from sandbox.config import Config
from sandbox.driver import DeskPerson, Driver
from sandbox.driver_message import Message
from sandbox.driver_modal import Modal
from sandbox.quick_server import QuickServer
from sandbox.server import Sandbox
from tests.form import Filling
from tests.ladders import PLAIN, stops_late

ROOT = Path(__file__).parents[1]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # no daylight saving change and no public holiday near it
PACKAGE = {
    "Company": "Acme",
    "Website": "acme.example",
    "Contact name": "Jane Doe",
    "Contact email": "jane@acme.example",
    "Contact role": "COO",
    "Contact phone": "+44 20 7946 0000",
    "Contact's city": "Berlin",
    "Their language": "English",
    "In their own words": "We lose a lead a day",
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
TEAM = (
    ("sam", "sdr", "maria"),
    ("priya", "sdr", "maria"),
    ("anna", "ae", "maria"),
    ("ben", "ae", "maria"),
    ("yuki", "ae", "maria"),
    ("maria", "manager", "dan"),
)
APP = "@warmhandoff"  # the direct message with the app, for somebody who is in no channel


class Office:
    """People who act through Slack, and the time that passes for all of them."""

    bot: main.Bot

    def __init__(self, slack: Sandbox, config: settings.Settings) -> None:
        self.slack, self.config = slack, config
        self.desk = Driver(slack.url)
        self.sam, self.priya = self.desk.as_user("sam"), self.desk.as_user("priya")
        self.anna, self.ben, self.yuki = (self.desk.as_user(name) for name in ("anna", "ben", "yuki"))
        self.maria, self.dan, self.gia = (self.desk.as_user(name) for name in ("maria", "dan", "gia"))
        self._open = ExitStack()

    def opens(self) -> None:
        """Start the bot, or start it again on what it left in its database."""
        self.bot = main.build(self.config, self.slack.clock.now, pace=math.inf)
        self.bot.prepare()  # and no more: the test itself ticks the clock and sends what is owed
        self._open.callback(self.bot.stop)
        url = self._open.enter_context(serving(self.bot))
        self.slack.workspace.request_url = f"{url}/slack/events"

    def closes(self) -> None:
        """Stop the bot; Slack and its time go on."""
        self._open.close()

    def form(self, sdr: DeskPerson | None = None, /, **changes: object) -> Filling:
        """Sam's form, filled in; a change of None leaves that input as it was."""
        modal = (sdr or self.sam).types("/handoff").modal
        assert modal is not None
        return fill(modal, **changes)

    def hand_off(self, sdr: DeskPerson | None = None, /, **changes: object) -> Message:
        """Sam hands off (Acme, to Anna, unless changed); gives the AE's card."""
        submitted = self.form(sdr, **changes).submit()
        assert submitted.ok, submitted.errors
        ae = self.desk.as_user(str(changes.get("AE", "@anna")).removeprefix("@"))
        return self.card(ae, str(changes.get("Company", PACKAGE["Company"])))

    def card(self, person: DeskPerson, company: str = "Acme") -> Message:
        """A person's newest card of a company, as it reads when all that is owed has been sent."""
        self.settle()
        headline = re.compile(re.escape(company) + r" \(#\d+\)\n")
        cards = [message for message in person.messages() if headline.match(message.shown)]
        assert cards, f"{person.handle} has no card of {company}, but {person.messages()}"
        return cards[-1]

    def heard(self, person: DeskPerson, text: str, channel: str | None = None) -> list[Message]:
        """Every message of ours to a person that says so, replies included, when all that is owed is sent."""
        self.settle()
        top = person.messages(channel=channel)
        replies = [
            reply for message in top if message.json["reply_count"] for reply in person.thread(message)
        ]
        return [message for message in {m.ts: m for m in [*top, *replies]}.values() if text in message.shown]

    def advance(self, **amount: float) -> None:
        """Let time pass, and the bot act on it."""
        self.settle()
        self.desk.advance(**amount)
        self.tick()

    def passes_to(self, moment: datetime) -> None:
        """Let time pass until a moment, and the bot act on it."""
        self.settle()
        self.desk.moves_to(moment)
        self.tick()

    def tick(self) -> None:
        """Let the bot's clock tick once, and send all that is due."""
        self.bot.clock.tick()
        self.settle()

    def settle(self) -> None:
        """Send all that is owed and could be sent now."""
        self.desk.wait_for(lambda: not (self.bot.courier.drain() + self.bot.errands.drain()), within=30)


OpensOffice = Callable[[str], Office]  # under a policy of the test's own


def fill(modal: Modal, /, **changes: object) -> Filling:
    """Fill in a handoff form with the usual package; a change of None leaves that input as it was."""
    filled = {**PACKAGE, **{label.replace("_", " "): value for label, value in changes.items()}}
    return Filling(modal, {label: value for label, value in filled.items() if value is not None})


def policy(
    sla: str = 'hours = "always"',
    *,
    people: str = "",
    digest: str = 'channel = "#sales-handoffs"',
    ladder: str = PLAIN,
) -> str:
    """A policy of the office's team, whose clocks and digest are the test's."""
    team = "\n".join(
        f'[[person]]\nemail = "{name}@northwind.example"\nrole = "{role}"\n'
        f'reports_to = "{boss}@northwind.example"'
        for name, role, boss in TEAM
    )
    return f"{team}\n{people}\n[digest]\n{digest}\n[sla]\n{stops_late(sla)}\n{ladder}"


@contextmanager
def workspace() -> Iterator[Sandbox]:
    """A local Slack whose time starts on a Monday at 9:00 UTC and stands at the tests' will."""
    with Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as slack:
        slack.clock.to(MONDAY)
        yield slack


@contextmanager
def open_office(
    database_url: str,
    policy: Path | None = None,
    *,
    slack: Sandbox | None = None,
    api_url: str = "",
    kind: type[Office] = Office,
    more: Mapping[str, str] | None = None,
) -> Iterator[Office]:
    """Open an office, in a Slack of its own or the one given, which the bot reaches at `api_url`.

    `more` are settings besides these.

    Without a policy of its own it has the demo's, with the plain ladder.
    """
    with ExitStack() as stack:
        if policy is None:
            policy = Path(stack.enter_context(TemporaryDirectory())) / "policy.toml"
            policy.write_text((ROOT / "policy.toml").read_text("utf-8") + "\n" + PLAIN, "utf-8")
        slack = slack or stack.enter_context(workspace())
        config = settings.read(
            env_file=ROOT / "no.env",
            slack_bot_token="xoxb-sandbox",
            slack_signing_secret="sandbox-signing-secret",
            slack_api_url=api_url or slack.api_url,
            database_url=database_url,
            handoff_policy=policy,
            **(more or {}),
        )
        office = kind(slack, config)
        stack.callback(office.desk.close)
        stack.callback(office.closes)
        office.opens()
        yield office


@contextmanager
def serving(bot: main.Bot) -> Iterator[str]:
    """Serve the bot's web application on a free port."""

    async def nothing() -> None: ...

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(bot.asgi, log_config=None, lifespan="off", access_log=False)
    server = QuickServer(config, before_shutdown=nothing)
    serve = partial(asyncio.run, server.serve(sockets=[listening]))
    thread = threading.Thread(target=serve, name="bot", daemon=True)
    thread.start()
    try:
        assert server.ready.wait(10)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.stop()
        thread.join(10)
