"""On which line of a TOML text each key stands."""

import tomllib
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]  # keys, and the numbers (from 0) of entries in lists


def lines_of(text: str) -> dict[Path, int]:
    """Give the line (from 1) of every table, key and entry of a list in a text that is TOML."""
    found: dict[Path, int] = {}
    lists: dict[Path, int] = {}  # how many tables each list of tables has so far
    within: Path = ()
    for first, statement in _statements(text):
        values = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            within = _header(values, lists)
            for end in range(1, len(within) + 1):
                found.setdefault(within[:end], first)
        else:
            _note(found, within, values, first)
            _note_entries(found, within, values, statement, first)
    return found


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """Give the line of a path, or of the nearest part above it that has one."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), None)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text where TOML allows it: each header or key with its value, and the line it begins on."""
    first, gathered = 1, ""
    for number, line in enumerate(text.split("\n"), 1):
        gathered += line + "\n"
        try:
            empty = not tomllib.loads(gathered)
        except tomllib.TOMLDecodeError:
            continue  # a value that goes on over several lines
        if not empty:
            yield first, gathered
        first, gathered = number + 1, ""


def _header(values: dict[str, Any], lists: dict[Path, int]) -> Path:
    """Give the path of a header that was read on its own: [a.b] is {a: {b: {}}}, [[a]] is {a: [{}]}."""
    path: Path = ()
    inner: Any = values
    while inner:
        if isinstance(inner, list):
            lists[path] = lists.get(path, 0) + 1
            return (*path, lists[path] - 1)
        if path in lists:
            path = (*path, lists[path] - 1)
        ((key, inner),) = inner.items()
        path = (*path, key)
    return (*path, lists[path] - 1) if path in lists else path


def _note(found: dict[Path, int], path: Path, value: Any, line: int) -> None:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        found.setdefault((*path, key), line)
        _note(found, (*path, key), inner, line)


def _note_entries(
    found: dict[Path, int], within: Path, values: dict[str, Any], text: str, first: int
) -> None:
    """A list may go on over several lines: cut off after each of them, it has so many entries."""
    path, value = within, values
    while isinstance(value, dict) and len(value) == 1:
        ((key, value),) = value.items()
        path = (*path, key)
    if not isinstance(value, list):
        return
    known, cut = 0, ""
    for number, line in enumerate(text.split("\n"), first):
        cut += line + "\n"
        entries = _closed(cut)
        for entry in range(known, entries):
            found[*path, entry] = number
            _note_again(found, (*path, entry), number)
        known = max(known, entries)


def _note_again(found: dict[Path, int], path: Path, line: int) -> None:
    for inner in [one for one in found if one[: len(path)] == path]:
        found[inner] = line


def _closed(text: str) -> int:
    """Say how many entries a list has that was cut off after some line."""
    try:
        value: Any = tomllib.loads(text + "]") if not _is_whole(text) else tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return 0
    while isinstance(value, dict):
        (value,) = value.values()
    return len(value)


def _is_whole(text: str) -> bool:
    try:
        return bool(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return False
