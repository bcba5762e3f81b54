"""What every listener works with, and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk import WebClient

from app.policy import Policy
from app.slack.directory import Directory
from app.store.db import Database


@dataclass
class Desk:
    """The parts a listener may use. `client` opens views: it must answer within a trigger's life."""

    db: Database
    policy: Policy
    client: WebClient
    directory: Directory
    now: Callable[[], datetime]
    wake: Callable[[], None] = lambda: None  # tells the courier that something is owed


@dataclass(frozen=True)
class Caller:
    """Who is asking, from the signed payload and nothing else."""

    team: str
    user: str


def caller(body: dict[str, Any]) -> Caller:
    """Read who is asking from any of Slack's payloads."""
    user = body.get("user")
    user_id = user["id"] if isinstance(user, dict) else body.get("user_id") or body["event"]["user"]
    team = body.get("team") or {}
    return Caller(team=team.get("id") or body.get("team_id") or (user or {}).get("team_id", ""), user=user_id)


def typed_values(view: dict[str, Any]) -> dict[str, Any]:
    """Read what stands in a view's inputs, by block_id: a text, an id, or a list of codes."""
    entries = view.get("state", {}).get("values", {})
    return {block: _typed(entry) for block, by_action in entries.items() for entry in by_action.values()}


def _typed(entry: dict[str, Any]) -> Any:
    if "selected_options" in entry:
        return [choice["value"] for choice in entry["selected_options"] or []]
    if "selected_option" in entry:
        return (entry["selected_option"] or {}).get("value", "")
    for key in ("value", "selected_user", "selected_date_time"):
        if key in entry:
            return entry[key] or ""
    return ""
