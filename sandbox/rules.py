"""The words in which limits.py states what a field may hold."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "plain", "string", "url", "integer", "number", "boolean", "list", "object", "anything"]


@dataclass(frozen=True)
class Rule:
    kind: Kind
    most: int | None = None
    least: int | None = None
    required: bool = False
    # What a list's items are; the names of the shapes an object may have.
    each: "Rule | None" = None
    shapes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    pattern: str = ""
    above: float | None = None


@dataclass(frozen=True)
class Shape:
    """`open`: fields that are not listed are let through, for the shapes we do not know by heart."""

    fields: dict[str, Rule] = field(default_factory=dict)
    at_least_one: tuple[str, ...] = ()
    at_most_one: tuple[str, ...] = ()
    open: bool = False


def text(most: int, *, required: bool = False) -> Rule:
    """A text object of either kind."""
    return Rule("text", most=most, least=1, required=required)


def plain(most: int, *, required: bool = False) -> Rule:
    return Rule("plain", most=most, least=1, required=required)


def string(most: int | None = None, *, required: bool = False, least: int = 0, pattern: str = "") -> Rule:
    return Rule("string", most=most, least=least, required=required, pattern=pattern)


def url(most: int = 3000, *, required: bool = False, pattern: str = r"https?://.+") -> Rule:
    return Rule("url", most=most, required=required, pattern=pattern)


def choice(*choices: str, required: bool = False) -> Rule:
    return Rule("string", choices=choices, required=required)


def integer(least: int | None = None, most: int | None = None, *, required: bool = False) -> Rule:
    return Rule("integer", least=least, most=most, required=required)


def number(*, above: float | None = None, required: bool = False) -> Rule:
    """Any number, above one that is out of bounds itself."""
    return Rule("number", above=above, required=required)


def boolean(*, required: bool = False) -> Rule:
    return Rule("boolean", required=required)


def many(each: Rule, *, most: int | None = None, least: int = 1, required: bool = False) -> Rule:
    return Rule("list", each=each, most=most, least=least, required=required)


def one(*shapes: str, required: bool = False) -> Rule:
    return Rule("object", shapes=shapes, required=required)


def anything(*, required: bool = False) -> Rule:
    return Rule("anything", required=required)
