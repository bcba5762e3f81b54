"""Deliveries that a fault leads astray: twice, late, never, or after the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from sandbox.faults import Fault
from sandbox.outcome import Outcome
from sandbox.workspace import Workspace

# Brings one delivery to the app, marked with the fault it met.
Deliver = Callable[[str | None], Coroutine[Any, Any, Outcome]]
InBackground = Callable[[Coroutine[Any, Any, Any]], "asyncio.Task[Any]"]
DELAY_SECONDS = 1.0


class Astray:
    def __init__(self, ws: Workspace, in_background: InBackground) -> None:
        self._ws = ws
        self._in_background = in_background
        # The delivery that the next one overtakes: interactions (False) and events (True) apart.
        self._held: dict[bool, asyncio.Event] = {}

    async def deliver(self, kind: str, deliver: Deliver) -> Outcome:
        overtaken = self._held.pop(kind == "event", None)
        if overtaken:
            try:
                return await deliver(None)
            finally:
                overtaken.set()
        fault = self._ws.faults.for_delivery(kind)
        if fault is None:
            return await deliver(None)
        if fault.kind == "duplicate":
            self._in_background(self._after(partial(asyncio.sleep, fault.seconds or 0), fault, deliver))
        if fault.kind in ("duplicate", "drop"):
            return await deliver(fault.kind)
        wait = partial(self._overtaken, fault, kind) if fault.kind == "reorder" else partial(_delay, fault)
        return await self._with_patience(self._after(wait, fault, deliver))

    async def _with_patience(self, delivery: Coroutine[Any, Any, Outcome]) -> Outcome:
        """The person gives up after the usual time; the delivery goes on."""
        limit = self._ws.config.delivery.ack_seconds
        task: asyncio.Task[Outcome] = self._in_background(delivery)
        await asyncio.wait({task}, timeout=limit)
        if task.done():
            return task.result()
        return Outcome(0, round(limit * 1000), error="operation_timeout", reason="http_timeout")

    async def _after(self, wait: Callable[[], Awaitable[None]], fault: Fault, deliver: Deliver) -> Outcome:
        await wait()
        return await deliver(fault.kind)

    async def _overtaken(self, fault: Fault, kind: str) -> None:
        overtaken = self._held[kind == "event"] = asyncio.Event()
        with suppress(TimeoutError):
            async with asyncio.timeout(fault.seconds or self._ws.config.delivery.ack_seconds):
                await overtaken.wait()
        if self._held.get(kind == "event") is overtaken:
            del self._held[kind == "event"]


async def _delay(fault: Fault) -> None:
    await asyncio.sleep(fault.seconds or DELAY_SECONDS)
