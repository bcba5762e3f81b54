"""A person presses or picks something in a message, a modal or the Home tab."""

from typing import Any

from sandbox import payloads, state
from sandbox.blocks import find_element
from sandbox.commands import notice
from sandbox.deliver import Courier
from sandbox.messages import Channel, Message
from sandbox.people import Person
from sandbox.picks import normal
from sandbox.views import View
from sandbox.wire import ControlError, Json, object_or_none
from sandbox.workspace import Workspace

Place = View | tuple[Channel, Message]


async def act(
    courier: Courier, person: Person, place: Place, *, block_id: str, action_id: str, raw: Any
) -> Json:
    ws = courier.ws
    block, element = _element(_blocks(place), block_id, action_id)
    if block["type"] == "input" and not block.get("dispatch_action"):
        raise ControlError(f"the input {action_id} does not dispatch actions")
    picked = _picked(ws, element, raw)
    if element["type"] in state.STATEFUL:
        _entered(person, place).setdefault(block_id, {})[action_id] = picked
    action = payloads.action(element, block, ws.timestamps.next(), _action_fields(picked))
    if isinstance(place, View):
        payload = payloads.block_action_in_view(ws, person, place, action)
    else:
        payload = payloads.block_action_on_message(ws, person, *place, action)
    outcome = await courier.deliver("interactive", payload)
    notice(ws, person, outcome, _label(element))
    return outcome.as_json()


async def suggest(
    courier: Courier, person: Person, place: Place, *, block_id: str, action_id: str, typed: str
) -> Json:
    """What the app offers while the person types into an external select."""
    block, element = _element(_blocks(place), block_id, action_id)
    where = payloads.suggestion_place(courier.ws, place) | {"block_id": block["block_id"]}
    payload = payloads.block_suggestion(courier.ws, person, where, element, typed)
    outcome = await courier.deliver("interactive", payload)
    offered = object_or_none(outcome.body) or {}
    return outcome.as_json() | {"options": state.options_of(offered)}


def remember(ws: Workspace, view: View, values: Any) -> None:
    """What the person has typed so far, so that the app sees it in state.values."""
    for block_id, actions in (values or {}).items():
        for action_id, raw in actions.items():
            _, element = _element(view.blocks, block_id, action_id)
            entry = state.entered(element, normal(ws, element, raw))
            view.entered.setdefault(block_id, {})[action_id] = entry


def _blocks(place: Place) -> list[Json]:
    return place.blocks if isinstance(place, View) else place[1].blocks or []


def _entered(person: Person, place: Place) -> dict[str, Json]:
    return place.entered if isinstance(place, View) else place[1].picked.setdefault(person.id, {})


def _element(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json]:
    found = find_element(blocks, block_id, action_id)
    if found is None:
        raise ControlError(f"nothing with block_id {block_id!r} and action_id {action_id!r} is shown")
    return found


def _picked(ws: Workspace, element: Json, raw: Any) -> Json:
    if element["type"] in state.STATEFUL:
        return state.entered(element, normal(ws, element, raw))
    if element["type"] == "overflow":
        return {"selected_option": state.option(element, raw)}
    if element["type"] == "feedback_buttons":
        return {"value": raw}
    return {}


def _action_fields(picked: Json) -> Json:
    return {name: value for name, value in picked.items() if name != "type"}


def _label(element: Json) -> str:
    text = element.get("text") or element.get("placeholder") or {}
    return str(text.get("text") or element["type"])
