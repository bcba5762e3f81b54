"""Messages and the channels that hold them."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.wire import Json

Kind = Literal["channel", "private", "im", "mpim"]


@dataclass
class Message:
    ts: str
    user: str
    text: str
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    thread_ts: str | None = None
    bot_id: str = ""
    app_id: str = ""
    metadata: Json | None = None
    # File objects, as they were when the message was sent.
    files: list[Json] = field(default_factory=list)
    # Who reacted, by the emoji's name.
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited: str = ""
    client_msg_id: str = ""
    ephemeral_to: str = ""
    subtype: str = ""
    # What each person has picked in the message's selects and checkboxes, as state.values entries.
    picked: dict[str, Json] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_top_level(self) -> bool:
        return not self.is_reply or self.subtype == "thread_broadcast"


@dataclass
class Channel:
    id: str
    name: str
    kind: Kind
    members: list[str]
    created: int
    archived: bool = False
    topic: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    # Ephemerals are shown to one person and never returned by conversations.history.
    ephemerals: dict[str, Message] = field(default_factory=dict)
    read: dict[tuple[str, str], str] = field(default_factory=dict)

    # Replies by their parent's ts. Timestamps only rise, so insertion order is time order.
    threads: dict[str, list[Message]] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        self.messages[message.ts] = message
        if message.is_reply and message.thread_ts:
            self.threads.setdefault(message.thread_ts, []).append(message)

    def remove(self, message: Message) -> None:
        del self.messages[message.ts]
        if message.is_reply and message.thread_ts:
            self.threads[message.thread_ts].remove(message)

    def top_level(self) -> list[Message]:
        """Everything in the main list: no replies but those that were also sent to the conversation."""
        return [m for m in self.messages.values() if m.is_top_level]

    def replies(self, thread_ts: str) -> list[Message]:
        return self.threads.get(thread_ts, [])

    def ephemerals_for(self, user: str, thread_ts: str | None) -> list[Message]:
        return [m for m in self.ephemerals.values() if m.ephemeral_to == user and m.thread_ts == thread_ts]

    def find(self, ts: str) -> Message | None:
        return self.messages.get(ts) or self.ephemerals.get(ts)

    def mark_read(self, user: str, thread_ts: str | None) -> bool:
        """True when something was unread until now."""
        shown = self.replies(thread_ts) if thread_ts else self.top_level()
        newest = shown[-1].ts if shown else ""
        before = self.read.get((user, thread_ts or ""), "")
        self.read[(user, thread_ts or "")] = max(newest, before)
        return any(m.ts > before and m.user != user for m in shown)

    def unread(self, user: str) -> int:
        """Messages, and replies in threads the person follows, that came after the last look."""
        if user not in self.members:
            return 0
        return sum(1 for message in self.messages.values() if self._is_unread(message, user))

    def unread_replies(self, user: str, thread_ts: str) -> int:
        return sum(1 for message in self.replies(thread_ts) if self._is_unread(message, user))

    def _is_unread(self, message: Message, user: str) -> bool:
        if message.user == user:
            return False
        thread_ts = None if message.is_top_level else message.thread_ts
        if thread_ts and not self._follows(user, thread_ts):
            return False
        return message.ts > self.read.get((user, thread_ts or ""), "")

    def _follows(self, user: str, thread_ts: str) -> bool:
        if self.kind in ("im", "mpim"):
            return True
        thread = [*self.replies(thread_ts), *filter(None, [self.messages.get(thread_ts)])]
        return any(m.user == user or f"<@{user}" in m.text for m in thread)


def as_api(message: Message, channel: Channel, team_id: str, *, with_metadata: bool = False) -> Json:
    """The message object of chat.postMessage and conversations.history."""
    shown: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    if message.subtype:
        shown["subtype"] = message.subtype
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": message.app_id}
    if message.client_msg_id:
        shown["client_msg_id"] = message.client_msg_id
    shown["team"] = team_id
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.attachments:
        shown["attachments"] = message.attachments
    if message.files:
        shown |= {"files": message.files, "upload": False}
    if message.reactions:
        reactions = message.reactions.items()
        shown["reactions"] = [{"name": n, "users": list(u), "count": len(u)} for n, u in reactions]
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.edited}
    if message.metadata is not None and with_metadata:
        shown["metadata"] = message.metadata
    return shown | _thread_fields(message, channel)


def _thread_fields(message: Message, channel: Channel) -> Json:
    if message.is_reply and message.thread_ts:
        parent = channel.messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.user if parent else ""}
    replies = channel.replies(message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": True,
    }
