"""response_url: five uses in thirty minutes, ephemeral unless told otherwise."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.driver import Driver
from tests.sandbox.pressing import Body, Ears
from tests.sandbox.stock_app import card


@pytest.fixture
def url(desk: Driver, ears: Ears) -> str:
    """From a command in a channel the bot is not in."""
    desk.as_user("sam").types("/silent", channel="open")
    return str(ears.last["response_url"])


def texts(desk: Driver, handle: str, channel: str = "open") -> list[str]:
    return [message.text for message in desk.as_user(handle).messages(channel=channel)]


def post(url: str, **body: Any) -> httpx.Response:
    return httpx.post(url, json=body, trust_env=False)


def test_an_answer_is_for_the_person_alone(desk: Driver, url: str) -> None:
    response = WebhookClient(url).send(text="only you")
    assert (response.status_code, response.body) == (200, "ok")
    assert (texts(desk, "sam"), texts(desk, "anna")) == (["only you"], [])
    post(url, text="everybody", response_type="in_channel")
    assert (texts(desk, "sam"), texts(desk, "anna")) == (["only you", "everybody"], ["everybody"])


def test_five_uses(url: str) -> None:
    assert [post(url, text=str(number)).status_code for number in range(6)] == [200] * 5 + [404]
    assert post(url, text="again").json() == {"ok": False, "error": "used_url"}


def test_thirty_minutes_of_the_workspaces_time(desk: Driver, url: str) -> None:
    desk.advance(minutes=29)
    assert post(url, text="in time").status_code == 200
    desk.advance(minutes=2)
    assert (post(url, text="late").status_code, post(url, text="late").json()["error"]) == (
        404,
        "expired_url",
    )


def test_a_refused_answer_is_not_counted(url: str) -> None:
    assert post(url).json()["error"] == "no_text"
    broken = [{"type": "section"}]
    assert post(url, text="x", blocks=broken).json()["error"] == "invalid_blocks"
    assert httpx.post(url, content=b"not json", trust_env=False).text == "invalid_payload"
    assert [post(url, text="x").status_code for _ in range(5)] == [200] * 5
    assert httpx.post(f"{url}x", json={"text": "x"}, trust_env=False).status_code == 404


def pressed(desk: Driver, ears: Ears, text: str) -> str:
    desk.as_user("sam").sees(text, channel="orders").clicks("Accept")
    return str(ears.last["response_url"])


def test_a_card_is_replaced_or_deleted(desk: Driver, client: WebClient, ears: Ears) -> None:
    client.chat_postMessage(channel="C0ORDERS", text="x", blocks=card("first"))
    url = pressed(desk, ears, "first")
    post(url, text="second", blocks=card("second"), replace_original=True)
    (message,) = desk.as_user("anna").messages(channel="orders")
    assert (message.text, message.shown.splitlines()[0]) == ("second", "second")
    post(url, delete_original=True)
    assert texts(desk, "anna", "orders") == []


def test_an_ephemeral_is_replaced_and_stays_one(desk: Driver, client: WebClient, ears: Ears) -> None:
    client.chat_postEphemeral(channel="C0ORDERS", user="U0SAM", text="x", blocks=card("first"))
    url = pressed(desk, ears, "first")
    post(url, text="done", replace_original=True)
    assert (texts(desk, "sam", "orders"), texts(desk, "anna", "orders")) == (["done"], [])
    post(url, text="more", response_type="in_channel")
    assert texts(desk, "anna", "orders") == []
    post(url, delete_original=True)
    assert texts(desk, "sam", "orders") == ["more"]


def test_an_answer_in_a_thread_stays_in_it(desk: Driver, client: WebClient, ears: Ears) -> None:
    parent = client.chat_postMessage(channel="C0ORDERS", text="parent")["ts"]
    client.chat_postMessage(channel="C0ORDERS", text="x", blocks=card("card"), thread_ts=parent)
    sam = desk.as_user("sam")
    sam.sees("card", channel="orders", thread=True).clicks("Accept")
    post(ears.last["response_url"], text="thanks")
    (shown,) = sam.messages(channel="orders")
    assert [message.text for message in sam.thread(shown)] == ["x", "thanks"]


@pytest.mark.parametrize(
    ("answer", "mine", "theirs"),
    [
        ("plain text", ["plain text"], []),
        ({"text": "json"}, ["json"], []),
        ({"text": "all", "response_type": "in_channel"}, ["/silent hi", "all"], ["/silent hi", "all"]),
        (
            {"text": "x", "blocks": [{"type": "nothing"}]},
            ['/silent failed with the error "invalid_blocks"'],
            [],
        ),
    ],
    ids=str,
)
def test_the_ack_of_a_command_may_be_the_answer(
    desk: Driver, ears: Ears, answer: Body | str, mine: list[str], theirs: list[str]
) -> None:
    ears.react = lambda _: answer
    desk.as_user("sam").types("/silent hi", channel="open")
    assert (texts(desk, "sam"), texts(desk, "anna")) == (mine, theirs)
