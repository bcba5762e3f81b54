"""Walks a value along the rules of its shape and yields what is wrong, in Slack's words."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.limits import BLOCK_SHAPES
from sandbox.limits_elements import ELEMENT_SHAPES, UNTYPED
from sandbox.rules import Rule, Shape
from sandbox.wire import Json

WITH_ID = ("card", "task_card", "rich_text")  # blocks that may be inside others


def fault(what: str, at: str) -> str:
    return f"{what} [json-pointer:{at}]"


def complaints_about(value: Json, shape: Shape, at: str, *, also: tuple[str, ...] = ()) -> Iterator[str]:
    """`also` names fields that the caller has checked."""
    given = {name: item for name, item in value.items() if item is not None}
    for name, rule in shape.fields.items():
        if name in given:
            yield from _check(given[name], rule, f"{at}/{name}")
        elif rule.required:
            yield fault(f"missing required field: {name}", at)
    for name in given:
        if name not in shape.fields and name not in also and not shape.open:
            yield fault(f"invalid additional property: {name}", at)
    present = [name for name in shape.at_least_one if name in given]
    if shape.at_least_one and not present:
        yield fault(f"must define one of: {', '.join(shape.at_least_one)}", at)
    if sum(name in given for name in shape.at_most_one) > 1:
        yield fault(f"must define only one of: {', '.join(shape.at_most_one)}", at)
    yield from _initial_among_options(given, at)


def _initial_among_options(given: Json, at: str) -> Iterator[str]:
    options = given.get("options")
    groups = given.get("option_groups")
    if not isinstance(options, list) and not isinstance(groups, list):
        return
    inside = [group.get("options") or [] for group in groups or [] if isinstance(group, dict)]
    values = [option.get("value") for option in sum(inside, options or []) if isinstance(option, dict)]
    initial = given.get("initial_options") or [given.get("initial_option")]
    for option in initial if isinstance(initial, list) else []:
        if isinstance(option, dict) and option.get("value") not in values:
            name = "initial_options" if "initial_options" in given else "initial_option"
            yield fault("must match one of the options", f"{at}/{name}")


def _check(value: Any, rule: Rule, at: str) -> Iterator[str]:
    yield from _KINDS[rule.kind](value, rule, at)


def _text(value: Any, rule: Rule, at: str) -> Iterator[str]:
    """Slack reports a text object that may be of either kind twice: as a whole and by its text."""
    inner = list(_text_object(value, rule, at, ("plain_text", "mrkdwn")))
    if inner:
        yield fault("failed to match all allowed schemas", at)
    yield from inner


def _plain(value: Any, rule: Rule, at: str) -> Iterator[str]:
    yield from _text_object(value, rule, at, ("plain_text",))


def _text_object(value: Any, rule: Rule, at: str, kinds: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(value, dict):
        yield fault("must provide an object", at)
    elif value.get("type") not in kinds:
        yield fault(f"unsupported type: {value.get('type')}", f"{at}/type")
    elif isinstance(value.get("text"), str):
        without = {name: item for name, item in value.items() if name != "text"} | {"text": "…"}
        yield from complaints_about(without, ELEMENT_SHAPES[value["type"]], at, also=("type",))
        yield from _size(value["text"], rule, f"{at}/text")
    else:
        yield from complaints_about(value, ELEMENT_SHAPES[value["type"]], at, also=("type",))


def _string(value: Any, rule: Rule, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield fault("must provide a string", at)
        return
    if rule.choices and value not in rule.choices:
        yield fault("must be a valid enum value", at)
    yield from _size(value, rule, at)
    if rule.pattern and not re.fullmatch(rule.pattern, value, re.DOTALL):
        yield fault(f"must match regexp pattern {rule.pattern}", at)


def _size(value: str, rule: Rule, at: str) -> Iterator[str]:
    if rule.most is not None and len(value) > rule.most:
        yield fault(f"must be less than {rule.most + 1} characters", at)
    if rule.least is not None and len(value) < rule.least:
        yield fault(f"must be more than {rule.least - 1} characters", at)


def _integer(value: Any, rule: Rule, at: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield fault("must provide an integer", at)
        return
    if rule.most is not None and value > rule.most:
        yield fault(f"must be less than {rule.most + 1}", at)
    if rule.least is not None and value < rule.least:
        yield fault(f"must be greater than {rule.least - 1}", at)


def _number(value: Any, rule: Rule, at: str) -> Iterator[str]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield fault("must provide a number", at)
    elif rule.above is not None and value <= rule.above:
        yield fault(f"must be greater than {rule.above:g}", at)


def _boolean(value: Any, rule: Rule, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield fault("must provide a boolean", at)


def _list(value: Any, rule: Rule, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield fault("must provide an array", at)
        return
    if rule.most is not None and len(value) > rule.most:
        yield fault(f"no more than {rule.most} items allowed", at)
    if rule.least is not None and len(value) < rule.least:
        yield fault(f"no fewer than {rule.least} items allowed", at)
    if rule.each is not None:
        for number, item in enumerate(value):
            yield from _check(item, rule.each, f"{at}/{number}")


def _object(value: Any, rule: Rule, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield fault("must provide an object", at)
        return
    kind = value.get("type")
    named = rule.shapes[0] if rule.shapes[0] in UNTYPED else kind
    if named not in rule.shapes:
        what = "missing required field: type" if kind is None else f"unsupported type: {kind}"
        yield fault(what, at if kind is None else f"{at}/type")
        return
    shape = _shape(str(named))
    also = () if named in UNTYPED else ("type", "block_id") if named in WITH_ID else ("type",)
    yield from complaints_about(value, shape, at, also=also)


def _shape(name: str) -> Shape:
    return ELEMENT_SHAPES.get(name) or BLOCK_SHAPES[name]


def _anything(value: Any, rule: Rule, at: str) -> Iterator[str]:
    return iter(())


_KINDS: dict[str, Callable[[Any, Rule, str], Iterator[str]]] = {
    "text": _text,
    "plain": _plain,
    "string": _string,
    "url": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "list": _list,
    "object": _object,
    "anything": _anything,
}
