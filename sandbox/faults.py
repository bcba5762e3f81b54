"""Faults on demand: what is to go wrong with the next calls and deliveries, and what already did."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sandbox.wire import ControlError, Json

CALLS = {
    "ratelimited": "429 with Retry-After: `retry_after`",
    "http_500": "500 and a page of HTML; `stored` carries the call out first",
    "http_503": "503 and a page of HTML; `stored` carries the call out first",
    "bad_json": "200 and half an answer; `stored` carries the call out first",
    "reset_before": "the connection is reset, nothing is stored",
    "reset_after": "stored, then the connection is reset",
    "slow": "stored; the answer drips over `seconds`",
    "late": "no answer; stored `seconds` after the client has given up",
    "timeout_after": "stored, never answered",
    "error": "ok: false with `error` as its code",
}
DELIVERIES = {
    "duplicate": "delivered twice: the copy leaves `seconds` after the original",
    "delay": "delivered `seconds` later, even if the person has given up by then",
    "drop": "not delivered at all",
    "reorder": "delivered after the next one (or after `seconds`, the time limit of an ack)",
}
ANY = "*"
UPLOAD = "upload"  # the address that files.getUploadURLExternal gives; a target like a method
KEPT = 500


@dataclass(frozen=True)
class Fault:
    """`target` is the method of a call, or the kind of delivery ("command", "view_submission", …)."""

    kind: str
    target: str = ANY
    times: int = 1
    seconds: float | None = None
    retry_after: int = 1
    error: str = "internal_error"
    stored: bool = False

    @property
    def for_calls(self) -> bool:
        return self.kind in CALLS

    def as_json(self) -> Json:
        where = {"method": self.target} if self.for_calls else {"delivery": self.kind, "of": self.target}
        return {**where, "kind": self.kind, "times": self.times, "seconds": self.seconds}


@dataclass
class Faults:
    """What is to come is used up in the order it was asked for; each kind of target has its own turn."""

    at: Callable[[], str]
    _pending: list[Fault] = field(default_factory=list)
    _used: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT))
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, fault: Fault) -> None:
        if fault.times < 1:
            raise ControlError("times must be at least 1")
        self._pending.append(fault)

    def for_call(self, method: str) -> Fault | None:
        return self._next(method, lambda fault: fault.for_calls and fault.target in (method, ANY))

    def for_delivery(self, kind: str) -> Fault | None:
        """Interactions; events only when they are named."""
        targets = (kind,) if kind == "event" else (kind, ANY)
        return self._next(kind, lambda fault: not fault.for_calls and fault.target in targets)

    def clear(self) -> None:
        self._pending.clear()

    def as_json(self) -> Json:
        return {"ok": True, "pending": [one.as_json() for one in self._pending], "used": list(self._used)}

    async def pause(self, seconds: float) -> bool:
        """False if the workspace closes meanwhile: then nobody is left to do anything for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)
        return not self._closing.is_set()

    async def closed(self) -> None:
        await self._closing.wait()

    def close(self) -> None:
        self._closing.set()

    def _next(self, target: str, fits: Callable[[Fault], bool]) -> Fault | None:
        for place, fault in enumerate(self._pending):
            if fits(fault):
                self._use(place, fault)
                self._used.append({"at": self.at(), "target": target, "kind": fault.kind})
                return fault
        return None

    def _use(self, place: int, fault: Fault) -> None:
        if fault.times == 1:
            del self._pending[place]
        else:
            self._pending[place] = replace(fault, times=fault.times - 1)
