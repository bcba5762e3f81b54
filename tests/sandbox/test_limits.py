"""The limits table against slack_sdk's constants."""

from typing import Any

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks import basic_components as objects
from slack_sdk.models.blocks import block_elements as sdk_elements
from slack_sdk.models.views import View

from sandbox.limits import BLOCK_SHAPES, BLOCKS, VIEW_SHAPES
from sandbox.limits_elements import ELEMENT_SHAPES

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
