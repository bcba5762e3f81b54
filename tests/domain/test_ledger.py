"""The credit ledger: who earns what by which move, and a chain in which no line can be touched unseen."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ledger import CREDITED, CUT, Line, chained, earned, verify
from app.domain.lifecycle import Action
from app.domain.model import Event
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, SAM, TEAM


def event(number: int, action: str, actor: str | None, **note: Any) -> Event:
    return Event(
        id=number,
        team_id=TEAM,
        handoff_id=7,
        turn=number,
        action=action,
        actor_id=actor,
        at=MORNING,
        note=note,
    )


BEFORE = [event(1, "submit", SAM, ae=ANNA), event(2, "reject", ANNA, reason="not_fit")]


@pytest.mark.parametrize(
    ("last", "credit"),
    [
        (event(3, "accept", ANNA), [("accepted", ANNA, None)]),
        (event(3, "take", MARIA), [("accepted", MARIA, None)]),
        (event(3, "reassign", MARIA, ae=BEN), [("reassigned", BEN, None)]),
        (event(3, "hand_over", ANNA, ae=BEN), [("reassigned", BEN, None)]),
        (event(3, "passed_on", None, ae=BEN, instead_of=ANNA), [("reassigned", BEN, None)]),
        (event(3, "fell_back", None, ae=DAN), [("reassigned", DAN, None)]),
        (event(3, "uphold", MARIA), [("ruled", ANNA, None)]),
        (event(3, "overturn", MARIA), [("ruled", SAM, None)]),
        (event(3, "hold", ANNA), [("held", SAM, None), ("held", ANNA, None)]),
        (event(3, "hold", SAM), [("held", SAM, None)]),  # a manager who handed it off, and took it
        (event(3, "win", BEN), [("won", SAM, None), ("won", BEN, None)]),
        (event(3, "win", BEN, amount=50_000), [("won", SAM, 50_000), ("won", BEN, 50_000)]),
        (event(3, "ask", ANNA), []),
    ],
)
def test_each_move_earns_whoever_did_it_or_is_given_it(last: Event, credit: list[tuple[Any, ...]]) -> None:
    assert [tuple(one) for one in earned(last, [*BEFORE, last])] == credit


def test_what_is_won_is_worth_what_was_said_of_it_last() -> None:
    said = [*BEFORE, event(3, "opportunity", ANNA, amount=10_000), event(5, "opportunity", ANNA, amount=99)]
    won = event(4, "win", ANNA)
    assert {one.amount for one in earned(won, [*said, won])} == {10_000}  # not what came after
    changed = event(4, "win", ANNA, amount=12_000)
    assert {one.amount for one in earned(changed, [*said, changed])} == {12_000}


def test_only_known_moves_are_credited() -> None:
    by_the_clock = {"passed_on", "fell_back"}
    assert set(CREDITED) - by_the_clock <= {action.value for action in Action}


def made(count: int) -> list[Line]:
    return chained([drafted(number) for number in range(count)], None)


def drafted(number: int) -> Line:
    at = MORNING + timedelta(seconds=number)
    return Line(TEAM, 0, 100 + number, 7, at, "held", SAM if number % 2 else ANNA, number or None, "")


LINES = made(12)
PLACES = st.integers(0, len(LINES) - 1)
OTHER: dict[str, Any] = {
    "team_id": "T0THEIRS",
    "event_id": 99,
    "handoff_id": 8,
    "at": MORNING - timedelta(microseconds=1),
    "kind": "won",
    "person_id": BEN,
    "amount": 1_000_000,
    "seal": "0" * 64,
}


def test_a_ledger_fits_however_many_lines_were_sealed_at_once() -> None:
    one_by_one: list[Line] = []
    for number in range(len(LINES)):
        one_by_one += chained([drafted(number)], one_by_one[-1] if one_by_one else None)
    assert one_by_one == LINES
    assert verify(LINES) == (12, LINES[-1].seal, "")
    assert verify([]) == (0, "", "")


@given(PLACES, st.sampled_from(sorted(OTHER)))
def test_a_changed_line_is_named(place: int, name: str) -> None:
    changed = [*LINES]
    changed[place] = changed[place]._replace(**{name: OTHER[name]})
    found = verify(changed)
    assert (found.lines, found.seal) == (place, LINES[place - 1].seal if place else "")
    assert found.fault.startswith(f"line {place + 1} does not fit")


@given(PLACES)
def test_a_line_that_was_taken_out_is_named_whether_or_not_the_others_were_numbered_anew(place: int) -> None:
    left = [*LINES[:place], *LINES[place + 1 :]]
    if place == len(LINES) - 1:
        assert verify(left).fault == ""  # a ledger that is shorter by its end is one
        assert verify(left, LINES[-1].seal).fault == CUT
        assert verify(left, LINES[-2].seal).fault == ""
    else:
        assert verify(left).fault.startswith(f"line {place + 1} is missing")
        numbered = [line._replace(line=number) for number, line in enumerate(left, 1)]
        assert verify(numbered).fault.startswith(f"line {place + 1} does not fit")


@given(PLACES, PLACES)
def test_two_lines_that_were_swapped_are_found_by_the_first(one: int, other: int) -> None:
    swapped = [*LINES]
    swapped[one] = LINES[other]._replace(line=one + 1)
    swapped[other] = LINES[one]._replace(line=other + 1)
    fault = verify(swapped).fault
    assert fault == "" if one == other else fault.startswith(f"line {min(one, other) + 1} does not fit")


@given(st.integers(0, len(LINES)))
def test_a_line_that_was_put_in_is_named(place: int) -> None:
    forged = drafted(50)._replace(line=place + 1, seal="f" * 64)
    more = [*LINES[:place], forged, *(line._replace(line=line.line + 1) for line in LINES[place:])]
    assert verify(more).fault.startswith(f"line {place + 1} does not fit")


@given(PLACES)
def test_a_ledger_written_anew_fits_but_lacks_the_seal_that_was_noted(place: int) -> None:
    forged = chained([drafted(60)], LINES[place - 1] if place else None)
    anew = [*LINES[:place], *forged]
    anew += chained([drafted(number) for number in range(place + 1, 12)], forged[-1])
    assert verify(anew).fault == ""
    assert verify(anew, LINES[-1].seal).fault == CUT
    assert verify(anew, LINES[place].seal).fault == CUT
