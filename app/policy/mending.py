"""Finding all that is wrong with a policy at once, although one fault hides others."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.policy.faults import Fault, part_at, words_of
from app.policy.lines import Path, line_of, lines_of
from app.policy.parts import Faulty
from app.policy.policy import Policy

MOST_ROUNDS = 20
KEY_ITSELF = "[key]"  # how pydantic says that a key is wrong, rather than its value


def faults_in(values: dict[str, Any], text: str) -> list[Fault]:
    """Find all faults of a policy.

    What is wrong on its own is taken out, so that what is left can be looked at together.
    """
    known = lines_of(text)
    draft = _Draft(deepcopy(values))
    faults = [
        Fault("is not a key of the policy", key, line_of(known, (key,)))
        for key in Policy.OURS
        if draft.pop(key)
    ]
    for _ in range(MOST_ROUNDS):
        try:
            Policy(**draft.values)
        except ValidationError as error:
            found = [one for details in error.errors() for one in draft.faults_in(details)]
            new = [(path, key, words) for path, key, words in found if not draft.is_doubtful(path, words)]
            faults += [Fault(words, key, line_of(known, path)) for path, key, words in new]
            if not draft.take_out(error.errors()):
                break
        else:
            break
    return list(dict.fromkeys(faults))


class _Draft:
    """The values of a policy that is mended by leaving out what is wrong."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self._places: dict[Path, list[int]] = {}  # where entries of a mended list stood before
        self._mended: list[Path] = []  # parts that lack something now
        self._gone: set[str] = set()  # texts in what was left out

    def pop(self, key: str) -> bool:
        """Leave out a key; False if it is not there."""
        return self.values.pop(key, None) is not None

    def faults_in(self, details: ErrorDetails) -> list[tuple[Path, str, str]]:
        """Give each fault's path in the file, its key as people write it, and its words."""
        path = self._reached(details["loc"])
        cause = details.get("ctx", {}).get("error")
        if isinstance(cause, Faulty):
            split = [said.partition(": ") for said in cause.faults]
            return [(self._original(self._find(key)), key, words) for key, _, words in split]
        words = words_of(details, Policy)
        if details["type"] == "missing":
            return [(self._original(path), _written(self.values, details["loc"]), words)]
        key, colon, rest = words.partition(": ")
        inner = self._find(key, path) if colon and details["type"] == "value_error" else path
        part = part_at(Policy, path)
        if len(inner) > len(path) or (colon and part and key in part.model_fields):
            return [(self._original(inner), f"{_written(self.values, path)}.{key}", rest)]
        return [(self._original(path), _written(self.values, path), words)]

    def is_doubtful(self, path: Path, words: str) -> bool:
        """Say whether a fault may come only from what was left out."""
        inside = any(path[: len(part)] == part or path == part[:-1] for part in self._mended if path)
        return inside or any(gone and gone in words for gone in self._gone)

    def take_out(self, errors: list[ErrorDetails]) -> bool:
        """Leave out what is wrong; False when nothing in particular is."""
        doomed = {self._doomed(error["loc"]) for error in errors} - {()}
        known = {self._reached(error["loc"]) for error in errors if error["type"] != "extra_forbidden"}
        for path in doomed & known:  # nothing rests on a key that there is not
            whole = len(path) == 1 or part_at(Policy, path[:-1]) is None
            self._mended.append(self._original(path if whole else path[:-1]))
        for path in sorted(doomed, reverse=True):  # the last entry of a list first
            self._remove(path)
        return bool(doomed)

    def _doomed(self, loc: tuple[str | int, ...]) -> Path:
        path = self._reached(loc)
        above = part_at(Policy, path[:-1]) if path else None
        field = above.model_fields.get(str(path[-1])) if above else None
        needed = len(path) < len(loc) or (field is not None and field.is_required())
        return path[:-1] if needed and len(path) == len(loc) and len(path) > 1 else path

    def _remove(self, path: Path) -> None:
        within = _at(self.values, path[:-1])
        if isinstance(within, list):
            places = self._places.setdefault(self._original(path[:-1]), list(range(len(within))))
            self._gone |= _texts(within[int(path[-1])])
            del places[int(path[-1])]
            del within[int(path[-1])]
        elif isinstance(within, dict):
            taken = within.pop(str(path[-1]), None)
            if isinstance(taken, dict):
                self._gone |= {str(path[-1])}

    def _reached(self, loc: tuple[str | int, ...]) -> Path:
        """Give a path as far as the file has it."""
        path: Path = ()
        for step in loc:
            if _at(self.values, (*path, step)) is None:
                break
            path = (*path, step)
        return path

    def _original(self, path: Path) -> Path:
        """Give a path as it was before anything was left out."""
        found: Path = ()
        for step in path:
            places = self._places.get(found)
            found = (*found, places[step] if places and isinstance(step, int) else step)
        return found

    def _find(self, key: str, start: Path = ()) -> Path:
        """Find a key as people write it (entries of lists by name, or by number from 1)."""
        path, rest = start, key
        while rest:
            ways = _ways(_at(self.values, path))
            way = next(((step, name) for step, name in ways if f"{rest}.".startswith(f"{name}.")), None)
            if way is None:
                break
            path, rest = (*path, way[0]), rest[len(way[1]) + 1 :]
        return path


def _written(values: Any, path: tuple[str | int, ...]) -> str:
    """Give a path as people write it: sla.hours, pool.inbound.members, person.2.role."""
    steps: list[str] = []
    at = values
    for step in path:
        name = _at(at, (step, "name")) if isinstance(step, int) else step
        steps.append(name if isinstance(name, str) and name else str(int(step) + 1))
        at = _at(at, (step,))
    return ".".join(step for step in steps if step != KEY_ITSELF)


def _ways(value: Any) -> Iterator[tuple[str | int, str]]:
    """List the ways on from a value, each with how people write it; the longest keys first."""
    if isinstance(value, dict):
        yield from ((key, key) for key in sorted(value, key=len, reverse=True))
    elif isinstance(value, list):
        names = [str(_at(one, ("name",)) or "") for one in value]
        yield from ((n, name) for n, name in enumerate(names) if name)
        yield from ((n, str(n + 1)) for n in range(len(value)))


def _at(value: Any, path: Sequence[str | int]) -> Any:
    """Give what stands at a path, None if nothing does."""
    for step in path:
        fits = isinstance(value, dict) and step in value
        fits = fits or (isinstance(value, list) and isinstance(step, int) and step < len(value))
        value = value[step] if fits else None
    return value


def _texts(value: Any) -> set[str]:
    """List the texts in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {text for one in value for text in _texts(one)}
    return {value} if isinstance(value, str) else set()
