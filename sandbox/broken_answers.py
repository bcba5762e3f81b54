"""Answers a Web API call as a fault says: never, in pieces, with rubbish, or when the client has left."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sandbox.faults import Fault
from sandbox.rate_limits import RateLimited
from sandbox.wire import SlackError
from sandbox.workspace import Workspace

CarryOut = Callable[[], Awaitable[Response]]
STORED = {"late", "reset_after", "slow", "timeout_after"}
STATUS = {"http_500": 500, "http_503": 503}
UNANSWERED = {"late", "reset_after", "reset_before", "timeout_after"}
HTML = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Something is not right.</body></html>"
PIECES = 20
SLOW_SECONDS = 1.0


def refuse(fault: Fault) -> None:
    """Keep a call from being carried out, unless the fault comes afterwards."""
    if fault.kind == "ratelimited":
        raise RateLimited(fault.retry_after)
    if fault.kind == "error":
        raise SlackError(fault.error)
    if not fault.stored and fault.kind not in STORED:
        raise SlackError(fault.kind)


def status_seen(fault: Fault, status: int) -> int:
    """0 where the client gets no answer."""
    return 0 if fault.kind in UNANSWERED else STATUS.get(fault.kind, status)


async def answer(ws: Workspace, request: Request, fault: Fault, carry_out: CarryOut) -> Response:
    await request.body()
    if fault.kind == "late":
        await _until_gone(ws, request)
        if await ws.faults.pause(fault.seconds or 0):
            await carry_out()
        return _nothing()
    whole = await carry_out()
    if fault.kind not in UNANSWERED:
        return _spoiled(ws, fault, whole)
    if fault.kind != "timeout_after" and request.client:
        ws.reset_connection((request.client.host, request.client.port))
    await _until_gone(ws, request)
    return _nothing()


def _spoiled(ws: Workspace, fault: Fault, whole: Response) -> Response:
    if fault.kind in STATUS:
        return Response(HTML, status_code=STATUS[fault.kind], media_type="text/html")
    if fault.kind == "bad_json":
        return Response('{"ok":true,"channel":"C0', media_type="application/json")
    if fault.kind == "slow":
        pieces = _drip(ws, bytes(whole.body), fault.seconds or SLOW_SECONDS)
        return StreamingResponse(pieces, headers=dict(whole.headers))
    return whole


async def _drip(ws: Workspace, body: bytes, seconds: float) -> AsyncIterator[bytes]:
    """The time limit that a client sets for each read never runs out."""
    size = -(-len(body) // PIECES)
    for start in range(0, len(body), size):
        if start:
            await ws.faults.pause(seconds / (PIECES - 1))
        yield body[start : start + size]


async def _until_gone(ws: Workspace, request: Request) -> None:
    """Until the client closes its connection, or the workspace does."""
    waiting = [asyncio.create_task(_disconnected(request)), asyncio.create_task(ws.faults.closed())]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _nothing() -> Response:
    """What the server throws away, because the client has left."""
    return Response(status_code=503)
