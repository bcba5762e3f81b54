"""The payloads Slack sends, every documented field included."""

from typing import Any

from sandbox import messages, state, views
from sandbox.manifest import Command
from sandbox.messages import Channel, Message
from sandbox.people import Person
from sandbox.views import View
from sandbox.wire import Json
from sandbox.workspace import Workspace

# Slack hides the names of conversations that are not public channels.
NAMES = {"im": "directmessage", "private": "privategroup"}
# What Slack copies from a button or select into its action.
COPIED = ("text", "value", "url", "style", "confirm", "placeholder")


def slash_command(ws: Workspace, person: Person, channel: Channel, command: Command, text: str) -> Json:
    return {
        "token": ws.config.app.verification_token,
        "team_id": ws.team_id,
        "team_domain": ws.config.team.domain,
        "channel_id": channel.id,
        "channel_name": NAMES.get(channel.kind, channel.name),
        "user_id": person.id,
        "user_name": person.handle,
        "command": command.command,
        "text": text,
        "api_app_id": ws.config.app.id,
        "is_enterprise_install": "false",
        "response_url": ws.new_response_url(person.id, channel.id),
        "trigger_id": ws.triggers.give(person.id, channel=channel.id),
    }


def block_action_on_message(
    ws: Workspace, person: Person, channel: Channel, message: Message, action: Json
) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.ephemeral_to),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _interaction(ws, person, "block_actions") | {
        "container": container,
        "trigger_id": ws.triggers.give(person.id, channel=channel.id),
        "channel": _channel(channel),
        "message": messages.as_api(message, channel, ws.team_id, with_metadata=True),
        "state": {"values": state.values(message.blocks or [], message.picked.get(person.id, {}))},
        "response_url": ws.new_response_url(person.id, channel.id, message),
        "actions": [action],
    }
    if message.ephemeral_to:
        del payload["message"]
    return payload


def block_action_in_view(ws: Workspace, person: Person, view: View, action: Json) -> Json:
    modal = view["type"] == "modal"
    return _interaction(ws, person, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": ws.triggers.give(person.id, view.id if modal else None, channel=view.channel),
        "view": as_view(ws, view),
        "actions": [action],
    }


def action(element: Json, block: Json, action_ts: str, picked: Json) -> Json:
    """`picked` is the state.values entry of a stateful element, or a menu's or feedback's choice."""
    copied = {name: element[name] for name in COPIED if name in element}
    initial = {name: value for name, value in element.items() if name.startswith("initial_")}
    ids: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    return ids | copied | initial | picked | {"action_ts": action_ts}


def view_submission(ws: Workspace, person: Person, view: View) -> Json:
    return _interaction(ws, person, "view_submission") | {
        "trigger_id": ws.triggers.give(person.id, view.id, channel=view.channel),
        "view": as_view(ws, view),
        "response_urls": _response_urls(ws, person, view),
    }


def view_closed(ws: Workspace, person: Person, view: View, *, is_cleared: bool) -> Json:
    return _interaction(ws, person, "view_closed") | {"view": as_view(ws, view), "is_cleared": is_cleared}


def shortcut(ws: Workspace, person: Person, callback_id: str) -> Json:
    payload = _interaction(ws, person, "shortcut") | {
        "callback_id": callback_id,
        "trigger_id": ws.triggers.give(person.id),
        "action_ts": ws.timestamps.next(),
    }
    payload["user"].pop("name")
    return payload


def message_action(
    ws: Workspace, person: Person, channel: Channel, message: Message, callback_id: str
) -> Json:
    return _interaction(ws, person, "message_action") | {
        "callback_id": callback_id,
        "trigger_id": ws.triggers.give(person.id, channel=channel.id),
        "action_ts": ws.timestamps.next(),
        "message_ts": message.ts,
        "message": messages.as_api(message, channel, ws.team_id),
        "channel": _channel(channel),
        "response_url": ws.new_response_url(person.id, channel.id, message),
    }


def block_suggestion(ws: Workspace, person: Person, where: Json, element: Json, typed: str) -> Json:
    return (
        _interaction(ws, person, "block_suggestion")
        | where
        | {
            "action_id": element["action_id"],
            "value": typed,
        }
    )


def suggestion_place(ws: Workspace, place: View | tuple[Channel, Message]) -> Json:
    if isinstance(place, View):
        return {"container": {"type": "view", "view_id": place.id}, "view": as_view(ws, place)}
    channel, message = place
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    return {
        "container": container | {"is_ephemeral": bool(message.ephemeral_to)},
        "channel": _channel(channel),
        "message": messages.as_api(message, channel, ws.team_id),
    }


def event(ws: Workspace, event: Json) -> Json:
    authorization: Json = {
        "enterprise_id": None,
        "team_id": ws.team_id,
        "user_id": ws.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": ws.config.app.verification_token,
        "team_id": ws.team_id,
        "context_team_id": ws.team_id,
        "context_enterprise_id": None,
        "api_app_id": ws.config.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": ws.ids.prefixed("Ev"),
        "event_time": int(ws.clock.time()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{ws.ids.digest(40)}",
    }


def as_view(ws: Workspace, view: View) -> Json:
    return views.as_api(view, ws.team_id, ws.config.app.id, ws.bot.bot_id)


def _interaction(ws: Workspace, person: Person, type: str) -> Json:
    user: Json = {"id": person.id, "username": person.handle, "name": person.handle, "team_id": ws.team_id}
    return {
        "type": type,
        "user": user,
        "api_app_id": ws.config.app.id,
        "token": ws.config.app.verification_token,
        "team": {"id": ws.team_id, "domain": ws.config.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": NAMES.get(channel.kind, channel.name)}


def _response_urls(ws: Workspace, person: Person, view: View) -> list[Json]:
    """One for each answered conversations_select or channels_select that asks for it."""
    urls: list[Json] = []
    values: Any = view.values()
    for block, element in state.stateful(view.blocks):
        if block["type"] != "input" or not element.get("response_url_enabled"):
            continue
        picked = state.value_of(element, values[block["block_id"]][element["action_id"]])
        if picked:
            where: Json = {"block_id": block["block_id"], "action_id": element["action_id"]}
            url = ws.new_response_url(person.id, picked)
            urls.append(where | {"channel_id": picked, "response_url": url})
    return urls
