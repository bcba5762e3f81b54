"""The app's manifest: its scopes, commands, shortcuts, events and Home tab settings."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sandbox.wire import Json


@dataclass(frozen=True)
class Command:
    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    scopes: frozenset[str] = frozenset()
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] = frozenset()
    home_tab: bool = False
    messages_tab: bool = True
    messages_tab_read_only: bool = False
    interactivity: bool = True
    raw: Json = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, path: Path) -> "Manifest":
        return cls.parse(yaml.safe_load(path.read_text(encoding="utf-8")))

    @classmethod
    def parse(cls, raw: Json) -> "Manifest":
        features: Json = raw.get("features") or {}
        settings: Json = raw.get("settings") or {}
        home: Json = features.get("app_home") or {}
        scopes: Json = (raw.get("oauth_config") or {}).get("scopes") or {}
        return cls(
            scopes=frozenset(scopes.get("bot") or []),
            commands=tuple(_only(Command, item) for item in features.get("slash_commands") or []),
            shortcuts=tuple(_only(Shortcut, item) for item in features.get("shortcuts") or []),
            events=frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or []),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", True)),
            messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
            interactivity=bool((settings.get("interactivity") or {}).get("is_enabled", True)),
            raw=raw,
        )

    def command(self, name: str) -> Command | None:
        return next((item for item in self.commands if item.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        return next((item for item in self.shortcuts if item.callback_id == callback_id), None)


def _only(kind: Any, item: Json) -> Any:
    """Settings the sandbox does not use (request URLs, for one) are dropped."""
    return kind(**{name: item[name] for name in kind.__dataclass_fields__ if name in item})
