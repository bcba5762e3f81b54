"""The door: only full members of our own workspace get past it, whatever the policy lists."""

from collections.abc import Callable
from typing import Any

from slack_bolt import App

from app.domain.errors import Outsider
from app.domain.roster import NOTHING, must_be_member
from app.slack.desk import Caller, Desk, caller
from app.store import people

# Events that nobody has caused by asking us for anything:
ABOUT_SOMEBODY = ("user_change", "dnd_updated_user")
ELSEWHERE = "Warm Handoff is for the people of its own workspace. Please ask a colleague there."


def register(app: App, desk: Desk) -> None:
    """Ask everybody at the door, before any listener."""

    @app.middleware
    def door(body: dict[str, Any], next: Callable[[], None]) -> None:
        event = body.get("event")
        if not (isinstance(event, dict) and event.get("type") in ABOUT_SOMEBODY):
            let_in(desk, caller(body))
        next()


def let_in(desk: Desk, who: Caller) -> None:
    """Raise Outsider for whoever does not belong here: by the signed payload, then by what Slack told us."""
    ours = desk.directory.team_id or who.team
    if not who.user or who.team != ours or who.home != ours:
        raise Outsider(f"{ELSEWHERE} {NOTHING}")
    with desk.db.reading() as session:
        must_be_member(people.get(session, who.team, who.user))
