"""blocks.validate: the checks of messages and views, without a token and without posting anything."""

import re
from collections.abc import Callable
from typing import Any

from sandbox.call import Call, Method
from sandbox.validate import check_message_blocks, check_view
from sandbox.wire import Json, SlackError

# A fault's words, and the constraint they state with the value that would do.
CONSTRAINTS: tuple[tuple[str, str, Callable[[str], Any]], ...] = (
    (r"must be less than (\d+) characters", "max_length", lambda number: int(number) - 1),
    (r"must be more than (\d+) characters", "min_length", lambda number: int(number) + 1),
    (r"no more than (\d+) items allowed", "max_items", int),
    (r"no fewer than (\d+) items allowed", "min_items", int),
    (r"missing required field: (\w+)", "required", str),
    (r"invalid additional property: (\w+)", "additional_property", str),
    (r"unsupported type: (.*)", "enum", lambda _: None),
    (r"must provide (?:a|an) (\w+)", "type", str),
)


def validate(call: Call) -> Json:
    given = [name for name in ("blocks", "view", "message") if call.args.given.get(name) is not None]
    if len(given) != 1:
        wrong = "must provide exactly one of `blocks`, `view`, or `message`"
        raise SlackError("invalid_arguments", messages=[wrong])
    value = call.args.structure(given[0], error="invalid_arguments")
    faults, prefix = _CHECKS[given[0]](value)
    if faults:
        raise SlackError(f"invalid_{given[0]}", errors=[_as_error(one, prefix) for one in faults])
    return {}


def _blocks(value: Any) -> tuple[list[str], str]:
    return _faults(lambda: check_message_blocks(_array(value))), "/blocks"


def _message(value: Any) -> tuple[list[str], str]:
    if not isinstance(value, dict):
        return ["must provide an object [json-pointer:]"], ""
    return _faults(lambda: check_message_blocks(_array(value.get("blocks") or []))), ""


def _view(value: Any) -> tuple[list[str], str]:
    return _faults(lambda: check_view(value)), "/view"


_CHECKS: dict[str, Callable[[Any], tuple[list[str], str]]] = {
    "blocks": _blocks,
    "message": _message,
    "view": _view,
}


def _array(value: Any) -> list[Json]:
    if not isinstance(value, list):
        raise SlackError("invalid_blocks", messages=["[ERROR] must provide an array [json-pointer:/blocks]"])
    return value


def _faults(check: Callable[[], None]) -> list[str]:
    """Each once and at its own place: not that it made the whole invalid too."""
    try:
        check()
    except SlackError as error:
        messages: list[str] = error.fields.get("response_metadata", {}).get("messages") or [error.error]
        found = (one.removeprefix("[ERROR] ") for one in messages)
        return [one for one in found if not one.startswith("failed to match all allowed schemas")]
    return []


def _as_error(fault: str, prefix: str) -> Json:
    message, _, pointer = fault.partition(" [json-pointer:")
    shown: Json = {
        "code": "failed_constraint",
        "message": message,
        "pointer": pointer.removesuffix("]").removeprefix(prefix),
    }
    for pattern, type, expected in CONSTRAINTS:
        if match := re.fullmatch(pattern, message):
            field = {"field": match[1]} if type in ("required", "additional_property") else {}
            return shown | {"constraint": {"type": type, "expected": expected(match[1])}} | field
    return shown


METHODS = {"blocks.validate": Method(validate, token="none")}
