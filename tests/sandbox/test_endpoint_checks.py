"""url_verification and ssl_check against a stock Bolt app and against apps that get it wrong."""

import json

from slack_bolt import BoltResponse
from slack_sdk import WebClient

from sandbox.driver import Driver
from tests.sandbox.bolt_over_http import bolt, serve
from tests.sandbox.stock_app import build


def test_bolt_answers_the_challenge_and_the_ssl_check(desk: Driver, client: WebClient) -> None:
    with serve(bolt(build(client))) as listening:
        assert desk.post("request_url", {"url": listening.url, "verify": True}) == {"ok": True}
        assert desk.as_user("sam").state()["app"]["request_url"] == listening.url
        assert desk.post("ssl_check", {})["ok"]
        (_, asked), (headers, checked) = listening.requests
    assert set(json.loads(asked)) == {"token", "challenge", "type"}
    assert "x-slack-signature" not in headers
    assert checked.startswith("ssl_check=1")
    kinds = [(one["kind"], one["direction"], one["status"]) for one in desk.traffic(2)]
    assert kinds == [("ssl_check", "to_app", 200), ("url_verification", "to_app", 200)]


def test_the_challenge_may_come_back_as_plain_text(desk: Driver) -> None:
    def echo(_: dict[str, str], body: str) -> BoltResponse:
        return BoltResponse(status=200, body=json.loads(body)["challenge"])

    with serve(echo) as listening:
        assert desk.post("request_url", {"url": listening.url, "verify": True})["ok"]


def test_an_address_that_fails_the_challenge_is_not_taken(desk: Driver) -> None:
    before = desk.as_user("sam").state()["app"]["request_url"]
    with serve(lambda *_: BoltResponse(status=200, body="hello")) as listening:
        answer = desk.post("request_url", {"url": listening.url, "verify": True})
    assert "challenge" in answer["error"]
    answer = desk.post("request_url", {"url": listening.url, "verify": True})
    assert "dispatch_failed" in answer["error"]
    assert desk.as_user("sam").state()["app"]["request_url"] == before
