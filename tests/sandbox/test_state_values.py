"""state.values: an entry for each stateful element, empty, initial or picked."""

from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Driver
from tests.sandbox.pressing import Body, Ears, inputs, opened
from tests.sandbox.stock_app import form, options

PICKED: list[tuple[Body, Any, Body, Body]] = [
    ({"type": "plain_text_input"}, "x", {"value": "x"}, {"value": None}),
    ({"type": "number_input", "is_decimal_allowed": False}, "7", {"value": "7"}, {"value": None}),
    ({"type": "datepicker"}, "2026-12-24", {"selected_date": "2026-12-24"}, {"selected_date": None}),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}, {"selected_time": None}),
    (
        {"type": "datetimepicker"},
        1_800_000_000,
        {"selected_date_time": 1_800_000_000},
        {"selected_date_time": None},
    ),
    (
        {"type": "static_select", "options": options("Milk", "Sugar")},
        "Sugar",
        {"selected_option": "sugar"},
        {"selected_option": None},
    ),
    (
        {"type": "radio_buttons", "options": options("Milk", "Sugar")},
        "Milk",
        {"selected_option": "milk"},
        {"selected_option": None},
    ),
    (
        {"type": "checkboxes", "options": options("Milk", "Sugar")},
        ["Sugar", "Milk"],
        {"selected_options": ["sugar", "milk"]},
        {"selected_options": []},
    ),
    (
        {"type": "multi_static_select", "options": options("Milk", "Sugar")},
        ["Milk"],
        {"selected_options": ["milk"]},
        {"selected_options": []},
    ),
    ({"type": "users_select"}, "Anna Keller", {"selected_user": "U0ANNA"}, {"selected_user": None}),
    ({"type": "multi_users_select"}, ["@anna"], {"selected_users": ["U0ANNA"]}, {"selected_users": []}),
    ({"type": "channels_select"}, "#orders", {"selected_channel": "C0ORDERS"}, {"selected_channel": None}),
    (
        {"type": "conversations_select"},
        "orders",
        {"selected_conversation": "C0ORDERS"},
        {"selected_conversation": None},
    ),
    (
        {"type": "rich_text_input"},
        "x",
        {"rich_text_value": "rich_text"},
        {"rich_text_value": None},
    ),
    ({"type": "file_input"}, [], {"files": []}, {"files": []}),
]


def plainly(entry: Body) -> Body:
    """Options by their value, so that the table above stays readable."""

    def brief(value: Any) -> Any:
        if isinstance(value, list):
            return [brief(item) for item in value]
        return value.get("value", value.get("type")) if isinstance(value, dict) else value

    return {name: brief(value) for name, value in entry.items() if name != "type"}


@pytest.mark.parametrize(("element", "picked", "filled", "empty"), PICKED, ids=[p[0]["type"] for p in PICKED])
def test_state_values_of_each_element(
    desk: Driver, client: WebClient, ears: Ears, element: Body, picked: Any, filled: Body, empty: Body
) -> None:
    untouched = opened(desk, client, ears, inputs(element, optional=True))
    assert untouched.submit().ok
    entry = ears.last["view"]["state"]["values"]["b0"]["a"]
    assert (entry["type"], plainly(entry)) == (element["type"], empty)
    modal = opened(desk, client, ears, inputs(element, optional=True))
    assert modal.fill({element["type"]: picked}).submit().ok
    assert plainly(ears.last["view"]["state"]["values"]["b0"]["a"]) == filled


def test_initial_values_count_until_they_are_emptied(desk: Driver, client: WebClient, ears: Ears) -> None:
    both = options("Milk", "Sugar")
    elements = (
        {"type": "plain_text_input", "initial_value": "tea"},
        {"type": "checkboxes", "options": both, "initial_options": both[:1]},
    )
    assert opened(desk, client, ears, inputs(*elements)).submit().ok
    values = ears.last["view"]["state"]["values"]
    assert values["b0"]["a"]["value"] == "tea"
    assert values["b1"]["a"]["selected_options"][0]["value"] == "milk"
    modal = opened(desk, client, ears, inputs(*elements, optional=True))
    assert (modal.value("plain_text_input"), modal.value("checkboxes")) == ("tea", ["Milk"])
    assert modal.fill({"plain_text_input": "", "checkboxes": []}).submit().ok
    values = ears.last["view"]["state"]["values"]
    assert (values["b0"]["a"]["value"], values["b1"]["a"]["selected_options"]) == (None, [])


def test_state_holds_elements_outside_of_inputs(desk: Driver, client: WebClient, ears: Ears) -> None:
    view = form("tea")
    menu = {"type": "static_select", "action_id": "size", "options": options("Small", "Large")}
    view["blocks"][3]["elements"].append(menu)
    modal = opened(desk, client, ears, view)
    modal.picks("size", "Large")
    assert ears.last["actions"][0]["selected_option"]["value"] == "large"
    modal.fill({"For whom": "sam"}).submit()
    assert ears.last["view"]["state"]["values"]["more"]["size"]["selected_option"]["value"] == "large"


def test_an_input_that_dispatches_tells_at_once(desk: Driver, client: WebClient, ears: Ears) -> None:
    view = inputs(
        {"type": "static_select", "options": options("Milk", "Sugar")}, {"type": "plain_text_input"}
    )
    view["blocks"][0]["dispatch_action"] = True
    modal = opened(desk, client, ears, view)
    modal.fill({"plain_text_input": "typed before", "static_select": "Milk"})
    assert ears.last["type"] == "block_actions"
    assert ears.last["view"]["state"]["values"]["b1"]["a"]["value"] == "typed before"
    assert modal.value("plain_text_input") == "typed before"


def test_response_urls_of_a_select_that_asks_for_one(desk: Driver, client: WebClient, ears: Ears) -> None:
    view = inputs({"type": "conversations_select", "response_url_enabled": True})
    opened(desk, client, ears, view).fill({"conversations_select": "orders"}).submit()
    (given,) = ears.last["response_urls"]
    assert (given["block_id"], given["action_id"], given["channel_id"]) == ("b0", "a", "C0ORDERS")
