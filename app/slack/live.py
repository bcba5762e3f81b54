"""The button that brings SDR and owner together. The group itself is opened by the courier."""

from typing import Any

from slack_bolt import Ack, App

from app.services import handoffs, live, team
from app.slack.card import number_of
from app.slack.desk import Desk, caller
from blocks import ids


def register(app: App, desk: Desk) -> None:
    """Listen to the button below the owner's card."""

    @app.action(ids.LIVE)
    def together(ack: Ack, body: dict[str, Any]) -> None:
        who, number = caller(body), number_of(body["actions"][0])
        with desk.effect(body) as session:
            handoff = handoffs.find(session, who.team, number, lock=True)
            crew = team.around(session, desk.policy, handoff, who.user)
            live.introduce(session, crew, handoff, who.user, desk.now())
        ack()
