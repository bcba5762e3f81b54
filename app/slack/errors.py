"""The one place where an error becomes words for the person who caused or met it."""

import json
import uuid
from contextlib import suppress
from typing import Any

import structlog
from slack_bolt import App, BoltResponse
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import HandoffError, Incomplete, Outsider
from app.domain.package import tidy
from app.services import outbox
from app.slack.desk import Desk, Repeated, caller
from app.slack.directory import UNREACHABLE
from blocks import decisions, home
from blocks.parts import clip, esc

log = structlog.get_logger()


def register(app: App, desk: Desk) -> None:
    """Let Bolt bring every error here."""

    @app.error
    def tell(error: Exception, body: dict[str, Any]) -> BoltResponse:
        if isinstance(error, Outsider) and body.get("type") == "event_callback":
            return _at_home(desk, body, str(error))
        if isinstance(error, HandoffError):
            return _say(desk, body, str(error), error.faults if isinstance(error, Incomplete) else None)
        if isinstance(error, Repeated):
            return BoltResponse(status=200, body="")
        if isinstance(error, SlackApiError) and error.response.get("error") == "exchanged_trigger_id":
            return BoltResponse(status=200, body="")  # delivered twice: the form is open already
        number = uuid.uuid4().hex[:8]
        log.error(
            "listener failed", error_id=number, kind=body.get("type") or body.get("command"), exc_info=error
        )
        text = (
            f"Something went wrong on our side. Nothing you typed is lost: please try again. (error {number})"
        )
        return _say(desk, body, text, {"": text})


def _say(desk: Desk, body: dict[str, Any], text: str, faults: dict[str, str] | None) -> BoltResponse:
    if body.get("type") == "view_submission":
        return _in_modal(body["view"], text, faults)
    if "command" in body:
        return BoltResponse(status=200, body=esc(text))  # it may quote what was typed
    if body.get("type") != "event_callback":
        _by_message(desk, body, text)
    return BoltResponse(status=200, body="")


def _at_home(desk: Desk, body: dict[str, Any], text: str) -> BoltResponse:
    """Show a guest who opens Home why there is nothing; whoever is not of this workspace has no Home here."""
    with suppress(SlackApiError, OSError):
        desk.client.views_publish(user_id=caller(body).user, view=home.closed(text))
    return BoltResponse(status=200, body="")


def _in_modal(view: dict[str, Any], text: str, faults: dict[str, str] | None) -> BoltResponse:
    """Show faults at their fields (or the first one), so that the form stays as typed.

    Without faults there is nothing to correct: the handoff has moved on, and the form gives way to the news.
    """
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if faults is not None and inputs:
        errors = {name if name in inputs else inputs[0]: clip(fault, 200) for name, fault in faults.items()}
        answer: dict[str, Any] = {"response_action": "errors", "errors": errors}
    else:
        answer = {"response_action": "update", "view": decisions.told(text)}
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": ["application/json"]})


def _by_message(desk: Desk, body: dict[str, Any], text: str) -> None:
    """Tell somebody who clicked: where she clicked, seen by her alone, or else by direct message."""
    who = caller(body)
    if not (who.user and who.team):
        return  # no id that Slack gives: there is nobody to tell
    channel = (body.get("channel") or {}).get("id", "")
    key = tidy(f"{who.user}:{body.get('trigger_id') or uuid.uuid4().hex}")
    try:
        with desk.db.transaction() as session:
            outbox.owe_notice(
                session, who.team, channel=channel, to=who.user, text=text, key=key[:120], now=desk.now()
            )
    except SQLAlchemyError:  # it is the database that fails: then nothing can be owed, and Slack is told now
        _at_once(desk, channel, who.user, esc(text))
    desk.wake()


def _at_once(desk: Desk, channel: str, person: str, text: str) -> None:
    with suppress(*UNREACHABLE):
        if channel:
            desk.client.chat_postEphemeral(channel=channel, user=person, text=text)
        else:
            desk.client.chat_postMessage(channel=person, text=text)
