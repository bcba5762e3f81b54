"""The buttons under the introduction draft, and the modal that edits it."""

import re
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from app.domain.languages import Language
from app.domain.model import Handoff
from app.services import files, handoffs, intros, letters, mailboxes, sights, team
from app.slack.card import number_of
from app.slack.desk import Desk, caller, number_in, typed_values
from blocks import ids
from blocks import intro as drawn
from blocks.parts import Block

OPENS = re.compile(
    "|".join(f"^{re.escape(one)}$" for one in (ids.INTRO_CHANGE, ids.INTRO_COPY, ids.INTRO_ASK))
)


def register(app: App, desk: Desk) -> None:
    """Listen to the draft's buttons and to its forms."""
    _buttons(app, desk)
    _forms(app, desk)


def _buttons(app: App, desk: Desk) -> None:

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

    @app.action(ids.INTRO_FILE)
    def file(ack: Ack, body: dict[str, Any]) -> None:
        who = caller(body).user
        with desk.effect(body) as session:
            handoff = handoffs.find(session, caller(body).team, number_of(body["actions"][0]), lock=True)
            intros.editable(session, handoff, who)
            files.owe(session, handoff, "eml", who, desk.now())
        ack()

    @app.action(ids.INTRO_PUT)
    def put(ack: Ack, body: dict[str, Any]) -> None:
        who = caller(body).user
        with desk.effect(body) as session:
            handoff = handoffs.find(session, caller(body).team, number_of(body["actions"][0]), lock=True)
            intros.editable(session, handoff, who)
            mailboxes.put_again(session, handoff, who, desk.now())
        ack()

    @app.action(OPENS)
    def opens(ack: Ack, body: dict[str, Any]) -> None:
        desk.client.views_open(trigger_id=body["trigger_id"], view=form(desk, body))
        ack()


def _forms(app: App, desk: Desk) -> None:
    @app.action(re.compile(f"^{re.escape(ids.INTRO_FORM)}"))
    def chosen(ack: Ack, body: dict[str, Any]) -> None:
        desk.client.views_update(view_id=body["view"]["id"], view=written_anew(desk, body))
        ack()

    @app.view(ids.INTRO_EDIT)
    def edited(ack: Ack, body: dict[str, Any]) -> None:
        values, who = typed_values(body["view"]), caller(body)
        with desk.effect(body) as session:
            handoff = _locked(session, body)
            crew = team.around(session, desk.policy, handoff)
            intros.edit(session, crew, handoff, who.user, values, desk.now())
        ack()

    @app.view(ids.INTRO_WISH)
    def wished(ack: Ack, body: dict[str, Any]) -> None:
        wish = str(typed_values(body["view"]).get("wish", ""))
        with desk.effect(body) as session:
            intros.ask_change(session, _locked(session, body), caller(body).user, wish, desk.now())
        ack()


def form(desk: Desk, body: dict[str, Any]) -> Block:
    """Draw what a button below a draft opens, if the person may still change it."""
    clicked, who = body["actions"][0], caller(body)
    with desk.db.reading() as session:
        handoff = handoffs.find(session, who.team, number_of(clicked))
        current = intros.editable(session, handoff, who.user)
        if clicked["action_id"] == ids.INTRO_ASK:
            intros.may_ask(session, handoff, who.user)
        sight = sights.see(session, desk.policy, handoff, who.user, desk.now())
    if clicked["action_id"] == ids.INTRO_COPY:
        return drawn.copy(sight)
    if clicked["action_id"] == ids.INTRO_ASK:
        return drawn.wish(sight)
    return drawn.edit(handoff.number, drawn.as_it_is(current, *_choices(desk)))


def written_anew(desk: Desk, body: dict[str, Any]) -> Block:
    """Draw the form with the letter as the template and the language that were chosen have it."""
    view, who = body["view"], caller(body)
    typed = typed_values(view)
    with desk.db.reading() as session:
        handoff = handoffs.find(session, who.team, number_in(view.get("private_metadata")))
        crew = team.around(session, desk.policy, handoff)
        letter = intros.rewritten(session, crew, handoff, who.user, typed)
    to, cc = (str(typed.get(name, "")) for name in ("to", "cc"))
    return drawn.edit(handoff.number, drawn.Editing(to, cc, *letter, *_choices(desk)))


def _choices(desk: Desk) -> tuple[dict[str, str], dict[str, str]]:
    return letters.names(desk.policy.templates), {one.value: one.own_name for one in Language}


def _locked(session: Session, body: dict[str, Any]) -> Handoff:
    number = number_in(body["view"].get("private_metadata"))
    return handoffs.find(session, caller(body).team, number, lock=True)
