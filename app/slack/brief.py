"""The button that opens the AE's brief."""

from typing import Any

from slack_bolt import Ack, App

from app.services import handoffs, sights
from app.slack.card import number_of
from app.slack.desk import Desk, caller
from blocks import brief, ids


def register(app: App, desk: Desk) -> None:
    """Listen to the button below the AE's card."""

    @app.action(ids.BRIEF)
    def opens(ack: Ack, body: dict[str, Any]) -> None:
        who, number = caller(body), number_of(body["actions"][0])
        with desk.db.reading() as session:
            handoff = handoffs.find(session, who.team, number)
            sight = sights.see(session, desk.policy, handoff, who.user, desk.now())
        handoffs.must_be_on(sight)
        desk.client.views_open(trigger_id=body["trigger_id"], view=brief.brief(sight))
        ack()
