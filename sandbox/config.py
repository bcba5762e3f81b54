"""One TOML file describes the workspace: team, app, people and channels."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.jumps import USUAL, Jump
from sandbox.manifest import Manifest
from sandbox.wire import Json


@dataclass(frozen=True)
class TeamConfig:
    id: str = "T0NORTHWND"
    name: str = "Northwind"
    domain: str = "northwind"
    start: datetime | None = None


@dataclass(frozen=True)
class AppConfig:
    id: str = "A0HANDOFF"
    name: str = "Warm Handoff"
    bot_user: str = "U0HANDOFF"
    bot_id: str = "B0HANDOFF"
    # Empty: not installed in the first team yet.
    bot_token: str = "xoxb-sandbox"
    app_token: str = "xapp-sandbox"
    client_id: str = "1000000000000.2000000000000"
    client_secret: str = "sandbox-client-secret"
    signing_secret: str = "sandbox-signing-secret"
    verification_token: str = "sandbox-verification-token"
    request_url: str = "http://127.0.0.1:3000/slack/events"
    manifest: str = ""


@dataclass(frozen=True)
class PersonConfig:
    id: str
    handle: str
    name: str
    title: str = ""
    email: str = ""
    tz: str = "UTC"
    bot: bool = False
    deleted: bool = False
    guest: bool = False
    away: bool = False
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: datetime | None = None


@dataclass(frozen=True)
class ChannelConfig:
    id: str
    name: str
    members: tuple[str, ...] = ()
    private: bool = False
    archived: bool = False
    topic: str = ""


@dataclass(frozen=True)
class UsergroupConfig:
    id: str
    handle: str
    name: str
    members: tuple[str, ...] = ()
    description: str = ""
    disabled: bool = False


@dataclass(frozen=True)
class InstallTeamConfig:
    """Another team that the app may be installed in. Its bot's ids are made from the team's."""

    id: str
    name: str
    domain: str
    people: tuple[PersonConfig, ...] = ()
    channels: tuple[ChannelConfig, ...] = ()
    bot_user: str = ""
    bot_id: str = ""
    bot_token: str = ""


@dataclass(frozen=True)
class DeliveryConfig:
    """Slack's limits in real seconds. Slack waits 0, 60 and 300 s before the three retries of an event."""

    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    event_retry_delays: tuple[float, ...] = (0.0, 0.2, 0.5)


@dataclass(frozen=True)
class LimitsConfig:
    """`burst` more calls than the rate are let through at once; `speed` makes a limit's minute shorter."""

    enforce: bool = False
    burst: int = 3
    speed: float = 1.0


@dataclass(frozen=True)
class Config:
    team: TeamConfig = field(default_factory=TeamConfig)
    app: AppConfig = field(default_factory=AppConfig)
    people: tuple[PersonConfig, ...] = ()
    channels: tuple[ChannelConfig, ...] = ()
    usergroups: tuple[UsergroupConfig, ...] = ()
    install_teams: tuple[InstallTeamConfig, ...] = ()
    manifest: Manifest = field(default_factory=Manifest)
    delivery: DeliveryConfig = field(default_factory=DeliveryConfig)
    limits: LimitsConfig = field(default_factory=LimitsConfig)
    jumps: tuple[Jump, ...] = USUAL

    @classmethod
    def load(cls, path: Path | str) -> "Config":
        path = Path(path)
        raw: Json = tomllib.loads(path.read_text(encoding="utf-8"))
        app = AppConfig(**raw.get("app", {}))
        manifest = Manifest.load(path.parent / app.manifest) if app.manifest else Manifest()
        return cls(
            team=TeamConfig(**_team(raw.get("team", {}))),
            app=app,
            people=_people(raw),
            channels=_channels(raw),
            install_teams=tuple(_install_team(one) for one in raw.get("install_team", [])),
            usergroups=tuple(
                UsergroupConfig(**_tupled(item, "members")) for item in raw.get("usergroup", [])
            ),
            manifest=manifest,
            delivery=DeliveryConfig(**_tupled(raw.get("delivery", {}), "event_retry_delays")),
            limits=LimitsConfig(**raw.get("limits", {})),
            jumps=tuple(Jump(**_tupled(one, "days")) for one in raw.get("jump", [])) or USUAL,
        )


def _people(raw: Json) -> tuple[PersonConfig, ...]:
    return tuple(PersonConfig(**one) for one in raw.get("person", []))


def _channels(raw: Json) -> tuple[ChannelConfig, ...]:
    return tuple(ChannelConfig(**_tupled(one, "members")) for one in raw.get("channel", []))


def _install_team(raw: Json) -> InstallTeamConfig:
    given = {name: value for name, value in raw.items() if name not in ("person", "channel")}
    return InstallTeamConfig(people=_people(raw), channels=_channels(raw), **given)


def _team(raw: Json) -> Json:
    start: Any = raw.get("start")
    if isinstance(start, str):
        return {**raw, "start": datetime.fromisoformat(start)}
    return raw


def _tupled(raw: Json, name: str) -> Json:
    return {**raw, name: tuple(raw[name])} if name in raw else raw
