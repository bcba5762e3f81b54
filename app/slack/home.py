"""The Home tab: opening it, what of it is looked at, and looking for something."""

import re
from typing import Any

from slack_bolt import Ack, App

from app.domain.errors import Incomplete
from app.domain.homepage import Look
from app.services import drafts
from app.services import search as services
from app.services.drafts import Draft
from app.slack import handoff_form
from app.slack.desk import Caller, Desk, caller, number_in, typed_values
from app.slack.publishing import publish
from blocks import ids, search
from blocks.parts import Block


def register(app: App, desk: Desk) -> None:
    """Show the Home tab to whoever opens it, and listen to what is on it."""

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], body: dict[str, Any]) -> None:
        if event.get("tab", "home") != "home":
            return
        publish(desk, caller(body), Look())

    @app.action(ids.START)
    def start(ack: Ack, body: dict[str, Any]) -> None:
        handoff_form.open_form(desk, body, {})
        ack()

    @app.action(re.compile(f"^{re.escape(ids.HOME_LOOK)}"))
    def look(ack: Ack, body: dict[str, Any]) -> None:
        chosen = body["actions"][0]
        code = (chosen.get("selected_option") or chosen).get("value")
        publish(desk, caller(body), Look.read(code if isinstance(code, str) else ""))
        ack()

    @app.action(ids.HOME_SEARCH)
    def ask(ack: Ack, body: dict[str, Any]) -> None:
        desk.client.views_open(trigger_id=body["trigger_id"], view=search.form())
        ack()

    @app.view(ids.SEARCH)
    def asked(ack: Ack, body: dict[str, Any]) -> None:
        text = typed_values(body["view"]).get(search.TEXT)
        ack(response_action="update", view=found(desk, caller(body), text if isinstance(text, str) else ""))

    @app.action(ids.DRAFT_DISCARD)
    def discard(ack: Ack, body: dict[str, Any]) -> None:
        who = caller(body)
        with desk.effect(body) as session:
            drafts.discard(session, Draft(who.team, who.user, number_in(body["actions"][0].get("value"))))
        publish(desk, who)
        ack()


def found(desk: Desk, who: Caller, text: str) -> Block:
    """Draw the form with what was found; raises Incomplete at the field for nothing to look for."""
    if not text.strip() or len(text) > search.LONGEST:
        raise Incomplete({search.TEXT: f"Please give 1 to {search.LONGEST} characters."})
    with desk.db.reading() as session:
        one = services.search(session, desk.policy, who.team, who.user, text, desk.now())
    _, blocks = search.found(one.text, one.shown, more=one.more)
    return search.form(text, blocks)
