"""What each figure of the digest means."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli_figures import page
from app.domain.counted import Share, Spread, Step, percentile
from app.domain.metrics import Figures
from tests.cast import MORNING
from tests.office import ROOT

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


@pytest.mark.parametrize(
    ("accepted", "rejected", "rate"), [(0, 0, None), (3, 0, 1.0), (0, 2, 0.0), (3, 1, 0.75)]
)
def test_the_acceptance_rate_is_of_what_was_decided(accepted: int, rejected: int, rate: float | None) -> None:
    counts = {"accepted": accepted, "rejected": rejected, "returned": 2, "withdrawn": 1}
    assert Figures(MORNING, MORNING, counts=counts).acceptance.rate == rate


def test_the_page_of_the_figures_says_what_their_docstrings_say() -> None:
    assert (ROOT / "docs/metrics.md").read_text("utf-8") == page(), "handoff figures > docs/metrics.md"


@pytest.mark.parametrize(
    ("part", "of", "low", "high"),
    [  # from Newcombe (1998), Statistics in Medicine 17, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_wilsons(part: int, of: int, low: float, high: float) -> None:
    assert Share(part, of).interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_in_its_interval_and_so_does_its_complement(part: int, rest: int) -> None:
    share, other = Share(part, part + rest), Share(rest, part + rest)
    low, high = share.interval
    assert 0 <= low <= (0.5 if share.rate is None else share.rate) <= high <= 1
    assert other.interval == pytest.approx((1 - high, 1 - low))


def test_nothing_has_no_share_and_few_are_said_to_be_few() -> None:
    assert (Share(0, 0).rate, Share(0, 0).interval) == (None, (0.0, 1.0))
    assert (Share(9, 9).is_small, Share(9, 10).is_small, Spread(9).is_small, Spread(10).is_small) == (
        True,
        False,
        True,
        False,
    )


def test_each_step_is_a_share_of_those_who_took_the_one_before() -> None:
    counts = {"handed_off": 8, "reached_accepted": 4, "reached_touched": 3, "held": 2, "no_show": 1}
    figures = Figures(MORNING, MORNING, counts=counts)
    assert figures.conversion[Step.ACCEPTED] == Share(4, 8)
    assert figures.conversion[Step.TOUCHED] == Share(3, 4)
    assert figures.conversion[Step.WON].rate is None
    assert figures.attendance == Share(2, 3)


def test_a_baseline_is_told_as_the_mean_of_its_periods() -> None:
    assert Figures(MORNING, MORNING, 8, {"accepted": 12}).per_period("accepted") == 1.5
