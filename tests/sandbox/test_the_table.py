"""The table of behaviours in sandbox/README.md keeps its word: what is called exact has a test."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATES = ("exact", "approximate", "on demand", "absent")


def rows() -> list[list[str]]:
    """The cells of each row: behaviour, documentation, state, tests."""
    text = (ROOT / "sandbox" / "README.md").read_text("utf-8")
    table = text.split("| behaviour | documentation | state | test |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_a_row_says_what_it_is_and_where_it_is_shown(row: list[str]) -> None:
    _, documentation, state, tests = row
    assert state.startswith(STATES)
    assert documentation or state.startswith("absent")
    if state.startswith(("exact", "on demand")):
        assert tests
    for name in tests.split(", ") if tests else []:
        assert (ROOT / "tests" / "sandbox" / f"{name}.py").exists()
