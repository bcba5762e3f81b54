"""The rich_text block that Slack's client makes of what a person writes."""

import re

from sandbox.wire import Json

_SPECIAL = re.compile(
    r"<@(?P<user>[UW]\w+)>|<#(?P<channel>C\w+)(?:\|[^>]*)?>|(?P<url>https?://[^\s<>|]+)|:(?P<emoji>[a-z0-9_+-]+):"
)


def of(text: str, block_id: str) -> Json:
    """From text as it is stored: escaped, mentions as ids. Bold and the like stay as they were typed."""
    inside: list[Json] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        inside += _plain(text[at : match.start()])
        inside.append(_element(match))
        at = match.end()
    inside += _plain(text[at:])
    section: Json = {"type": "rich_text_section", "elements": inside}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _element(match: re.Match[str]) -> Json:
    kind = str(match.lastgroup)
    value = match[kind]
    if kind == "user":
        return {"type": "user", "user_id": value}
    if kind == "channel":
        return {"type": "channel", "channel_id": value}
    if kind == "url":
        return {"type": "link", "url": _unescaped(value)}
    return {"type": "emoji", "name": value}


def _plain(text: str) -> list[Json]:
    return [{"type": "text", "text": _unescaped(text)}] if text else []


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
