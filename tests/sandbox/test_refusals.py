"""Blocks beyond the limits are refused as Slack refuses them, with json-pointers."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.validate import check_message_blocks
from sandbox.wire import Json, SlackError


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**changed: Any) -> Json:
    return {"type": "button", "action_id": "press", "text": plain("Press")} | changed


def options(number: int) -> list[Json]:
    return [{"text": plain(f"Option {n}"), "value": str(n)} for n in range(number)]


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def accessory(element: Json) -> Json:
    return {"type": "section", "text": mrkdwn("text"), "accessory": element}


def entry(element: Json, **changed: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element} | changed


SECTION = {"type": "section", "text": mrkdwn("text")}
REFUSED: list[tuple[list[Any], str]] = [
    ([SECTION] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    (
        [{"type": "section", "text": mrkdwn("x" * 3001)}],
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        [{"type": "section", "text": mrkdwn("")}],
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ),
    ([{"type": "section"}], "must define one of: text, fields [json-pointer:/blocks/0]"),
    (
        [SECTION, {"type": "section", "fields": [mrkdwn("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/1/fields]",
    ),
    (
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (
        [{"type": "header", "text": mrkdwn("x")}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        [actions(*(button(action_id=str(n)) for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    ([actions()], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [actions(button(), button())],
        "action_id must be unique within a block: `press` [json-pointer:/blocks/0]",
    ),
    (
        [SECTION | {"block_id": "same"}, SECTION | {"block_id": "same"}],
        "block_id must be unique, `same` is used 2 times [json-pointer:/blocks]",
    ),
    (
        [actions(button(text=plain("x" * 76)))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        [actions(button(style="warning"))],
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        [actions(button(url="javascript:alert(1)"))],
        "must match regexp pattern (https?://|mailto:).+ [json-pointer:/blocks/0/elements/0/url]",
    ),
    (
        [actions(button(colour="red"))],
        "invalid additional property: colour [json-pointer:/blocks/0/elements/0]",
    ),
    (
        [accessory({"type": "overflow", "action_id": "more", "options": options(6)})],
        "no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    (
        [accessory({"type": "static_select", "action_id": "pick", "options": options(101)})],
        "no more than 100 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    (
        [accessory({"type": "static_select", "action_id": "pick"})],
        "must define one of: options, option_groups [json-pointer:/blocks/0/accessory]",
    ),
    (
        [accessory({"type": "plain_text_input", "action_id": "say"})],
        "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]",
    ),
    (
        [accessory({"type": "radio_buttons", "action_id": "pick", "options": options(11)})],
        "no more than 10 items allowed [json-pointer:/blocks/0/accessory/options]",
    ),
    (
        [accessory({"type": "image", "image_url": "https://example.com/a.png"})],
        "missing required field: alt_text [json-pointer:/blocks/0/accessory]",
    ),
    (
        [entry(button())],
        "unsupported type: button [json-pointer:/blocks/0/element/type]",
    ),
    (
        [entry({"type": "plain_text_input", "action_id": "say", "max_length": 3001})],
        "must be less than 3001 [json-pointer:/blocks/0/element/max_length]",
    ),
    (
        [entry({"type": "number_input", "action_id": "count"})],
        "missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]",
    ),
    (
        [entry({"type": "datepicker", "action_id": "day", "initial_date": "1 June"})],
        r"must match regexp pattern \d{4}-\d{2}-\d{2} [json-pointer:/blocks/0/element/initial_date]",
    ),
    (
        [accessory({"type": "radio_buttons", "options": options(2), "initial_option": options(3)[2]})],
        "must match one of the options [json-pointer:/blocks/0/accessory/initial_option]",
    ),
    ([{"type": "alert", "text": mrkdwn("x")}], "unsupported type: alert [json-pointer:/blocks/0/type]"),
    ([{"type": "banner"}], "unsupported type: banner [json-pointer:/blocks/0/type]"),
    ([{"text": mrkdwn("x")}], "missing required field: type [json-pointer:/blocks/0]"),
    (
        [SECTION | {"block_id": "x" * 256}],
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    (
        [actions(button(confirm={"title": plain("Sure?"), "text": plain("x"), "confirm": plain("Yes")}))],
        "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    (
        [accessory({"type": "static_select", "options": [{"text": plain("x"), "value": "x" * 151}]})],
        "must be less than 151 characters [json-pointer:/blocks/0/accessory/options/0/value]",
    ),
]


@pytest.mark.parametrize(("blocks", "fault"), REFUSED, ids=[fault[:60] for _, fault in REFUSED])
def test_refused_blocks_are_pointed_at(blocks: list[Any], fault: str) -> None:
    with pytest.raises(SlackError) as raised:
        check_message_blocks(blocks)
    assert raised.value.error == "invalid_blocks"
    assert fault in raised.value.fields["errors"]
    assert f"[ERROR] {fault}" in raised.value.fields["response_metadata"]["messages"]


def test_a_message_within_the_limits_is_accepted() -> None:
    check_message_blocks([SECTION] * 50)
    check_message_blocks([{"type": "section", "text": mrkdwn("x" * 3000)}])
    check_message_blocks([actions(*(button(action_id=str(n), url="mailto:a@b.example") for n in range(25)))])
    check_message_blocks([entry({"type": "plain_text_input", "action_id": "say", "max_length": 3000})])
    check_message_blocks([actions(button()), actions(button())])


def test_much_text_in_all_is_too_long() -> None:
    check_message_blocks([{"type": "section", "text": mrkdwn("x" * 2640)}] * 5)
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        check_message_blocks([{"type": "section", "text": mrkdwn("x" * 2641)}] * 5)


def test_the_refusal_reaches_the_client_as_slack_words_it(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as raised:
        client.chat_postMessage(channel="C0ORDERS", text="x", blocks=[actions()])
    fault = "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"
    assert raised.value.response.data == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [fault],
        "response_metadata": {"messages": [f"[ERROR] {fault}"]},
    }
