"""Feedback by one tap, and a recycled lead that is handed off again."""

import re
from typing import Any

from slack_bolt import Ack, App

from app.domain.errors import NotFound
from app.domain.lifecycle import Action
from app.services import drafts, feedback, handoffs
from app.services.deeds import Deed
from app.services.drafts import Draft
from app.slack.card import act, number_of
from app.slack.desk import Desk, caller
from app.slack.sitting import hers, shows
from blocks import ids, outcomes
from blocks.parts import Block


def register(app: App, desk: Desk) -> None:
    """Listen to the stars, and to the button on a lead that came back."""

    @app.action(re.compile(f"^{re.escape(ids.STAR)}"))
    def star(ack: Ack, body: dict[str, Any]) -> None:
        clicked = body["actions"][0]
        stars = clicked["action_id"].removeprefix(ids.STAR)
        if stars not in outcomes.STARS:
            raise NotFound("This button does nothing any more. Nothing was changed.")
        deed = Deed(caller(body).user, Action.RATE, {"quality": int(stars)})
        act(desk, body, number_of(clicked), deed)
        ack()

    @app.action(ids.AGAIN)
    def again(ack: Ack, body: dict[str, Any]) -> None:
        desk.client.views_open(trigger_id=body["trigger_id"], view=form(desk, body))
        ack()


def form(desk: Desk, body: dict[str, Any]) -> Block:
    """Draw the handoff form with what was passed on before, for the SDR of a recycled lead."""
    who, now = caller(body), desk.now()
    with desk.db.transaction() as session:
        crew = hers(session, desk, who)
        handoff = handoffs.find(session, who.team, number_of(body["actions"][0]))
        values = drafts.filled(desk.policy, {}, feedback.again(handoff, who.user))
        number = drafts.begin(session, desk.policy, who.team, who.user, values, now).number
    return shows(desk, crew, Draft(who.team, who.user, number), values, ids.FORM_WHO, [])
