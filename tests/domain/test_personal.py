"""What is personal, and what is left when a prospect is forgotten."""

import pytest

from app.domain.criteria import CHECKS
from app.domain.package import Package
from app.domain.personal import FORGOTTEN, emptied, mentions, without_typed
from tests.cast import passed, typed

JANE = "jane.doe@acme.example"


@pytest.mark.parametrize(
    "text",
    [
        JANE,
        "JANE.DOE@Acme.Example",
        f"Write to {JANE}.",
        f"Jane Doe <{JANE}>, Joe",
        f"two\n{JANE}\nlines",
        f"mailto:{JANE}?subject=x",
        {"contacts": [{"email": JANE}]},
        ["none", {"answers": {"notes": f"({JANE})"}}],
    ],
)
def test_an_address_is_found_wherever_it_stands_and_however_it_is_written(text: object) -> None:
    assert mentions(text, JANE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jane doe at acme",
        f"mary-{JANE}",
        f"x.{JANE}",
        f"{JANE}.au",
        f"{JANE}s",
        f"{JANE}-group.example",
        "jane-doe@acme.example",
        "janeXdoe@acme.example",
        {JANE: "a key is ours, not theirs"},
        [1, None, {"at": 2}],
    ],
)
def test_another_address_that_looks_like_it_is_not_taken_for_it(text: object) -> None:
    assert not mentions(text, JANE)


@pytest.mark.parametrize("framework", ["BANT", "MEDDIC", "MEDDPICC"])
def test_of_a_package_only_what_is_counted_is_left(framework: str) -> None:
    full = passed(framework, more_contacts="Joe Roe, joe@acme.example, CFO").model_dump()
    left = emptied({**full, "answered": [{"question": "Who signs?", "answer": "Jane"}]})
    assert Package.model_validate(left).company == FORGOTTEN
    assert (left["framework"], left["checks"]) == (framework, list(CHECKS))
    for text in typed(framework, more_contacts="joe@acme.example").values():
        assert not text or text not in str(left)
    assert "Jane" not in str(left)
    assert emptied(left) == left


def test_of_a_note_codes_times_and_colleagues_are_left() -> None:
    codes = {"reason": "price", "quality": 4, "ae": "U0BEN", "clock": "accept", "whom": None, "due_at": 1.5}
    said = {"comment": "Jane left", "question": "Who?", "answer": "Joe", "anything_new": "that was typed"}
    assert without_typed(codes | said) == codes
