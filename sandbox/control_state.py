"""What one person sees, as the page and the driver read it."""

from sandbox import files, messages, payloads, people
from sandbox.messages import Channel, Message
from sandbox.people import Person
from sandbox.views import View
from sandbox.wire import Json
from sandbox.workspace import Workspace


def overview(ws: Workspace, person: Person, connected: str) -> Json:
    stack = ws.views.stack(person.id)
    home = ws.views.homes.get(person.id)
    return {
        "ok": True,
        "now": ws.clock.now().isoformat(),
        "team": {"id": ws.team_id, "name": ws.config.team.name, "domain": ws.config.team.domain},
        "me": person_seen(ws, person),
        "people": [person_seen(ws, one) for one in ws.people.values()],
        "channels": [
            _channel(channel, person) for channel in ws.channels.values() if _shown_to(channel, person)
        ],
        "modal": _view(ws, stack[-1]) if stack else None,
        "modal_depth": len(stack),
        "home": _view(ws, home) if home else None,
        "app": _app(ws, connected),
        "jumps": [jump.label for jump in ws.config.jumps],
        "notice": ws.notices.get(person.id),
    }


def shown_messages(ws: Workspace, person: Person, channel: Channel, thread_ts: str | None) -> list[Json]:
    """Oldest first; a thread's replies, or the top level with the person's own ephemerals."""
    found = channel.replies(thread_ts) if thread_ts else channel.top_level()
    found = found + channel.ephemerals_for(person.id, thread_ts)
    return [_message(ws, channel, person, message) for message in sorted(found, key=lambda m: m.ts)]


def person_seen(ws: Workspace, person: Person) -> Json:
    return {
        "id": person.id,
        "handle": person.handle,
        "name": person.name,
        "title": person.title,
        "email": person.email,
        "tz": person.tz,
        "is_bot": person.is_bot,
        "is_guest": person.guest,
        "deleted": person.deleted,
        "status": people.status(person, ws.clock.now()),
        "avatar_color": f"#{person.color}",
        "unread": sum(channel.unread(person.id) for channel in ws.channels.values()),
    }


def _channel(channel: Channel, person: Person) -> Json:
    others = [user for user in channel.members if user != person.id]
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "members": channel.members,
        "unread": channel.unread(person.id),
        "user": (others or channel.members)[0] if channel.kind == "im" else None,
        "topic": channel.topic,
        "archived": channel.archived,
    }


def _shown_to(channel: Channel, person: Person) -> bool:
    return person.id in channel.members


def _view(ws: Workspace, view: View) -> Json:
    shown = payloads.as_view(ws, view)
    return shown | {"blocks": files.with_addresses(ws, shown["blocks"])}


def _app(ws: Workspace, connected: str) -> Json:
    manifest = ws.config.manifest
    return {
        "id": ws.config.app.id,
        "name": ws.config.app.name,
        "bot_user": ws.bot.id,
        "home_tab": manifest.home_tab,
        "messages_read_only": manifest.messages_tab_read_only,
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in manifest.commands
        ],
        "shortcuts": [
            {"name": s.name, "type": s.type, "callback_id": s.callback_id, "description": s.description}
            for s in manifest.shortcuts
        ],
        "connected": connected,
        "request_url": ws.home.request_url,
    }


def _message(ws: Workspace, channel: Channel, person: Person, message: Message) -> Json:
    replies = channel.replies(message.ts)
    return (
        messages.as_api(message, channel, ws.team_id, with_metadata=True)
        | {
            "reply_count": len(replies),
            "unread_replies": channel.unread_replies(person.id, message.ts),
            "edited": bool(message.edited),
            "ephemeral": bool(message.ephemeral_to),
            "deleted": message.subtype == "tombstone",
            "subtype": message.subtype,
            "picked": message.picked.get(person.id, {}),
            "channel": channel.id,
        }
        | _with_files(ws, message)
    )


def _with_files(ws: Workspace, message: Message) -> Json:
    """Files as the page shows them; images that are files get an address the browser can open."""
    shown: Json = {}
    if message.files:
        drawer = files.drawer(ws)
        kept = (drawer.files.get(file["id"]) for file in message.files)
        shown["files"] = [files.as_shown(ws, file) for file in kept if file]
    if message.client_msg_id:
        # The page draws a person's own words from their text.
        shown["blocks"] = []
    elif message.blocks:
        shown["blocks"] = files.with_addresses(ws, message.blocks)
    return shown
