"""Who may import whom, and what the rooms may not do: the direction in docs/architecture.md, held by ast."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST_FILE, LONGEST_FUNCTION = 250, 40
# room → what of ours it may import
MAY = {
    "app/domain": {"app.domain"},
    "app/store": {"app.domain", "app.store"},
    "app/services": {"app.domain", "app.store", "app.services", "app.policy"},
    "app/slack": {
        "app.domain",
        "app.store",
        "app.services",
        "app.slack",
        "app.policy",
        "app.settings",
        "blocks",
    },
    "blocks": {"app.domain", "blocks"},
    "sandbox": {"sandbox"},
    "demo": {"demo", "sandbox"},
}
OURS = ("app", "blocks", "sandbox", "demo", "tests")
OUTSIDE = {"os", "socket", "urllib.request", "slack_sdk", "slack_bolt", "sqlalchemy.orm", "apscheduler"}


def sources(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def within(name: str, rooms: set[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("room", MAY)
def test_each_room_imports_what_it_may(room: str) -> None:
    strays = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(room)
        for name in imports(path)
        if name.split(".")[0] in OURS and not within(name, MAY[room])
    ]
    assert strays == []


def test_the_domain_asks_nobody_outside() -> None:
    strays = [
        f"{path.name}: {name}"
        for path in sources("app/domain")
        for name in imports(path)
        if within(name, OUTSIDE)
    ]
    assert strays == []


def test_the_time_is_read_in_one_place() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in sources("app", "blocks")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
        if isinstance(node.value, ast.Name) and node.value.id in ("datetime", "date")
    }
    assert readers == {"app/clock.py"}


def test_two_places_catch_everything() -> None:
    broad = [
        path.name
        for path in sources("app", "blocks")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    assert broad == ["courier.py"]  # the other is Bolt's own error handler, in slack/errors.py


def test_files_and_functions_stay_small() -> None:
    long = []
    for path in sources("app", "blocks", "demo", "sandbox"):
        text = path.read_text()
        if text.count("\n") > LONGEST_FILE:
            long.append(str(path.relative_to(ROOT)))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.name} ({lines})")
    assert long == []
