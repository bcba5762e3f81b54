"""What happens in the workspace, told to the app if its manifest subscribes to it."""

from typing import Literal

from sandbox import payloads
from sandbox.messages import Channel, Message, as_api
from sandbox.people import Person, as_user, dnd
from sandbox.wire import Json
from sandbox.workspace import Workspace

# The name of the subscription, and the channel_type the event states.
MESSAGE_EVENTS = {
    "channel": ("message.channels", "channel"),
    "private": ("message.groups", "group"),
    "im": ("message.im", "im"),
    "mpim": ("message.mpim", "mpim"),
}


def message_posted(ws: Workspace, channel: Channel, message: Message) -> None:
    shown = as_api(message, channel, ws.team_id, with_metadata=True)
    subtype: Json = {"subtype": "file_share"} if message.files else {}
    _message(ws, channel, shown | subtype | {"event_ts": message.ts})
    mentioned = f"<@{ws.bot.id}>" in message.text and not message.bot_id and ws.bot.id in channel.members
    if mentioned and "app_mention" in ws.config.manifest.events and channel.kind != "im":
        ws.send_event(shown | {"type": "app_mention", "channel": channel.id, "event_ts": message.ts})


def message_changed(ws: Workspace, channel: Channel, message: Message, before: Json) -> None:
    after = as_api(message, channel, ws.team_id, with_metadata=True)
    _message(ws, channel, _hidden(ws, "message_changed") | {"message": after, "previous_message": before})


def message_deleted(ws: Workspace, channel: Channel, before: Json) -> None:
    fields: Json = {"deleted_ts": before["ts"], "previous_message": before}
    _message(ws, channel, _hidden(ws, "message_deleted") | fields)


def home_opened(ws: Workspace, person: Person, tab: Literal["home", "messages"]) -> Json:
    """`view` is there only on the Home tab, and only after something was published."""
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": ws.app_dm(person.id).id,
        "tab": tab,
        "event_ts": ws.timestamps.next(),
    }
    home = ws.views.homes.get(person.id)
    return event | {"view": payloads.as_view(ws, home)} if home and tab == "home" else event


def reaction(ws: Workspace, channel: Channel, message: Message, *, type: str, user: str, name: str) -> None:
    item = {"type": "message", "channel": channel.id, "ts": message.ts}
    event: Json = {"type": type, "user": user, "reaction": name, "item_user": message.user, "item": item}
    if ws.bot.id in channel.members:
        send(ws, event)


def joined(ws: Workspace, channel: Channel, user: str, *, inviter: str = "") -> None:
    event: Json = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "channel" else "G",
        "team": ws.team_id,
    }
    if ws.bot.id in channel.members:
        send(ws, event | ({"inviter": inviter} if inviter else {}))


def profile_changed(ws: Workspace, person: Person) -> None:
    user = as_user(person, ws.team_id, ws.clock.now(), with_email="users:read.email" in ws.grant.scopes)
    for type in ("user_change", "user_profile_changed", "user_status_changed"):
        send(ws, {"type": type, "user": user, "cache_ts": int(ws.clock.time())})


def dnd_changed(ws: Workspace, person: Person) -> None:
    send(ws, {"type": "dnd_updated_user", "user": person.id, "dnd_status": dnd(person)})


def send(ws: Workspace, event: Json) -> None:
    """Only if the manifest subscribes to it."""
    if event["type"] in ws.config.manifest.events:
        ws.send_event(event | {"event_ts": ws.timestamps.next()})


def _message(ws: Workspace, channel: Channel, event: Json) -> None:
    subscription, channel_type = MESSAGE_EVENTS[channel.kind]
    if subscription in ws.config.manifest.events and ws.bot.id in channel.members:
        ws.send_event(event | {"channel": channel.id, "channel_type": channel_type})


def _hidden(ws: Workspace, subtype: str) -> Json:
    ts = ws.timestamps.next()
    return {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts}
