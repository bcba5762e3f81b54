"""What each figure of the digest means."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.metrics import Week, percentile
from tests.cast import MORNING

SHARES = {0.0: Fraction(0), 0.25: Fraction(1, 4), 0.5: Fraction(1, 2), 0.9: Fraction(9, 10), 1.0: Fraction(1)}


def naive(values: list[int], share: Fraction) -> int:
    """The smallest of the values that so large a share of them do not exceed."""
    within = {value: Fraction(sum(other <= value for other in values), len(values)) for value in values}
    return min(value for value, part in within.items() if part >= share)


@given(
    st.lists(st.integers(0, 10**6) | st.integers(0, 5), min_size=1, max_size=120),
    st.sampled_from(list(SHARES)),
)
def test_nine_of_ten_were_faster_means_just_that(values: list[int], share: float) -> None:
    assert percentile(values, share) == naive(values, SHARES[share])


def test_ninety_percent_of_any_number_is_not_off_by_one() -> None:
    for count in range(1, 2000):
        assert percentile(range(1, count + 1), 0.9) == -(-9 * count // 10)


def test_the_median_is_one_of_the_times_and_nothing_has_none() -> None:
    assert percentile([60, 10], 0.5) == 10
    assert percentile([30, 10, 20], 0.5) == 20
    assert percentile([], 0.5) is None


def week(**moves: int) -> Week:
    return Week(start=MORNING - timedelta(days=7), end=MORNING, moves=moves)


@pytest.mark.parametrize(
    ("moves", "rate"),
    [
        ({}, None),
        ({"submit": 5, "ask": 2, "withdraw": 1}, None),
        ({"accept": 3}, 1.0),
        ({"reject": 2}, 0.0),
        ({"accept": 2, "take": 1, "reject": 1, "ask": 9}, 0.75),
    ],
)
def test_the_acceptance_rate_is_of_what_was_decided_and_taking_over_is_accepting(
    moves: dict[str, int], rate: float | None
) -> None:
    assert week(**moves).acceptance_rate == rate


@pytest.mark.parametrize(("overturned", "decided", "rate"), [(0, 4, 0.5), (1, 3, 2 / 3), (2, 2, 1.0)])
def test_a_rejection_that_was_overturned_is_no_decision(overturned: int, decided: int, rate: float) -> None:
    moves = {"accept": 2, "reject": 2, "dispute": 2, "overturn": overturned}
    ruled = Week(MORNING, MORNING, moves=moves, overturned=overturned)
    assert (ruled.decided, ruled.acceptance_rate) == (decided, rate)


def test_a_week_whose_one_decision_was_overturned_has_no_rate() -> None:
    assert Week(MORNING, MORNING, moves={"reject": 1}, overturned=1).acceptance_rate is None


def test_what_was_handed_off_counts_in_whatever_state_it_is_now() -> None:
    assert Week(MORNING, MORNING, states={"pending": 2, "won": 1, "rejected": 4}).handed_off == 7
    assert week().handed_off == 0
