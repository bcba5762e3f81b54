"""Socket Mode: tickets, hello, envelopes to one of the connections, acks."""

import asyncio
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.signed_http import Ack, Kind, Retry
from sandbox.wire import Json, dumps, object_or_none
from sandbox.workspace import Workspace

CONNECTIONS = 10
CONNECTION_SECONDS = 18060


class Sockets:
    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._open: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[str]] = {}

    @property
    def connected(self) -> int:
        return len(self._open)

    async def serve(self, socket: WebSocket) -> None:
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._ws.tickets:
            await socket.close(code=1008)
            return
        self._ws.tickets.discard(ticket)
        await socket.accept()
        if self.connected >= CONNECTIONS:
            await self._disconnect(socket, "too_many_websockets")
            await socket.close()
            return
        self._open.append(socket)
        try:
            await self._converse(socket)
        finally:
            self._leave(socket)

    async def send(self, kind: Kind, payload: Json, retry: Retry | None) -> Ack:
        """To one connection, each in its turn."""
        envelope_id = self._ws.ids.uuid()
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            retried = {"retry_attempt": retry.number, "retry_reason": retry.reason} if retry else {}
            envelope |= {"retry_attempt": 0, "retry_reason": ""} | retried
        acked: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = acked
        socket = self._open.pop(0)
        self._open.append(socket)
        try:
            await socket.send_text(dumps(envelope))
            return Ack(200, await acked)
        except (WebSocketDisconnect, RuntimeError):
            return Ack(0, error="dispatch_failed", reason="connection_failed")
        finally:
            del self._waiting[envelope_id]

    async def disconnect(self, reason: str, *, close: bool) -> None:
        """`warning` leaves the connection open; `refresh_requested` and `link_disabled` end it."""
        for socket in list(self._open):
            await self._disconnect(socket, reason)
            if close:
                self._leave(socket)
                with suppress(WebSocketDisconnect, RuntimeError):
                    await socket.close()

    async def close(self) -> None:
        for socket in list(self._open):
            self._leave(socket)
            with suppress(WebSocketDisconnect, RuntimeError):
                await socket.close(code=1001)

    async def _converse(self, socket: WebSocket) -> None:
        await socket.send_text(dumps(self._hello()))
        with suppress(WebSocketDisconnect):
            while True:
                self._acked(await socket.receive_text())

    def _acked(self, frame: str) -> None:
        ack = object_or_none(frame) or {}
        waiting = self._waiting.get(str(ack.get("envelope_id")))
        if waiting is not None and not waiting.done():
            payload = ack.get("payload")
            waiting.set_result(payload if isinstance(payload, str) else dumps(payload) if payload else "")

    def _hello(self) -> Json:
        debug: Json = {
            "host": "applink-sandbox",
            "build_number": 1,
            "approximate_connection_time": CONNECTION_SECONDS,
        }
        return {
            "type": "hello",
            "num_connections": self.connected,
            "debug_info": debug,
            "connection_info": {"app_id": self._ws.config.app.id},
        }

    async def _disconnect(self, socket: WebSocket, reason: str) -> None:
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
        with suppress(WebSocketDisconnect, RuntimeError):
            await socket.send_text(dumps(frame))

    def _leave(self, socket: WebSocket) -> None:
        if socket in self._open:
            self._open.remove(socket)
