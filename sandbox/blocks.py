"""Walking Block Kit: the elements of blocks, the ids Slack fills in, the texts."""

import copy
from collections.abc import Iterator
from typing import Any

from sandbox.ids import Ids
from sandbox.wire import Json

# Elements a person can act on; the others (images, text) have no action_id.
INTERACTIVE = frozenset(
    (
        "button",
        "checkboxes",
        "channels_select",
        "conversations_select",
        "datepicker",
        "datetimepicker",
        "email_text_input",
        "external_select",
        "feedback_buttons",
        "file_input",
        "icon_button",
        "multi_channels_select",
        "multi_conversations_select",
        "multi_external_select",
        "multi_static_select",
        "multi_users_select",
        "number_input",
        "overflow",
        "plain_text_input",
        "radio_buttons",
        "rich_text_input",
        "static_select",
        "timepicker",
        "url_text_input",
        "users_select",
        "workflow_button",
    )
)


def elements(block: Json) -> Iterator[Json]:
    """The interactive elements of a block, those of a card's actions or a container's blocks included."""
    for child in _children(block):
        if child.get("type") in INTERACTIVE:
            yield child


def _children(block: Json) -> Iterator[Json]:
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            yield block[name]
    for name in ("elements", "actions"):
        for child in block.get(name) or []:
            if isinstance(child, dict):
                yield child


def nested(blocks: list[Json]) -> Iterator[Json]:
    """Every block, those inside containers and carousels after their parent."""
    for block in blocks:
        yield block
        inner = block.get("child_blocks") or (
            block.get("elements") if block.get("type") == "carousel" else []
        )
        yield from nested([child for child in inner or [] if isinstance(child, dict)])


def find_element(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    for block in nested(blocks):
        if block.get("block_id") == block_id:
            for element in elements(block):
                if element.get("action_id") == action_id:
                    return block, element
    return None


def filled(blocks: list[Json], ids: Ids) -> list[Json]:
    """A copy with the ids and defaults that Slack adds."""
    blocks = copy.deepcopy(blocks)
    for block in nested(blocks):
        block.setdefault("block_id", ids.block())
        for element in elements(block):
            element.setdefault("action_id", ids.block())
    _fill_text_defaults(blocks)
    return blocks


def _fill_text_defaults(value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _fill_text_defaults(item)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for item in value.values():
            _fill_text_defaults(item)


def texts(value: Any) -> Iterator[str]:
    """Every string a reader sees, for Slack's limit on the text of a whole message."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for name, item in value.items():
            if name != "value" and not isinstance(item, str):
                yield from texts(item)
