"""What Slack tells of people: a new status, Do Not Disturb, a deactivated account."""

from typing import Any

from slack_bolt import App

from app.slack.desk import Desk


def register(app: App, desk: Desk) -> None:
    """Listen to news of our own workspace's people; each is one look into the database, or one line in it."""

    @app.event("user_change")
    def changed(event: dict[str, Any], body: dict[str, Any]) -> None:
        user = event.get("user")
        if isinstance(user, dict) and isinstance(user.get("id"), str) and _is_ours(desk, body):
            desk.directory.heard(body["team_id"], user)

    @app.event("dnd_updated_user")
    def quiet(event: dict[str, Any], body: dict[str, Any]) -> None:
        user, status = event.get("user"), event.get("dnd_status")
        if isinstance(user, str) and isinstance(status, dict) and _is_ours(desk, body):
            desk.directory.heard_quiet(body["team_id"], user, status)


def _is_ours(desk: Desk, body: dict[str, Any]) -> bool:
    return bool(desk.directory.team_id) and body.get("team_id") == desk.directory.team_id
