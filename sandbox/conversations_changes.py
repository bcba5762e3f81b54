"""conversations.create, invite, kick, leave, archive, unarchive, setTopic."""

import re

from sandbox import events
from sandbox.call import Call, Method
from sandbox.channels_seen import as_conversation, seen
from sandbox.messages import Channel
from sandbox.wire import Json, SlackError

NAME, TOPIC = 80, 250
MANAGE = {"channel": "channels:manage", "private": "groups:write", "im": "im:write", "mpim": "mpim:write"}


def create(call: Call) -> Json:
    private = call.args.flag("is_private")
    call.need(MANAGE["private" if private else "channel"])
    name = call.args.text("name").removeprefix("#")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > NAME:
        raise SlackError("invalid_name_maxlength")
    if not re.fullmatch(r"[^\W_][\w-]*", name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if call.ws.channel_named(name):
        raise SlackError("name_taken")
    channel = call.ws.new_channel(name, [call.bot.id], private=private)
    call.ws.changed(channel)
    return {"channel": as_conversation(call, channel)}


def invite(call: Call) -> Json:
    channel = _managed(call)
    users = call.args.several("users")
    if not users:
        raise SlackError("no_user")
    for user in users:
        _refuse_invitation(call, channel, user)
    for user in users:
        channel.members.append(user)
        events.joined(call.ws, channel, user, inviter=call.bot.id)
    call.ws.changed(channel)
    return {"channel": as_conversation(call, channel)}


def _refuse_invitation(call: Call, channel: Channel, user: str) -> None:
    person = call.ws.people.get(user)
    if person is None:
        raise SlackError("user_not_found")
    if user == call.bot.id:
        raise SlackError("cant_invite_self")
    if person.deleted:
        raise SlackError("user_disabled")
    if user in channel.members:
        raise SlackError("already_in_channel")


def kick(call: Call) -> Json:
    channel = _managed(call)
    user = call.args.required("user")
    if user == call.bot.id:
        raise SlackError("cant_kick_self")
    if user not in channel.members:
        raise SlackError("not_in_channel")
    _remove(call, channel, user)
    return {}


def leave(call: Call) -> Json:
    channel = seen(call, call.args.required("channel"))
    call.need(MANAGE[channel.kind])
    if channel.kind not in ("channel", "private"):
        raise SlackError("method_not_supported_for_channel_type")
    if channel.name == "general":
        raise SlackError("cant_leave_general")
    if call.bot.id not in channel.members:
        return {"not_in_channel": True}
    _remove(call, channel, call.bot.id)
    return {}


def archive(call: Call) -> Json:
    channel = _managed(call, archived="already_archived")
    if channel.name == "general":
        raise SlackError("cant_archive_general")
    channel.archived = True
    call.ws.changed(channel)
    return {}


def unarchive(call: Call) -> Json:
    channel = seen(call, call.args.required("channel"))
    call.need(MANAGE[channel.kind])
    if not channel.archived:
        raise SlackError("not_archived")
    channel.archived = False
    call.ws.changed(channel)
    return {}


def set_topic(call: Call) -> Json:
    channel = _managed(call)
    topic = call.args.text("topic")
    if len(topic) > TOPIC:
        raise SlackError("too_long")
    channel.topic = topic
    call.ws.changed(channel)
    return {"channel": as_conversation(call, channel)}


def _managed(call: Call, *, archived: str = "is_archived") -> Channel:
    channel = seen(call, call.args.required("channel"))
    call.need(MANAGE[channel.kind])
    if channel.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError(archived)
    if call.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _remove(call: Call, channel: Channel, user: str) -> None:
    before = list(channel.members)
    channel.members.remove(user)
    call.ws.changed(channel, before)


METHODS = {
    "conversations.create": Method(create),
    "conversations.invite": Method(invite),
    "conversations.kick": Method(kick),
    "conversations.leave": Method(leave),
    "conversations.archive": Method(archive),
    "conversations.unarchive": Method(unarchive),
    "conversations.setTopic": Method(set_topic),
}
