"""conversations.history and conversations.replies."""

from sandbox.call import Call, Method, page_of
from sandbox.channels_seen import need, seen
from sandbox.messages import Channel, Message, as_api
from sandbox.wire import Json, SlackError

DEFAULT, MOST = 100, 999


def history(call: Call) -> Json:
    """Newest first."""
    channel = _readable(call)
    found = _in_range(call, channel.top_level())
    return _page(call, channel, found[::-1]) | {"pin_count": 0, "channel_actions_ts": None}


def replies(call: Call) -> Json:
    """Oldest first; the parent leads every page's thread, as Slack does on the first."""
    channel = _readable(call)
    asked = channel.messages.get(call.args.required("ts"))
    if asked is None:
        raise SlackError("thread_not_found")
    parent = channel.messages.get(asked.thread_ts or asked.ts, asked)
    found = _in_range(call, channel.replies(parent.ts))
    return _page(call, channel, [parent, *found])


def _readable(call: Call) -> Channel:
    channel = seen(call, call.args.required("channel"))
    need(call, channel, "history")
    if call.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _page(call: Call, channel: Channel, messages: list[Message]) -> Json:
    with_metadata = call.args.flag("include_all_metadata")
    page = page_of(call, messages, default=DEFAULT, most=MOST, name="messages")
    shown = [as_api(m, channel, call.ws.team_id, with_metadata=with_metadata) for m in page.pop("messages")]
    has_more = bool(page["response_metadata"]["next_cursor"])
    if not has_more:
        del page["response_metadata"]
    return {"messages": shown, "has_more": has_more, **page}


def _in_range(call: Call, messages: list[Message]) -> list[Message]:
    if not call.args.text("oldest") and not call.args.text("latest"):
        return messages
    oldest = _moment(call.args.text("oldest") or "0", "invalid_ts_oldest")
    latest = _moment(call.args.text("latest") or "99999999999", "invalid_ts_latest")
    moments = ((message, _moment(message.ts, "invalid_ts_latest")) for message in messages)
    if call.args.flag("inclusive"):
        return [message for message, at in moments if oldest <= at <= latest]
    return [message for message, at in moments if oldest < at < latest]


def _moment(ts: str, error: str) -> tuple[int, int]:
    """Not a float: a float loses the last digits of a timestamp."""
    seconds, _, fraction = ts.partition(".")
    try:
        return int(seconds), int(fraction.ljust(6, "0") or 0)
    except ValueError:
        raise SlackError(error) from None


METHODS = {
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
}
