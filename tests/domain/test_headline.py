"""The sentence on top of a digest: what changed most beyond chance, and what drove it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counted import Spread
from app.domain.headline import Headline, What, headline
from app.domain.metrics import Figures, Kind, Report
from tests.cast import ANNA, BEN, MORNING

WEEK = timedelta(days=7)


def figures(periods: int = 1, **counts: Any) -> Figures:
    """Figures of a week, by what was counted; `reasons` and `accept` (seconds of each) as well."""
    reasons, seconds = counts.pop("reasons", {}), counts.pop("accept", [])
    times = {"accept": Spread.of(seconds)} if seconds else {}
    return Figures(MORNING - WEEK, MORNING, periods, counts, times, reasons)


USUAL = figures(
    8, handed_off=200, accepted=120, rejected=40, reasons={"price": 10, "thin": 30}, accept=[3600] * 120
)


def told(this: Figures, usual: Figures | None = USUAL, **slices: dict[str, Figures]) -> Headline:
    by = {Kind(name): found for name, found in slices.items()}
    return headline(Report(this, figures(), usual, slices=by))


def test_the_largest_change_beyond_chance_is_the_headline() -> None:
    found = told(figures(handed_off=26, accepted=6, rejected=14, accept=[3000] * 6))
    assert found.change and found.change.what is What.ACCEPTANCE
    assert (found.change.sigmas < 0, found.weeks, found.few) == (True, 8, False)


def test_a_reason_that_explains_it_is_named_with_what_would_be_usual() -> None:
    found = told(figures(handed_off=26, accepted=6, rejected=14, reasons={"thin": 13, "price": 1}))
    assert found.driver and (found.driver.by, found.driver.key, found.driver.now.part) == (
        "reason",
        "thin",
        13,
    )
    assert found.driver.usual == pytest.approx(20 * 30 / 160)


def test_a_slice_that_explains_more_than_its_size_is_named_and_a_large_one_is_not() -> None:
    this = figures(handed_off=40, accepted=20, rejected=20, reasons={"price": 10, "thin": 10})
    aes = {ANNA: figures(accepted=18, rejected=4), BEN: figures(accepted=2, rejected=16)}
    sources = {"inbound": figures(accepted=20, rejected=20)}
    found = told(this, ae=aes, source=sources)
    assert found.driver and (found.driver.by, found.driver.key) == ("ae", BEN)


def test_nobody_is_named_by_fewer_than_ten() -> None:
    this = figures(handed_off=26, accepted=6, rejected=14)
    few = {ANNA: figures(accepted=6, rejected=5), BEN: figures(rejected=9)}
    assert told(this, ae=few).driver is None


def test_times_and_counts_are_compared_as_well() -> None:
    slow = told(figures(handed_off=25, accepted=15, rejected=5, accept=[9 * 3600] * 15))
    assert slow.change and (slow.change.what, slow.change.sigmas > 0) == (What.TIME_TO_ACCEPT, True)
    many = told(figures(handed_off=60))
    assert many.change and (many.change.what, many.change.then) == (What.HANDED_OFF, 25.0)


def test_what_chance_explains_is_no_headline() -> None:
    found = told(figures(handed_off=22, accepted=13, rejected=6, accept=[3000] * 13))
    assert (found.change, found.driver, found.few) == (None, None, False)


def test_a_small_week_is_said_to_be_small_whatever_it_was_like() -> None:
    found = told(figures(handed_off=4, rejected=4))
    assert (found.change, found.few) == (None, True)


def test_without_a_baseline_it_is_the_week_before_and_without_that_there_is_nothing_to_compare() -> None:
    this = figures(handed_off=26, accepted=6, rejected=14)
    before = figures(handed_off=25, accepted=18, rejected=2)
    found = headline(Report(this, before, None))
    assert found.change and (found.change.what, found.weeks) == (What.ACCEPTANCE, 1)
    assert headline(Report(this, figures(), None)) == Headline(None, None, 0, False)


@given(*[st.integers(0, 60)] * 6)
def test_a_change_that_is_told_goes_where_it_is_said_to_go(
    handed: int, accepted: int, rejected: int, handed_then: int, accepted_then: int, rejected_then: int
) -> None:
    this = figures(handed_off=handed, accepted=accepted, rejected=rejected)
    then = figures(8, handed_off=8 * handed_then, accepted=8 * accepted_then, rejected=8 * rejected_then)
    change = told(this, then).change
    if change and change.what is What.ACCEPTANCE:
        assert min(this.decided, then.decided) >= 10
        assert ((this.acceptance.rate or 0) > (then.acceptance.rate or 0)) == (change.sigmas > 0)
    elif change:
        assert (handed > handed_then) == (change.sigmas > 0)
    if max(handed, accepted + rejected) < 10:
        assert change is None
