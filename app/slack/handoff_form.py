"""/handoff, the shortcuts, and the form they open."""

from typing import Any

from slack_bolt import Ack, App

from app.domain import package
from app.domain.errors import Incomplete, NotAllowed
from app.services import handoffs, home, sights, team
from app.slack.desk import Caller, Desk, caller, typed_values
from app.store import handoffs as stored
from blocks import handoff_form, ids, replies
from blocks.parts import clip, esc


def register(app: App, desk: Desk) -> None:
    """Listen to whatever starts a handoff."""

    @app.command(ids.COMMAND)
    def command(ack: Ack, body: dict[str, Any]) -> None:
        text = body.get("text", "").strip()
        match text.lower():
            case "help":
                ack(replies.help_text())
            case "list":
                said, blocks = replies.listing(_mine(desk, caller(body)))
                ack(text=said, blocks=blocks)
            case _ if text.startswith(("-", "/")) or len(text) > package.SHORT:
                ack(f"I could not read “{esc(clip(text, 80))}”.\n{replies.help_text()}")
            case _:
                open_form(desk, body, {"company": text})
                ack()

    @app.shortcut(ids.SHORTCUT)
    def shortcut(ack: Ack, body: dict[str, Any]) -> None:
        open_form(desk, body, {})
        ack()

    @app.shortcut(ids.SHORTCUT_MESSAGE)
    def from_message(ack: Ack, body: dict[str, Any]) -> None:
        open_form(desk, body, {"notes": unescape(body["message"].get("text", ""))[: package.LONG]})
        ack()

    @app.view(ids.FORM)
    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        submit(desk, body)
        ack()


def open_form(desk: Desk, body: dict[str, Any], prefill: dict[str, str]) -> None:
    """Open the form, unless the policy says that this person hands off nothing."""
    who = caller(body)
    prefill = {name: package.tidy(text) for name, text in prefill.items()}
    with desk.db.reading() as session:
        crew = team.load(session, desk.policy, who.team, who.user)
    if not crew.roster.may_hand_off(who.user):
        raise NotAllowed("hand off a prospect", "listed_sdr")
    form = handoff_form.form(desk.policy.framework, prefill=prefill, may_choose=bool(crew.roster.aes()))
    desk.client.views_open(trigger_id=body["trigger_id"], view=form)


def submit(desk: Desk, body: dict[str, Any]) -> None:
    """Store what was submitted, or raise what is wrong with it."""
    who, values = caller(body), typed_values(body["view"])
    ae = values.get(handoff_form.AE) or None
    faults: dict[str, str] = {}
    try:
        passed = package.build(values, values.get("checks") or [], framework=desk.policy.framework)
    except Incomplete as error:
        faults = error.faults
    if ae is None and not values.get(handoff_form.CHOOSE):
        faults[handoff_form.AE] = "Name an AE, or tick “Choose for me” below."
    if faults:
        raise Incomplete(faults)
    if ae:
        # The one look-up before an ack: whether an account is deactivated must be true now, not last night.
        desk.directory.look_up(who.team, ae)
    # Without any sdr listed anyone may hand off, but a guest: so we must know who she is.
    desk.directory.ensure(who.team, who.user)
    with desk.effect(body) as session:
        crew = team.load(session, desk.policy, who.team, who.user, ae)
        key = body["view"].get("root_view_id") or body["view"]["id"]
        handoffs.submit(session, crew, sdr=who.user, package=passed, ae=ae, key=key, now=desk.now())


def _mine(desk: Desk, who: Caller) -> list[Any]:
    with desk.db.reading() as session:
        found = stored.concerning(session, who.team, [who.user])
        seen = [sights.see(session, desk.policy, handoff, who.user, desk.now()) for handoff in found]
    return sorted(seen, key=lambda sight: not home.must_act(sight))


def unescape(text: str) -> str:
    """Undo Slack's three entities in a message's text, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
