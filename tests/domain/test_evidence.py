"""How sure a difference is: as published examples have it, and as it should be whatever is counted."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import evidence
from app.domain.counted import Share
from app.domain.evidence import Difference, Stratum

# Bickel and others, 1975: admissions to Berkeley by department; men and women, admitted and rejected.
BERKELEY = [
    Stratum(Share(men, men + men_out), Share(women, women + women_out))
    for men, men_out, women, women_out in (
        (512, 313, 89, 19),
        (353, 207, 17, 8),
        (120, 205, 202, 391),
        (138, 279, 131, 244),
        (53, 138, 94, 299),
        (22, 351, 24, 317),
    )
]


def one(met: int, of: int, unmet: int, other: int) -> list[Stratum]:
    return [Stratum(Share(met, of), Share(unmet, other))]


def rounded(found: Difference | None) -> tuple[float, ...]:
    assert found is not None
    return tuple(round(value, 4) for value in found)


def test_a_difference_that_departments_explain_is_none() -> None:
    men = Share(sum(one.met.part for one in BERKELEY), sum(one.met.of for one in BERKELEY))
    women = Share(sum(one.unmet.part for one in BERKELEY), sum(one.unmet.of for one in BERKELEY))
    assert rounded(evidence.plain(men, women))[0] == 0.1416  # as it looks
    # R: mantelhaen.test(UCBAdmissions, correct = FALSE) has 1.5246, p = 0.2169
    assert evidence.chance(BERKELEY) == pytest.approx(0.2169, abs=5e-5)
    found = evidence.adjusted(BERKELEY)
    assert found is not None
    assert found.low < found.value < 0 < found.high
    assert evidence.is_enough(BERKELEY)


@pytest.mark.parametrize(
    ("shares", "interval"),
    [
        ((56, 70, 48, 80), (0.2, 0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.6, 0.1705, 0.8090)),
        ((10, 10, 0, 20), (1.0, 0.6791, 1.0)),
        ((0, 10, 0, 20), (0.0, -0.1611, 0.2775)),
    ],
)
def test_two_shares_differ_as_newcombe_has_it(
    shares: tuple[int, ...], interval: tuple[float, float, float]
) -> None:
    met, of, unmet, other = shares
    assert rounded(evidence.plain(Share(met, of), Share(unmet, other))) == interval


def test_several_findings_are_corrected_as_holm_does() -> None:
    corrected = evidence.holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert {name: round(value, 9) for name, value in corrected.items()} == {
        "d": 0.02,
        "a": 0.03,
        "c": 0.06,
        "b": 0.06,
    }


def test_few_are_not_enough_however_clear_it_looks() -> None:
    assert not evidence.is_enough(one(8, 8, 0, 8))
    assert evidence.is_enough(one(12, 20, 8, 20))
    assert not evidence.is_enough([])


def test_nobody_to_compare_with_is_no_difference_at_all() -> None:
    for strata in ([], one(3, 5, 0, 0), one(0, 0, 1, 2)):
        assert evidence.adjusted(strata) is None
        assert evidence.chance(strata) == 1.0
        assert not evidence.tells(strata)
    assert evidence.plain(Share(1, 2), Share(0, 0)) is None
    assert evidence.chance(one(5, 5, 5, 5)) == 1.0  # and where all fare alike, nothing to test
    assert not evidence.tells(one(5, 5, 5, 5))


@pytest.mark.parametrize("strata", [2, 60])
def test_the_true_difference_lies_in_the_interval_19_times_of_20(strata: int) -> None:
    dice, inside, rounds = random.Random(7), 0, 400
    for _ in range(rounds):
        drawn = []
        for place in range(strata):
            base, n = 0.2 + 0.4 * place / strata, 240 // strata
            met, unmet = (sum(dice.random() < base + more for _ in range(n)) for more in (0.15, 0.0))
            drawn.append(Stratum(Share(met, n), Share(unmet, n)))
        found = evidence.adjusted(drawn)
        assert found is not None
        inside += found.low <= 0.15 <= found.high
    assert 0.92 <= inside / rounds <= 0.98


shares = st.integers(0, 40).flatmap(lambda of: st.integers(0, of).map(lambda part: Share(part, of)))
tables = st.lists(st.builds(Stratum, shares, shares), max_size=6)


@given(tables)
def test_turned_around_it_is_the_same_finding(strata: list[Stratum]) -> None:
    turned = [Stratum(one.unmet, one.met) for one in strata]
    assert evidence.chance(turned) == pytest.approx(evidence.chance(strata))
    here, there = evidence.adjusted(strata), evidence.adjusted(turned)
    assert (here is None) == (there is None)
    if here and there:
        assert (here.value, here.low, here.high) == pytest.approx((-there.value, -there.high, -there.low))
        assert -1 <= here.low <= here.value <= here.high <= 1


@given(tables)
def test_a_stratum_is_the_plain_difference_and_one_kind_alone_adds_nothing(strata: list[Stratum]) -> None:
    alone = [*strata, Stratum(Share(1, 9), Share(0, 0))]
    assert evidence.adjusted(alone) == evidence.adjusted(strata)
    assert evidence.chance(alone) == evidence.chance(strata)
    for each in evidence.informative(strata):
        found, plain = evidence.adjusted([each]), evidence.plain(each.met, each.unmet)
        assert found is not None
        assert plain is not None
        assert found.value == pytest.approx(plain.value)


@given(st.dictionaries(st.integers(), st.floats(0, 1), max_size=8))
def test_a_correction_never_makes_surer_and_keeps_the_order(chances: dict[int, float]) -> None:
    corrected = evidence.holm(chances)
    assert set(corrected) == set(chances)
    for name, chance in chances.items():
        assert chance <= corrected[name] <= 1
        assert all(corrected[name] <= corrected[other] for other in chances if chances[other] > chance)
