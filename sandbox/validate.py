"""Checks blocks and views against limits.py; refuses them as Slack does, with json-pointers."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.blocks import elements, nested, texts
from sandbox.limits import (
    BLOCK_SHAPES,
    BLOCKS,
    MARKDOWN_TEXT,
    MESSAGE_BLOCKS_TEXT,
    SURFACES,
    TABLES_PER_MESSAGE,
    VIEW_BYTES,
    VIEW_SHAPES,
)
from sandbox.limits_data import CHARTS_PER_MESSAGE, TABLE_TEXT, chart_faults
from sandbox.walk import complaints_about, fault
from sandbox.wire import Json, SlackError, dumps

SHARED = ("type", "block_id")


def check_message_blocks(blocks: list[Json]) -> None:
    faults = list(_blocks(blocks, "message", "/blocks"))
    if faults:
        messages = [f"[ERROR] {one}" for one in faults]
        raise SlackError("invalid_blocks", errors=faults, messages=messages)
    if sum(len(text) for text in texts(blocks)) > MESSAGE_BLOCKS_TEXT:
        raise SlackError("msg_blocks_too_long")
    markdown = (block["text"] for block in blocks if block["type"] == "markdown")
    if sum(len(text) for text in markdown) > MARKDOWN_TEXT:
        raise SlackError("msg_blocks_too_long")
    kinds = Counter(block["type"] for block in blocks)
    if kinds["table"] > TABLES_PER_MESSAGE:
        raise SlackError("invalid_attachments", messages=["[ERROR] only_one_table_allowed"])
    if kinds["data_visualization"] > CHARTS_PER_MESSAGE:
        raise SlackError("invalid_blocks", messages=[f"[ERROR] no more than {CHARTS_PER_MESSAGE} charts"])


def check_known(blocks: list[Json], unknown: frozenset[str]) -> None:
    """Refuse the types of blocks that this workspace does not take, as one does that got no update yet."""
    faults = [
        fault(f"unsupported type: {block.get('type')}", f"/blocks/{number}/type")
        for number, block in enumerate(blocks)
        if block.get("type") in unknown
    ]
    if faults:
        raise SlackError("invalid_blocks", errors=faults, messages=[f"[ERROR] {one}" for one in faults])


def check_view(view: Any, type: str | None = None) -> None:
    """`type` is what the method or the place demands: views.publish takes only a home."""
    faults = list(_view(view, type))
    if faults:
        faults.insert(0, fault("failed to match all allowed schemas", "/view"))
        raise SlackError("invalid_arguments", messages=[f"[ERROR] {one}" for one in faults])
    if len(dumps(view).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")


def _view(view: Any, type: str | None) -> Iterator[str]:
    if not isinstance(view, dict):
        yield fault("must provide an object", "/view")
        return
    kind = view.get("type")
    if kind is None:
        yield fault("missing required field: type", "/view")
        return
    if kind not in VIEW_SHAPES or (type and kind != type):
        yield fault(f"unsupported type: {kind}", "/view/type")
        return
    yield from complaints_about(view, VIEW_SHAPES[kind], "/view", also=("type", "blocks"))
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        yield fault("missing required field: blocks", "/view")
        return
    yield from _blocks(blocks, kind, "/view/blocks")
    inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if kind == "modal" and inputs and not view.get("submit"):
        yield fault("missing required field: submit", "/view")


def _blocks(blocks: list[Any], surface: str, at: str) -> Iterator[str]:
    if len(blocks) > BLOCKS[surface]:
        yield fault(f"no more than {BLOCKS[surface]} items allowed", at)
    for number, block in enumerate(blocks):
        yield from _block(block, surface, f"{at}/{number}")
    yield from _ids(blocks, at)


def _block(block: Any, surface: str, at: str) -> Iterator[str]:
    if not isinstance(block, dict):
        yield fault("must provide an object", at)
        return
    kind = block.get("type")
    if kind is None:
        yield fault("missing required field: type", at)
        return
    if kind not in SURFACES[surface]:
        yield fault(f"unsupported type: {kind}", f"{at}/type")
        return
    yield from complaints_about(block, BLOCK_SHAPES[kind], at, also=SHARED)
    yield from _block_id(block, at)
    if kind == "input" and block.get("dispatch_action") and _element_type(block) == "file_input":
        yield fault("dispatch_action is not allowed with file_input", at)
    if kind == "data_visualization":
        yield from (fault(what, f"{at}{place}") for what, place in chart_faults(block.get("chart")))
    if kind == "table" and sum(len(text) for text in texts(block.get("rows"))) > TABLE_TEXT:
        yield fault(f"must be less than {TABLE_TEXT + 1} characters", f"{at}/rows")
    if kind == "container":
        for number, child in enumerate(block.get("child_blocks") or []):
            yield from _block(child, surface, f"{at}/child_blocks/{number}")


def _element_type(block: Json) -> Any:
    element = block.get("element")
    return element.get("type") if isinstance(element, dict) else None


def _block_id(block: Json, at: str) -> Iterator[str]:
    block_id = block.get("block_id")
    if block_id is None:
        return
    if not isinstance(block_id, str):
        yield fault("must provide a string", f"{at}/block_id")
    elif len(block_id) > 255:
        yield fault("must be less than 256 characters", f"{at}/block_id")


def _ids(blocks: list[Any], at: str) -> Iterator[str]:
    """block_ids are unique in the whole, action_ids within a block; one element has the focus."""
    known = [block for block in blocks if isinstance(block, dict)]
    block_ids = Counter(str(block["block_id"]) for block in nested(known) if block.get("block_id"))
    for block_id, count in block_ids.items():
        if count > 1:
            yield fault(f"block_id must be unique, `{block_id}` is used {count} times", at)
    focused = 0
    for number, block in enumerate(known):
        inside = list(elements(block))
        action_ids = Counter(str(element["action_id"]) for element in inside if element.get("action_id"))
        focused += sum(element.get("focus_on_load") is True for element in inside)
        for action_id, count in action_ids.items():
            if count > 1:
                yield fault(f"action_id must be unique within a block: `{action_id}`", f"{at}/{number}")
    if focused > 1:
        yield fault("only one element may have focus_on_load", at)
