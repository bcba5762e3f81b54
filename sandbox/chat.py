"""chat.*: posting, editing and deleting the app's messages."""

from sandbox import events
from sandbox.call import Call, Method
from sandbox.channels_seen import seen
from sandbox.limits import UPDATE_TEXT
from sandbox.messages import Channel, Message, as_api
from sandbox.posting import Draft, draft
from sandbox.wire import Json, SlackError


def post_message(call: Call) -> Json:
    channel = destination(call)
    made = draft(call.args, call.ws)
    if made.is_empty:
        raise SlackError("no_text")
    message = new_message(call, channel, made)
    call.ws.post(channel, message)
    events.message_posted(call.ws, channel, message)
    shown = as_api(message, channel, call.ws.team_id, with_metadata=True)
    answer: Json = {"channel": channel.id, "ts": message.ts, "message": shown}
    if made.truncated:
        answer |= {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return answer


def update(call: Call) -> Json:
    channel, message = _own(call, "ts", "cant_update_message")
    made = draft(call.args, call.ws)
    if made.text is None and made.blocks is None and made.attachments is None and made.metadata is None:
        raise SlackError("no_text")
    if made.text and len(made.text) > UPDATE_TEXT:
        raise SlackError("msg_too_long")
    before = as_api(message, channel, call.ws.team_id)
    _edit(call, message, made)
    call.ws.changed(channel)
    events.message_changed(call.ws, channel, message, before)
    shown = as_api(message, channel, call.ws.team_id, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    channel, message = _own(call, "ts", "cant_delete_message")
    before = as_api(message, channel, call.ws.team_id)
    remove(channel, message)
    call.ws.changed(channel)
    events.message_deleted(call.ws, channel, before)
    return {"channel": channel.id, "ts": message.ts}


def remove(channel: Channel, message: Message) -> None:
    """A parent with replies leaves a tombstone, so that its thread stays reachable."""
    if not channel.replies(message.ts):
        channel.remove(message)
        return
    message.subtype, message.user, message.bot_id = "tombstone", "USLACKBOT", ""
    message.text, message.blocks, message.metadata = "This message was deleted.", None, None


def post_ephemeral(call: Call) -> Json:
    channel = destination(call)
    person = call.ws.people.get(call.args.required("user"))
    if person is None:
        raise SlackError("user_not_found")
    if person.id not in channel.members:
        raise SlackError("user_not_in_channel")
    made = draft(call.args, call.ws)
    if made.is_empty:
        raise SlackError("no_text")
    message = new_message(call, channel, made)
    message.ephemeral_to, message.metadata = person.id, None
    call.ws.post(channel, message)
    return {"message_ts": message.ts}


def permalink(call: Call) -> Json:
    channel = seen(call, call.args.required("channel"))
    message = channel.messages.get(call.args.required("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = (
        f"https://{call.ws.config.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    )
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def destination(call: Call) -> Channel:
    asked = call.args.required("channel")
    if asked in call.ws.people:
        return _direct_message(call, asked)
    named = call.ws.channel_named(asked)
    channel = seen(call, named.id if named else asked)
    if channel.archived:
        raise SlackError("is_archived")
    if call.bot.id not in channel.members and not (
        channel.kind == "channel" and call.has("chat:write.public")
    ):
        raise SlackError("not_in_channel")
    return channel


def _direct_message(call: Call, user: str) -> Channel:
    person = call.ws.people[user]
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    if not call.ws.config.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return call.ws.app_dm(user)


def new_message(call: Call, channel: Channel, made: Draft) -> Message:
    thread_ts = in_thread(call, channel)
    return Message(
        ts=call.ws.timestamps.next(),
        user=call.bot.id,
        text=made.text or "",
        blocks=made.blocks,
        attachments=made.attachments,
        thread_ts=thread_ts,
        subtype="thread_broadcast" if thread_ts and call.args.flag("reply_broadcast") else "",
        bot_id=call.bot.bot_id,
        app_id=call.bot.app_id,
        metadata=made.metadata or None,
    )


def in_thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.args.text("thread_ts") or None
    if thread_ts:
        parent = channel.messages.get(thread_ts)
        if parent is None or parent.is_reply:
            raise SlackError("thread_not_found" if parent is None else "cannot_reply_to_message")
    return thread_ts


def _own(call: Call, ts_name: str, refusal: str) -> tuple[Channel, Message]:
    channel = seen(call, call.args.required("channel"))
    message = channel.messages.get(call.args.required(ts_name))
    if message is None or message.subtype == "tombstone":
        raise SlackError("message_not_found")
    if message.user != call.bot.id:
        raise SlackError(refusal)
    return channel, message


def _edit(call: Call, message: Message, made: Draft) -> None:
    """Text without blocks removes the blocks, and only then is the message marked as edited."""
    text_only = made.text is not None and made.blocks is None
    if made.text is not None:
        message.text = made.text
    if made.blocks is not None or text_only:
        message.blocks = made.blocks or None
    if made.attachments is not None:
        message.attachments = made.attachments or None
    if made.metadata is not None:
        message.metadata = made.metadata or None
    if text_only:
        message.edited = call.ws.timestamps.next()


METHODS = {
    "chat.postMessage": Method(post_message, scopes=("chat:write",)),
    "chat.update": Method(update, scopes=("chat:write",)),
    "chat.delete": Method(delete, scopes=("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, scopes=("chat:write",)),
    "chat.getPermalink": Method(permalink),
}
