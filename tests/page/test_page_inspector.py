"""Files on the page; faults and rate limits from it; a trace opened on it."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from slack_sdk.errors import SlackApiError

from tests.page.conftest import Shop, Visits

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

DROP = """([name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""


def test_pictures_are_shown_and_files_offered(shop: Shop, visit: Visits) -> None:
    shop.client.files_upload_v2(content=DOT, filename="dot.png", title="A dot", channel="C0HANDOFF")
    shop.client.files_upload_v2(content="a,b", filename="numbers.csv", title="Numbers", channel="C0HANDOFF")
    page = visit()
    picture = page.get_by_role("img", name="A dot")
    expect(picture).to_be_visible()
    assert picture.evaluate("node => node.naturalWidth") == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Numbers").click()
    assert Path(download.value.path()).read_bytes() == b"a,b"
    assert download.value.suggested_filename == "numbers.csv"


def test_a_fault_asked_for_on_the_page_is_met_and_shown(shop: Shop, visit: Visits) -> None:
    page = visit("channel=sales-handoffs&inspector=1")
    inspector = page.get_by_role("region", name="Inspector")
    inspector.get_by_role("button", name="Faults").click()
    panel = page.get_by_role("region", name="Faults")
    panel.get_by_label("of which").select_option("call chat.postMessage")
    panel.get_by_label("meet which").select_option("error")
    panel.get_by_label("code").fill("fatal_error")
    panel.get_by_label("The next").fill("2")
    panel.get_by_role("button", name="Add").click()
    expect(panel.get_by_text("error chat.postMessage × 2")).to_be_visible()
    with pytest.raises(SlackApiError, match="fatal_error"):
        shop.client.chat_postMessage(channel="U0SAM", text="x")
    expect(inspector.get_by_role("button", name="chat.postMessage")).to_contain_text("fault: error")
    panel.get_by_role("button", name="Clear").click()
    expect(panel.get_by_text("Nothing is to go wrong.")).to_be_visible()
    panel.get_by_label("of which").select_option("delivery command")
    panel.get_by_label("meet which").select_option("drop")
    panel.get_by_role("button", name="Add").click()
    expect(panel.get_by_text("drop command")).to_be_visible()


def test_rate_limits_are_switched_on_the_page(shop: Shop, visit: Visits) -> None:
    page = visit("channel=sales-handoffs&inspector=faults")
    page.get_by_label("Enforce Slack’s rate limits").check()
    limits: Any = shop.desk.wait_for(lambda: _limits(shop)["enforce"])
    assert limits is True
    with pytest.raises(SlackApiError, match="ratelimited"):
        for _ in range(9):
            shop.client.chat_postMessage(channel="U0SAM", text="x")
    expect(page.get_by_text("1 call refused so far")).to_be_visible()


def _limits(shop: Shop) -> Any:
    return httpx.get(f"{shop.slack.url}/_control/limits", trust_env=False).json()


def test_the_trace_of_a_failed_test_is_opened_and_left_again(
    shop: Shop, visit: Visits, tmp_path: Path
) -> None:
    shop.client.chat_postMessage(channel="C0HANDOFF", text="how it was")
    left = httpx.get(f"{shop.slack.url}/_control/trace", trust_env=False).json()
    file = tmp_path / "trace.json"
    file.write_text(json.dumps({"test": "tests/test_it.py::test_it", "failure": "assert 1 == 2"} | left))
    shop.desk.as_user("sam").types("/silent", channel="sales-handoffs")
    page = visit()
    page.locator("#trace-file").set_input_files(file)
    inspector = page.get_by_role("region", name="Inspector")
    expect(inspector.get_by_text("tests/test_it.py::test_it")).to_be_visible()
    expect(inspector.get_by_text("assert 1 == 2")).to_be_visible()
    expect(inspector.get_by_role("region", name="What the trace left in Slack")).to_contain_text("how it was")
    expect(inspector.get_by_role("button", name="/silent")).to_have_count(0)
    inspector.get_by_role("button", name="chat.postMessage").click()
    expect(inspector.get_by_text('"text": "how it was"').first).to_be_visible()
    inspector.get_by_role("button", name="Back to now").click()
    expect(inspector.get_by_role("button", name="/silent")).to_be_visible()
    page.evaluate(DROP, ["trace.json", file.read_text()])
    expect(inspector.get_by_text("assert 1 == 2")).to_be_visible()
    page.evaluate(DROP, ["other.json", "[]"])
    expect(page.get_by_text("other.json is not a trace")).to_be_visible()
