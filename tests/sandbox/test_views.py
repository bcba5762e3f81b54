"""views.*: triggers, stacks, ids and hashes."""

import time
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.config import Config, DeliveryConfig
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.sandbox.pressing import Body, Ears, trigger
from tests.sandbox.stock_app import button, form


def view(**changed: Any) -> Body:
    return form() | changed


def home(text: str) -> Body:
    return {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}


def press(desk: Driver, ears: Ears) -> str:
    """A trigger from inside of the modal that sam has open."""
    modal = desk.as_user("sam").modal()
    assert modal
    modal.clicks("More")
    return str(ears.last["trigger_id"])


def test_a_view_answers_with_every_field(desk: Driver, client: WebClient, ears: Ears) -> None:
    opened = client.views_open(trigger_id=trigger(desk, ears), view=view(external_id="mine"))["view"]
    expected = {
        "team_id": "T0NORTHWND",
        "type": "modal",
        "callback_id": "order",
        "external_id": "mine",
        "private_metadata": "kept",
        "clear_on_close": False,
        "notify_on_close": True,
        "submit_disabled": False,
        "previous_view_id": None,
        "root_view_id": opened["id"],
        "app_id": "A0HANDOFF",
        "app_installed_team_id": "T0NORTHWND",
        "bot_id": "B0HANDOFF",
    }
    assert {name: opened[name] for name in expected} == expected
    assert set(opened) - set(expected) == {"id", "hash", "blocks", "state", "title", "submit", "close"}
    assert opened["state"]["values"]["what"] == {"text": {"type": "plain_text_input", "value": None}}
    assert opened["blocks"][0]["label"] == {"type": "plain_text", "text": "What", "emoji": True}


def test_a_trigger_opens_one_view(desk: Driver, client: WebClient, ears: Ears) -> None:
    once = trigger(desk, ears)
    client.views_open(trigger_id=once, view=view())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        client.views_open(trigger_id=once, view=view())
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_open(trigger_id="12345.67890.abc", view=view())
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.api_call("views.open", json={"view": view()})


def test_a_trigger_expires_in_real_time(hurried: Sandbox, hurried_desk: Driver) -> None:
    assert DeliveryConfig().trigger_seconds == 3.0
    client = WebClient("xoxb-sandbox", base_url=hurried.api_url)
    ears = Ears()
    with ears.listen() as listening:
        hurried_desk.request_url(listening.url)
        fresh = trigger(hurried_desk, ears)
        hurried_desk.advance(hours=1)
        client.views_open(trigger_id=fresh, view=view())
        stale = trigger(hurried_desk, ears)
        time.sleep(0.41)
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            client.views_open(trigger_id=stale, view=view())


def test_a_refused_view_leaves_the_trigger_unused(desk: Driver, client: WebClient, ears: Ears) -> None:
    once = trigger(desk, ears)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.views_open(trigger_id=once, view=view(title={"type": "plain_text", "text": "x" * 25}))
    assert client.views_open(trigger_id=once, view=view())["ok"]


def test_three_views_are_a_full_stack(desk: Driver, client: WebClient, ears: Ears) -> None:
    first = client.views_open(trigger_id=trigger(desk, ears), view=view())["view"]
    second = client.views_push(trigger_id=press(desk, ears), view=view())["view"]
    third = client.views_push(trigger_id=press(desk, ears), view=view())["view"]
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        client.views_push(trigger_id=press(desk, ears), view=view())
    sam = desk.as_user("sam")
    assert sam.state()["modal_depth"] == 3
    assert desk.as_user("anna").modal() is None
    top = sam.modal()
    assert top and top.id == third["id"]
    top.cancel()
    below = sam.modal()
    assert below and below.id == second["id"]
    below.cancel(everything=True)
    assert (sam.modal(), ears.last["view"]["id"], ears.last["is_cleared"]) == (None, first["id"], True)


def test_push_needs_a_modal_underneath(desk: Driver, client: WebClient, ears: Ears) -> None:
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_push(trigger_id=trigger(desk, ears), view=view())
    client.views_open(trigger_id=trigger(desk, ears), view=view())
    inside = press(desk, ears)
    modal = desk.as_user("sam").modal()
    assert modal
    modal.cancel()
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_push(trigger_id=inside, view=view())


def test_an_update_keeps_the_id_and_changes_the_hash(desk: Driver, client: WebClient, ears: Ears) -> None:
    opened = client.views_open(trigger_id=trigger(desk, ears), view=view(external_id="mine"))["view"]
    title = {"type": "plain_text", "text": "Second"}
    updated = client.views_update(external_id="mine", view=view(title=title, external_id="mine"))["view"]
    assert (updated["id"], updated["title"]["text"]) == (opened["id"], "Second")
    assert updated["hash"] != opened["hash"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=opened["id"], hash=opened["hash"], view=view())
    assert client.views_update(view_id=opened["id"], hash=updated["hash"], view=view())["ok"]
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id="V0NOWHERE", view=view())
    with pytest.raises(SlackApiError, match="Cannot provide both"):
        both = {"view_id": opened["id"], "external_id": "mine", "view": view()}
        client.api_call("views.update", json=both)
    modal = desk.as_user("sam").modal()
    assert modal
    modal.cancel()
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id=opened["id"], view=view())


def test_external_ids_are_unique(desk: Driver, client: WebClient, ears: Ears) -> None:
    client.views_open(trigger_id=trigger(desk, ears), view=view(external_id="mine"))
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        client.views_open(trigger_id=trigger(desk, ears, "anna"), view=view(external_id="mine"))


def test_values_stay_where_block_and_action_ids_stay(desk: Driver, client: WebClient, ears: Ears) -> None:
    """An initial_value is ignored for an input that is there already; a new block_id starts afresh."""
    opened = client.views_open(trigger_id=trigger(desk, ears), view=form("first"))["view"]
    second = form("second")
    assert client.views_update(view_id=opened["id"], view=second)["view"]["state"]["values"]["what"] == {
        "text": {"type": "plain_text_input", "value": "first"}
    }
    second["blocks"][0]["block_id"] = "anew"
    assert client.views_update(view_id=opened["id"], view=second)["view"]["state"]["values"]["anew"] == {
        "text": {"type": "plain_text_input", "value": "second"}
    }


def test_each_person_has_one_home(desk: Driver, client: WebClient) -> None:
    first = client.views_publish(user_id="U0SAM", view=home("one"))["view"]
    second = client.views_publish(user_id="U0SAM", hash=first["hash"], view=home("two"))["view"]
    assert second["id"] == first["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_publish(user_id="U0SAM", hash=first["hash"], view=home("three"))
    assert desk.as_user("sam").state()["home"]["hash"] == second["hash"]
    assert desk.as_user("anna").state()["home"] is None
    with pytest.raises(SlackApiError, match="unsupported type: modal"):
        client.views_publish(user_id="U0SAM", view=view())


def test_no_home_tab_no_publishing(config: Config) -> None:
    without = replace(config, manifest=replace(config.manifest, home_tab=False))
    with Sandbox(without) as running:
        client = WebClient("xoxb-sandbox", base_url=running.api_url)
        with pytest.raises(SlackApiError, match="not_enabled"):
            client.views_publish(user_id="U0SAM", view=home("one"))


def test_missing_ids_are_filled_in(client: WebClient) -> None:
    press = button("Press", "press")
    del press["action_id"]
    blocks = [{"type": "actions", "elements": [press]}]
    (shown,) = client.chat_postMessage(channel="C0ORDERS", text="x", blocks=blocks)["message"]["blocks"]
    assert shown["block_id"] and shown["elements"][0]["action_id"]
