"""The last requests between the app and the workspace, newest first."""

from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sandbox.wire import Json

KEPT = 2000


@dataclass(frozen=True)
class Entry:
    at: str
    direction: Literal["to_app", "from_app"]
    kind: str
    status: int
    ack_ms: int
    error: str | None
    summary: str
    request: Json
    response: str
    # The fault that this request met, if one was asked for.
    fault: str | None = None

    def as_json(self, *, detail: bool = False) -> Json:
        shown: Json = {
            "at": self.at,
            "direction": self.direction,
            "kind": self.kind,
            "status": self.status,
            "ack_ms": self.ack_ms,
            "error": self.error,
            "summary": self.summary,
            "fault": self.fault,
        }
        return shown | {"request": self.request, "response": self.response} if detail else shown


class Traffic:
    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, entry: Entry) -> None:
        self._entries.appendleft(entry)

    def newest(self, limit: int, *, detail: bool = False, without: str = "") -> list[Json]:
        """`without` one kind: an app that follows the clock calls api.test all the time."""
        entries = (entry for entry in self._entries if entry.kind != without or entry.fault)
        return [entry.as_json(detail=detail) for entry in islice(entries, limit)]
