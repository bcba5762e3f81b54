"""People and channels may be named as a person would; the payloads carry ids."""

from typing import Any

from sandbox.wire import ControlError, Json
from sandbox.workspace import Workspace


def normal(ws: Workspace, element: Json, raw: Any) -> Any:
    if raw in (None, "", []):
        return raw
    if isinstance(raw, list):
        return [normal(ws, element, item) for item in raw]
    if element["type"].endswith("users_select"):
        return ws.person(str(raw)).id
    if element["type"].endswith("channels_select"):
        return _channel(ws, str(raw))
    if element["type"].endswith("conversations_select"):
        found = ws.people.get(str(raw)) or ws.by_handle(str(raw).removeprefix("@"))
        return found.id if found else _channel(ws, str(raw))
    return raw


def _channel(ws: Workspace, name: str) -> str:
    channel = ws.channels.get(name) or ws.channel_named(name)
    if channel is None:
        raise ControlError(f"no such channel: {name}")
    return channel.id
