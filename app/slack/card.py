"""The buttons that move a handoff, and the modals behind some of them. One listener for all buttons."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App

from app.domain.criteria import LONG
from app.domain.errors import Incomplete, NotFound
from app.domain.lifecycle import MOVES, Action
from app.domain.model import Handoff
from app.domain.outcomes import AMOUNT, MISSING, RETURNS_ON, WRONG, read_amount
from app.domain.package import tidy
from app.domain.sight import Sight
from app.services import handoffs, policies, sights, team
from app.services.commitment import Proposals
from app.services.deeds import Deed
from app.services.team import Team
from app.slack.desk import Desk, caller, number_in, typed_values
from app.slack.directory import LAST_MOMENT
from app.slack.publishing import show_view
from blocks import card, decisions, ids, outcomes, rulings
from blocks.parts import Block

REQUIRED = {
    ids.ACCEPT: ("next_step", "next_step_on"),
    ids.REJECT: ("reason", "comment"),
    ids.DISPUTE: ("evidence",),
    ids.UPHOLD: ("comment",),
    ids.OVERTURN: ("comment",),
    ids.DECLINE: ("comment",),
    ids.ASK: ("question",),
    ids.ANSWER: ("answer",),
    ids.HAND_OVER: ("ae",),
    ids.REASSIGN: ("ae",),
    ids.EXTEND: ("comment",),
    ids.SNOOZE: ("until",),
    ids.OPPORTUNITY: (),
    ids.WIN: (),
    ids.LOSE: ("reason",),
    ids.RECYCLE: ("reason",),
    ids.RATE: ("quality",),
}
MAY_HAVE = {
    ids.REJECT: ("criterion",),
    ids.OPPORTUNITY: (AMOUNT,),
    ids.WIN: (AMOUNT,),
    ids.RECYCLE: (RETURNS_ON,),
}
SEVERAL = {ids.RATE: (WRONG, MISSING)}  # of which any number may be chosen
ACTION_OF = {callback: action for action, callback in decisions.ASKS_FIRST.items()}


def register(app: App, desk: Desk) -> None:
    """Listen to the moves' buttons and to the modals that some of them open."""

    @app.action(re.compile(f"^{re.escape(ids.ACT)}"))
    def button(ack: Ack, body: dict[str, Any]) -> None:
        clicked = body["actions"][0]
        action, number = action_of(clicked), number_of(clicked)
        if action in decisions.ASKS_FIRST:
            ask_first(desk, body, action, number)
        else:
            act(desk, body, number, Deed(caller(body).user, action))
        ack()

    @app.action(ids.SHOW)
    def show(ack: Ack, body: dict[str, Any]) -> None:
        opens(desk, body, card.package)
        ack()

    @app.action(re.compile(f"^{re.escape(ids.MEETING_AT)}"))
    def meeting_at(ack: Ack, body: dict[str, Any]) -> None:
        picked = body["actions"][0]
        number = number_in(picked["action_id"].rpartition(".")[2])
        if at := moment_of(picked.get("selected_date_time")):
            with desk.effect(body) as session:
                handoffs.set_meeting(
                    session, desk.policy, caller(body).team, number, caller(body).user, at, desk.now()
                )
        ack()

    @app.view(re.compile("|".join(f"^{re.escape(callback)}$" for callback in REQUIRED)))
    def decided(ack: Ack, body: dict[str, Any]) -> None:
        decide(desk, body)
        ack()


def opens(desk: Desk, body: dict[str, Any], draw: Callable[[Sight], Block]) -> None:
    """Open what is drawn of a handoff, for somebody who is on it or manages its people."""
    who, number = caller(body), number_of(body["actions"][0])
    with desk.db.reading() as session:
        handoff = handoffs.find(session, who.team, number)
        sight = sights.see(session, desk.policy, handoff, who.user, desk.now())
    handoffs.must_be_on(sight)
    show_view(desk, body, draw(sight))


def ask_first(desk: Desk, body: dict[str, Any], action: Action, number: int) -> None:
    """Open the modal of a move, if the person may make it now."""
    who = caller(body)
    with desk.db.reading() as session:
        handoff = handoffs.look(session, desk.policy, who.team, number, Deed(who.user, action))
        crew = team.around(session, desk.policy, handoff, who.user)
    view = _modal(crew, action, handoff, Proposals(crew, handoff, who.user, desk.now()))
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def _modal(crew: Team, action: Action, handoff: Handoff, proposed: Proposals) -> dict[str, Any]:
    policy = crew.policy
    draw: dict[Action, Callable[[], dict[str, Any]]] = {
        Action.ACCEPT: lambda: decisions.accept(handoff, *proposed.commitment()),
        Action.REJECT: lambda: decisions.reject(handoff, policy.reject_reasons),
        Action.DISPUTE: lambda: rulings.dispute(handoff, policy.reject_reasons),
        Action.UPHOLD: lambda: rulings.uphold(handoff),
        Action.OVERTURN: lambda: rulings.overturn(handoff),
        Action.DECLINE: lambda: rulings.decline(handoff),
        Action.ASK: lambda: decisions.ask(handoff),
        Action.ANSWER: lambda: decisions.answer(handoff),
        Action.HAND_OVER: lambda: decisions.hand_over(handoff),
        Action.REASSIGN: lambda: decisions.reassign(handoff),
        Action.EXTEND: lambda: decisions.extend(handoff),
        Action.SNOOZE: lambda: decisions.snooze(handoff, proposed.wake_up()),
        Action.OPPORTUNITY: lambda: outcomes.opportunity(handoff),
        Action.WIN: lambda: outcomes.win(handoff),
        Action.LOSE: lambda: outcomes.lose(handoff, policy.loss_reasons),
        Action.RECYCLE: lambda: outcomes.recycle(handoff, policy.recycle_reasons),
        Action.RATE: lambda: outcomes.rate(handoff),
    }
    return draw[action]()


