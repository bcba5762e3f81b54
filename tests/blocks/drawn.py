"""Looks at what was drawn as Slack and a reader do: within the limits, and without a ping nobody meant."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.validate import check_message_blocks, check_view
from tests.cast import NAMES

MOST_TEXT = 12_000  # of a message's blocks; Slack documents no number and refuses from 13,200
MOST_FALLBACK = 4_000  # chat.update takes no longer text
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


def message(drawn: tuple[str, list[dict[str, Any]]]) -> str:
    """Everything a reader of a message sees, its fallback first."""
    fallback, blocks = drawn
    check_message_blocks(blocks)
    assert fallback.strip()
    assert len(fallback) <= MOST_FALLBACK
    _harmless(fallback)
    shown = list(_texts(blocks))
    assert sum(len(text) for _, text in shown) < MOST_TEXT
    return "\n".join([fallback, *_read(shown)])


def view(drawn: dict[str, Any]) -> str:
    """Everything a reader of a modal or a Home tab sees."""
    check_view(drawn)
    return "\n".join(_read(list(_texts(drawn["blocks"]))))


def buttons(blocks: list[dict[str, Any]]) -> list[str]:
    """The labels of the buttons, in order."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row if element["type"] == "button"]


def links(blocks: list[dict[str, Any]]) -> list[str]:
    """The addresses that the buttons open."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [element["url"] for row in rows for element in row if "url" in element]


def _read(shown: list[tuple[str, str]]) -> Iterator[str]:
    for kind, text in shown:
        if kind == "mrkdwn":  # plain text is shown as it is: nothing in it can ping
            _harmless(text)
        yield text


def _harmless(text: str) -> None:
    """Only mentions of the cast are left between < and >, and every entity is whole."""
    for tag in re.findall(r"<[^>]*>?", text):
        assert tag.strip("<@>") in NAMES, f"{tag} in {text}"
    assert not ENTITY.search(text), text


def _texts(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["type"], part["text"]
        for inner in part.values():
            yield from _texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)
