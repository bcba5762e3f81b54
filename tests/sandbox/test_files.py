"""Uploading a file in Slack's three steps, and what people and the app see of it."""

import base64
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Driver
from sandbox.server import Sandbox

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BEARER = {"authorization": "Bearer xoxb-sandbox"}


def uploaded(client: WebClient, name: str = "chart.png", **where: Any) -> dict[str, Any]:
    answer = client.files_upload_v2(content=PNG, filename=name, title="The chart", **where)
    file: dict[str, Any] = answer["file"]
    return file


def test_the_sdk_uploads_to_a_channel(client: WebClient, desk: Driver) -> None:
    file = uploaded(client, channel="C0ORDERS", initial_comment="Look at this")
    assert (file["title"], file["mimetype"], file["size"]) == ("The chart", "image/png", len(PNG))
    (message,) = desk.as_user("sam").messages(channel="orders")
    assert message.text == "Look at this"
    (shown,) = message.json["files"]
    assert (shown["name"], shown["mimetype"], shown["size"]) == ("chart.png", "image/png", len(PNG))
    assert httpx.get(shown["url"], trust_env=False).content == PNG
    (listed,) = client.conversations_history(channel="C0ORDERS")["messages"]
    assert listed["files"][0]["id"] == file["id"]


def test_a_file_in_a_thread_and_in_several_channels(client: WebClient, desk: Driver) -> None:
    parent = client.chat_postMessage(channel="C0ORDERS", text="parent")
    uploaded(client, channel="C0ORDERS", thread_ts=parent["ts"])
    (shown,) = desk.as_user("sam").messages(channel="orders")
    assert [len(reply.json["files"]) for reply in desk.as_user("sam").thread(shown)] == [1]
    im = client.conversations_open(users="U0SAM")["channel"]["id"]
    file = uploaded(client, channels=["C0ORDERS", im])
    info = client.files_info(file=file["id"])["file"]
    assert (info["channels"], info["ims"], info["is_public"]) == (["C0ORDERS"], [im], True)
    assert set(info["shares"]) == {"public", "private"}


def test_url_private_asks_for_the_token(workspace: Sandbox, client: WebClient) -> None:
    file = uploaded(client)
    with httpx.Client(trust_env=False) as http:
        assert http.get(file["url_private"]).status_code == 302
        answer = http.get(file["url_private"], headers=BEARER)
        assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
        download = http.get(file["url_private_download"], headers=BEARER)
        assert download.headers["content-disposition"] == "attachment"
    assert file["url_private"].startswith(workspace.url)


def test_a_form_upload_works_too_and_an_unfinished_file_is_nowhere(client: WebClient) -> None:
    step = client.files_getUploadURLExternal(filename="notes.txt", length=5)
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_completeUploadExternal(files=[{"id": step["file_id"]}])
    answer = httpx.post(step["upload_url"], files={"file": ("notes.txt", b"hello")}, trust_env=False)
    assert (answer.status_code, answer.text) == (200, "OK - 5")
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file=step["file_id"])
    client.files_completeUploadExternal(files=[{"id": step["file_id"]}])
    file = client.files_info(file=step["file_id"])["file"]
    assert (file["title"], file["filetype"], file["size"]) == ("notes.txt", "text", 5)
    assert httpx.post(step["upload_url"], content=b"again", trust_env=False).status_code == 404


@pytest.mark.parametrize(
    ("fault", "status", "is_there"),
    [
        ({"kind": "http_503"}, 503, False),
        ({"kind": "http_503", "stored": True}, 503, True),
        ({"kind": "ratelimited", "retry_after": 7}, 429, False),
        ({"kind": "error", "error": "too_large"}, 400, False),
        ({"kind": "bad_json"}, 200, False),
        ({"kind": "reset_before"}, 0, False),
        ({"kind": "reset_after"}, 0, True),
        ({"kind": "timeout_after"}, 0, True),
    ],
)
def test_the_address_to_upload_to_has_its_faults_too(
    client: WebClient, desk: Driver, fault: dict[str, Any], status: int, is_there: bool
) -> None:
    step = client.files_getUploadURLExternal(filename="notes.txt", length=5)
    desk.fails("upload", **fault)
    try:
        answer = httpx.post(step["upload_url"], content=b"hello", trust_env=False, timeout=0.3)
        assert (answer.status_code, answer.headers.get("retry-after")) == (
            status,
            "7" if status == 429 else None,
        )
    except httpx.TransportError:
        assert status == 0
    assert [used["target"] for used in desk.faults()["used"]] == ["upload"]
    if is_there:
        assert client.files_completeUploadExternal(files=[{"id": step["file_id"]}])["ok"]
    else:
        with pytest.raises(SlackApiError, match="file_not_found"):
            client.files_completeUploadExternal(files=[{"id": step["file_id"]}])


def test_listing_and_deleting(client: WebClient, desk: Driver) -> None:
    chart = uploaded(client, channel="C0ORDERS")
    uploaded(client, "notes.txt")
    assert len(client.files_list()["files"]) == 2
    assert [file["id"] for file in client.files_list(types="images")["files"]] == [chart["id"]]
    assert [file["id"] for file in client.files_list(channel="C0ORDERS")["files"]] == [chart["id"]]
    client.files_delete(file=chart["id"])
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file=chart["id"])
    (message,) = desk.as_user("sam").messages(channel="orders")
    assert message.json["files"] == []
    (listed,) = client.conversations_history(channel="C0ORDERS")["messages"]
    assert listed["files"] == [{"id": chart["id"], "mode": "tombstone"}]


@pytest.mark.parametrize(
    ("channel", "error"), [("C0NONE", "invalid_channel"), ("C0OPEN", "not_in_channel"), ("C0OLD", "archived")]
)
def test_places_where_no_file_can_go(client: WebClient, channel: str, error: str) -> None:
    with pytest.raises(SlackApiError, match=error):
        uploaded(client, channel=channel)


def test_the_old_upload_is_retired(client: WebClient) -> None:
    for method, given, error in (
        ("files.upload", {"content": "x"}, "method_deprecated"),
        ("files.getUploadURLExternal", {"filename": "x", "length": 0}, "invalid_arguments"),
    ):
        with pytest.raises(SlackApiError, match=error):
            client.api_call(method, json=given)


def test_image_blocks_show_slack_files(client: WebClient, desk: Driver) -> None:
    file, text = uploaded(client), uploaded(client, "notes.txt")
    for slack_file in ({"id": file["id"]}, {"url": file["url_private"]}):
        block = {"type": "image", "slack_file": slack_file, "alt_text": "A chart"}
        posted = client.chat_postMessage(channel="C0ORDERS", text="chart", blocks=[block])
        assert "image_url" not in posted["message"]["blocks"][0]
        shown = desk.as_user("sam").messages(channel="orders")[-1].blocks[0]
        assert httpx.get(shown["image_url"], trust_env=False).content == PNG
    for slack_file in ({"id": "F0NONE"}, {"id": text["id"]}, {}):
        block = {"type": "image", "slack_file": slack_file, "alt_text": "A chart"}
        with pytest.raises(SlackApiError) as raised:
            client.chat_postMessage(channel="C0ORDERS", text="chart", blocks=[block])
        answer = raised.value.response
        assert answer["error"] == "invalid_blocks"
        assert "/blocks/0" in answer["errors"][0]
