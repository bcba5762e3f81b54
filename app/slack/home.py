"""The Home tab."""

from typing import Any

from slack_bolt import Ack, App

from app.services import home
from app.slack import handoff_form
from app.slack.desk import Desk, caller
from blocks import home as drawn
from blocks import ids


def register(app: App, desk: Desk) -> None:
    """Show the Home tab to whoever opens it."""

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], body: dict[str, Any]) -> None:
        if event.get("tab", "home") != "home":
            return
        who = caller(body)
        with desk.db.reading() as session:
            overview = home.overview(session, desk.policy, who.team, who.user, desk.now())
        desk.client.views_publish(user_id=who.user, view=drawn.home(overview))

    @app.action(ids.START)
    def start(ack: Ack, body: dict[str, Any]) -> None:
        handoff_form.open_form(desk, body, {})
        ack()
