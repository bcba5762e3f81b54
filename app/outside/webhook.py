"""The tool that is told of a hold: one signed POST. Telling it twice is harmless, by the delivery's id."""

import hashlib
import hmac
from datetime import datetime

import httpx

from app.domain.tries import Refused
from app.outside.requests import ask

AGENT = "warm-handoff"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a body as it is sent at a moment (Unix seconds): HMAC-SHA256 over "timestamp.body", in hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def tell(
    web: httpx.Client, url: str, secret: str, *, event: str, delivery: str, body: bytes, now: datetime
) -> None:
    """Tell it; raises NotPosted (trying again is right), or Refused for what it answers for good."""
    if not secret:
        raise Refused("HOOK_SECRET is not set")
    timestamp = str(int(now.timestamp()))
    head = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "X-Handoff-Event": event,
        "X-Handoff-Delivery": delivery,
        "X-Handoff-Timestamp": timestamp,
        "X-Handoff-Signature": f"v1={signature(secret, timestamp, body)}",
    }
    answer = ask(web, "POST", url, harmless=True, content=body, headers=head)
    if not answer.is_success:
        raise Refused(f"the webhook answers HTTP {answer.status_code}")
