"""Socket Mode: the clients of slack_sdk, and frame by frame."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode import builtin, websocket_client
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from sandbox.driver import Driver
from sandbox.driver_message import Reply
from sandbox.server import Sandbox
from tests.sandbox import stock_app

Frame = dict[str, Any]


@contextmanager
def connection(workspace: Sandbox) -> Iterator[ClientConnection]:
    url = WebClient(base_url=workspace.api_url).apps_connections_open(app_token="xapp-sandbox")["url"]
    with connect(url, proxy=None) as socket:
        assert frame(socket)["type"] == "hello"
        yield socket


def frame(socket: ClientConnection) -> Frame:
    received: Frame = json.loads(socket.recv(timeout=2))
    return received


def answer(socket: ClientConnection, payload: Frame | None = None) -> Frame:
    envelope = frame(socket)
    ack = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
    socket.send(json.dumps(ack))
    return envelope


class Typing(threading.Thread):
    """Types a command while the test answers it."""

    def __init__(self, desk: Driver, line: str) -> None:
        super().__init__()
        self.desk, self.line = desk, line
        self.start()

    def run(self) -> None:
        self.reply = self.desk.as_user("sam").types(self.line, channel="open")

    def done(self) -> Reply:
        self.join()
        return self.reply


@pytest.mark.parametrize("handler_class", [builtin.SocketModeHandler, websocket_client.SocketModeHandler])
def test_a_stock_app_in_socket_mode(
    workspace: Sandbox, desk: Driver, client: WebClient, handler_class: Any
) -> None:
    handler = handler_class(stock_app.build(client), app_token="xapp-sandbox")
    handler.connect()
    sam = desk.as_user("sam")
    desk.wait_for(lambda: sam.state()["app"]["connected"] == "socket")
    help = sam.types("/order help", channel="open")
    assert [message.text for message in help.ephemerals] == ["Type what you want."]
    modal = sam.types("/order nothing", channel="orders").modal
    assert modal and modal.fill({"For whom": "sam"}).submit().errors == {"What": "Order something."}
    assert modal.fill({"What": "tea"}).submit().ok
    assert sam.sees("tea with nothing").clicks("Accept").ok
    assert sam.shortcut("Order a thing").modal
    assert sam.opens_home().shown.startswith("Welcome")
    sam.writes("hello", channel="U0HANDOFF")
    sam.sees("You wrote: hello")
    # Both clients may wait for seconds for a connection that they close themselves.
    closing = threading.Thread(target=handler.close, daemon=True)
    closing.start()
    closing.join(1)


def test_the_aiohttp_client(workspace: Sandbox, desk: Driver) -> None:
    pytest.importorskip("aiohttp")
    from slack_sdk.socket_mode.aiohttp import SocketModeClient
    from slack_sdk.socket_mode.response import SocketModeResponse
    from slack_sdk.web.async_client import AsyncWebClient

    async def converse() -> Reply:
        web = AsyncWebClient("xoxb-sandbox", base_url=workspace.api_url)
        assert (await web.users_info(user="U0SAM"))["ok"]
        socket: Any = SocketModeClient(app_token="xapp-sandbox", web_client=web)

        async def acknowledge(socket: Any, request: Any) -> None:
            response = SocketModeResponse(request.envelope_id, payload={"text": "from aiohttp"})
            await socket.send_socket_mode_response(response)

        socket.socket_mode_request_listeners.append(acknowledge)
        await socket.connect()
        reply = await asyncio.to_thread(desk.as_user("sam").types, "/silent", "open")
        await socket.close()
        return reply

    assert [message.text for message in asyncio.run(converse()).ephemerals] == ["from aiohttp"]


def test_an_envelope_and_its_ack(workspace: Sandbox, desk: Driver) -> None:
    with connection(workspace) as socket:
        typing = Typing(desk, "/order tea")
        envelope = answer(socket, {"text": "coming"})
        assert envelope["type"] == "slash_commands"
        assert envelope["accepts_response_payload"] is True
        assert envelope["payload"]["text"] == "tea"
        assert [message.text for message in typing.done().ephemerals] == ["coming"]
    desk.wait_for(lambda: desk.as_user("sam").state()["app"]["connected"] == "http")


def test_hello_names_the_app_and_a_ticket_works_once(workspace: Sandbox) -> None:
    url = WebClient(base_url=workspace.api_url).apps_connections_open(app_token="xapp-sandbox")["url"]
    with connect(url, proxy=None) as socket:
        hello = frame(socket)
        assert hello["connection_info"] == {"app_id": "A0HANDOFF"}
        assert hello["num_connections"] == 1
        with pytest.raises(InvalidStatus), connect(url, proxy=None):
            pass


def test_each_envelope_goes_to_one_connection_in_turn(workspace: Sandbox, desk: Driver) -> None:
    with connection(workspace) as first, connection(workspace) as second:
        for socket in (first, second, first):
            typing = Typing(desk, "/silent")
            answer(socket)
            assert typing.done().ok
        with pytest.raises(TimeoutError):
            second.recv(timeout=0.02)


def test_no_ack_in_time_is_a_time_out(hurried: Sandbox, hurried_desk: Driver) -> None:
    with connection(hurried):
        reply = hurried_desk.as_user("sam").types("/silent", channel="open")
    assert reply.ack["timed_out"] is True
    said = '/silent failed with the error "operation_timeout"'
    assert [message.text for message in reply.ephemerals] == [said]


def test_an_event_without_an_ack_comes_again(hurried: Sandbox, hurried_desk: Driver) -> None:
    with connection(hurried) as socket:
        hurried_desk.as_user("sam").writes("hello", channel="U0HANDOFF")
        first, second = frame(socket), answer(socket)
    assert (first["type"], first["accepts_response_payload"]) == ("events_api", False)
    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "http_timeout"
    assert first["payload"]["event_id"] == second["payload"]["event_id"]


@pytest.mark.parametrize(
    ("reason", "ends"), [("warning", False), ("refresh_requested", True), ("link_disabled", True)]
)
def test_slack_says_why_it_disconnects(workspace: Sandbox, desk: Driver, reason: str, ends: bool) -> None:
    with connection(workspace) as socket:
        desk.post("socket", {"disconnect": reason})
        assert (frame(socket)["reason"], ends) == (reason, ends)
        if ends:
            with pytest.raises(ConnectionClosed):
                socket.recv(timeout=1)
        else:
            typing = Typing(desk, "/silent")
            answer(socket)
            assert typing.done().ok


def test_a_connection_may_be_lost_without_a_word(workspace: Sandbox, desk: Driver) -> None:
    with connection(workspace) as socket:
        desk.post("socket", {"disconnect": "lost"})
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=1)
    assert desk.as_user("sam").state()["app"]["connected"] == "http"


def test_the_eleventh_connection_is_one_too_many(workspace: Sandbox) -> None:
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(connection(workspace))
        url = WebClient(base_url=workspace.api_url).apps_connections_open(app_token="xapp-sandbox")["url"]
        with connect(url, proxy=None) as socket:
            assert frame(socket)["reason"] == "too_many_websockets"
