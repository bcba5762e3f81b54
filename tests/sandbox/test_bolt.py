"""A stock Bolt app, unchanged, over HTTP: each kind of listener."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Driver
from tests.sandbox import stock_app
from tests.sandbox.bolt_over_http import bolt, serve

Heard = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
def over_http(desk: Driver, client: WebClient, heard: Heard) -> Iterator[None]:
    with serve(bolt(stock_app.build(client, heard=heard))) as listening:
        desk.request_url(listening.url)
        yield


def last(heard: Heard, kind: str) -> dict[str, Any]:
    return next(body for name, body in reversed(heard) if name == kind)


def test_from_the_command_to_the_accepted_card(over_http: None, desk: Driver, heard: Heard) -> None:
    sam, anna = desk.as_user("sam"), desk.as_user("anna")
    modal = sam.types("/order tea", channel="orders").modal
    assert modal and modal.title == "Order"
    assert (modal.labels(), modal.value("What")) == (["What", "For whom", "Extras"], "tea")
    done = modal.fill({"for whom": "@anna", "Extras": ["Milk"]}).submit()
    assert (done.ok, done.modal) == (True, None)
    message = anna.sees("tea with milk")
    assert message.buttons() == ["Accept"]
    reply = message.clicks("Accept")
    assert reply.ok
    assert anna.sees("*Accepted*").buttons() == []
    assert [ephemeral.text for ephemeral in reply.ephemerals] == ["Thank you"]
    assert last(heard, "block_actions")["actions"][0]["value"] == "42"


def test_a_menu_of_a_message(over_http: None, desk: Driver, client: WebClient) -> None:
    client.chat_postMessage(channel="U0SAM", text="x", blocks=stock_app.card("pick"))
    reply = desk.as_user("sam").sees("pick").picks("menu", "Drop")
    assert [message.text for message in reply.ephemerals] == ["You picked drop"]


def test_a_command_answers_in_its_ack(over_http: None, desk: Driver) -> None:
    reply = desk.as_user("sam").types("/order help", channel="open")
    assert [message.text for message in reply.ephemerals] == ["Type what you want."]
    assert desk.as_user("anna").messages(channel="open") == []
    assert desk.as_user("sam").types("/silent", channel="open").ephemerals == []


def test_errors_of_the_app_stand_under_their_labels(over_http: None, desk: Driver) -> None:
    modal = desk.as_user("sam").types("/order nothing", channel="orders").modal
    assert modal
    refused = modal.fill({"For whom": "anna"}).submit()
    assert (refused.ok, refused.errors) == (False, {"What": "Order something."})
    assert refused.modal and refused.modal.id == modal.id


def test_shortcuts(over_http: None, desk: Driver, client: WebClient, heard: Heard) -> None:
    sam = desk.as_user("sam")
    opened = sam.shortcut("Order a thing").modal
    assert opened and opened.value("What") is None
    opened.cancel()
    client.chat_postMessage(channel="C0ORDERS", text="coffee")
    opened = sam.shortcut("Order this", message=sam.sees("coffee", channel="orders")).modal
    assert opened and opened.value("What") == "coffee"
    assert last(heard, "message_action")["channel"] == {"id": "C0ORDERS", "name": "orders"}
    assert "channel" not in last(heard, "shortcut")


def test_what_was_typed_survives_an_update_of_the_modal(over_http: None, desk: Driver, heard: Heard) -> None:
    modal = desk.as_user("sam").types("/order tea", channel="orders").modal
    assert modal
    before = modal.view["hash"]
    modal.fill({"What": "green tea", "Extras": ["Sugar"]})
    modal.clicks("More")
    told = last(heard, "block_actions")["view"]["state"]["values"]
    assert told["what"]["text"] == {"type": "plain_text_input", "value": "green tea"}
    assert "grown" in modal.texts
    assert (modal.value("What"), modal.value("Extras")) == ("green tea", ["Sugar"])
    assert modal.view["hash"] != before


def test_cancelling_is_told_to_an_app_that_asked(over_http: None, desk: Driver, heard: Heard) -> None:
    sam = desk.as_user("sam")
    modal = sam.types("/order tea", channel="orders").modal
    assert modal
    modal.cancel()
    assert sam.modal() is None
    assert last(heard, "view_closed")["is_cleared"] is False


def test_the_home_tab(over_http: None, desk: Driver, heard: Heard) -> None:
    home = desk.as_user("sam").opens_home()
    assert home.shown == "Welcome <@U0SAM>\nRefresh"
    assert home.clicks("Refresh").ok
    assert last(heard, "block_actions")["container"] == {"type": "view", "view_id": home.view["id"]}
    first = last(heard, "event_callback")
    assert "view" not in first["event"]
    desk.as_user("sam").opens_home()
    assert last(heard, "event_callback")["event"]["view"]["id"] == home.view["id"]
    assert last(heard, "event_callback")["event_id"] != first["event_id"]


def test_messages_reach_an_app_that_subscribed(over_http: None, desk: Driver) -> None:
    sam = desk.as_user("sam")
    sam.writes("a < b", channel="U0HANDOFF")
    sam.sees("You wrote: a &lt; b")
    sam.writes("<@U0HANDOFF> no mention, @nobody", channel="orders")
    sam.never_sees("You called?", channel="orders", for_=0.1)
    sam.writes("@stockapp hello", channel="orders")
    sam.sees("You called?", channel="orders")
