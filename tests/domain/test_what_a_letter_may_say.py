"""Every field of a package, followed by its own mark into every letter in every language."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from pydantic import BaseModel

from app.domain.criteria import Judged
from app.domain.frameworks import FRAMEWORKS
from app.domain.intro import facts
from app.domain.languages import Language
from app.domain.package import TOLD, WHO, Contact, Package
from app.services import letters


def every_mark(
    model: type[BaseModel], path: str, number: Iterator[int]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Values for every field of a model, and the mark that each holds and no other does, by path."""
    values: dict[str, Any] = {}
    marks: dict[str, str] = {}

    def mark(at: str) -> str:
        marks[at] = f"Zz{next(number):03}zZ"
        return marks[at]

    for name, field in model.model_fields.items():
        at = f"{path}{name}"
        if field.annotation in (list[Contact], list[Judged]):
            inner: type[BaseModel] = Contact if field.annotation == list[Contact] else Judged
            both = [every_mark(inner, f"{at}.{index}.", number) for index in (0, 1)]
            values[name] = [inner.model_construct(**one) for one, _ in both]
            marks |= both[0][1] | both[1][1]
        elif field.annotation == dict[str, str]:
            asked = {
                slot.name for slot in (*WHO, *TOLD, *(one for some in FRAMEWORKS.values() for one in some))
            }
            values[name] = {one: mark(f"{at}.{one}") for one in sorted(asked | {"quotes", "of_a_team"})}
        elif field.annotation == list[int]:
            marks[at] = f"987654{next(number):03}"
            values[name] = [int(marks[at])]
        elif field.annotation == list[str]:
            values[name] = [mark(at)]
        else:  # a text, or a code that is one
            assert isinstance(field.annotation, type) and issubclass(field.annotation, str), f"mark {at} too"
            values[name] = mark(at)
    return values, marks


SAID_TO_THEM = {"company", "contacts.0.name", "answers.use_case", "answers.quotes", "answers.next_step"}


@pytest.mark.parametrize("template", letters.TEMPLATES)
@pytest.mark.parametrize("language", Language)
def test_of_the_whole_package_no_letter_says_more_than_the_prospect_said_and_was_promised(
    template: str, language: Language
) -> None:
    values, marks = every_mark(Package, "", count())
    package = Package.model_construct(**values)
    assert {path.partition(".")[0] for path in marks} == set(Package.model_fields)
    expected = SAID_TO_THEM - ({"answers.quotes"} if template == "short" else set())
    known: dict[str, Any] = {"times": ["Monday"], "booking": "https://a.example", "meeting": "Tuesday"}
    choices: list[dict[str, Any]] = [{}, *({name: value} for name, value in known.items()), known]
    for given in choices:
        letter = "\n".join(letters.render(template, language, facts(package, sdr="Sam", ae="Anna", **given)))
        told = {path for path, mark in marks.items() if mark in letter}
        agreed = not given or (template in ("joint", "technical") and "meeting" not in given)
        assert told == (expected if agreed else expected - {"answers.next_step"}), given
