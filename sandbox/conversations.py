"""conversations.* but for the messages, and users.conversations."""

from sandbox import events
from sandbox.call import Call, Method, page_of
from sandbox.channels_seen import SCOPE_PREFIX, TYPES, as_conversation, is_seen, need, seen
from sandbox.messages import Channel
from sandbox.people import Person
from sandbox.wire import Json, SlackError

USERS_IN_GROUP_DM = 8


def open_(call: Call) -> Json:
    users = call.args.several("users")
    if call.args.text("channel"):
        return _reopen(call)
    if not users:
        raise SlackError("users_list_not_supplied")
    call.need("im:write" if len(users) == 1 else "mpim:write")
    if len(users) > USERS_IN_GROUP_DM:
        raise SlackError("too_many_users")
    for user in users:
        _refuse_unreachable(call.ws.people.get(user))
    existed = call.ws.has_dm(call.bot.id, *users)
    if not existed and call.args.flag("prevent_creation"):
        raise SlackError("channel_not_found")
    return _opened(call, call.ws.dm(*users, call.bot.id), existed=existed)


def _reopen(call: Call) -> Json:
    channel = seen(call, call.args.text("channel"))
    if channel.kind not in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    need(call, channel, "write")
    return _opened(call, channel, existed=True)


def _refuse_unreachable(person: Person | None) -> None:
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")


def _opened(call: Call, channel: Channel, *, existed: bool) -> Json:
    answer: Json = {"no_op": True, "already_open": True} if existed else {}
    full = call.args.flag("return_im")
    return answer | {"channel": as_conversation(call, channel) if full else {"id": channel.id}}


def list_(call: Call) -> Json:
    return _listed(call, [channel for channel in _of_types(call) if is_seen(call, channel)])


def users_conversations(call: Call) -> Json:
    """The conversations of one person (the bot, if none is named) that the bot sees too."""
    user = call.args.text("user", call.bot.id)
    if user not in call.ws.people:
        raise SlackError("user_not_found")
    seen_too = (channel for channel in _of_types(call) if is_seen(call, channel))
    return _listed(call, [channel for channel in seen_too if user in channel.members])


def _of_types(call: Call) -> list[Channel]:
    types = call.args.several("types") or ["public_channel"]
    if not set(types) <= set(TYPES):
        raise SlackError("invalid_types")
    kinds = [TYPES[type] for type in types]
    for kind in kinds:
        call.need(f"{SCOPE_PREFIX[kind]}:read")
    archived_too = not call.args.flag("exclude_archived")
    found = (channel for channel in call.ws.channels.values() if channel.kind in kinds)
    return [channel for channel in found if archived_too or not channel.archived]


def _listed(call: Call, channels: list[Channel]) -> Json:
    shown = [as_conversation(call, channel, with_members=True) for channel in channels]
    return page_of(call, shown, default=100, most=1000, name="channels")


def info(call: Call) -> Json:
    channel = seen(call, call.args.required("channel"))
    need(call, channel, "read")
    with_members = call.args.flag("include_num_members")
    return {"channel": as_conversation(call, channel, with_members=with_members)}


def join(call: Call) -> Json:
    channel = seen(call, call.args.required("channel"))
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    answer: Json = {"channel": as_conversation(call, channel)}
    if call.bot.id in channel.members:
        warning = "already_in_channel"
        return answer | {"warning": warning, "response_metadata": {"warnings": [warning]}}
    channel.members.append(call.bot.id)
    events.joined(call.ws, channel, call.bot.id)
    call.ws.changed(channel)
    return {"channel": as_conversation(call, channel)}


def members(call: Call) -> Json:
    channel = seen(call, call.args.required("channel"))
    need(call, channel, "read")
    shown = [{"id": user} for user in channel.members]
    page = page_of(call, shown, default=100, most=1000, name="members")
    return page | {"members": [member["id"] for member in page["members"]]}


METHODS = {
    "conversations.open": Method(open_),
    "conversations.list": Method(list_),
    "conversations.info": Method(info),
    "conversations.join": Method(join, scopes=("channels:join",)),
    "conversations.members": Method(members),
    "users.conversations": Method(users_conversations),
}
