"""What a reader sees of blocks: texts, labels, buttons and menus."""

from collections.abc import Iterator
from typing import Any

from sandbox.blocks import elements, nested
from sandbox.state import options_of
from sandbox.wire import Json

# Keys whose strings are not on the screen until a menu is open or a button is confirmed.
_HIDDEN = frozenset(
    (
        "options",
        "option_groups",
        "initial_option",
        "initial_options",
        "confirm",
        "value",
        "url",
        "image_url",
        "action_id",
        "block_id",
        "type",
        "style",
        "accessibility_label",
        "metadata",
    )
)


def of_blocks(blocks: list[Json]) -> str:
    return "\n".join(line for block in blocks for line in lines(block))


def lines(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from lines(item)
    elif isinstance(value, dict):
        if value.get("type") == "rich_text_section":
            yield "".join(_rich(element) for element in value["elements"])
            return
        if value.get("type") in ("table", "data_visualization"):
            yield from (_row if value["type"] == "table" else _chart)(value)
            return
        for name, item in value.items():
            if name in ("text", "alt_text", "title", "label", "hint", "initial_value") and isinstance(
                item, str
            ):
                yield item
            elif name not in _HIDDEN and not isinstance(item, str):
                yield from lines(item)


def _row(table: Json) -> Iterator[str]:
    for row in table["rows"]:
        yield " | ".join(" ".join(lines(cell)) or f"{cell.get('value', '')}" for cell in row)


def _chart(block: Json) -> Iterator[str]:
    chart = block["chart"]
    yield block["title"]
    for series in chart.get("series") or [{"name": chart["type"], "data": chart.get("segments")}]:
        points = ", ".join(f"{point['label']} {point['value']:g}" for point in series["data"])
        yield f"{series['name']}: {points}"


def _rich(element: Json) -> str:
    if element["type"] == "user":
        return f"<@{element['user_id']}>"
    if element["type"] == "link":
        return str(element.get("text") or element["url"])
    return str(element.get("text") or (f":{element['name']}:" if element["type"] == "emoji" else ""))


def buttons(blocks: list[Json]) -> list[tuple[str, Json, Json]]:
    return [
        (element["text"]["text"], block, element)
        for block in nested(blocks)
        for element in elements(block)
        if element["type"] == "button"
    ]


def button(blocks: list[Json], text: str) -> tuple[Json, Json]:
    found = buttons(blocks)
    for label, block, element in found:
        if label == text:
            return block, element
    for label, block, element in found:
        if label.casefold().startswith(text.casefold()):
            return block, element
    raise AssertionError(f"no button {text!r}, only {[label for label, _, _ in found]}")


def menu(blocks: list[Json], name: str) -> tuple[Json, Json]:
    found: list[str] = []
    for block in nested(blocks):
        for element in elements(block):
            placeholder = (element.get("placeholder") or {}).get("text", "")
            found.append(placeholder or element["action_id"])
            if name in (placeholder, element["action_id"]):
                return block, element
    raise AssertionError(f"nothing to pick from named {name!r}, only {found}")


def raw(element: Json, wanted: Any) -> Any:
    """What the control interface takes for what a person picks: option values for option texts."""
    if isinstance(wanted, list | tuple | set):
        return [raw(element, item) for item in wanted]
    options = options_of(element)
    if not options or wanted is None:
        return wanted
    for option in options:
        if option["text"]["text"] == wanted:
            return option["value"]
    for option in options:
        if option["text"]["text"].casefold().startswith(str(wanted).casefold()):
            return option["value"]
    raise AssertionError(f"no option {wanted!r}, only {[option['text']['text'] for option in options]}")


def cooked(element: Json, entry_value: Any) -> Any:
    """The other way round: what the person sees in an input."""
    if isinstance(entry_value, list):
        return [cooked(element, item) for item in entry_value]
    if isinstance(entry_value, dict) and "text" in entry_value:
        return entry_value["text"]["text"]
    return entry_value
