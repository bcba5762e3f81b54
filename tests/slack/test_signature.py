"""Only Slack is listened to: a request that is not signed, or not now, gets 401 and changes nothing."""

import hashlib
import hmac
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest

from tests.office import Office

SECRET = "sandbox-signing-secret"


def send(office: Office, body: bytes, *, secret: str = SECRET, age: float = 0, sent: bytes = b"") -> int:
    """Sign a body, perhaps long ago or wrongly, send it (or `sent` in its place), and give the status."""
    stamp = str(int(time.time() - age))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature}
    return post(office, sent or body, headers)


def post(office: Office, body: bytes, headers: dict[str, str]) -> int:
    headers = {"content-type": "application/x-www-form-urlencoded", **headers}
    url = office.slack.workspace.request_url
    return httpx.post(url, content=body, headers=headers, trust_env=False).status_code


def command(text: str = "help") -> bytes:
    given = {"command": "/handoff", "text": text, "user_id": "U0SAM", "team_id": "T0NORTHWND"}
    return urlencode(given).encode()


def test_a_signed_request_is_answered(office: Office) -> None:
    assert send(office, command()) == 200
    assert send(office, command("help with payload")) == 200


@pytest.mark.parametrize("age", [301, -305, 86_400])
def test_a_request_from_another_time_is_refused(office: Office, age: float) -> None:
    assert send(office, command(), age=age) == 401


def test_a_wrong_secret_or_a_changed_body_is_refused_and_changes_nothing(office: Office) -> None:
    before = office.hand_off().shown
    click = _withdraw(office)
    assert send(office, click, secret="another") == 401
    assert send(office, click, sent=click + b"x") == 401
    assert send(office, click, sent=click.replace(b"U0SAM", b"U0BEN")) == 401
    assert send(office, click, age=301) == 401
    office.tick()
    assert office.anna.sees("Acme (#1)").shown == before
    assert send(office, click) == 200
    office.tick()
    office.anna.sees("↩️ Withdrawn")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-request-timestamp": "now", "x-slack-signature": "v0=00"},
        {"x-slack-request-timestamp": str(int(time.time())), "x-slack-signature": ""},
        {"x-slack-signature": "v0=00"},
    ],
    ids=["none", "no number", "no signature", "no time"],
)
def test_missing_and_malformed_headers_are_refused(office: Office, headers: dict[str, str]) -> None:
    assert post(office, command(), headers) == 401


def test_what_is_no_request_of_slacks_is_refused_and_the_bot_lives_on(office: Office) -> None:
    assert send(office, b"\xff\xfe\x00") in (400, 401)
    assert send(office, b"{not json") == 400
    assert send(office, b"x" * 1_000_001) == 413
    assert send(office, command()) == 200


def _withdraw(office: Office) -> bytes:
    """The click as Slack sends it, with Sam as the one who clicks."""
    number = '"type": "block_actions", "trigger_id": "1.2.a", "actions": [{"type": "button", '
    number += '"action_id": "handoff.act.withdraw", "block_id": "b", "value": "1", "action_ts": "1.2"}]'
    who = '"user": {"id": "U0SAM", "team_id": "T0NORTHWND"}, "team": {"id": "T0NORTHWND"}, "token": "t"'
    return urlencode({"payload": f"{{{number}, {who}}}"}).encode()


def test_slacks_check_of_the_certificate_is_no_way_round_the_signature(office: Office) -> None:
    before = office.hand_off().shown
    assert post(office, b"ssl_check=1&token=t", {}) == 200
    for body in (
        _withdraw(office) + b"&ssl_check=1",
        b"ssl_check=1&" + _withdraw(office),
        command("list") + b"&x=&ssl_check=1&command=",
        b'{"type": "event_callback", "x": "&ssl_check=1&"}',
        b'payload={"type":"view_submission"}&ssl_check=1',
        b'payload={"type":"block_actions","actions":[]}&ssl_check=1',
        b"payload=[]&ssl_check=1",
        b"payload=&ssl_check=1",
        b"ssl_check=1&\xff\xfe",
    ):
        assert post(office, body, {}) in (200, 400, 401), body
    assert office.card(office.anna).shown == before
    assert not office.sam.state()["modal"]


def test_a_body_without_end_is_not_read_to_its_end(office: Office) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 65_536
            yield b"x" * 65_536

    url = office.slack.workspace.request_url
    try:
        answer = httpx.post(url, content=endless(), trust_env=False, verify=False, timeout=10)
        assert answer.status_code == 413
    except httpx.TransportError:  # hung up on while still sending: as good
        pass
    assert sent < 20_000_000
    assert send(office, command()) == 200
