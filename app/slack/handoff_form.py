"""The shortcuts, and the form that they and `/handoff` open."""

from typing import Any

from slack_bolt import Ack, App

from app.domain import clues
from app.domain.criteria import LONG
from app.services import drafts
from app.services.drafts import Draft
from app.slack import form_steps
from app.slack.desk import Caller, Desk, caller, number_in, typed_values
from app.slack.sitting import ORDER, hers, shows
from blocks import drafts as drawn
from blocks import ids
from blocks.parts import Block


def register(app: App, desk: Desk) -> None:
    """Listen to whatever starts a handoff."""

    @app.shortcut(ids.SHORTCUT)
    def shortcut(ack: Ack, body: dict[str, Any]) -> None:
        open_form(desk, body, {})
        ack()

    @app.shortcut(ids.SHORTCUT_MESSAGE)
    def from_message(ack: Ack, body: dict[str, Any]) -> None:
        text = body["message"].get("text", "")
        ours = {email.rpartition("@")[2] for email in desk.policy.emails()}
        open_form(desk, body, {"notes": clues.plain(text)[:LONG], **clues.clues(text, ours)})
        ack()

    @app.view(ids.FORM_DRAFTS)
    def chosen(ack: Ack, body: dict[str, Any]) -> None:
        choice = typed_values(body["view"]).get(drawn.CHOICE)
        if choice == drawn.ANEW:
            ack(response_action="update", view=_new_form(desk, caller(body), {}, remind=False))
        else:
            ack(response_action="update", view=_go_on(desk, caller(body), number_in(choice)))

    @app.action(ids.DRAFT_GO_ON)
    def go_on(ack: Ack, body: dict[str, Any]) -> None:
        number = number_in(body["actions"][0].get("value"))
        desk.client.views_open(trigger_id=body["trigger_id"], view=_go_on(desk, caller(body), number))
        ack()

    form_steps.register(app, desk)


def open_form(desk: Desk, body: dict[str, Any], prefill: dict[str, str]) -> None:
    """Open the form; where nothing is known of the prospect yet, first ask which draft to go on with."""
    who, now = caller(body), desk.now()
    view = None
    if not any(prefill.values()):
        with desk.db.reading() as session:
            crew = hers(session, desk, who)
            begun = drafts.begun(session, who.team, who.user, now)
        view = drawn.chooser(begun, crew.roster.zone(who.user), now) if begun else None
    view = view or _new_form(desk, who, prefill)
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def _new_form(desk: Desk, who: Caller, prefill: dict[str, str], *, remind: bool = True) -> Block:
    now = desk.now()
    with desk.db.transaction() as session:
        crew = hers(session, desk, who)
        others = drafts.begun(session, who.team, who.user, now) if remind else []
        spoken = crew.roster.set_by(who.user).language
        values = drafts.filled(desk.policy, {"language": spoken} if spoken else {}, prefill)
        number = drafts.begin(session, desk.policy, who.team, who.user, values, now).number
    said = drawn.reminder(others, crew.roster.zone(who.user), now)
    return shows(desk, crew, Draft(who.team, who.user, number), values, ids.FORM_WHO, said)


def _go_on(desk: Desk, who: Caller, number: int) -> Block:
    """Give a draft at the step where it was left."""
    draft = Draft(who.team, who.user, number)
    with desk.db.reading() as session:
        crew, row = hers(session, desk, who), drafts.find(session, draft)
    step = row.step if row.step in ORDER else ids.FORM_WHO
    return shows(desk, crew, draft, row.values, step, [])
