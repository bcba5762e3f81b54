"""reactions.add, remove, get and list; people react through the control interface."""

import re

from sandbox import events
from sandbox.call import Call, Method, page_of
from sandbox.channels_seen import is_seen, seen
from sandbox.messages import Channel, Message, as_api
from sandbox.wire import Json, SlackError
from sandbox.workspace import Workspace


def add(call: Call) -> Json:
    channel, message = _message(call)
    if channel.archived:
        raise SlackError("is_archived")
    react(call.ws, channel, message, user=call.bot.id, name=_name(call))
    return {}


def remove(call: Call) -> Json:
    channel, message = _message(call)
    take_back(call.ws, channel, message, user=call.bot.id, name=_name(call))
    return {}


def get(call: Call) -> Json:
    channel, message = _message(call)
    return {"type": "message", "channel": channel.id, "message": as_api(message, channel, call.ws.team_id)}


def list_(call: Call) -> Json:
    """What the person (the bot, if none is named) has reacted to, the newest first."""
    user = call.args.text("user", call.bot.id)
    if user not in call.ws.people:
        raise SlackError("user_not_found")
    found: list[Json] = [
        {"type": "message", "channel": channel.id, "message": as_api(message, channel, call.ws.team_id)}
        for channel in call.ws.channels.values()
        for message in channel.messages.values()
        if is_seen(call, channel) and any(user in users for users in message.reactions.values())
    ]
    found.sort(key=lambda item: str(item["message"]["ts"]), reverse=True)
    return page_of(call, found, default=100, most=1000, name="items")


def react(ws: Workspace, channel: Channel, message: Message, *, user: str, name: str) -> None:
    if user in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    message.reactions.setdefault(name, []).append(user)
    ws.changed(channel)
    events.reaction(ws, channel, message, type="reaction_added", user=user, name=name)


def take_back(ws: Workspace, channel: Channel, message: Message, *, user: str, name: str) -> None:
    if user not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    message.reactions[name].remove(user)
    if not message.reactions[name]:
        del message.reactions[name]
    ws.changed(channel)
    events.reaction(ws, channel, message, type="reaction_removed", user=user, name=name)


def _message(call: Call) -> tuple[Channel, Message]:
    if not call.args.text("channel") or not call.args.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = seen(call, call.args.text("channel"))
    message = channel.messages.get(call.args.text("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    if call.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel, message


def _name(call: Call) -> str:
    """Custom emoji cannot be told from misspelt ones: any well-formed name will do."""
    name = call.args.required("name").strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
        raise SlackError("invalid_name")
    return name


METHODS = {
    "reactions.add": Method(add, scopes=("reactions:write",)),
    "reactions.remove": Method(remove, scopes=("reactions:write",)),
    "reactions.get": Method(get, scopes=("reactions:read",)),
    "reactions.list": Method(list_, scopes=("reactions:read",)),
}
