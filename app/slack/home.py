"""The Home tab."""

from typing import Any

from slack_bolt import Ack, App

from app.services import drafts
from app.services.drafts import Draft
from app.slack import handoff_form
from app.slack.desk import Desk, caller, number_in
from app.slack.publishing import publish
from blocks import ids


def register(app: App, desk: Desk) -> None:
    """Show the Home tab to whoever opens it."""

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], body: dict[str, Any]) -> None:
        if event.get("tab", "home") != "home":
            return
        publish(desk, caller(body))

    @app.action(ids.START)
    def start(ack: Ack, body: dict[str, Any]) -> None:
        handoff_form.open_form(desk, body, {})
        ack()

    @app.action(ids.DRAFT_DISCARD)
    def discard(ack: Ack, body: dict[str, Any]) -> None:
        who = caller(body)
        with desk.effect(body) as session:
            drafts.discard(session, Draft(who.team, who.user, number_in(body["actions"][0].get("value"))))
        publish(desk, who)
        ack()
