"""One request to another service, and what is known afterwards: an answer, surely nothing, or perhaps."""

from typing import Any

import httpx

from app.domain.tries import MaybePosted, NotPosted, Refused

SECONDS = 10  # for each step of a call: well within a lease
LONGEST = 900.0  # seconds: a wrong answer must not stop us for a day
NOT_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def client() -> httpx.Client:
    """Make a client that follows no redirect: nothing of ours goes where nobody wrote it down."""
    keeps_none = httpx.Limits(max_keepalive_connections=0)  # calls are few, and nobody has to close it
    return httpx.Client(timeout=SECONDS, follow_redirects=False, limits=keeps_none)


def ask(web: httpx.Client, method: str, url: str, *, harmless: bool = False, **given: Any) -> httpx.Response:
    """Send one request; gives the answer if it says what became of it: done (2xx), or not (4xx).

    Raises NotPosted, MaybePosted (never, if sending it twice is `harmless`) or Refused.
    """
    try:
        answer = web.request(method, url, **given)
    except NOT_ARRIVED as error:
        raise NotPosted(f"not reachable: {type(error).__name__}") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _perhaps(type(error).__name__, harmless) from error
    if answer.status_code in (408, 425, 429):
        raise NotPosted(f"HTTP {answer.status_code}", seconds_to_wait(answer))
    if answer.status_code >= 500:
        raise _perhaps(f"HTTP {answer.status_code}", harmless)
    if not answer.is_success and answer.status_code < 400:
        raise Refused(f"HTTP {answer.status_code}: it sends us elsewhere, which we do not follow")
    return answer


def seconds_to_wait(answer: httpx.Response) -> float:
    """Read how long we are asked to wait; 30 if it is not said in seconds."""
    try:
        return min(max(float(answer.headers.get("retry-after", "30")), 1.0), LONGEST)
    except ValueError:
        return 30.0


def told(answer: httpx.Response) -> dict[str, Any]:
    """Read an answer that should be a JSON object; an empty one if it is not."""
    try:
        found = answer.json()
    except ValueError:  # neither text nor JSON
        return {}
    return found if isinstance(found, dict) else {}


def _perhaps(why: str, harmless: bool) -> NotPosted | MaybePosted:
    return NotPosted(why) if harmless else MaybePosted(why)
