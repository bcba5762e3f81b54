"""Views beyond the limits are refused as Slack refuses them, with json-pointers."""

from typing import Any

import pytest

from sandbox.validate import check_view
from sandbox.wire import Json, SlackError
from tests.sandbox.test_refusals import SECTION, entry, mrkdwn, plain


def modal(*blocks: Json, **changed: Any) -> Json:
    view = {"type": "modal", "title": plain("Title"), "blocks": list(blocks)} | changed
    return {name: value for name, value in view.items() if value is not None}


SAY = entry({"type": "plain_text_input", "action_id": "say"})
REFUSED_VIEWS: list[tuple[Any, str]] = [
    (
        modal(SECTION, title=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    (modal(SECTION, title=None), "missing required field: title [json-pointer:/view]"),
    (modal(SAY), "missing required field: submit [json-pointer:/view]"),
    (modal(*[SECTION] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (
        modal(SECTION, private_metadata="x" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    (
        modal(SECTION, callback_id="x" * 256),
        "must be less than 256 characters [json-pointer:/view/callback_id]",
    ),
    (
        modal(SECTION, submit_disabled=False),
        "invalid additional property: submit_disabled [json-pointer:/view]",
    ),
    (
        modal({"type": "markdown", "text": "x"}),
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
    ),
    (
        modal(
            entry({"type": "plain_text_input", "action_id": "a", "focus_on_load": True}),
            entry({"type": "plain_text_input", "action_id": "b", "focus_on_load": True}),
            submit=plain("Go"),
        ),
        "only one element may have focus_on_load [json-pointer:/view/blocks]",
    ),
    (
        {"type": "home", "title": plain("x"), "blocks": []},
        "invalid additional property: title [json-pointer:/view]",
    ),
    ({"type": "section", "blocks": []}, "unsupported type: section [json-pointer:/view/type]"),
    ({"type": "home"}, "missing required field: blocks [json-pointer:/view]"),
    ("text", "must provide an object [json-pointer:/view]"),
]


@pytest.mark.parametrize(("view", "fault"), REFUSED_VIEWS, ids=[fault[:60] for _, fault in REFUSED_VIEWS])
def test_refused_views_are_pointed_at(view: Any, fault: str) -> None:
    with pytest.raises(SlackError) as raised:
        check_view(view)
    assert raised.value.error == "invalid_arguments"
    assert f"[ERROR] {fault}" in raised.value.fields["response_metadata"]["messages"]


def test_a_view_has_a_size() -> None:
    blocks = [{"type": "section", "text": mrkdwn("ü" * 3000)} for _ in range(50)]
    with pytest.raises(SlackError, match="view_too_large"):
        check_view(modal(*blocks))
