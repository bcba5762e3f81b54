"""What Slack asks of an app's addresses before it trusts them: url_verification and ssl_check."""

import asyncio
import time
from collections.abc import Awaitable
from urllib.parse import parse_qs

from sandbox import signed_http
from sandbox.signed_http import Ack
from sandbox.traffic import Entry
from sandbox.wire import ControlError, Json, object_or_none
from sandbox.workspace import Workspace


async def verify(ws: Workspace, url: str) -> None:
    """The challenge must come back as JSON, as a form or as plain text, within three seconds."""
    challenge, app = ws.ids.digest(52), ws.config.app
    asked: Json = {"token": app.verification_token, "challenge": challenge, "type": "url_verification"}
    sending = signed_http.post(url, app.signing_secret, "events_api", asked, None, skew=ws.skew_seconds)
    ack = await _timed(ws, "url_verification", asked, sending)
    if ack.error:
        raise ControlError(f"your URL did not respond properly: {ack.error}")
    if challenge not in _echoes(ack.body):
        raise ControlError("your URL did not respond with the value of the challenge parameter")


async def ssl_check(ws: Workspace) -> Ack:
    """Unsigned, as Slack's is; any 2xx will do."""
    asked: Json = {"ssl_check": "1", "token": ws.config.app.verification_token}
    return await _timed(ws, "ssl_check", asked, signed_http.post_unsigned(ws.request_url, asked))


def _echoes(body: str) -> list[str]:
    given = object_or_none(body) or {}
    return [body.strip(), str(given.get("challenge")), *parse_qs(body).get("challenge", [])]


async def _timed(ws: Workspace, kind: str, asked: Json, sending: Awaitable[Ack]) -> Ack:
    started = time.perf_counter()
    try:
        ack = await asyncio.wait_for(sending, ws.config.delivery.ack_seconds)
    except TimeoutError:
        ack = Ack(0, error="operation_timeout", reason="http_timeout")
    ws.traffic.add(
        Entry(
            at=ws.clock.now().isoformat(),
            direction="to_app",
            kind=kind,
            status=ack.status,
            ack_ms=round((time.perf_counter() - started) * 1000),
            error=ack.error,
            summary="",
            request=asked,
            response=ack.body,
        )
    )
    return ack
