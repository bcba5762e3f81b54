"""Web API calls that go wrong on demand, as slack_sdk's own client meets them."""

import time
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import ConnectionErrorRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator

from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.faults import CALLS
from sandbox.server import Sandbox

POST = "chat.postMessage"


@pytest.fixture
def client(workspace: Sandbox) -> WebClient:
    """It tries once."""
    return WebClient("xoxb-sandbox", base_url=workspace.api_url, retry_handlers=[])


@pytest.fixture
def hasty(workspace: Sandbox) -> WebClient:
    """It tries once, and waits 0.3 s at the longest."""
    seconds: Any = 0.3
    return WebClient("xoxb-sandbox", base_url=workspace.api_url, retry_handlers=[], timeout=seconds)


def post(client: WebClient, text: str = "hello") -> str:
    return str(client.chat_postMessage(channel="C0ORDERS", text=text)["ts"])


def refused(client: WebClient) -> Any:
    """What slack_sdk makes of the answer."""
    with pytest.raises(SlackApiError) as error:
        post(client)
    return error.value.response


def stored(desk: Driver) -> list[str]:
    return [message.text for message in desk.as_user("sam").messages(channel="orders")]


def test_ratelimited_says_when_to_come_back(desk: Driver, client: WebClient) -> None:
    desk.fails(POST, "ratelimited", retry_after=7)
    response = refused(client)
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "7"
    assert stored(desk) == []


@pytest.mark.parametrize(("kind", "status"), [("http_500", 500), ("http_503", 503), ("bad_json", 200)])
def test_an_answer_that_says_nothing(desk: Driver, client: WebClient, kind: str, status: int) -> None:
    """Nobody can tell whether the call was carried out: both happen."""
    desk.fails(POST, kind)
    desk.fails(POST, kind, stored=True)
    response = refused(client)
    assert response.status_code == status
    assert "non-JSON" in response["error"]
    assert stored(desk) == []
    refused(client)
    assert stored(desk) == ["hello"]


def test_a_reset_before_anything_is_stored(desk: Driver, client: WebClient) -> None:
    desk.fails(POST, "reset_before")
    with pytest.raises(ConnectionResetError):
        post(client)
    assert stored(desk) == []


def test_a_reset_after_the_message_is_stored(desk: Driver, client: WebClient) -> None:
    desk.fails(POST, "reset_after")
    with pytest.raises(ConnectionResetError):
        post(client)
    assert stored(desk) == ["hello"]


def test_a_client_that_retries_doubles_its_message(desk: Driver, workspace: Sandbox) -> None:
    """As slack_sdk's does unless it is told not to, only sooner."""
    soon = ConnectionErrorRetryHandler(interval_calculator=FixedValueRetryIntervalCalculator(0))
    desk.fails(POST, "reset_after")
    post(WebClient("xoxb-sandbox", base_url=workspace.api_url, retry_handlers=[soon]))
    assert stored(desk) == ["hello", "hello"]


def test_a_slow_answer_comes_whole_and_trips_no_time_limit(desk: Driver, workspace: Sandbox) -> None:
    client = WebClient("xoxb-sandbox", base_url=workspace.api_url, retry_handlers=[], timeout=1)
    desk.fails(POST, "slow", seconds=1.4)  # longer than the limit, but no single wait is
    started = time.monotonic()
    assert client.chat_postMessage(channel="C0ORDERS", text="hello")["message"]["text"] == "hello"
    assert time.monotonic() - started > 1.3


def test_a_late_call_is_stored_when_the_client_has_given_up(desk: Driver, hasty: WebClient) -> None:
    desk.fails(POST, "late", seconds=0.1)
    with pytest.raises(TimeoutError):
        post(hasty)
    assert stored(desk) == []
    desk.wait_for(lambda: stored(desk) == ["hello"])
    assert desk.traffic()[0]["fault"] == "late"


def test_a_call_that_is_stored_and_never_answered(desk: Driver, hasty: WebClient) -> None:
    desk.fails(POST, "timeout_after")
    with pytest.raises(TimeoutError):
        post(hasty)
    assert stored(desk) == ["hello"]


def test_an_error_of_choice(desk: Driver, client: WebClient) -> None:
    desk.fails(POST, "error", error="restricted_action")
    response = refused(client)
    assert (response.status_code, response["error"]) == (200, "restricted_action")
    assert stored(desk) == []


def test_faults_are_used_up_in_turn_by_the_method_they_are_for(desk: Driver, client: WebClient) -> None:
    desk.fails(POST, "error", times=2, error="first")
    desk.fails("*", "error", error="second")
    assert [refused(client)["error"], refused(client)["error"]] == ["first", "first"]
    with pytest.raises(SlackApiError, match="second"):
        client.auth_test()
    assert post(client)
    assert [(used["target"], used["kind"]) for used in desk.faults()["used"]] == [
        (POST, "error"),
        (POST, "error"),
        ("auth.test", "error"),
    ]


def test_every_fault_shows_in_the_traffic(desk: Driver, client: WebClient) -> None:
    answered = {"ratelimited": 429, "http_500": 500, "http_503": 503, "bad_json": 200, "error": 200}
    for kind in CALLS.keys() - {"slow", "late", "timeout_after"}:
        desk.fails(POST, kind)
        with pytest.raises((SlackApiError, OSError)):
            post(client)
        seen = desk.traffic(1)[0]
        assert (seen["kind"], seen["fault"], seen["status"]) == (POST, kind, answered.get(kind, 0))
    post(client)
    assert desk.traffic(1)[0]["fault"] is None


def test_faults_are_listed_and_cleared(desk: Driver, client: WebClient, workspace: Sandbox) -> None:
    desk.fails(POST, "slow", times=3, seconds=2)
    desk.delivers("duplicate", of="view_submission")
    assert desk.faults()["pending"] == [
        {"method": POST, "kind": "slow", "times": 3, "seconds": 2},
        {"delivery": "duplicate", "of": "view_submission", "kind": "duplicate", "times": 1, "seconds": None},
    ]
    desk.clears_faults()
    assert desk.faults()["pending"] == []
    desk.fails(POST, "error")
    cleared = httpx.delete(f"{workspace.url}/_control/fault", trust_env=False)
    assert cleared.json()["pending"] == []
    assert post(client)


def test_a_fault_that_could_never_happen_is_refused(desk: Driver) -> None:
    for given, error in (
        ({"method": "chat.postMesage", "kind": "slow"}, "no such method: chat.postMesage"),
        ({"method": POST, "kind": "explode"}, "no such fault: explode, only ratelimited"),
        ({"delivery": "explode"}, "no such fault: explode, only duplicate"),
        ({"method": POST, "kind": "slow", "times": 0}, "times must be at least 1"),
        ({"method": POST, "kind": "slow", "seconds": "long"}, "could not convert"),
        ({"method": POST}, "missing field: 'kind'"),
    ):
        answer = desk.post("fault", given)
        assert answer["ok"] is False
        assert answer["error"].startswith(error)


def test_a_client_that_waits_does_not_keep_the_workspace_open(config: Config) -> None:
    running = Sandbox(config)
    running.start()
    with Driver(running.url) as desk:
        desk.fails("auth.test", "timeout_after")
    with httpx.Client(trust_env=False) as waiting:
        with pytest.raises(httpx.ReadTimeout):
            waiting.get(f"{running.api_url}auth.test", timeout=0.05)
        started = time.monotonic()
        running.stop()
    assert time.monotonic() - started < 0.5
