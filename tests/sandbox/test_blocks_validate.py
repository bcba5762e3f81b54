"""blocks.validate: no token, nothing posted, each fault with its place and its constraint."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.server import Sandbox

TEXT = {"type": "plain_text", "text": "hello"}


@pytest.fixture
def nobody(workspace: Sandbox) -> WebClient:
    return WebClient(base_url=workspace.api_url)


def refused(nobody: WebClient, **given: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as raised:
        nobody.api_call("blocks.validate", json=given)
    answer: dict[str, Any] = raised.value.response.data
    return answer


def test_what_is_right(nobody: WebClient) -> None:
    section = {"type": "section", "text": TEXT}
    view = {"type": "modal", "title": TEXT, "blocks": [section]}
    for given in ({"blocks": [section]}, {"message": {"blocks": [section]}}, {"view": view}):
        assert nobody.api_call("blocks.validate", json=given)["ok"]


def test_slacks_own_example(nobody: WebClient) -> None:
    block = {"type": "section", "text": {"type": "invalid", "text": "hello"}}
    answer = refused(nobody, blocks=[block])
    (fault,) = answer["errors"]
    assert (answer["error"], fault["code"]) == ("invalid_blocks", "failed_constraint")
    assert (fault["message"], fault["pointer"]) == ("unsupported type: invalid", "/0/text/type")
    assert fault["constraint"]["type"] == "enum"
    answer = refused(nobody, message={"blocks": [block]})
    assert (answer["error"], answer["errors"][0]["pointer"]) == ("invalid_message", "/blocks/0/text/type")


def test_a_view_and_its_constraints(nobody: WebClient) -> None:
    title = {"type": "plain_text", "text": "x" * 25}
    answer = refused(nobody, view={"type": "modal", "title": title, "blocks": [{"type": "header"}]})
    assert answer["error"] == "invalid_view"
    found = {one["pointer"]: one for one in answer["errors"]}
    assert found["/title/text"]["constraint"] == {"type": "max_length", "expected": 24}
    assert found["/blocks/0"]["field"] == "text"


def test_exactly_one_thing_is_validated(nobody: WebClient) -> None:
    both: dict[str, Any] = {"blocks": [], "view": {}}
    for given in ({}, both):
        answer = refused(nobody, **given)
        assert answer["error"] == "invalid_arguments"
        assert answer["response_metadata"]["messages"] == [
            "must provide exactly one of `blocks`, `view`, or `message`"
        ]
