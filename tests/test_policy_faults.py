"""However a policy is spoilt, its author reads what is wrong with it, and nothing else goes wrong."""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, time
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.policy import Policy
from app.policy.mending import faults_in
from tests.examples import examples
from tests.office import ROOT

FILES = [*sorted((ROOT / "examples").glob("*.toml")), ROOT / "policy.toml"]
VALUES: list[Any] = [
    *(3, -1, 0.5, float("nan"), float("inf"), True, 10**30, "", "x", "4 hours", "1h", "#", "é" * 500),
    *([], ["a"], [1], [{}], [{"who": 3}], [[1]], {}, {"a": 1}),
    *(date(2026, 1, 1), time(9), datetime(2026, 1, 1)),  # noqa: DTZ001 (as TOML may have it)
]
NAMES = ["name", "who", "sla", "pool", "role", "hours", "zzz", "a key", "a.b", "[key]", "version", "1"]
PYDANTIC = ("should be", "valid ", "Input", "Field required", "Extra inputs", "tuple", "NoneType")


def spoilt(random: Random) -> dict[str, Any]:
    """One of the shipped policies with a few things changed, added or taken away."""
    values = deepcopy(random.choice([tomllib.loads(file.read_text("utf-8")) for file in FILES]))
    for _ in range(random.randint(1, 6)):
        path = random.choice(list(paths(values)))
        within: Any = values
        for step in path[:-1]:
            within = within[step]
        at, new = within[path[-1]], deepcopy(random.choice(VALUES))
        match random.randint(0, 3):
            case 0:
                del within[path[-1]]
            case 1 if isinstance(at, dict):
                at[random.choice(NAMES)] = new
            case 1 if isinstance(at, list):
                at.append(new)
            case 2:
                values[random.choice(NAMES)] = new
            case _:
                within[path[-1]] = new
        values["framework"] = values.get("framework", "BANT")
    return values


def paths(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*above, key)
        yield from paths(one, (*above, key))


@given(st.randoms(use_true_random=False))
@examples(60)
def test_a_spoilt_policy_has_faults_and_a_good_one_has_none(random: Random) -> None:
    values = spoilt(random)
    faults = faults_in(values, "")
    for fault in faults:
        assert fault.words, fault
        assert not any(phrase in fault.words for phrase in PYDANTIC), fault
    try:
        Policy(**{key: value for key, value in values.items() if key not in Policy.OURS})
    except ValidationError:
        assert faults
    else:
        assert {fault.key for fault in faults} <= set(Policy.OURS)
