"""What is wrong with a policy: the line, the key, and what would be right, in the words of its authors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic_core import ErrorDetails

from app.policy.lines import Path
from app.policy.parts import Part

GONE = {  # keys of earlier releases
    "nudge_at": 'is gone: write a [[sla.ladder]] entry with who = "ae" and do = "nudge"',
    "escalate_at": 'is gone: write a [[sla.ladder]] entry with who = "manager" and do = "escalate"',
}
CLOSE = 0.6
MOST_SHOWN = 60  # characters of what somebody wrote


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: on which line, with which key ("" for the whole file)."""

    words: str
    key: str = ""
    line: int | None = None

    def __str__(self) -> str:
        """Say it on one line."""
        where = f"line {self.line}: " if self.line else ""
        return where + (f"{self.key}: " if self.key else "") + self.words


class PolicyError(Exception):
    """A policy that cannot be taken. As text it is one line: the file, the first fault, how many more."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        """Take the file's name and at least one fault."""
        self.name, self.faults = name, list(faults)
        more = len(faults) - 1
        rest = f" (and {more} more: “handoff doctor” lists {'it' if more == 1 else 'them'})" if more else ""
        super().__init__(f"{name}{', ' if faults[0].line else ': '}{faults[0]}{rest}")


def words_of(error: ErrorDetails, whole: type[Part]) -> str:
    """Say what is wrong with a value, and what would be right."""
    path, value, given = error["loc"], error["input"], error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        return _unknown(path, whole)
    if say := SAID.get(error["type"]):
        return say(value, given)
    if error["type"] == "value_error":
        return str(given["error"])
    return f"{quoted(value)} is not right here ({error['msg'][:1].lower()}{error['msg'][1:]})"


def quoted(value: object) -> str:
    """Show a value as its author wrote it, more or less."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a section"
    if isinstance(value, list):
        return "a list"
    shown = str(value) if len(str(value)) <= MOST_SHOWN else f"{str(value)[:MOST_SHOWN]}…"
    return f"“{shown}”" if isinstance(value, str) else shown


def _one_of(value: object, given: Mapping[str, Any]) -> str:
    names = [name.strip("' ") for name in str(given["expected"]).replace(" or ", ", ").split(", ")]
    near = get_close_matches(str(value).lower(), names, 1, CLOSE)
    did_you = f"; did you mean “{near[0]}”?" if near else ""
    return f"{quoted(value)} is none of {', '.join(names)}{did_you}"


def _number(value: object, given: Mapping[str, Any]) -> str:
    (limit,) = (text for name, text in given.items() if name in ("ge", "gt", "le", "lt"))
    words = {
        "ge": f"{limit} or more",
        "gt": f"more than {limit}",
        "le": f"{limit} or less",
        "lt": f"less than {limit}",
    }
    return f"{value} is not possible: give {words[next(iter(given))]}"


def _length(value: object, given: Mapping[str, Any]) -> str:
    if "min_length" in given:
        return "must not be empty"
    what = "characters" if isinstance(value, str) else "entries"
    return f"can have {given['max_length']} {what} at most" + (
        f"; these are {len(value)}" if isinstance(value, str) else ""
    )


def _kind(right: str) -> Callable[[object, Mapping[str, Any]], str]:
    return lambda value, _: f"{quoted(value)} is not {right}"


TEXT = _kind('a text: write it in quotes, such as "so"')
WHOLE = _kind("a whole number: write it without quotes, such as 5")
YES_NO = _kind("true or false: write one of them, without quotes")
LIST = _kind('a list: write it in square brackets, such as ["one", "two"]')
TABLE = _kind("a section: write it under a heading in square brackets")
SAID: dict[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "missing": lambda _, __: "is missing: an entry of this kind needs it",
    "literal_error": _one_of,
    **dict.fromkeys(("string_type", "string_sub_type"), TEXT),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), YES_NO),
    **dict.fromkeys(("list_type", "frozen_set_type", "set_type", "tuple_type"), LIST),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), TABLE),
    **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _number),
    **dict.fromkeys(("string_too_short", "string_too_long", "too_short", "too_long"), _length),
    "string_pattern_mismatch": _kind("a name: use small letters, digits and _, beginning with a letter"),
    **dict.fromkeys(("time_type", "time_parsing"), _kind('a time: write it like "09:00"')),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing"), _kind("a day such as 2026-12-24")
    ),
    **dict.fromkeys(("float_type", "float_parsing"), _kind("a number such as 0.5")),
}


def part_at(whole: type[Part], path: Path | tuple[str | int, ...]) -> type[Part] | None:
    """Give the kind of section that stands at a path, None if none does."""
    kind: Any = whole
    for step in path:
        if isinstance(kind, type) and issubclass(kind, Part):
            field = kind.model_fields.get(str(step))
            kind = field.annotation if field else None
        else:
            kind = get_args(kind)[-1] if get_args(kind) else None
        kind = _bare(kind)
    return kind if isinstance(kind, type) and issubclass(kind, Part) else None


def _bare(kind: Any) -> Any:
    """Take “or nothing” and annotations off a type."""
    while hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    some = [one for one in get_args(kind) if one is not type(None)]
    return _bare(some[0]) if len(some) < len(get_args(kind)) else kind


def sections(whole: type[Part], name: str = "") -> dict[str, type[Part]]:
    """List every section there is by how its keys are written: "" and "sla" and "segment.NAME.sla"."""
    found = {name: whole}
    for key, field in whole.model_fields.items():
        if key in whole.OURS:
            continue
        kind, inner = _bare(field.annotation), f"{name}.{key}" if name else key
        if getattr(kind, "__origin__", None) is dict:
            kind, inner = _bare(get_args(kind)[-1]), f"{inner}.NAME"
        elif getattr(kind, "__origin__", None) is list:
            kind = _bare(get_args(kind)[-1])
        if isinstance(kind, type) and issubclass(kind, Part):
            found |= sections(kind, inner)
    return found


def _unknown(path: tuple[str | int, ...], whole: type[Part]) -> str:
    """Say that there is no such key, and which one was meant, if that can be told."""
    key, here = str(path[-1]), part_at(whole, path[:-1]) or whole
    if key in GONE:
        return GONE[key]
    known = [name for name in here.model_fields if name not in here.OURS]
    places = [name for name, part in sections(whole).items() if key in part.model_fields]
    if places and key not in whole.OURS:
        named = [f"[{name}]" if name else "the top of the file" for name in places]
        return f"is not a key here; it belongs to {' or '.join(named)}"
    if near := get_close_matches(key.lower(), known, 1, CLOSE):
        return f"is not a key of the policy; did you mean “{near[0]}”?"
    there = f"there are {', '.join(known)}" if here is not whole else "docs/policy.md lists all there are"
    return f"is not a key of the policy; {there}"
