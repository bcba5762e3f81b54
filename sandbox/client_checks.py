"""What Slack's own client refuses before a submission reaches the app."""

import re
from collections.abc import Callable
from typing import Any

from sandbox import state
from sandbox.views import View
from sandbox.wire import Json

REQUIRED = "Please complete this required field."


def complaints(view: View) -> dict[str, str]:
    values = view.values()
    found: dict[str, str] = {}
    for block, element in state.stateful(view.blocks):
        if block["type"] != "input":
            continue
        value = state.value_of(element, values[block["block_id"]][element["action_id"]])
        wrong = _wrong(block, element, value)
        if wrong:
            found[block["block_id"]] = wrong
    return found


def _wrong(block: Json, element: Json, value: Any) -> str | None:
    blank = value in (None, [], "") or (isinstance(value, str) and not value.strip())
    if blank:
        return None if block.get("optional") else REQUIRED
    check = _CHECKS.get(element["type"])
    return check(element, value) if check else None


def _length(element: Json, value: Any) -> str | None:
    least, most = element.get("min_length"), element.get("max_length")
    if least is not None and len(value) < least:
        return f"Please enter at least {least} characters."
    if most is not None and len(value) > most:
        return f"Please enter at most {most} characters."
    return None


def _email(element: Json, value: Any) -> str | None:
    fine = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value)
    return None if fine else "Please enter a valid email address."


def _url(element: Json, value: Any) -> str | None:
    return None if re.fullmatch(r"https?://[^\s/]+\S*", value) else "Please enter a valid URL."


def _number(element: Json, value: Any) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Please enter a number greater than or equal to {least}."
    if most is not None and float(value) > float(most):
        return f"Please enter a number less than or equal to {most}."
    return None


def _selected(element: Json, value: Any) -> str | None:
    most = element.get("max_selected_items")
    return f"Please select at most {most} items." if most and len(value) > most else None


_CHECKS: dict[str, Callable[[Json, Any], str | None]] = {
    "plain_text_input": _length,
    "email_text_input": _email,
    "url_text_input": _url,
    "number_input": _number,
    "multi_static_select": _selected,
    "multi_external_select": _selected,
    "multi_users_select": _selected,
    "multi_channels_select": _selected,
    "multi_conversations_select": _selected,
}
