"""One call to Slack and what is known afterwards: posted, surely not posted, perhaps posted, or refused."""

import re
import socket
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.domain.model import Owed
from app.slack.messages import Message

AWAY = 10.0  # seconds between tries to reach Slack at all
EVENT = "warm_handoff"  # the metadata that a message is recognised by; it carries an id and nothing else
NEVER = {
    "account_inactive",
    "cannot_dm_bot",
    "cant_update_message",
    "channel_not_found",
    "edit_window_closed",
    "invalid_blocks",
    "is_archived",
    "messages_tab_disabled",
    "msg_blocks_too_long",
    "msg_too_long",
    "not_in_channel",
    "restricted_action",
    "user_disabled",
    "user_not_found",
    "user_not_in_channel",
    "user_not_visible",
}
CODE = re.compile(r"[a-z0-9_]+")  # anything else is no answer of Slack's: slack_sdk's words about half a page
PERHAPS = {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}


class NotPosted(Exception):
    """Slack did not take it; trying again is safe. `wait` is what Slack asked for, in seconds."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class MaybePosted(Exception):
    """Nobody knows whether Slack took it."""


class Refused(Exception):
    """Slack will never take it."""


class Gone(Exception):
    """The message to be updated was deleted."""


def call(method: Any, **arguments: Any) -> Any:
    """Call one Web API method and name the failure for what it means."""
    try:
        return method(**arguments)
    except SlackApiError as error:
        raise _meaning(error) from error
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError | socket.gaierror):
            # It says nothing about the message: it is not given up however long Slack is away.
            raise NotPosted(f"Slack is not reachable: {error.reason}", wait=AWAY) from error
        raise MaybePosted(str(error.reason)) from error
    except (OSError, HTTPException) as error:
        raise MaybePosted(type(error).__name__) from error


def _meaning(error: SlackApiError) -> Exception:
    response = error.response
    name = str((response.data or {}).get("error", "")) if isinstance(response.data, dict) else ""
    if response.status_code == 429 or name in ("ratelimited", "rate_limited"):
        return NotPosted("ratelimited", _seconds(response.headers))
    if response.status_code >= 500 or name in PERHAPS or not CODE.fullmatch(name):
        return MaybePosted(name or f"HTTP {response.status_code}")
    if name == "message_not_found":
        return Gone(name)
    return Refused(name) if name in NEVER else NotPosted(name)


def _seconds(headers: Any) -> float:
    found = {str(name).lower(): value for name, value in dict(headers).items()}.get("retry-after", "30")
    try:
        return max(float(found[0] if isinstance(found, list) else found), 0.0)
    except ValueError:
        return 30.0


def post(client: WebClient, owed: Owed, message: Message, channel: str) -> tuple[str, str]:
    """Post a message and give its channel and ts."""
    if message.ephemeral:
        call(client.chat_postEphemeral, channel=channel, user=owed.recipient, text=message.text)
        return channel, ""
    extra = {"thread_ts": message.thread, "reply_broadcast": True} if message.thread else {}
    answer = call(
        client.chat_postMessage,
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


def update(client: WebClient, owed: Owed, message: Message) -> None:
    """Show a newer version of a living message. Doing it twice is harmless."""
    call(client.chat_update, channel=owed.channel, ts=owed.ts, text=message.text, blocks=message.blocks)


def find(client: WebClient, owed: Owed, channel: str, thread: str | None) -> str | None:
    """Look for a message that may have been posted, by its key; gives its ts."""
    oldest = str((owed.tried_at or owed.created_at).timestamp() - 120)
    arguments: dict[str, Any] = {"channel": channel, "limit": 200, "include_all_metadata": True}
    method: Any = client.conversations_history
    if thread:
        method, arguments = client.conversations_replies, {**arguments, "ts": thread}
    else:
        arguments["oldest"] = oldest
    while True:
        page = call(method, **arguments)
        for found in page["messages"]:
            if found.get("metadata", {}).get("event_payload", {}).get("key") == owed.key:
                return str(found["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        arguments["cursor"] = cursor
