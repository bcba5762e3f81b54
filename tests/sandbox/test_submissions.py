"""What a modal does after Send: the client's own checks, and each answer an app can give."""

from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Driver
from sandbox.driver_modal import Modal
from tests.sandbox.pressing import Body, Ears, Reaction, inputs, opened, trigger
from tests.sandbox.stock_app import form


@pytest.fixture
def modal(desk: Driver, client: WebClient, ears: Ears) -> Modal:
    client.views_open(trigger_id=trigger(desk, ears), view=form("tea"))
    opened = desk.as_user("sam").modal()
    assert opened
    return opened.fill({"For whom": "anna"})


def on_submission(reaction: Body | str) -> Reaction:
    return lambda told: reaction if told.get("type") == "view_submission" else None


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


def test_closing_is_told_only_on_request(desk: Driver, client: WebClient, ears: Ears) -> None:
    opened(desk, client, ears, form() | {"notify_on_close": False}).cancel()
    assert "type" not in ears.last
    opened(desk, client, ears, form("tea")).cancel()
    assert (ears.last["type"], ears.last["is_cleared"]) == ("view_closed", False)
    assert "trigger_id" not in ears.last
    opened(desk, client, ears, form() | {"clear_on_close": True}).cancel()
    assert ears.last["is_cleared"] is True
