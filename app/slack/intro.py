"""The buttons under the introduction draft, and the modal that edits it."""

import re
from typing import Any

from slack_bolt import Ack, App

from app.services import handoffs, intros, sights
from app.slack.card import number_of
from app.slack.desk import Desk, caller, number_in, typed_values
from blocks import ids
from blocks import intro as drawn


def register(app: App, desk: Desk) -> None:
    """Listen to the draft's buttons and its modal."""

    @app.action(re.compile(f"^{re.escape(ids.INTRO_OPEN)}"))
    def opened(ack: Ack, body: dict[str, Any]) -> None:
        with desk.effect(body) as session:
            handoff = handoffs.find(session, caller(body).team, number_of(body["actions"][0]))
            intros.opened(session, handoff, caller(body).user, desk.now())
        ack()

    @app.action(ids.INTRO_SENT)
    def sent(ack: Ack, body: dict[str, Any]) -> None:
        with desk.effect(body) as session:
            handoff = handoffs.find(session, caller(body).team, number_of(body["actions"][0]), lock=True)
            intros.mark_sent(session, handoff, caller(body).user, desk.now())
        ack()

    @app.action(ids.INTRO_CHANGE)
    def change(ack: Ack, body: dict[str, Any]) -> None:
        who = caller(body)
        with desk.db.reading() as session:
            handoff = handoffs.find(session, who.team, number_of(body["actions"][0]))
            intros.editable(session, handoff, who.user)
            sight = sights.see(session, desk.policy, handoff, who.user, desk.now())
        desk.client.views_open(trigger_id=body["trigger_id"], view=drawn.edit(sight))
        ack()

    @app.view(ids.INTRO_EDIT)
    def edited(ack: Ack, body: dict[str, Any]) -> None:
        values, who = typed_values(body["view"]), caller(body)
        with desk.effect(body) as session:
            number = number_in(body["view"].get("private_metadata"))
            handoff = handoffs.find(session, who.team, number, lock=True)
            fields = {name: str(values.get(name, "")) for name in ("to", "cc", "subject", "body")}
            intros.edit(session, handoff, who.user, **fields, now=desk.now())
        ack()
