"""The courier: brings commands, interactions and events to the app and waits for its ack."""

import asyncio
import time
from collections.abc import Coroutine
from functools import partial
from typing import Any

from sandbox import payloads, signed_http
from sandbox.astray import Astray
from sandbox.outcome import Outcome
from sandbox.signed_http import Ack, Kind, Retry
from sandbox.socket_mode import Sockets
from sandbox.traffic import Entry
from sandbox.wire import Json
from sandbox.workspace import Workspace

# What an app is still told after it was uninstalled.
FAREWELLS = ("tokens_revoked", "app_uninstalled")


class Courier:
    def __init__(self, ws: Workspace, sockets: Sockets) -> None:
        self.ws = ws
        self.sockets = sockets
        self._tasks: set[asyncio.Task[Any]] = set()
        self._astray = Astray(ws, self._in_background)
        ws.send_event = self._send_event

    async def deliver(self, kind: Kind, payload: Json, *, retry: Retry | None = None) -> Outcome:
        return await self._astray.deliver(_kind(kind, payload), partial(self._once, kind, payload, retry))

    async def _once(self, kind: Kind, payload: Json, retry: Retry | None, fault: str | None) -> Outcome:
        started = time.perf_counter()
        limit = self.ws.config.delivery.ack_seconds
        try:
            async with asyncio.timeout(limit):
                if fault == "drop":
                    await asyncio.Event().wait()
                ack = await self._hand_over(kind, payload, retry)
        except TimeoutError:
            ack = Ack(0, error="operation_timeout", reason="http_timeout")
        outcome = Outcome(
            status=ack.status,
            ack_ms=round((time.perf_counter() - started) * 1000),
            body=ack.body,
            error=ack.error,
            reason=ack.reason,
            no_retry=ack.no_retry,
        )
        self.ws.traffic.add(self._entry(kind, payload, outcome, fault))
        return outcome

    async def deliver_event(self, event: Json) -> Outcome:
        """The first attempt; failed ones are repeated in the background."""
        body = payloads.event(self.ws, event)
        outcome = await self.deliver("events_api", body)
        if not outcome.ok and not outcome.no_retry:
            self._in_background(self._retry(body, outcome))
        return outcome

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hand_over(self, kind: Kind, payload: Json, retry: Retry | None) -> Ack:
        if kind == "interactive" and not self.ws.config.manifest.interactivity:
            return Ack(0, error="interactivity_disabled")
        if kind != "events_api" and not self.ws.installed:
            return Ack(0, error="app_not_installed")
        if self.sockets.connected:
            return await self.sockets.send(kind, payload, retry)
        app, home = self.ws.config.app, self.ws.home
        return await signed_http.post(
            home.request_url, app.signing_secret, kind, payload, retry, skew=home.skew_seconds
        )

    async def _retry(self, body: Json, outcome: Outcome) -> None:
        for number, delay in enumerate(self.ws.config.delivery.event_retry_delays, start=1):
            await asyncio.sleep(delay)
            outcome = await self.deliver("events_api", body, retry=Retry(number, outcome.reason))
            if outcome.ok or outcome.no_retry:
                return

    def _send_event(self, event: Json) -> None:
        if not self.ws.installed and event["type"] not in FAREWELLS:
            return
        self._in_background(self._deliver_quietly(event))

    async def _deliver_quietly(self, event: Json) -> None:
        await self.deliver_event(event)

    def _in_background(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _entry(self, kind: Kind, payload: Json, outcome: Outcome, fault: str | None) -> Entry:
        return Entry(
            at=self.ws.clock.now().isoformat(),
            direction="to_app",
            kind=_kind(kind, payload),
            status=outcome.status,
            ack_ms=outcome.ack_ms,
            error=outcome.error,
            summary=_summary(kind, payload),
            request=payload,
            response=outcome.body,
            fault=fault,
        )


def _kind(kind: Kind, payload: Json) -> str:
    return {"slash_commands": "command", "events_api": "event"}.get(kind) or str(payload["type"])


def _summary(kind: Kind, payload: Json) -> str:
    if kind == "slash_commands":
        return f"{payload['command']} {payload['text']}".strip()
    if kind == "events_api":
        return str(payload["event"]["type"])
    if payload["type"] == "block_actions":
        return str(payload["actions"][0]["action_id"])
    return str(payload.get("callback_id") or payload.get("view", {}).get("callback_id", ""))
