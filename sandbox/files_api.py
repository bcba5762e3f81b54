"""files.*: uploading in three steps, reading, listing and deleting."""

from typing import Any

from sandbox import events
from sandbox.blocks import filled
from sandbox.call import Call, Method
from sandbox.channels_seen import seen
from sandbox.chat import in_thread
from sandbox.files import File, as_api, drawer, share
from sandbox.messages import Channel, Message
from sandbox.validate import check_message_blocks
from sandbox.wire import Json, SlackError

ALT_TEXT, CHANNELS = 1000, 100


def upload_url(call: Call) -> Json:
    name = call.args.required("filename")
    length = call.args.number("length", 0)
    if length < 1:
        wrong = "[ERROR] must be greater than 0 [json-pointer:/length]"
        raise SlackError("invalid_arguments", messages=[wrong])
    alt_text = call.args.text("alt_txt")
    if len(alt_text) > ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    ws = call.ws
    now, secret = int(ws.clock.time()), ws.ids.digest(32)
    file = File(ws.ids.prefixed("F"), name, call.bot.id, now, length, secret, alt_text)
    drawer(ws).files[file.id] = file
    return {"upload_url": f"{ws.base_url}/upload/{secret}", "file_id": file.id}


def complete(call: Call) -> Json:
    files = _uploaded(call)
    channels = [_channel(call, id) for id in _places(call)]
    for file, title in files:
        file.title, file.complete = title, True
    for channel in channels:
        _share(call, channel, [file for file, _ in files])
    return {"files": [as_api(call.ws, file) for file, _ in files]}


def info(call: Call) -> Json:
    file = _visible(call)
    return {
        "file": as_api(call.ws, file),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def list_(call: Call) -> Json:
    count, page = call.args.number("count", 100), call.args.number("page", 1)
    found = [
        file for file in drawer(call.ws).files.values() if _is_visible(call, file) and _asked(call, file)
    ]
    found.sort(key=lambda file: file.created, reverse=True)
    shown = [as_api(call.ws, file) for file in found[(page - 1) * count : page * count]]
    pages = max(1, -(-len(found) // count))
    return {"files": shown, "paging": {"count": count, "total": len(found), "page": page, "pages": pages}}


def delete(call: Call) -> Json:
    file = _visible(call)
    if file.user != call.bot.id:
        raise SlackError("cant_delete_file")
    del drawer(call.ws).files[file.id]
    for id, timestamps in file.shares.items():
        channel = call.ws.channels[id]
        for message in (channel.messages.get(ts) for ts in timestamps):
            if message is not None:
                message.files = [_gone(one) if one["id"] == file.id else one for one in message.files]
        call.ws.changed(channel)
    return {}


def upload_of_old(call: Call) -> Json:
    """Retired in November 2025."""
    raise SlackError("method_deprecated")


def _uploaded(call: Call) -> list[tuple[File, str]]:
    given: Any = call.args.structure("files", error="invalid_arguments")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: files"])
    found = []
    for one in given:
        file = drawer(call.ws).files.get(str(one.get("id")))
        if file is None or file.content is None or file.complete:
            raise SlackError("file_not_found")
        found.append((file, str(one.get("title") or file.name)))
    return found


def _places(call: Call) -> list[str]:
    one, several = call.args.text("channel_id"), call.args.several("channels")
    if len(several) > CHANNELS:
        raise SlackError("invalid_arguments", messages=["[ERROR] too many channels"])
    return several or ([one] if one else [])


def _channel(call: Call, id: str) -> Channel:
    if id not in call.ws.channels:
        raise SlackError("invalid_channel")
    channel = seen(call, id)
    if call.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def _share(call: Call, channel: Channel, files: list[File]) -> None:
    ws = call.ws
    blocks: Any = call.args.structure("blocks", error="invalid_blocks_format")
    if blocks:
        check_message_blocks(blocks)
    message = Message(
        ts=ws.timestamps.next(),
        user=call.bot.id,
        text=call.args.text("initial_comment"),
        blocks=filled(blocks, ws.ids) if blocks else None,
        thread_ts=in_thread(call, channel),
        bot_id=call.bot.bot_id,
        app_id=call.bot.app_id,
    )
    share(ws, channel, message, files)
    ws.post(channel, message)
    events.message_posted(ws, channel, message)


def _visible(call: Call) -> File:
    file = drawer(call.ws).find(call.args.required("file"))
    if file is None or not _is_visible(call, file):
        raise SlackError("file_not_found")
    return file


def _is_visible(call: Call, file: File) -> bool:
    shared = (call.ws.channels[id] for id in file.shares)
    return file.complete and (
        file.user == call.bot.id or any(call.bot.id in channel.members for channel in shared)
    )


def _asked(call: Call, file: File) -> bool:
    user, channel = call.args.text("user"), call.args.text("channel")
    since, until = call.args.number("ts_from", 0), call.args.number("ts_to", 2**62)
    return (
        user in ("", file.user)
        and (not channel or channel in file.shares)
        and since <= file.created <= until
        and _is_of_types(call, file)
    )


def _is_of_types(call: Call, file: File) -> bool:
    types = set(call.args.several("types")) - {"all"}
    kinds = {"images": file.is_image, "pdfs": file.filetype == "pdf", "zips": file.filetype == "zip"}
    return not types or any(kinds.get(type, False) for type in types)


def _gone(file: Json) -> Json:
    return {"id": file["id"], "mode": "tombstone"}


METHODS = {
    "files.getUploadURLExternal": Method(upload_url, scopes=("files:write",)),
    "files.completeUploadExternal": Method(complete, scopes=("files:write",)),
    "files.info": Method(info, scopes=("files:read",)),
    "files.list": Method(list_, scopes=("files:read",)),
    "files.delete": Method(delete, scopes=("files:write",)),
    "files.upload": Method(upload_of_old),
}
