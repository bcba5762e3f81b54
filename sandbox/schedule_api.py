"""chat.scheduleMessage, chat.deleteScheduledMessage and chat.scheduledMessages.list."""

from sandbox.call import Call, Method, page_of
from sandbox.channels_seen import seen
from sandbox.chat import destination, new_message
from sandbox.messages import Message
from sandbox.posting import draft
from sandbox.scheduled import Scheduled, outbox
from sandbox.wire import Json, SlackError

DAYS_AHEAD = 120
WINDOW_SECONDS, PER_WINDOW = 300, 30


def schedule(call: Call) -> Json:
    channel = destination(call)
    call.args.required("post_at")
    post_at = _moment(call)
    made = draft(call.args, call.ws)
    if made.is_empty:
        raise SlackError("no_text")
    _refuse_crowd(call, channel.id, post_at)
    message = new_message(call, channel, made)
    id = call.ws.ids.prefixed("Q")
    outbox(call.ws).add(Scheduled(id, channel.id, post_at, int(call.ws.clock.time()), message))
    shown = _shown(call, message)
    return {"channel": channel.id, "scheduled_message_id": id, "post_at": post_at, "message": shown}


def delete(call: Call) -> Json:
    channel = seen(call, call.args.required("channel"))
    waiting = outbox(call.ws).waiting
    item = waiting.get(call.args.required("scheduled_message_id"))
    if item is None or item.channel != channel.id:
        raise SlackError("invalid_scheduled_message_id")
    del waiting[item.id]
    return {}


def list_(call: Call) -> Json:
    asked = call.args.text("channel")
    if asked and asked not in call.ws.channels:
        raise SlackError("invalid_channel")
    oldest, latest = call.args.number("oldest", 0), call.args.number("latest", 2**62)
    found = sorted(outbox(call.ws).waiting.values(), key=lambda item: item.post_at)
    shown = [
        {
            "id": item.id,
            "channel_id": item.channel,
            "post_at": item.post_at,
            "date_created": item.created,
            "text": item.message.text,
        }
        for item in found
        if asked in ("", item.channel) and oldest <= item.post_at <= latest
    ]
    return page_of(call, shown, default=100, most=1000, name="scheduled_messages")


def _moment(call: Call) -> int:
    given = call.args.text("post_at").split(".")[0]
    if not given.isdigit():
        raise SlackError("invalid_time")
    post_at, now = int(given), call.ws.clock.time()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + DAYS_AHEAD * 86400:
        raise SlackError("time_too_far")
    return post_at


def _refuse_crowd(call: Call, channel: str, post_at: int) -> None:
    """At most thirty to one channel within five minutes; Slack's windows are fixed, not sliding."""
    window = post_at // WINDOW_SECONDS
    waiting = outbox(call.ws).waiting.values()
    same = [i for i in waiting if i.channel == channel and i.post_at // WINDOW_SECONDS == window]
    if len(same) >= PER_WINDOW:
        raise SlackError("restricted_too_many")


def _shown(call: Call, message: Message) -> Json:
    """Not yet a message: it has no ts."""
    shown: Json = {
        "text": message.text,
        "username": call.bot.handle,
        "bot_id": message.bot_id,
        "type": "delayed_message",
        "subtype": "bot_message",
    }
    return shown | ({"blocks": message.blocks} if message.blocks else {})


METHODS = {
    "chat.scheduleMessage": Method(schedule, scopes=("chat:write",)),
    "chat.deleteScheduledMessage": Method(delete, scopes=("chat:write",)),
    "chat.scheduledMessages.list": Method(list_),
}
