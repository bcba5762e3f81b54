"""The SDR's outreach on hold: her buttons, the owner's answers, and the forms."""

import re
from typing import Any

from slack_bolt import Ack, App

from app.services import handoffs, holds
from app.slack.card import number_of
from app.slack.desk import Desk, caller, number_in, typed_values
from blocks import hold, ids
from blocks.parts import Block


def register(app: App, desk: Desk) -> None:
    """Listen to them."""

    @app.action(re.compile("|".join(f"^{re.escape(one)}$" for one in (ids.HOLD_PAUSE, ids.HOLD_ASK))))
    def opens(ack: Ack, body: dict[str, Any]) -> None:
        desk.client.views_open(trigger_id=body["trigger_id"], view=form(desk, body))
        ack()

    @app.action(re.compile("|".join(f"^{re.escape(one)}$" for one in (ids.HOLD_GRANT, ids.HOLD_REFUSE))))
    def answered(ack: Ack, body: dict[str, Any]) -> None:
        answer(desk, body, granted=body["actions"][0]["action_id"] == ids.HOLD_GRANT)
        ack()

    @app.view(re.compile("|".join(f"^{re.escape(one)}$" for one in (ids.HOLD_PAUSED, ids.HOLD_TOUCH))))
    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        submit(desk, body)
        ack()


def form(desk: Desk, body: dict[str, Any]) -> Block:
    """Draw the form behind one of the SDR's buttons, if her outreach is on hold."""
    clicked, who = body["actions"][0], caller(body)
    with desk.db.reading() as session:
        handoff = handoffs.find(session, who.team, number_of(clicked))
    holds.must_hold(handoff, who.user)
    if clicked["action_id"] == ids.HOLD_ASK:
        return hold.ask(handoff)
    return hold.confirm(handoff, desk.policy.outreach.checklist)


def submit(desk: Desk, body: dict[str, Any]) -> None:
    """Do what a submitted form says, or raise what is wrong with it."""
    view, who, typed = body["view"], caller(body), typed_values(body["view"])
    with desk.effect(body) as session:
        handoff = handoffs.find(session, who.team, number_in(view.get("private_metadata")), lock=True)
        if view["callback_id"] == ids.HOLD_TOUCH:
            holds.ask_touch(session, handoff, who.user, str(typed.get("touch", "")), desk.now())
            return
        ticked = typed.get("checklist")
        boxes = ticked if isinstance(ticked, list) else []
        holds.confirm(session, desk.policy, handoff, who.user, boxes, desk.now())


def answer(desk: Desk, body: dict[str, Any], *, granted: bool) -> None:
    """Tell the SDR what the owner says to her request."""
    who = caller(body)
    with desk.effect(body) as session:
        handoff = handoffs.find(session, who.team, number_of(body["actions"][0]), lock=True)
        holds.answer_touch(session, handoff, who.user, granted=granted, now=desk.now())
