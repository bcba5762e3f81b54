"""Slack's Bolt for Node, unchanged from npm, over HTTP and in Socket Mode."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from sandbox.driver import DeskPerson, Driver
from sandbox.server import Sandbox
from tests.sandbox import node_app

pytestmark = [
    pytest.mark.skipif(
        not shutil.which("node"), reason="node is not installed: Bolt for Node runs where it is"
    ),
    pytest.mark.timeout(150),  # the first run installs
]


@pytest.fixture(scope="module")
def installed() -> Path:
    return node_app.installed()


@pytest.fixture(params=["http", "socket"])
def sam(
    request: pytest.FixtureRequest, installed: Path, workspace: Sandbox, desk: Driver
) -> Iterator[DeskPerson]:
    """Sam, in a workspace where the Node app is at work."""
    transport = request.param
    with node_app.running(installed, workspace.api_url, socket_mode=transport == "socket") as where:
        if transport == "http":
            desk.request_url(where)
        someone = desk.as_user("sam")
        desk.wait_for(lambda: someone.state()["app"]["connected"] == transport)
        yield someone


def test_every_listener_of_a_stock_node_app(sam: DeskPerson, client: WebClient) -> None:
    _commands(sam)
    _from_the_form_to_the_accepted_card(sam)
    _shortcuts(sam, client)
    _events(sam)


def _commands(sam: DeskPerson) -> None:
    reply = sam.types("/order help", channel="open")
    assert [message.text for message in reply.ephemerals] == ["Type what you want."]
    assert sam.types("/silent", channel="open").ok
    assert sam.sees("Said later.", channel="open").ephemeral


def _from_the_form_to_the_accepted_card(sam: DeskPerson) -> None:
    assert sam.types("/order nothing", channel="orders").ok
    modal = sam.desk.wait_for(sam.modal)
    assert (modal.labels(), modal.value("What")) == (["What", "For whom"], "nothing")
    refused = modal.fill({"For whom": "sam"}).submit()
    assert (refused.ok, refused.errors) == (False, {"What": "Order something."})
    assert modal.fill({"What": "tea"}).submit().ok
    assert sam.sees("tea").clicks("Accept").ok
    assert sam.sees("*Accepted*").buttons() == []
    assert sam.sees("Thank you for 42").ephemeral


def _shortcuts(sam: DeskPerson, client: WebClient) -> None:
    modal = sam.shortcut("Order a thing").modal
    assert modal and modal.value("What") is None
    modal.cancel()
    assert sam.sees("You closed the form.")
    client.chat_postMessage(channel="C0ORDERS", text="coffee")
    modal = sam.shortcut("Order this", message=sam.sees("coffee", channel="orders")).modal
    assert modal and modal.value("What") == "coffee"
    modal.cancel()


def _events(sam: DeskPerson) -> None:
    assert sam.opens_home().shown == "Welcome <@U0SAM>"
    sam.writes("hello", channel="U0HANDOFF")
    sam.sees("You wrote: hello")
    sam.writes("@stockapp are you there", channel="orders")
    sam.sees("You called?", channel="orders")
