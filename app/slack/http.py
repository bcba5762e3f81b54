"""Slack over signed HTTP: each request goes to Bolt in a thread of its own, never on the event loop."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.starlette.handler import to_starlette_response
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.metrics import Metrics
from blocks import ids
from blocks.decisions import ASKS_FIRST

QUICK, WAITING = 4, 16  # threads for what only touches the database, and for what waits on Slack
MOST_BYTES = 1_000_000  # Slack's own payloads stay far below
OPEN_A_VIEW = {ids.SHOW, ids.BRIEF, ids.START, ids.INTRO_CHANGE, ids.INTRO_COPY, ids.INTRO_ASK}
OPEN_A_VIEW |= {ids.STORY, ids.AGAIN, ids.HOME_SEARCH, ids.SETTINGS_OPEN}
OPEN_A_VIEW |= {ids.HOLD_PAUSE, ids.HOLD_ASK, ids.INTRO_FORM + "template", ids.INTRO_FORM + "language"}
INTERACTIONS = ("block_actions", "view_submission", "view_closed", "shortcut", "message_action")
CERTIFICATE_CHECK = re.compile(rb"(token=[^&]*&)?ssl_check=1(&token=[^&]*)?")  # Slack does not sign it


def route(app: App, signing_secret: str, metrics: Metrics) -> Route:
    """Make the route for everything that Slack sends: /slack/events."""
    verifier = SignatureVerifier(signing_secret)
    quick, waiting = CapacityLimiter(QUICK), CapacityLimiter(WAITING)

    async def events(request: Request) -> Response:
        body = await read(request)
        if body is None:
            return JSONResponse({"error": "too large"}, status_code=413, headers={"connection": "close"})
        if CERTIFICATE_CHECK.fullmatch(body):
            return Response()
        if not is_signed(verifier, body, dict(request.headers)):
            return JSONResponse({"error": "invalid request"}, status_code=401)
        try:
            bolt_request = to_bolt(body.decode("utf-8"), dict(request.headers))
            limiter = waiting if waits_on_slack(bolt_request.body) else quick
        except (ValueError, LookupError, TypeError, RecursionError):  # signed, but nothing that Slack sends
            return JSONResponse({"error": "not a request of Slack's"}, status_code=400)
        with metrics.acking(kind_of(bolt_request.body)):  # with the wait for a thread, as Slack sees it
            answer = await to_thread.run_sync(app.dispatch, bolt_request, limiter=limiter)
        return to_starlette_response(answer)

    return Route("/slack/events", events, methods=["POST"])


async def read(request: Request) -> bytes | None:
    """Read a body; None, and the rest unread, if it is longer than anything that Slack sends."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def is_signed(verifier: SignatureVerifier, body: bytes, headers: dict[str, str]) -> bool:
    """Say whether Slack signed this, at most 5 minutes ago: before anything in it is parsed.

    Bolt checks again, but only what it could parse.
    """
    try:
        return verifier.is_valid_request(body, headers)
    except ValueError:  # a timestamp that is no number, a body that is no text
        return False


def kind_of(body: dict[str, Any]) -> str:
    """Name the kind of a request of Slack's: one of a few names, whatever it says."""
    if "command" in body:
        return "command"
    kind = body.get("type")
    if kind == "event_callback":
        return "event"
    return kind if kind in INTERACTIONS else "other"


def waits_on_slack(body: dict[str, Any]) -> bool:
    """Say whether the listener of a request calls Slack before its ack (opens a view, looks somebody up)."""
    if body.get("type") == "view_submission":
        return body["view"]["callback_id"] in (ids.FORM, ids.HAND_OVER, ids.REASSIGN)
    if body.get("type") == "block_actions":
        action_id = body["actions"][0]["action_id"]
        asks = {ids.ACT + action.value for action in ASKS_FIRST}
        return action_id in asks | OPEN_A_VIEW or action_id.startswith(ids.HOME_LOOK)
    return True


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
