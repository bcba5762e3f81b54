"""Which conversations the app can see, and how they look to it."""

from sandbox.call import Call
from sandbox.messages import Channel
from sandbox.wire import Json, SlackError

SCOPE_PREFIX = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
TYPES = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}


def seen(call: Call, channel_id: str) -> Channel:
    """A private conversation without the bot answers as one that does not exist."""
    channel = call.ws.channels.get(channel_id)
    if channel is None or not is_seen(call, channel):
        raise SlackError("channel_not_found")
    return channel


def is_seen(call: Call, channel: Channel) -> bool:
    return channel.kind == "channel" or call.bot.id in channel.members


def need(call: Call, channel: Channel, right: str) -> None:
    call.need(f"{SCOPE_PREFIX[channel.kind]}:{right}")


def as_conversation(call: Call, channel: Channel, *, with_members: bool = False) -> Json:
    if channel.kind == "im":
        return _as_im(call, channel)
    shown: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "private",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "created": channel.created,
        "creator": channel.members[0] if channel.members else "",
        "is_archived": channel.archived,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "is_member": call.bot.id in channel.members,
        "context_team_id": call.ws.team_id,
        "updated": channel.created * 1000,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }
    return shown | {"num_members": len(channel.members)} if with_members else shown


def _as_im(call: Call, channel: Channel) -> Json:
    other = next((user for user in channel.members if user != call.bot.id), call.bot.id)
    person = call.ws.people[other]
    return {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": call.ws.team_id,
        "updated": channel.created * 1000,
        "user": other,
        "is_user_deleted": person.deleted,
        "priority": 0,
    }
