"""The button that opens the AE's brief."""

from typing import Any

from slack_bolt import Ack, App

from app.slack.card import opens
from app.slack.desk import Desk
from blocks import brief, ids


def register(app: App, desk: Desk) -> None:
    """Listen to the button below the AE's card."""

    @app.action(ids.BRIEF)
    def show(ack: Ack, body: dict[str, Any]) -> None:
        opens(desk, body, brief.brief)
        ack()
