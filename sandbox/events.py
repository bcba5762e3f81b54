"""What happens in the workspace, told to the app if its manifest subscribes to it."""

from typing import Literal

from sandbox import payloads
from sandbox.messages import Channel, Message, as_api
from sandbox.people import Person
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


def _message(ws: Workspace, channel: Channel, event: Json) -> None:
    subscription, channel_type = MESSAGE_EVENTS[channel.kind]
    if subscription in ws.config.manifest.events and ws.bot.id in channel.members:
        ws.send_event(event | {"channel": channel.id, "channel_type": channel_type})


def _hidden(ws: Workspace, subtype: str) -> Json:
    ts = ws.timestamps.next()
    return {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts}
