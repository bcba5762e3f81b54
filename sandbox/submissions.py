"""A person submits or closes a modal, and the modal does what the app answers."""

from typing import Any

from sandbox import payloads
from sandbox.actions import remember
from sandbox.client_checks import complaints
from sandbox.commands import notice
from sandbox.deliver import Courier
from sandbox.outcome import Outcome
from sandbox.people import Person
from sandbox.validate import check_view
from sandbox.views import View
from sandbox.wire import Json, SlackError, object_or_none
from sandbox.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class Trouble(Exception):
    """The answer makes no sense to Slack: the person sees a banner, the app is told nothing."""


async def submit(courier: Courier, person: Person, view: View, values: Any, *, unchecked: bool) -> Json:
    ws = courier.ws
    remember(ws, view, values)
    wrong = {} if unchecked else complaints(view)
    if wrong:
        return {"ok": False, "errors": wrong, "client_side": True}
    outcome = await courier.deliver("interactive", payloads.view_submission(ws, person, view))
    notice(ws, person, outcome, view["title"]["text"])
    timing = outcome.as_json()
    try:
        result = _answered(ws, person, view, outcome)
    except (Trouble, SlackError) as trouble:
        ws.notices[person.id] = TROUBLE
        ws.live.changed(people=[person.id])
        return timing | {"ok": False, "error": "trouble_connecting", "why": str(trouble)}
    ws.live.changed(people=[person.id])
    return timing | result


def _answered(ws: Workspace, person: Person, view: View, outcome: Outcome) -> Json:
    if not outcome.ok:
        raise Trouble(outcome.error)
    if outcome.body == "":
        _pop(ws, view)
        return {"result": "closed"}
    answer = object_or_none(outcome.body)
    if answer is None:
        raise Trouble("the body is neither empty nor a JSON object")
    action = answer.get("response_action")
    if action == "errors":
        return {"ok": False, "errors": _errors(view, answer.get("errors"))}
    if action == "clear":
        ws.views.clear(person.id)
        return {"result": "cleared"}
    if action == "update":
        ws.views.update(view, _modal(answer))
        return {"result": "updated"}
    if action == "push":
        ws.views.push(person.id, _modal(answer), onto=view.id)
        return {"result": "pushed"}
    raise Trouble(f"unknown response_action {action!r}")


def _pop(ws: Workspace, view: View) -> None:
    if view in ws.views.stack(view.user):
        ws.views.pop(view)


def _errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Trouble(f"errors must name input blocks of this view, got {errors!r}")
    return {block_id: str(text) for block_id, text in errors.items()}


def _modal(answer: Json) -> Json:
    view = answer.get("view")
    if not isinstance(view, dict):
        raise Trouble("response_action without a view")
    check_view(view, "modal")
    return view


async def close(courier: Courier, person: Person, view: View, *, everything: bool) -> Json:
    """Cancel takes this view away; the window's × (or clear_on_close) the whole stack."""
    ws = courier.ws
    everything = everything or view["clear_on_close"]
    told = ws.views.stack(person.id)[0] if everything else view
    if everything:
        ws.views.clear(person.id)
    else:
        ws.views.pop(view)
    ws.live.changed(people=[person.id])
    if not told["notify_on_close"]:
        return {"ok": True}
    payload = payloads.view_closed(ws, person, told, is_cleared=everything)
    outcome = await courier.deliver("interactive", payload)
    return outcome.as_json()
