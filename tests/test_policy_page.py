"""docs/policy.md names every key of the policy with its default, and its examples can be used as they are."""

import json
import re
from datetime import time, timedelta
from enum import Enum
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from app.domain.durations import parse_duration
from app.policy import Policy, load, parse
from app.policy.faults import sections
from tests.office import ROOT

PAGE = (ROOT / "docs" / "policy.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
PEOPLE = next(example for example in EXAMPLES if example.startswith("[[person]]"))
IN_WORDS = ("hours", "hot", "ladder", "courtesy", "checklist")  # defaults that are told rather than written
CODES = {"reject_reasons", "loss_reasons", "recycle_reasons", "sources"}
SECTIONS = {"segment", "frameworks", "accounts", *CODES}
SHIPPED = sorted((ROOT / "examples").glob("*.toml"))


def documented() -> dict[str, dict[str, str]]:
    """Section → key → default, as the page has them."""
    found: dict[str, dict[str, str]] = {}
    for part in PAGE.split("\n## ")[1:]:
        name = re.match(r"`\[+([\w.]+)\]+`", part)
        if name:
            table = part.partition("| key | default |")[2].partition("\n\n")[0]
            rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", table, re.MULTILINE)
            found["" if name[1] == "top" else name[1]] = dict(rows)
    return found


def default(field: FieldInfo) -> str | None:
    """How the page writes a default; None where it is told in words."""
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, timedelta):
        return next(
            f'`"{written}"`'
            for written in ("30m", "1h", "4h", "8h", "24h")
            if parse_duration(written) == value
        )
    if isinstance(value, time):
        return f'`"{value:%H:%M}"`'
    return "–" if value is None else f"`{json.dumps(value.value if isinstance(value, Enum) else value)}`"


def test_every_key_is_on_the_page_with_its_default() -> None:
    page = documented()
    known = sections(Policy)
    for name, part in known.items():
        inner = {one.rpartition(".")[2] for one in known if one and "." not in one}
        told = page.get(name, {})
        for key, field in part.model_fields.items():
            is_section = not name and key in SECTIONS | inner
            if key in part.OURS or is_section:
                assert key in part.OURS or f"[{key}" in PAGE, key
                continue
            assert key in told, f"[{name}] {key} is not on the page"
            if key not in IN_WORDS:
                assert told[key] == default(field), f"[{name}] {key}"
        gone = set(told) - set(part.model_fields)
        assert not gone, f"[{name}] has no {gone}"
    assert set(page) - set(known) == {"accounts", "reject_reasons", "sources"}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_on_the_page_is_right(example: str) -> None:
    parse(example if example == PEOPLE else f"{example}\n{PEOPLE}")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_shipped_examples_are_right(file: Path) -> None:
    policy = load(file)
    assert policy.person and policy.digest.channel
    assert f"examples/{file.name}" in PAGE
