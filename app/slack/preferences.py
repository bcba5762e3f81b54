"""The form of what somebody sets for herself."""

from typing import Any

from slack_bolt import Ack, App

from app.services import homes, preferences
from app.slack.desk import Desk, caller, typed_values
from blocks import ids
from blocks import preferences as drawn


def register(app: App, desk: Desk) -> None:
    """Listen to the button on Home and to the form behind it."""

    @app.action(ids.SETTINGS_OPEN)
    def open_it(ack: Ack, body: dict[str, Any]) -> None:
        who = caller(body)
        with desk.db.reading() as session:
            hers = preferences.of(session, who.team, who.user, desk.now())
        desk.client.views_open(trigger_id=body["trigger_id"], view=drawn.form(hers))
        ack()

    @app.view(ids.SETTINGS)
    def save(ack: Ack, body: dict[str, Any]) -> None:
        who, typed = caller(body), typed_values(body["view"])
        with desk.effect(body) as session:
            preferences.save(session, desk.policy, who.team, who.user, typed, desk.now())
            homes.owe(session, who.team, [who.user], desk.now())
        ack()
