"""What travels to the app over HTTP: signatures, time limits, retries."""

import json
import time
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from slack_bolt import BoltResponse
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from sandbox.config import DeliveryConfig
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.sandbox import stock_app
from tests.sandbox.bolt_over_http import Listening, serve

Headers = dict[str, str]


def always(status: int, body: str = "", **headers: str) -> Callable[[Headers, str], BoltResponse]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _, __: BoltResponse(status=status, body=body, headers={**named})


def too_slow(_: Headers, __: str) -> BoltResponse:
    time.sleep(0.6)
    return BoltResponse(status=200)


def verified(listening: Listening) -> bool:
    """With real time, wherever the workspace's clock stands."""
    verifier = SignatureVerifier("sandbox-signing-secret")
    return all(verifier.is_valid_request(body, headers) for headers, body in listening.requests)


def test_everything_is_signed_in_real_time(workspace: Sandbox, desk: Driver, client: WebClient) -> None:
    desk.advance(days=400)
    sam = desk.as_user("sam")
    client.chat_postMessage(channel="C0ORDERS", text="x", blocks=stock_app.card("ünïcode & <more>"))
    with serve(always(200)) as listening:
        desk.request_url(listening.url)
        sam.types("/silent ünïcode & more", channel="open")
        sam.sees("ünïcode", channel="orders").clicks("Accept")
        sam.writes("hello", channel="U0HANDOFF")
        desk.wait_for(lambda: len(listening.requests) == 3)
        assert verified(listening)
    (command, text), (action, payload), (event, envelope) = listening.requests
    assert command["content-type"] == action["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(text)["text"] == ["ünïcode & more"]
    assert json.loads(parse_qs(payload)["payload"][0])["type"] == "block_actions"
    assert event["content-type"] == "application/json"
    assert json.loads(envelope)["event"]["text"] == "hello"


def test_a_slow_command_fails_in_slacks_words(hurried_desk: Driver) -> None:
    with serve(too_slow) as listening:
        hurried_desk.request_url(listening.url)
        reply = hurried_desk.as_user("sam").types("/silent", channel="open")
    assert (reply.ok, reply.ack["timed_out"], reply.ack["error"]) == (False, True, "operation_timeout")
    assert reply.ack["ack_ms"] >= 380
    assert DeliveryConfig().ack_seconds == 3.0
    said = '/silent failed with the error "operation_timeout"'
    assert [message.text for message in reply.ephemerals] == [said]
    assert len(listening.requests) == 1


@pytest.mark.parametrize(
    ("status", "error"), [(404, "http_client_error"), (500, "http_service_error"), (204, None)]
)
def test_an_app_that_answers_with_an_error(
    workspace: Sandbox, desk: Driver, status: int, error: str | None
) -> None:
    with serve(always(status)) as listening:
        desk.request_url(listening.url)
        reply = desk.as_user("sam").types("/silent", channel="open")
    assert (reply.ack["status"], reply.ack.get("error")) == (status, error)


def test_nobody_listens(workspace: Sandbox, desk: Driver) -> None:
    reply = desk.as_user("sam").types("/silent", channel="open")
    assert (reply.ack["status"], reply.ack["error"]) == (0, "dispatch_failed")


def test_a_failed_action_is_shown_to_the_person_until_one_succeeds(
    workspace: Sandbox, desk: Driver, client: WebClient
) -> None:
    client.chat_postMessage(channel="U0SAM", text="x", blocks=stock_app.card("card"))
    sam = desk.as_user("sam")
    card = sam.sees("card")
    assert not card.clicks("Accept").ok
    assert sam.state()["notice"] == "Accept: this app responded with an error."
    with serve(always(200)) as listening:
        desk.request_url(listening.url)
        card.clicks("Accept")
    assert sam.state()["notice"] is None


def test_an_unknown_command_never_leaves_the_client(workspace: Sandbox, desk: Driver) -> None:
    reply = desk.as_user("sam").types("/nothing", channel="open")
    assert reply.ack["error"] == "unknown_command"
    assert [message.text for message in reply.ephemerals] == ["`/nothing` is not a valid command."]


def test_mentions_in_a_command_are_escaped_where_the_manifest_says_so(
    workspace: Sandbox, desk: Driver
) -> None:
    with serve(always(200)) as listening:
        desk.request_url(listening.url)
        for command in ("/order", "/silent"):
            desk.as_user("sam").types(f"{command} for @anna in #orders", channel="open")
    texts = [parse_qs(body)["text"][0] for _, body in listening.requests]
    assert texts == ["for <@U0ANNA> in <#C0ORDERS|orders>", "for @anna in #orders"]


def test_an_event_is_tried_four_times(workspace: Sandbox, desk: Driver) -> None:
    with serve(always(500)) as listening:
        desk.request_url(listening.url)
        desk.as_user("sam").writes("hello", channel="U0HANDOFF")
        desk.wait_for(lambda: len(listening.requests) == 4)
        desk.wait_for(lambda: len(desk.traffic()) == 4)
    numbers = [headers.get("x-slack-retry-num") for headers, _ in listening.requests]
    reasons = [headers.get("x-slack-retry-reason") for headers, _ in listening.requests]
    assert numbers == [None, "1", "2", "3"]
    assert reasons == [None, "http_error", "http_error", "http_error"]
    assert len({json.loads(body)["event_id"] for _, body in listening.requests}) == 1
    assert verified(listening)


def test_retries_state_why_and_stop_when_told_to(hurried_desk: Driver) -> None:
    with serve(too_slow) as listening:
        hurried_desk.request_url(listening.url)
        hurried_desk.as_user("sam").writes("slow", channel="U0HANDOFF")
        hurried_desk.wait_for(lambda: len(listening.requests) == 2)
        assert listening.requests[1][0]["x-slack-retry-reason"] == "http_timeout"
    with serve(always(500, x_slack_no_retry="1")) as listening:
        hurried_desk.request_url(listening.url)
        hurried_desk.as_user("sam").looks_at_home()
        time.sleep(0.05)
        assert [json.loads(body)["event"]["type"] for _, body in listening.requests].count(
            "app_home_opened"
        ) == 1


def test_the_traffic_shows_both_ways(workspace: Sandbox, desk: Driver, client: WebClient) -> None:
    client.chat_postMessage(channel="C0ORDERS", text="hello")
    desk.as_user("sam").types("/silent now", channel="open")
    newest, oldest = desk.traffic()
    assert (newest["direction"], newest["kind"], newest["summary"]) == ("to_app", "command", "/silent now")
    assert newest["error"] == "dispatch_failed"
    assert (oldest["direction"], oldest["kind"], oldest["status"]) == ("from_app", "chat.postMessage", 200)
    assert "request" in desk.traffic(detail=True)[0]
