"""state.values: one entry per stateful element, made from what a person picked or typed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.blocks import elements, nested
from sandbox.wire import ControlError, Json


@dataclass(frozen=True)
class Shape:
    """Where an element's value sits in its entry, where its initial value comes from, what empty is."""

    key: str
    initial: str
    many: bool = False

    @property
    def empty(self) -> Any:
        return [] if self.many else None


_TEXT = Shape("value", "initial_value")
_OPTION = Shape("selected_option", "initial_option")
_OPTIONS = Shape("selected_options", "initial_options", many=True)

STATEFUL: dict[str, Shape] = {
    "plain_text_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "number_input": _TEXT,
    "datepicker": Shape("selected_date", "initial_date"),
    "timepicker": Shape("selected_time", "initial_time"),
    "datetimepicker": Shape("selected_date_time", "initial_date_time"),
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "checkboxes": _OPTIONS,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "users_select": Shape("selected_user", "initial_user"),
    "channels_select": Shape("selected_channel", "initial_channel"),
    "conversations_select": Shape("selected_conversation", "initial_conversation"),
    "multi_users_select": Shape("selected_users", "initial_users", many=True),
    "multi_channels_select": Shape("selected_channels", "initial_channels", many=True),
    "multi_conversations_select": Shape("selected_conversations", "initial_conversations", many=True),
    "rich_text_input": Shape("rich_text_value", "initial_value"),
    "file_input": Shape("files", "initial_files", many=True),
}


def values(blocks: list[Json], entered: dict[str, Json]) -> Json:
    """Every stateful element is present: with what was entered, its initial value, or nothing."""
    found: Json = {}
    for block, element in stateful(blocks):
        entry = entered.get(block["block_id"], {}).get(element["action_id"])
        found.setdefault(block["block_id"], {})[element["action_id"]] = entry or initial_entry(element)
    return found


def stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for block in nested(blocks):
        for element in elements(block):
            if element["type"] in STATEFUL:
                yield block, element


def initial_entry(element: Json) -> Json:
    shape = STATEFUL[element["type"]]
    return _entry(element, element.get(shape.initial, shape.empty))


def entered(element: Json, raw: Any) -> Json:
    """The entry for what a person entered; None, "" and [] mean that the field was emptied."""
    shape = STATEFUL[element["type"]]
    if raw in (None, "", []):
        return _entry(element, shape.empty)
    convert = _CONVERT.get(shape.key, _as_it_is)
    if not shape.many:
        return _entry(element, convert(element, raw))
    many = raw if isinstance(raw, list) else [raw]
    return _entry(element, [convert(element, item) for item in many])


def kept(before: Json, blocks: list[Json]) -> dict[str, Json]:
    """What survives an update: entries whose block_id, action_id and type are still there."""
    still: dict[str, Json] = {}
    for block, element in stateful(blocks):
        entry = before.get(block["block_id"], {}).get(element["action_id"])
        if entry and entry["type"] == element["type"]:
            still.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return still


def value_of(element: Json, entry: Json) -> Any:
    return entry[STATEFUL[element["type"]].key]


def options_of(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return [*(element.get("options") or []), *grouped]


def option(element: Json, raw: Any) -> Json:
    """An option by its value. An external select's option is given whole: only the app knows them."""
    if isinstance(raw, dict):
        return raw
    for candidate in options_of(element):
        if candidate.get("value") == raw:
            return candidate
    raise ControlError(f"no option with value {raw!r} in {element.get('action_id')}")


def _entry(element: Json, value: Any) -> Json:
    entry: Json = {"type": element["type"], STATEFUL[element["type"]].key: value}
    if element["type"] == "timepicker" and "timezone" in element:
        entry["timezone"] = element["timezone"]
    return entry


def _as_it_is(_: Json, raw: Any) -> Any:
    return raw


def _rich_text(_: Json, raw: Any) -> Json:
    if isinstance(raw, dict):
        return raw
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(raw)}]}
    return {"type": "rich_text", "elements": [section]}


def _pattern(pattern: str) -> Callable[[Json, Any], str]:
    def convert(element: Json, raw: Any) -> str:
        if not re.fullmatch(pattern, str(raw)):
            raise ControlError(f"{raw!r} cannot be picked in a {element['type']}")
        return str(raw)

    return convert


_CONVERT: dict[str, Callable[[Json, Any], Any]] = {
    "value": lambda _, raw: str(raw),
    "selected_option": option,
    "selected_options": option,
    "rich_text_value": _rich_text,
    "selected_date": _pattern(r"\d{4}-\d\d-\d\d"),
    "selected_time": _pattern(r"\d\d:\d\d"),
    "selected_date_time": lambda _, raw: int(raw),
}
