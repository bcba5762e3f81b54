"""Every move of every person as a payload that Slack signs, whether or not a button shows it."""

import json
from typing import Any

from sandbox import payloads
from sandbox.messages import Message
from sandbox.server import Sandbox

Json = dict[str, Any]
SAYS: dict[str, tuple[str, Json]] = {  # what a modal is called, and what a person may have entered
    "reject": ("handoff.reject", {"reason": ("selected_option", "not_a_fit"), "comment": ("value", "No")}),
    "ask": ("handoff.ask", {"question": ("value", "Who signs?")}),
    "answer": ("handoff.answer", {"answer": ("value", "Jane")}),
    "reassign": ("handoff.reassign", {"ae": ("selected_user", "")}),
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
    values = {name: {name: _entered(kind, value or ae)} for name, (kind, value) in said.items()}
    view: Json = {
        "id": f"V{ws.timestamps.next()}",
        "hash": ws.timestamps.next(),
        "type": "modal",
        "callback_id": callback,
        "private_metadata": str(number),
        "blocks": [{"type": "input", "block_id": name} for name in said],
        "state": {"values": values},
    }
    clicked = move(slack, person, "accept", number)
    kept = {name: clicked[name] for name in ("team", "user", "api_app_id", "token", "trigger_id")}
    return {"type": "view_submission", "view": view, **json.loads(json.dumps(kept))}


def _entered(kind: str, value: str) -> Json:
    return {kind: {"value": value} if kind == "selected_option" else value}
