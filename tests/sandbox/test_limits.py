"""The limits table: against slack_sdk's constants, and as refusals with json-pointers."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks import basic_components as objects
from slack_sdk.models.blocks import block_elements as sdk_elements
from slack_sdk.models.views import View

from sandbox.limits import BLOCK_SHAPES, BLOCKS, VIEW_SHAPES
from sandbox.limits_elements import ELEMENT_SHAPES
from sandbox.validate import check_message_blocks, check_view
from sandbox.wire import Json, SlackError

# slack_sdk's name for a limit, when it is not "<field>_max_length".
RENAMED = {("option", "text"): "label"}
STATED: list[tuple[str, Any, dict[str, Any]]] = [
    ("section", sdk.SectionBlock, BLOCK_SHAPES),
    ("image", sdk.ImageBlock, BLOCK_SHAPES),
    ("actions", sdk.ActionsBlock, BLOCK_SHAPES),
    ("context", sdk.ContextBlock, BLOCK_SHAPES),
    ("context_actions", sdk.ContextActionsBlock, BLOCK_SHAPES),
    ("input", sdk.InputBlock, BLOCK_SHAPES),
    ("header", sdk.HeaderBlock, BLOCK_SHAPES),
    ("markdown", sdk.MarkdownBlock, BLOCK_SHAPES),
    ("card", sdk.CardBlock, BLOCK_SHAPES),
    ("container", sdk.ContainerBlock, BLOCK_SHAPES),
    ("carousel", sdk.CarouselBlock, BLOCK_SHAPES),
    ("button", sdk_elements.ButtonElement, ELEMENT_SHAPES),
    ("image", sdk_elements.ImageElement, ELEMENT_SHAPES),
    ("static_select", sdk_elements.StaticSelectElement, ELEMENT_SHAPES),
    ("multi_static_select", sdk_elements.StaticMultiSelectElement, ELEMENT_SHAPES),
    ("users_select", sdk_elements.UserSelectElement, ELEMENT_SHAPES),
    ("plain_text_input", sdk_elements.PlainTextInputElement, ELEMENT_SHAPES),
    ("overflow", sdk_elements.OverflowMenuElement, ELEMENT_SHAPES),
    ("option", objects.Option, ELEMENT_SHAPES),
    ("option_group", objects.OptionGroup, ELEMENT_SHAPES),
    ("confirm", objects.ConfirmObject, ELEMENT_SHAPES),
    ("feedback_button", objects.FeedbackButtonObject, ELEMENT_SHAPES),
    ("modal", View, VIEW_SHAPES),
]


@pytest.mark.parametrize(("name", "model", "table"), STATED, ids=[name for name, _, _ in STATED])
def test_where_slack_sdk_states_a_limit_ours_is_the_same(
    name: str, model: Any, table: dict[str, Any]
) -> None:
    compared = 0
    for field, rule in table[name].fields.items():
        stated = getattr(model, f"{RENAMED.get((name, field), field)}_max_length", None)
        if stated is not None:
            assert rule.most == stated, f"{name}.{field}"
            compared += 1
    assert compared


def test_the_numbers_that_are_no_fields() -> None:
    assert View.blocks_max_length == BLOCKS["modal"] == BLOCKS["home"]
    assert sdk.Block.block_id_max_length == 255
    assert (
        ELEMENT_SHAPES["button"].fields["action_id"].most == sdk_elements.ButtonElement.action_id_max_length
    )


def test_every_block_and_element_of_slack_sdk_is_known() -> None:
    """auth_provider is for Slack's own surfaces; url is a source inside a task card."""
    kinds = {getattr(model, "type", None) for model in sdk.Block.__subclasses__()} - {None}
    assert kinds - set(BLOCK_SHAPES) - {"auth_provider"} == set()
    interactive = sdk_elements.InteractiveElement.__subclasses__()
    inputs = sdk_elements.InputInteractiveElement.__subclasses__()
    found = {getattr(model, "type", None) for model in [*interactive, *inputs]} - {None}
    assert found - set(ELEMENT_SHAPES) == set()


def test_no_property_that_slack_sdk_writes_is_refused() -> None:
    """Some names come from base classes of elements that have no use for them."""
    inherited = {"type", "block_id", "alt_text", "placeholder", "confirm", "focus_on_load"}
    bases = (sdk.Block, sdk_elements.InteractiveElement, sdk_elements.InputInteractiveElement)
    models: list[Any] = [model for base in bases for model in base.__subclasses__()]
    for model in models:
        shape = {**BLOCK_SHAPES, **ELEMENT_SHAPES}.get(getattr(model, "type", ""))
        if shape and not shape.open and model.type != "image":
            names = model.__new__(model).attributes
            assert set(names) - set(shape.fields) - inherited == set(), model.type


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
