"""The Web API client that every part of the bot uses: it never retries by itself, and counts what it does."""

import re
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from app.metrics import Metrics
from app.slack.sending import NEVER, OURS, PERHAPS

# Slack's words that are counted by name; it has hundreds, and each would be a series of its own.
NAMED = NEVER | OURS | PERHAPS | {"expired_trigger_id", "exchanged_trigger_id", "invalid_arguments"}
NAMED |= {"message_not_found", "missing_scope", "not_found", "users_not_found", "hash_conflict"}


class CountedClient(WebClient):
    """A WebClient whose calls are counted by method and outcome. Retrying would double posts."""

    def __init__(self, metrics: Metrics, *, token: str | None, base_url: str, timeout: int) -> None:
        """Take where to count, and the address and time limit (seconds) of each call."""
        super().__init__(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])
        self._metrics = metrics

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:
        """Call one method, as WebClient does, and count how it went."""
        outcome = "failed"
        try:
            answer = super().api_call(api_method, **given)
            outcome = "ok"
            return answer
        except (SlackApiError, OSError, HTTPException) as error:
            outcome = _outcome(error)
            raise
        finally:
            self._metrics.called(api_method, outcome)


def why(error: Exception) -> str:
    """Name a failed call by Slack's own word for it, or by what broke."""
    if isinstance(error, SlackApiError) and isinstance(error.response.data, dict):
        return str(error.response.data.get("error") or error.response.status_code)
    return type(error).__name__


def _outcome(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return _said(error.response)
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return "timeout"
    if not isinstance(error, URLError) or isinstance(reason, ConnectionResetError | BrokenPipeError):
        return "cut_off"
    return "unreachable"


def _said(response: Any) -> str:
    name = str(response.data.get("error", "")) if isinstance(response.data, dict) else ""
    if response.status_code == 429 or re.fullmatch("rate_?limited", name):
        return "ratelimited"
    if response.status_code >= 500:
        return "http_5xx"
    return name if name in NAMED else "other_error"
