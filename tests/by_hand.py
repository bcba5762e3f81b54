"""Every move of every person as a payload that Slack signs, whether or not a button shows it."""

import json
from datetime import timedelta
from typing import Any

from sandbox import payloads
from sandbox.messages import Message
from sandbox.server import Sandbox

Json = dict[str, Any]
SAYS: dict[str, tuple[str, Json]] = {  # what a modal is called, and what a person may have entered
    "accept": (
        "handoff.accept",
        {"next_step": ("value", "Call Jane"), "next_step_on": ("selected_date", "")},
    ),
    "reject": ("handoff.reject", {"reason": ("selected_option", "not_a_fit"), "comment": ("value", "No")}),
    "dispute": ("handoff.dispute", {"evidence": ("value", "They have 400 people")}),
    "uphold": ("handoff.uphold", {"comment": ("value", "Too small")}),
    "overturn": ("handoff.overturn", {"comment": ("value", "They fit")}),
    "decline": ("handoff.decline", {"comment": ("value", "Ask for the budget first")}),
    "ask": ("handoff.ask", {"question": ("value", "Who signs?")}),
    "answer": ("handoff.answer", {"answer": ("value", "Jane")}),
    "extend": ("handoff.extend", {"comment": ("value", "She is at a trade fair")}),
    "snooze": ("handoff.snooze", {"until": ("selected_date_time", "")}),
    "hand_over": ("handoff.hand_over", {"ae": ("selected_user", "")}),
    "reassign": ("handoff.reassign", {"ae": ("selected_user", "")}),
    "opportunity": ("handoff.opportunity", {"amount": ("value", "50,000")}),
    "win": ("handoff.win", {"amount": ("value", "60000")}),
    "lose": ("handoff.lose", {"reason": ("selected_option", "price")}),
    "recycle": ("handoff.recycle", {"reason": ("selected_option", "not_now")}),
    "rate": ("handoff.rate", {"quality": ("selected_option", "4"), "comment": ("value", "Good")}),
}


def move(slack: Sandbox, person: str, action: str, number: int, *, ae: str = "") -> Json:
    """Give the payload of a click, or of a submitted modal; `ae` is who gets it next."""
    ws = slack.workspace
    if action not in SAYS:
        button: Json = {"type": "button", "action_id": f"handoff.act.{action}", "value": str(number)}
        clicked = payloads.action(button, {"block_id": "moves"}, ws.timestamps.next(), {})
        message = Message(ws.timestamps.next(), ws.bot.id, "A card", [])
        return payloads.block_action_on_message(ws, ws.people[person], ws.app_dm(person), message, clicked)
    callback, said = SAYS[action]
    values = {name: {name: _entered(kind, value or ae, slack)} for name, (kind, value) in said.items()}
    view: Json = {
        "id": f"V{ws.timestamps.next()}",
        "hash": ws.timestamps.next(),
        "type": "modal",
        "callback_id": callback,
        "private_metadata": str(number),
        "blocks": [{"type": "input", "block_id": name} for name in said],
        "state": {"values": values},
    }
    clicked = move(slack, person, "touch", number)
    kept = {name: clicked[name] for name in ("team", "user", "api_app_id", "token", "trigger_id")}
    return {"type": "view_submission", "view": view, **json.loads(json.dumps(kept))}


def _entered(kind: str, value: str, slack: Sandbox) -> Json:
    soon = slack.clock.now() + timedelta(hours=1)
    entries: Json = {
        "selected_option": {"value": value},
        "selected_date": soon.date().isoformat(),
        "selected_date_time": int(soon.timestamp()),
    }
    return {kind: entries.get(kind, value)}
