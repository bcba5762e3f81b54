"""Slack over signed HTTP: each request goes to Bolt in a thread of its own, never on the event loop."""

from collections.abc import Sequence
from urllib.parse import parse_qs

import anyio
from anyio import CapacityLimiter, to_thread
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.starlette.handler import to_starlette_response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

QUICK, WAITING = 4, 16  # threads for what only touches the database, and for what waits on Slack
MOST_BYTES = 1_000_000  # Slack's own payloads stay far below


def build(app: App) -> Starlette:
    """Make the web application: /slack/events for everything Slack sends, /healthz for the process."""
    quick, waiting = CapacityLimiter(QUICK), CapacityLimiter(WAITING)

    async def events(request: Request) -> Response:
        body = await request.body()
        if len(body) > MOST_BYTES:
            return JSONResponse({"error": "too large"}, status_code=413)
        try:
            bolt_request = to_bolt(body.decode("utf-8"), dict(request.headers))
        except ValueError:
            return JSONResponse({"error": "not a request of Slack's"}, status_code=400)
        limiter = quick if bolt_request.body.get("type") in ("block_actions", "view_submission") else waiting
        return to_starlette_response(await to_thread.run_sync(app.dispatch, bolt_request, limiter=limiter))

    async def health(_: Request) -> Response:
        await anyio.lowlevel.checkpoint()
        return JSONResponse({"ok": True})

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/healthz", health)])


def to_bolt(body: str, headers: dict[str, str | Sequence[str]]) -> BoltRequest:
    """Make Bolt's request of a raw one.

    Bolt takes any form that contains the word "payload" for an interaction, and makes nothing of
    `/handoff payload Inc`. Spelling the word otherwise for its parser, but not for the signature, helps.
    """
    is_form = not body.lstrip().startswith("{")
    if is_form and "payload" in body and "payload" not in parse_qs(body):
        request = BoltRequest(body=body.replace("payload", "pay%6Coad"), headers=headers)
        request.raw_body = body
        return request
    return BoltRequest(body=body, headers=headers)
