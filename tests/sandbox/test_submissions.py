"""What a modal does after Send: the client's own checks, and each answer an app can give."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Driver
from sandbox.driver_modal import Modal
from tests.sandbox.pressing import Body, Ears, Reaction, trigger
from tests.sandbox.stock_app import form, options


@pytest.fixture
def ears(desk: Driver) -> Iterator[Ears]:
    heard = Ears()
    with heard.listen() as listening:
        desk.request_url(listening.url)
        yield heard


@pytest.fixture
def modal(desk: Driver, client: WebClient, ears: Ears) -> Modal:
    client.views_open(trigger_id=trigger(desk, ears), view=form("tea"))
    opened = desk.as_user("sam").modal()
    assert opened
    return opened.fill({"For whom": "anna"})


def on_submission(reaction: Body | str) -> Reaction:
    return lambda told: reaction if told.get("type") == "view_submission" else None


def inputs(*elements: Body, optional: bool = False) -> Body:
    """A modal of inputs labelled by the types of their elements."""
    view = form()
    view["blocks"] = [
        {
            "type": "input",
            "block_id": f"b{number}",
            "label": {"type": "plain_text", "text": element["type"]},
            "optional": optional,
            "element": {"action_id": "a"} | element,
        }
        for number, element in enumerate(elements)
    ]
    return view


def opened(desk: Driver, client: WebClient, ears: Ears, view: Body) -> Modal:
    client.views_open(trigger_id=trigger(desk, ears), view=view)
    modal = desk.as_user("sam").modal()
    assert modal
    return modal


def test_an_empty_answer_closes_the_modal(modal: Modal) -> None:
    done = modal.submit()
    assert (done.ok, done.ack["result"], done.modal) == (True, "closed", None)


def test_an_empty_answer_brings_back_the_view_below(
    modal: Modal, desk: Driver, client: WebClient, ears: Ears
) -> None:
    modal.clicks("More")
    client.views_push(trigger_id=ears.last["trigger_id"], view=form("coffee"))
    top = desk.as_user("sam").modal()
    assert top and top.value("What") == "coffee"
    below = top.fill({"For whom": "sam"}).submit().modal
    assert below and (below.id, below.value("What")) == (modal.id, "tea")


def test_clear_closes_everything(modal: Modal, client: WebClient, ears: Ears, desk: Driver) -> None:
    modal.clicks("More")
    client.views_push(trigger_id=ears.last["trigger_id"], view=form("coffee"))
    ears.react = on_submission({"response_action": "clear"})
    top = desk.as_user("sam").modal()
    assert top
    done = top.fill({"For whom": "sam"}).submit()
    assert (done.ack["result"], done.modal) == ("cleared", None)


def test_update_replaces_and_push_stacks(modal: Modal, ears: Ears, desk: Driver) -> None:
    ears.react = on_submission({"response_action": "update", "view": form()})
    updated = modal.submit()
    assert updated.ack["result"] == "updated"
    assert updated.modal and updated.modal.id == modal.id
    ears.react = on_submission({"response_action": "push", "view": form("more")})
    pushed = updated.modal.submit()
    assert pushed.modal and pushed.modal.view["previous_view_id"] == modal.id
    assert desk.as_user("sam").state()["modal_depth"] == 2


def test_errors_stand_under_the_inputs_and_keep_what_was_typed(modal: Modal, ears: Ears) -> None:
    ears.react = on_submission({"response_action": "errors", "errors": {"what": "No.", "whom": "Not her."}})
    refused = modal.fill({"What": "coffee"}).submit()
    assert refused.errors == {"What": "No.", "For whom": "Not her."}
    assert refused.modal and refused.modal.value("What") == "coffee"


@pytest.mark.parametrize(
    "reaction",
    [
        "OK",
        "{}",
        {"response_action": "errors", "errors": {"nowhere": "No."}},
        {"response_action": "errors", "errors": {"more": "Not an input."}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
        {"response_action": "push", "view": {"type": "home", "blocks": []}},
        {"response_action": "update"},
        {"response_action": "close"},
    ],
    ids=str,
)
def test_an_answer_slack_cannot_use_is_trouble(
    modal: Modal, desk: Driver, ears: Ears, reaction: Body | str
) -> None:
    ears.react = on_submission(reaction)
    failed = modal.submit()
    assert (failed.ok, failed.ack["error"]) == (False, "trouble_connecting")
    assert failed.modal and failed.modal.id == modal.id
    assert desk.as_user("sam").state()["notice"] == "We had some trouble connecting. Try again?"


def test_a_push_beyond_three_is_trouble(modal: Modal, ears: Ears, desk: Driver) -> None:
    ears.react = on_submission({"response_action": "push", "view": form("more")})
    top: Modal | None = modal
    for _ in range(2):
        assert top
        top = top.fill({"For whom": "sam"}).submit().modal
    assert top
    assert top.fill({"For whom": "sam"}).submit().ack["error"] == "trouble_connecting"


def test_an_app_that_is_gone_is_trouble(modal: Modal, desk: Driver) -> None:
    desk.request_url("http://127.0.0.1:9/nobody")
    assert modal.submit().ack["error"] == "trouble_connecting"


def test_the_client_asks_for_required_inputs_itself(modal: Modal, ears: Ears) -> None:
    heard = len(ears.told)
    refused = modal.fill({"What": "  ", "For whom": None}).submit()
    assert refused.errors == {
        "What": "Please complete this required field.",
        "For whom": "Please complete this required field.",
    }
    assert refused.ack["client_side"] is True
    assert len(ears.told) == heard
    assert modal.submit(skip_client_checks=True).ok
    assert ears.last["view"]["state"]["values"]["whom"]["user"]["selected_user"] is None


@pytest.mark.parametrize(
    ("element", "bad", "good"),
    [
        ({"type": "email_text_input"}, "jane@acme", "jane@acme.example"),
        ({"type": "url_text_input"}, "acme.example", "https://acme.example/about"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "15"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "2.1", "1.9"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1.9", "2"),
        ({"type": "plain_text_input", "max_length": 3}, "four", "two"),
        ({"type": "plain_text_input", "min_length": 3}, "no", "yes"),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["sam", "anna"], ["anna"]),
    ],
)
def test_the_client_checks_formats(
    desk: Driver, client: WebClient, ears: Ears, element: Body, bad: Any, good: Any
) -> None:
    modal = opened(desk, client, ears, inputs(element))
    refused = modal.fill({element["type"]: bad}).submit()
    assert (list(refused.errors), refused.ack["client_side"]) == ([element["type"]], True)
    assert modal.fill({element["type"]: good}).submit().ok


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


def test_closing_is_told_only_on_request(desk: Driver, client: WebClient, ears: Ears) -> None:
    opened(desk, client, ears, form() | {"notify_on_close": False}).cancel()
    assert "type" not in ears.last
    opened(desk, client, ears, form("tea")).cancel()
    assert (ears.last["type"], ears.last["is_cleared"]) == ("view_closed", False)
    assert "trigger_id" not in ears.last
    opened(desk, client, ears, form() | {"clear_on_close": True}).cancel()
    assert ears.last["is_cleared"] is True
