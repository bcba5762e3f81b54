"""response_url targets, and the messages an app gives in them or in the ack of a command."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox import chat, events
from sandbox.arguments import Arguments
from sandbox.messages import Channel, Message, as_api
from sandbox.posting import draft
from sandbox.traffic import Entry
from sandbox.wire import Json, SlackError, object_or_none
from sandbox.workspace import ResponseUrl, Workspace

USES = 5


async def answer(ws: Workspace, request: Request) -> Response:
    body = (await request.body()).decode("utf-8", "replace")
    given = object_or_none(body)
    response = _respond(ws, request.path_params["id"], given)
    ws.traffic.add(
        Entry(
            at=ws.clock.now().isoformat(),
            direction="from_app",
            kind="response_url",
            status=response.status_code,
            ack_ms=0,
            error=None if response.status_code == 200 else bytes(response.body).decode(),
            summary=str((given or {}).get("text") or "")[:200],
            request=given or {},
            response=bytes(response.body).decode(),
        )
    )
    return response


def _respond(ws: Workspace, id: str, given: Json | None) -> Response:
    target = ws.response_urls.get(id)
    if target is None or ws.clock.time() > target.expires:
        return JSONResponse({"ok": False, "error": "expired_url"}, status_code=404)
    if target.uses >= USES:
        return JSONResponse({"ok": False, "error": "used_url"}, status_code=404)
    if given is None:
        return PlainTextResponse("invalid_payload", status_code=400)
    try:
        apply(ws, target, given)
    except SlackError as error:
        return JSONResponse(error.answer(), status_code=200 if error.error == "no_text" else 400)
    target.uses += 1
    return PlainTextResponse("ok")


def apply(ws: Workspace, target: ResponseUrl, given: Json) -> None:
    """Ephemeral unless the app says otherwise; replaces or deletes its own message on request."""
    channel = ws.channels[target.channel]
    original = channel.find(target.message_ts) if target.message_ts else None
    own = original if original and original.user == ws.bot.id else None
    if own and given.get("delete_original"):
        return _delete(ws, channel, own)
    made = draft(Arguments(given), ws)
    if made.is_empty:
        raise SlackError("no_text")
    if own and given.get("replace_original"):
        before = as_api(own, channel, ws.team_id)
        own.text, own.blocks, own.attachments = made.text or "", made.blocks or None, made.attachments or None
        return _tell_changed(ws, channel, own, before)
    in_channel = given.get("response_type") == "in_channel" and not (own and own.ephemeral_to)
    message = Message(
        ts=ws.timestamps.next(),
        user=ws.bot.id,
        text=made.text or "",
        blocks=made.blocks,
        attachments=made.attachments,
        thread_ts=_thread(given, target),
        bot_id=ws.bot.bot_id,
        app_id=ws.bot.app_id,
        metadata=made.metadata or None,
        ephemeral_to="" if in_channel else target.user,
    )
    ws.post(channel, message)
    if in_channel:
        events.message_posted(ws, channel, message)
    return None


def _thread(given: Json, target: ResponseUrl) -> str | None:
    """An answer to an interaction inside a thread is shown in it."""
    return str(given["thread_ts"]) if given.get("thread_ts") else target.thread_ts


def _tell_changed(ws: Workspace, channel: Channel, message: Message, before: Json) -> None:
    ws.changed(channel)
    if not message.ephemeral_to:
        events.message_changed(ws, channel, message, before)


def _delete(ws: Workspace, channel: Channel, message: Message) -> None:
    if message.ephemeral_to:
        del channel.ephemerals[message.ts]
    else:
        chat.remove(channel, message)
    ws.changed(channel)
