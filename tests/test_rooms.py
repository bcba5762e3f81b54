"""Who may import whom, who may ask the time, and how long things may get: the shape that DESIGN.md draws."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.office import ROOT

# Each room and the rooms below it that it may see.
MAY_SEE = {
    "app.__init__": "",
    "app.domain": "",
    "app.settings": "",
    "app.policy": "app.domain",
    "app.store": "app.domain",
    "app.services": "app.domain app.store app.policy",
    "blocks": "app.domain",
    "app.metrics": "",
    "app.pictures": "app.domain",
    "app.slack": "app.domain app.store app.services app.policy app.settings app.metrics app.pictures blocks",
    "app.outside": "app.domain app.store app.services app.policy app.settings",
    "app.clock": "app.store app.services app.policy app.metrics app.slack",
    "app.health": "app.store app.slack app.clock",
    "app.reloading": "app.services app.policy app.slack",
    "app.main": "app.store app.services app.policy app.settings app.metrics app.slack app.clock app.health"
    " app.reloading app.outside",
    "app.cli": "app.domain app.store app.services app.policy app.settings app.metrics app.slack app.clock"
    " app.main app.reloading app.outside app.pictures blocks",
    "app.__main__": "app.cli",
    "sandbox": "",
    "demo": "sandbox",
}
PURE = {
    *("collections", "dataclasses", "datetime", "enum", "functools", "itertools", "math", "re", "typing"),
    *("binascii", "difflib", "email", "html", "unicodedata", "urllib.parse", "zoneinfo"),
    *("hashlib", "json"),
    *(
        "pydantic",
        "email_validator",
        "holidays",
        "babel",
        "icalendar",
    ),  # they know rules of the world, and ask nobody
}
NOUNS = ("model.py", "model_team.py", "model_loop.py", "model_mail.py", "columns.py")
TABLES = {"sqlalchemy", "sqlmodel"}  # their column types, in the nouns alone
ASKS_THE_TIME = {("datetime", name) for name in ("now", "utcnow", "today")} | {("date", "today")}
ASKS_THE_TIME |= {("time", name) for name in ("time", "time_ns", "localtime", "gmtime")}
VAGUE = ("Manager", "Helper", "Handler", "Processor", "Service", "Repository")
NO_SQL = {"SQLAlchemyError", "ArgumentError", "make_url"}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 250, 40
# Each works through a row of things of which one must not hold up the others.
MAY_CATCH_EVERYTHING = ["app/services/nudges.py", "app/slack/courier.py"]

OURS = [
    path for folder in ("app", "blocks", "demo", "sandbox") for path in sorted((ROOT / folder).rglob("*.py"))
]
PRODUCT = [path for path in OURS if path.relative_to(ROOT).parts[0] != "sandbox"]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def room_of(module: str) -> str:
    parts = module.split(".")
    room = ".".join(parts[:2]) if parts[0] == "app" else parts[0]
    return "app.cli" if room.startswith("app.cli_") else room  # a file for each group of commands


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: say where from"
            assert node.module is not None
            inside = node.module == "app"
            yield from (f"app.{alias.name}" for alias in node.names) if inside else [node.module]


def names_from(path: Path, package: str) -> set[str]:
    """The names that a file takes from a package."""
    nodes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
    return {
        alias.name for node in nodes if (node.module or "").split(".")[0] == package for alias in node.names
    }


def test_a_room_sees_only_the_rooms_below_it() -> None:
    for path in OURS:
        room = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        seen = {room_of(module) for module in imports(path)} & {*MAY_SEE, "tests", "app"}
        assert seen - {room} <= set(MAY_SEE[room].split()), name_of(path)


def test_no_room_sees_itself_through_others() -> None:
    below: set[str] = set()
    while len(below) < len(MAY_SEE):
        freed = {room for room, seen in MAY_SEE.items() if set(seen.split()) <= below} - below
        assert freed, f"these see one another: {set(MAY_SEE) - below}"
        below |= freed


def test_the_rules_know_no_clock_no_session_no_network_and_no_environment() -> None:
    for path in sorted((ROOT / "app" / "domain").glob("*.py")):
        allowed = PURE | (TABLES if path.name in NOUNS else set())
        for module in imports(path):
            known = module in allowed or module.split(".")[0] in allowed
            assert known or room_of(module) == "app.domain", f"{name_of(path)}: {module}"
        assert "Session" not in names_from(path, "sqlmodel")


def test_the_blocks_are_pure() -> None:
    for path in sorted((ROOT / "blocks").glob("*.py")):
        outside = {module for module in imports(path) if room_of(module) not in ("app.domain", "blocks")}
        assert outside <= {"collections.abc", "datetime", "typing"}, name_of(path)


def test_only_the_store_writes_sql_and_only_slacks_room_talks_to_slack() -> None:
    for path in PRODUCT:
        room = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        libraries = {module.split(".")[0] for module in imports(path)}
        if room not in ("app.store", "app.domain"):
            assert names_from(path, "sqlmodel") <= {"Session"}, name_of(path)
            assert names_from(path, "sqlalchemy") <= NO_SQL, name_of(path)
            assert not libraries & {"psycopg", "sqlite3", "alembic"}, name_of(path)
        if room not in ("app.slack", "app.main"):
            assert not libraries & {"slack_sdk", "slack_bolt"}, name_of(path)
        if room != "app.outside":
            assert not libraries & {"httpx", "imapclient", "imaplib", "cryptography"}, name_of(path)
        if room != "app.services":
            assert "jinja2" not in libraries, name_of(path)


def test_only_the_clock_asks_the_time_and_only_the_settings_ask_the_environment() -> None:
    for path in [p for p in PRODUCT if p.parts[-2] != "demo"]:
        asked = {
            (node.value.id, node.attr)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        }
        if name_of(path) != "app/clock.py":
            assert not asked & ASKS_THE_TIME, name_of(path)
        if name_of(path) != "app/settings.py":
            assert not asked & {("os", "environ"), ("os", "getenv")}, name_of(path)


def test_only_the_couriers_loop_and_the_sweep_may_catch_everything() -> None:
    broad = [
        f"{name_of(path)}:{node.lineno}"
        for path in PRODUCT
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]
    assert [place.partition(":")[0] for place in broad] == MAY_CATCH_EVERYTHING, broad


def _is_broad(caught: ast.expr | None) -> bool:
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(kind is None or ast.unparse(kind) in ("Exception", "BaseException") for kind in kinds)


def test_nothing_is_longer_than_one_reads_at_once() -> None:
    for path in PRODUCT:
        assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES, name_of(path)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                assert lines <= MOST_LINES_OF_A_FUNCTION, f"{name_of(path)}: {node.name} has {lines} lines"


def test_things_are_called_what_they_are() -> None:
    for path in PRODUCT:
        assert path.stem not in ("utils", "util", "helpers", "helper", "common", "misc", "core", "manager")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                assert not node.name.endswith(VAGUE), node.name