def decide(desk: Desk, body: dict[str, Any]) -> None:
    """Do what a submitted modal says, or raise what is wrong with it."""
    view = body["view"]
    entered = typed_values(view)
    values = {name: tidy(value) for name, value in entered.items() if isinstance(value, str)}
    callback, number = view["callback_id"], number_in(view.get("private_metadata"))
    names = (*REQUIRED[callback], *MAY_HAVE.get(callback, ()), "comment")
    note: dict[str, Any] = {name: values[name] for name in names if values.get(name)}
    if faults := faults_of(note, REQUIRED[callback], _reasons(desk, caller(body).team, number, callback)):
        raise Incomplete(faults)
    if ae := note.get("ae"):
        desk.directory.look_up(caller(body).team, ae)
    note |= {name: several for name in SEVERAL.get(callback, ()) if (several := _chosen(entered.get(name)))}
    if "quality" in note:
        note["quality"] = int(note["quality"])
    if AMOUNT in note:
        note[AMOUNT] = _amount(note[AMOUNT])
    if until := moment_of(int(note.get("until", 0))):
        note["until"] = until.isoformat()
    act(desk, body, number, Deed(caller(body).user, ACTION_OF[callback], note))


def _chosen(given: object) -> list[str]:
    return list(dict.fromkeys(given)) if isinstance(given, list) else []


def _amount(text: str) -> int:
    try:
        return read_amount(text)
    except ValueError as error:
        raise Incomplete({AMOUNT: str(error)}) from None


def faults_of(note: Mapping[str, str], needed: Collection[str], reasons: Collection[str]) -> dict[str, str]:
    """Say what is wrong with a submitted decision, by field; `reasons` are the codes to choose from."""
    faults = {name: "This is needed." for name in needed if name not in note}
    for name, text in note.items():
        if len(text) > LONG:
            faults[name] = f"This can have {LONG} characters at most; these are {len(text)}."
    if note.get("reason") and note["reason"] not in reasons:
        faults["reason"] = "This is not one of the team's reasons (any more). Please open the form again."
    if note.get("quality") and note["quality"] not in outcomes.STARS:
        faults["quality"] = "Choose 1 to 5 stars."
    return faults


def _reasons(desk: Desk, team_id: str, number: int, callback: str) -> Collection[str]:
    """List the codes to choose from, as the policy has them that the handoff was made under."""
    if callback not in (ids.REJECT, ids.LOSE, ids.RECYCLE):
        return ()
    with desk.db.reading() as session:
        handoff = handoffs.find(session, team_id, number)
        policy = policies.judged(session, desk.policy, handoff.policy_version)
    reasons = {
        ids.REJECT: policy.reject_reasons,
        ids.LOSE: policy.loss_reasons,
        ids.RECYCLE: policy.recycle_reasons,
    }
    return reasons[callback]


def act(desk: Desk, body: dict[str, Any], number: int, deed: Deed) -> None:
    """Move a handoff in one transaction and let the courier know."""
    with desk.effect(body) as session:
        handoffs.act(session, desk.policy, caller(body).team, number, deed, desk.now())


def number_of(clicked: dict[str, Any]) -> int:
    """Read the handoff's number from a button; raises NotFound."""
    return number_in(clicked.get("value"))


def action_of(clicked: dict[str, Any]) -> Action:
    """Read which move a button asks for; raises NotFound when there is no such move."""
    name = clicked["action_id"].removeprefix(ids.ACT)
    if name not in MOVES:
        raise NotFound("This button does nothing any more. Nothing was changed.")
    return Action(name)


def moment_of(moment: object) -> datetime | None:
    """Read a moment that was picked (Unix seconds), None if none is; raises NotFound for no possible day."""
    if not moment:
        return None
    if type(moment) is not int or not 0 < moment < LAST_MOMENT:
        raise NotFound("There is no such day. Nothing was changed.")
    return datetime.fromtimestamp(moment, UTC)
