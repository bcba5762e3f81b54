"""What goes over the wire: JSON objects, Slack's error answers, and the errors of the control interface."""

import json
from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """Becomes `{"ok": false, "error": …}`, with HTTP 200 in nearly every case."""

    status = 200

    def __init__(self, error: str, *, messages: list[str] | None = None, **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.fields = fields
        self.headers: dict[str, str] = {}
        if messages is not None:
            self.fields["response_metadata"] = {"messages": messages}

    def answer(self) -> Json:
        return {"ok": False, "error": self.error, **self.fields}


class ControlError(Exception):
    """A request that no person at a Slack client could have made."""

    def __init__(self, error: str, **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.fields = fields


def dumps(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def object_or_none(text: str) -> Json | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
