"""Delivery over HTTP: Slack's content types and the signature over the exact bytes sent."""

import hashlib
import hmac
import json
import ssl
import time
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import urlencode

import httpx

from sandbox.wire import Json

Kind = Literal["slash_commands", "interactive", "events_api"]
REDIRECTS = 2
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(frozen=True)
class Retry:
    number: int
    reason: str


@dataclass(frozen=True)
class Ack:
    """`error` is what the person is told, `reason` what Slack states when it retries an event."""

    status: int
    body: str = ""
    error: str | None = None
    reason: str = ""
    no_retry: bool = False


async def post(
    url: str, secret: str, kind: Kind, payload: Json, retry: Retry | None, *, skew: float = 0.0
) -> Ack:
    content_type, body = _encoded(kind, payload)
    headers = {"content-type": content_type, "user-agent": USER_AGENT}
    headers |= signature(secret, body, skew)
    if retry:
        headers |= {"x-slack-retry-num": str(retry.number), "x-slack-retry-reason": retry.reason}
    return await _sent(url, headers, body)


async def post_unsigned(url: str, fields: Json) -> Ack:
    headers = {"content-type": "application/x-www-form-urlencoded", "user-agent": USER_AGENT}
    return await _sent(url, headers, urlencode(fields).encode())


async def _sent(url: str, headers: dict[str, str], body: bytes) -> Ack:
    try:
        async with _client(url) as client:
            response = await client.post(url, content=body, headers=headers)
    except httpx.TooManyRedirects:
        return Ack(0, error="too_many_redirects", reason="too_many_redirects")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        reason = "ssl_error" if isinstance(error.__cause__, ssl.SSLError) else "connection_failed"
        return Ack(0, error="dispatch_failed", reason=reason)
    if response.is_success:
        return Ack(response.status_code, response.text)
    told = "http_service_error" if response.is_server_error else "http_client_error"
    no_retry = response.headers.get("x-slack-no-retry") == "1"
    return Ack(response.status_code, response.text, told, "http_error", no_retry)


def signature(secret: str, body: bytes, skew: float = 0.0) -> dict[str, str]:
    """Real time, whatever the workspace's clock says: the app compares with its own."""
    timestamp = str(int(time.time() + skew))
    base = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}"}


def _encoded(kind: Kind, payload: Json) -> tuple[str, bytes]:
    if kind == "events_api":
        return "application/json", json.dumps(payload).encode()
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def _client(url: str) -> httpx.AsyncClient:
    """A connection per delivery: an app may close an idle one at any time. The courier limits the time."""
    return httpx.AsyncClient(
        verify=_ssl_context() if url.startswith("https") else False,
        timeout=None,
        trust_env=False,
        follow_redirects=True,
        max_redirects=REDIRECTS,
    )


@cache
def _ssl_context() -> ssl.SSLContext:
    return ssl.create_default_context()
