"""The line to Slack: one call, and what is known afterwards: posted, surely not, perhaps, or never to be."""

import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.domain.model import Owed
from app.domain.tries import Gone, MaybePosted, NotPosted, Refused
from app.slack.messages import Message, signed
from app.slack.pace import Pace

log = structlog.get_logger()
LOOK_BACK = timedelta(days=4)  # how far our clock may be from Slack's for a message still to be found
EVENT = "warm_handoff"  # the metadata that a message is recognised by; it carries an id and nothing else
NEVER = {
    "account_inactive",
    "cannot_dm_bot",
    "cant_update_message",
    "channel_not_found",
    "edit_window_closed",
    "file_type_not_allowed",
    "file_upload_size_restricted",
    "file_uploads_disabled",
    "file_uploads_except_images_disabled",
    "invalid_blocks",
    "invalid_channel",
    "is_archived",
    "messages_tab_disabled",
    "missing_scope",
    "msg_blocks_too_long",
    "msg_too_long",
    "not_in_channel",
    "restricted_action",
    "storage_limit_reached",
    "user_disabled",
    "user_not_found",
    "user_not_in_channel",
    "user_not_visible",
}
LONGEST = 900.0  # seconds: Slack never asks for more, and a wrong answer must not stop us for a day
CODE = re.compile(r"[a-z0-9_]+")  # anything else is no answer of Slack's: slack_sdk's words about half a page
OURS = {  # what is wrong is the app's access, and no message's fault
    "ekm_access_denied",
    "invalid_auth",
    "not_authed",
    "org_login_required",
    "team_access_not_granted",
    "token_expired",
    "token_revoked",
}
PERHAPS = {"file_update_failed", "internal_error", "fatal_error", "request_timeout", "service_unavailable"}


class Line:
    """Calls Slack at its pace and names each failure for what it means."""

    def __init__(self, client: WebClient, pace: Pace) -> None:
        """Take a client that does not retry by itself: that doubles posts."""
        self.client, self.pace = client, pace

    def post(self, owed: Owed, message: Message, channel: str) -> tuple[str, str]:
        """Post a message and give its channel and ts."""
        client = self.client
        if message.ephemeral:
            self.call(client.chat_postEphemeral, channel=channel, user=owed.recipient, text=message.text)
            return channel, ""
        extra = {"thread_ts": message.thread, "reply_broadcast": not message.quiet} if message.thread else {}
        answer = self.call(
            client.chat_postMessage,
            to=owed.recipient,
            channel=channel,
            text=message.text,
            blocks=message.blocks or None,
            metadata={"event_type": EVENT, "event_payload": {"key": owed.key}},
            unfurl_links=False,
            unfurl_media=False,
            **extra,
        )
        if not answer["ts"]:
            raise MaybePosted("an answer without its ts")
        return answer["channel"], answer["ts"]

    def update(self, owed: Owed, message: Message) -> None:
        """Show a newer version of a living message. Doing it twice is harmless."""
        if message.file:
            return  # it is said once, and its letter is what it was then
        where = {"channel": owed.channel, "ts": owed.ts}
        self.harmless(self.client.chat_update, **where, text=message.text, blocks=message.blocks)

    def publish(self, person: str, blocks: list[dict[str, Any]]) -> None:
        """Show somebody's Home tab; where Slack will not have it, the one that she sees stays."""
        try:
            view = {"type": "home", "blocks": blocks}
            self.harmless(self.client.views_publish, user_id=person, view=view)
        except (Refused, NotPosted) as failure:
            if isinstance(failure, NotPosted) and (failure.away or failure.wait is not None):
                raise
            log.error("a Home tab is refused", person=person, why=str(failure))

    def find(self, owed: Owed, channel: str, thread: str | None) -> str | None:
        """Look for a message that may have been posted, by its key; gives its ts (of a file: its id)."""
        oldest = ((owed.tried_at or owed.created_at) - LOOK_BACK).timestamp()
        found = self._find_in(self.client.conversations_history, owed, channel=channel, oldest=str(oldest))
        if found is None and thread:
            found = self._find_in(self.client.conversations_replies, owed, channel=channel, ts=thread)
        return found

    def open_direct(self, person: str) -> str:
        """Give the id of our direct message with somebody."""
        return str(self.harmless(self.client.conversations_open, users=person)["channel"]["id"])

    def channel_named(self, name: str) -> str:
        """Find a channel's id by its #name; an id is given back as it is."""
        if name.startswith("#"):
            for channel in channels(partial(self.harmless, self.client.conversations_list)):
                if channel["name"] == name[1:]:
                    return str(channel["id"])
        return name  # Slack knows names, too, and says what is wrong with this one

    def knock(self) -> bool:
        """Say whether Slack answers us at all, by a call that changes nothing."""
        try:
            self.client.auth_test()
        except SlackApiError as error:
            failure = _meaning(error)
            if not isinstance(failure, NotPosted) or failure.wait is None:
                self.pace.away()
                return False
        except (OSError, HTTPException):
            self.pace.away()
            return False
        self.pace.answered()
        return True

    def _find_in(self, method: Any, owed: Owed, **where: Any) -> str | None:
        cursor = None
        while True:
            page = self.harmless(method, limit=200, include_all_metadata=True, cursor=cursor, **where)
            for found in page["messages"]:
                if mark := known_by(owed, found):
                    return mark
            if not (cursor := (page.get("response_metadata") or {}).get("next_cursor")):
                return None

    def harmless(self, method: Any, **arguments: Any) -> Any:
        """Call a method that posts nothing: whatever is unknown of it, trying again is safe."""
        try:
            return self.call(method, **arguments)
        except MaybePosted as failure:
            raise NotPosted(str(failure), away=True) from failure

    def call(self, method: Any, *, to: str = "", **arguments: Any) -> Any:
        """Call a method unless Slack has asked us to wait with it; raises what `call` below does."""
        name = method.__name__
        if wait := self.pace.wait(name):
            raise NotPosted("ratelimited", wait)
        try:
            answer = call(method, **arguments)
        except NotPosted as failure:
            if failure.wait is not None:
                self.pace.hold(name, to, failure.wait)
            elif failure.away:
                self.pace.doubt()
            raise
        except MaybePosted:
            self.pace.doubt()
            raise
        return answer


