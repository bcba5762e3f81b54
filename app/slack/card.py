"""The buttons that move a handoff, and the modals behind some of them. One listener for all buttons."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App

from app.domain.errors import Incomplete
from app.domain.lifecycle import Action
from app.domain.model import Handoff
from app.services import handoffs, sights
from app.services.deeds import Deed
from app.slack.desk import Desk, caller, typed_values
from blocks import card, decisions, ids

REQUIRED = {
    ids.REJECT: ("reason", "comment"),
    ids.ASK: ("question",),
    ids.ANSWER: ("answer",),
    ids.REASSIGN: ("ae",),
    ids.LOSE: ("reason",),
    ids.RECYCLE: ("reason",),
    ids.RATE: ("quality",),
}
ACTION_OF = {callback: action for action, callback in decisions.ASKS_FIRST.items()}


def register(app: App, desk: Desk) -> None:
    """Listen to the moves' buttons and to the modals that some of them open."""

    @app.action(re.compile(f"^{re.escape(ids.ACT)}"))
    def button(ack: Ack, body: dict[str, Any]) -> None:
        clicked = body["actions"][0]
        action, number = Action(clicked["action_id"].removeprefix(ids.ACT)), number_of(clicked)
        if action in decisions.ASKS_FIRST:
            ask_first(desk, body, action, number)
        else:
            act(desk, body, number, Deed(caller(body).user, action))
        ack()

    @app.action(ids.SHOW)
    def show(ack: Ack, body: dict[str, Any]) -> None:
        who, number = caller(body), number_of(body["actions"][0])
        with desk.db.reading() as session:
            handoff = handoffs.find(session, who.team, number)
            sight = sights.see(session, desk.policy, handoff, who.user, desk.now())
        handoffs.must_be_on(sight)
        desk.client.views_open(trigger_id=body["trigger_id"], view=card.package(sight))
        ack()

    @app.action(re.compile(f"^{re.escape(ids.MEETING_AT)}"))
    def meeting_at(ack: Ack, body: dict[str, Any]) -> None:
        picked = body["actions"][0]
        number = int(picked["action_id"].rpartition(".")[2])
        if moment := picked.get("selected_date_time"):
            with desk.effect(body) as session:
                at = datetime.fromtimestamp(moment, UTC)
                handoffs.set_meeting(
                    session, desk.policy, caller(body).team, number, caller(body).user, at, desk.now()
                )
        ack()

    @app.view(re.compile("|".join(f"^{re.escape(callback)}$" for callback in REQUIRED)))
    def decided(ack: Ack, body: dict[str, Any]) -> None:
        decide(desk, body)
        ack()


def ask_first(desk: Desk, body: dict[str, Any], action: Action, number: int) -> None:
    """Open the modal of a move, if the person may make it now."""
    who = caller(body)
    with desk.db.reading() as session:
        handoff = handoffs.look(session, desk.policy, who.team, number, Deed(who.user, action))
    desk.client.views_open(trigger_id=body["trigger_id"], view=_modal(desk, action, handoff))


def _modal(desk: Desk, action: Action, handoff: Handoff) -> dict[str, Any]:
    policy = desk.policy
    draw: dict[Action, Callable[[], dict[str, Any]]] = {
        Action.REJECT: lambda: decisions.reject(handoff, policy.reject_reasons),
        Action.ASK: lambda: decisions.ask(handoff),
        Action.ANSWER: lambda: decisions.answer(handoff),
        Action.REASSIGN: lambda: decisions.reassign(handoff),
        Action.LOSE: lambda: decisions.lose(handoff, policy.loss_reasons),
        Action.RECYCLE: lambda: decisions.recycle(handoff, policy.recycle_reasons),
        Action.RATE: lambda: decisions.rate(handoff),
    }
    return draw[action]()


def decide(desk: Desk, body: dict[str, Any]) -> None:
    """Do what a submitted modal says, or raise what is wrong with it."""
    view = body["view"]
    values = {name: value.strip() for name, value in typed_values(view).items() if isinstance(value, str)}
    callback = view["callback_id"]
    if missing := {name: "This is needed." for name in REQUIRED[callback] if not values.get(name)}:
        raise Incomplete(missing)
    if ae := values.get("ae"):
        desk.directory.look_up(caller(body).team, ae)
    note: dict[str, Any] = {name: value for name, value in values.items() if value}
    if "quality" in note:
        note["quality"] = int(note["quality"])
    act(desk, body, int(view["private_metadata"]), Deed(caller(body).user, ACTION_OF[callback], note))


def act(desk: Desk, body: dict[str, Any], number: int, deed: Deed) -> None:
    """Move a handoff in one transaction and let the courier know."""
    with desk.effect(body) as session:
        handoffs.act(session, desk.policy, caller(body).team, number, deed, desk.now())


def number_of(clicked: dict[str, Any]) -> int:
    """Read the handoff's number from a button."""
    return int(clicked["value"])
