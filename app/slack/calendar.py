"""The buttons that put a booked meeting into its owner's calendar."""

import re
from typing import Any

from slack_bolt import Ack, App

from app.domain.errors import NotAllowed
from app.services import files, handoffs
from app.slack.card import number_of
from app.slack.desk import Desk, caller
from blocks import ids


def register(app: App, desk: Desk) -> None:
    """Listen to them."""

    @app.action(re.compile(f"^{re.escape(ids.CALENDAR_OPEN)}"))
    def opened(ack: Ack) -> None:
        ack()  # the link has opened it: nothing of ours changes

    @app.action(ids.CALENDAR_FILE)
    def file(ack: Ack, body: dict[str, Any]) -> None:
        who = caller(body)
        with desk.effect(body) as session:
            handoff = handoffs.find(session, who.team, number_of(body["actions"][0]), lock=True)
            if who.user != handoff.owner_id:
                raise NotAllowed("have the calendar file", "owner")
            files.owe(session, handoff, "ics", who.user, desk.now())
        ack()