def known_by(owed: Owed, found: dict[str, Any]) -> str | None:
    """Say by what Slack knows a message if it is the one owed: its ts, or the id of its file.

    Slack keeps no key with a file: we know it by its id or, if a restored copy lacks that, by its title.
    """
    if owed.kind == "file":
        files = [(str(one["id"]), str(one.get("title", ""))) for one in found.get("files") or []]
        ours = (id for id, title in files if id == owed.note.get("file") or title.endswith(signed("", owed)))
        return next(ours, None)
    is_it = found.get("metadata", {}).get("event_payload", {}).get("key") == owed.key
    return str(found["ts"]) if is_it else None


def call(method: Any, **arguments: Any) -> Any:
    """Call one Web API method and name the failure for what it means."""
    try:
        return method(**arguments)
    except SlackApiError as error:
        raise _meaning(error) from error
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError | socket.gaierror):
            # It says nothing about the message: it is not given up however long Slack is away.
            raise NotPosted(f"Slack is not reachable: {error.reason}", away=True) from error
        raise MaybePosted(str(error.reason)) from error
    except (OSError, HTTPException) as error:
        raise MaybePosted(type(error).__name__) from error


def _meaning(error: SlackApiError) -> Exception:
    response = error.response
    name = str((response.data or {}).get("error", "")) if isinstance(response.data, dict) else ""
    if response.status_code == 429 or name in ("ratelimited", "rate_limited"):
        return NotPosted("ratelimited", seconds_to_wait(response.headers))
    if response.status_code >= 500 or name in PERHAPS or not CODE.fullmatch(name):
        return MaybePosted(name or f"HTTP {response.status_code}")
    if name in OURS:
        return NotPosted(name, away=True)
    if name == "message_not_found":
        return Gone(name)
    return Refused(name) if name in NEVER else NotPosted(name)


def seconds_to_wait(headers: Any) -> float:
    """Read from the headers of a 429 how long Slack wants us to wait; 30 if it does not say it."""
    found = {str(name).lower(): value for name, value in dict(headers).items()}.get("retry-after", "30")
    try:
        return min(max(int(float(found[0] if isinstance(found, list) else found)), 0), LONGEST)
    except (ValueError, OverflowError):
        return 30.0


def channels(conversations_list: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """List the channels that the app sees, by a way to call this method, a page at a time."""
    kinds, cursor = "public_channel,private_channel", ""
    while True:
        page = conversations_list(types=kinds, exclude_archived=True, limit=999, cursor=cursor or None)
        yield from page["channels"]
        if not (cursor := (page.get("response_metadata") or {}).get("next_cursor", "")):
            return
