"""The state of one workspace, and the few changes everybody needs: find, open a DM, post, edit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sandbox.clock import Clock, Timestamps
from sandbox.config import Config
from sandbox.faults import Faults
from sandbox.grants import Grant
from sandbox.ids import Ids
from sandbox.live import Live
from sandbox.messages import Channel, Kind, Message
from sandbox.people import SLACKBOT, Person, everyone
from sandbox.rate_limits import RateLimits
from sandbox.traffic import Traffic
from sandbox.triggers import Triggers
from sandbox.views import Views
from sandbox.wire import ControlError, Json

Part = TypeVar("Part")


@dataclass
class ResponseUrl:
    user: str
    channel: str
    expires: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Workspace:
    config: Config
    clock: Clock
    ids: Ids = field(default_factory=Ids)
    live: Live = field(default_factory=Live)
    traffic: Traffic = field(default_factory=Traffic)
    base_url: str = ""
    notices: dict[str, str] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    # Every team of the app, this one too, by id.
    teams: "dict[str, Workspace]" = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    # The courier's; until there is one, what happens is told to nobody.
    send_event: Callable[[Json], None] = lambda _: None
    # The server's: breaks the connection of the client with this address.
    reset_connection: Callable[[tuple[str, int]], None] = lambda _: None
    # How wrong the timestamps of signatures are.
    skew_seconds: float = 0.0
    # The types of blocks that it refuses in messages, though Slack knows them.
    unknown_blocks: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.request_url = self.config.app.request_url
        self.teams.setdefault(self.team_id, self)
        self.people = everyone(self.config)
        self.timestamps = Timestamps(self.clock)
        self.faults = Faults(at=lambda: self.clock.now().isoformat())
        self.rate_limits = RateLimits(self.config.limits)
        self.views = Views(self.ids)
        self.triggers = Triggers(self.ids, self.config.delivery.trigger_seconds)
        self.grant = Grant(self.config.app.bot_token, self.config.manifest.scopes)
        self._parts: dict[Any, Any] = {}
        self.channels: dict[str, Channel] = {}
        for raw in self.config.channels:
            kind: Kind = "private" if raw.private else "channel"
            members = [self.person(who).id for who in raw.members]
            self._add_channel(raw.id, raw.name, kind, members, archived=raw.archived, topic=raw.topic)

    @property
    def team_id(self) -> str:
        return self.config.team.id

    @property
    def home(self) -> "Workspace":
        """The first team: the app's addresses, which all its teams share, are kept there."""
        return next(iter(self.teams.values()))

    @property
    def bot(self) -> Person:
        return self.people[self.config.app.bot_user]

    @property
    def installed(self) -> bool:
        return self.grant.installed

    def part(self, kind: "Callable[[Workspace], Part]") -> Part:
        """The one Outbox, Drawer… of this workspace, made when it is first asked for."""
        if kind not in self._parts:
            self._parts[kind] = kind(self)
        made: Part = self._parts[kind]
        return made

    def person(self, who: str) -> Person:
        """By id or handle; "bot" is the app's own."""
        if who == "bot":
            return self.bot
        found = self.people.get(who) or self.by_handle(who.removeprefix("@"))
        if found is None:
            raise ControlError(f"no such person: {who}")
        return found

    def by_handle(self, handle: str) -> Person | None:
        return next((person for person in self.people.values() if person.handle == handle), None)

    def channel_named(self, name: str) -> Channel | None:
        named = (c for c in self.channels.values() if c.kind in ("channel", "private"))
        return next((c for c in named if c.name == name.removeprefix("#")), None)

    def place(self, name: str, person: Person) -> Channel:
        """For a person: by id or name; another's id or handle is the direct message with them."""
        other = self.people.get(name) or self.by_handle(name.removeprefix("@"))
        channel = self.channels.get(name) or self.channel_named(name)
        if channel is None and other is not None:
            channel = self.dm(person.id, other.id)
        if channel is None or person.id not in channel.members:
            raise ControlError(f"{person.name} is in no channel {name}")
        return channel

    def dm(self, *users: str) -> Channel:
        """The direct message of exactly these people, opened if there is none."""
        members = sorted(set(users))
        for channel in self.channels.values():
            if channel.kind in ("im", "mpim") and sorted(channel.members) == members:
                return channel
        if len(members) <= 2:
            return self._add_channel(self.ids.prefixed("D"), "", "im", list(users))
        handles = "--".join(self.people[user].handle for user in members)
        return self._add_channel(self.ids.prefixed("G"), f"mpdm-{handles}-1", "mpim", members)

    def new_channel(self, name: str, members: list[str], *, private: bool) -> Channel:
        return self._add_channel(self.ids.prefixed("C"), name, "private" if private else "channel", members)

    def has_dm(self, *users: str) -> bool:
        members = sorted(set(users))
        return any(sorted(c.members) == members for c in self.channels.values() if c.kind in ("im", "mpim"))

    def app_dm(self, user: str) -> Channel:
        return self.dm(user, self.bot.id)

    def post(self, channel: Channel, message: Message) -> Message:
        if message.ephemeral_to:
            channel.ephemerals[message.ts] = message
            self.changed(channel, [message.ephemeral_to])
        else:
            channel.add(message)
            self.changed(channel)
        return message

    def changed(self, channel: Channel, people: list[str] | None = None) -> None:
        self.live.changed(channels=[channel.id], people=people or channel.members)

    def ephemeral_from_slackbot(self, channel: Channel, user: str, text: str) -> None:
        ts = self.timestamps.next()
        self.post(channel, Message(ts=ts, user=SLACKBOT, text=text, ephemeral_to=user))

    def new_response_url(self, user: str, channel: str, message: Message | None = None) -> str:
        secret = f"{self.team_id}-{self.ids.prefixed('', 12)}-{self.ids.digest(24)}"
        self.response_urls[secret] = ResponseUrl(
            user=user,
            channel=channel,
            expires=self.clock.time() + 30 * 60,
            message_ts=message.ts if message else None,
            thread_ts=message.thread_ts if message else None,
        )
        return f"{self.base_url}/response/{secret}"

    def _add_channel(
        self, id: str, name: str, kind: Kind, members: list[str], *, archived: bool = False, topic: str = ""
    ) -> Channel:
        channel = Channel(id, name, kind, members, int(self.clock.time()), archived=archived, topic=topic)
        self.channels[id] = channel
        return channel
