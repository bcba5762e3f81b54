"""The review of the exit criteria: what it finds, what it must not find, and what it proposes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alike import Alike, Outcome, bands, total
from app.domain.review import Change, Verdict, compare, propose, review

OCTOBER = date(2026, 10, 1)
NOTHING = Alike("", 0)


def some(criteria: str, n: int, accepted: float, opportunities: float = 0.5, filled: int = 10) -> Alike:
    """So many handoffs, a part of them accepted, half of those meeting, a part of them an opportunity."""
    took = round(n * accepted)
    return Alike(criteria, filled, n, n, took, took, took // 2, round(took * opportunities))


def verdict(seen: list[Alike], name: str, outcome: Outcome = Outcome.ACCEPTED) -> Verdict:
    return compare(seen)[name][outcome].verdict


def test_what_goes_along_with_a_good_criterion_shows_nothing_of_its_own() -> None:
    seen = [
        some("budget=claimed,timeline=quoted", 900, 0.8),
        some("budget=claimed,timeline=empty", 100, 0.5),
        some("budget=empty,timeline=claimed", 100, 0.8),
        some("budget=empty,timeline=empty", 900, 0.5),
    ]
    found = compare(seen)["budget"][Outcome.ACCEPTED]
    assert (found.met.rate, found.unmet.rate) == (0.77, 0.53)  # as it looks
    assert found.difference is not None
    assert abs(found.difference.value) < 0.001  # as it is
    assert verdict(seen, "timeline") is Verdict.PREDICTS


@pytest.mark.parametrize(
    ("met", "unmet", "n", "says"),
    [
        (0.7, 0.5, 600, Verdict.PREDICTS),
        (0.5, 0.7, 600, Verdict.COUNTS_AGAINST),
        (0.6, 0.6, 4000, Verdict.NO_DIFFERENCE),
        (
            0.61,
            0.6,
            40_000,
            Verdict.NO_DIFFERENCE,
        ),  # it is one, surely, and none that a policy should turn on
        (
            0.6,
            0.6,
            200,
            Verdict.TOO_FEW,
        ),  # not to have found a difference is not to have shown that there is none
        (1.0, 0.0, 8, Verdict.TOO_FEW),
        (0.0, 0.0, 0, Verdict.TOO_FEW),
    ],
)
def test_a_verdict_says_no_more_than_the_numbers_do(met: float, unmet: float, n: int, says: Verdict) -> None:
    assert verdict([some("need=claimed", n, met), some("need=empty", n, unmet)], "need") is says


def test_what_was_rejected_says_nothing_of_what_would_have_become_of_it() -> None:
    """An AE who turns down whatever lacks a budget proves that she does, and no more."""
    seen = [some("budget=claimed", 2000, 0.9, 0.4), some("budget=empty", 2000, 0.3, 0.4)]
    assert verdict(seen, "budget") is Verdict.PREDICTS
    assert verdict(seen, "budget", Outcome.OPPORTUNITY) is not Verdict.PREDICTS


def test_only_what_was_judged_by_a_criterion_speaks_of_it() -> None:
    seen = [some("need=claimed", 300, 0.7), some("need=empty", 300, 0.3), some("champion=claimed", 5000, 0.1)]
    found = compare(seen)
    assert found["need"][Outcome.ACCEPTED].met.of == 300
    assert found["champion"][Outcome.ACCEPTED].difference is None


SEEN = [
    some("budget=claimed,need=claimed,timeline=claimed", 4000, 0.8, 0.6),
    some("budget=claimed,need=claimed,timeline=empty", 4000, 0.5, 0.3),
    some("budget=empty,need=claimed,timeline=claimed", 4000, 0.8, 0.6),
    some("budget=empty,need=claimed,timeline=empty", 4000, 0.5, 0.3),
]
MONTH = [
    some("budget=claimed,timeline=claimed", 50, 0.8),
    some("budget=claimed,timeline=empty", 30, 0.4, 0.25),
    some("budget=empty,timeline=empty", 10, 0.2, 0.5),
    some("champion=claimed", 5, 0.2),
]


def test_it_proposes_to_require_what_predicts_and_to_drop_what_is_idle_and_replays_the_month() -> None:
    asked = {"budget": True, "need": True, "timeline": False}
    told = review(OCTOBER, MONTH, SEEN, asked, {})
    require, drop = told.proposals
    assert (require.change, require.criterion, require.rests_on) == (
        Change.REQUIRE,
        "timeline",
        Outcome.OPPORTUNITY,
    )
    assert require.without == total(MONTH[1:3])
    assert (require.without.handed_off, require.without.accepted, require.without.opportunities) == (
        40,
        14,
        4,
    )
    assert require.kept == total([MONTH[0], MONTH[3]])  # whoever was not judged by it is not held back by it
    assert (drop.change, drop.criterion) == (Change.DROP, "budget")
    assert drop.without == MONTH[2]._replace(criteria="", filled=0)
    assert told.this.handed_off == 95


@pytest.mark.parametrize(
    "asked", [{"timeline": True, "budget": False}, {}], ids=["it is so already", "no policy could say so"]
)
def test_it_proposes_nothing_that_is_so_or_that_no_policy_can_say(asked: dict[str, bool]) -> None:
    assert propose(compare(SEEN), asked, MONTH) == []


def test_it_does_not_propose_what_helps_acceptance_and_harms_what_comes_of_it() -> None:
    seen = [some("budget=claimed", 2000, 0.9, 0.3), some("budget=empty", 2000, 0.6, 0.5)]
    assert verdict(seen, "budget", Outcome.OPPORTUNITY) is Verdict.COUNTS_AGAINST
    assert propose(compare(seen), {"budget": False}, []) == []
    assert propose(compare(seen), {"budget": True}, []) == []


def test_packages_fall_into_three_by_how_much_they_hold() -> None:
    seen = [some("", 10, 0.5, filled=filled) for filled in range(5, 14)]
    assert [(least, most) for least, most, _ in bands(seen)] == [(5, 7), (8, 10), (11, 13)]
    assert bands([]) == []
    (alone,) = bands([some("", 10, 0.5, filled=7)])
    assert alone[:2] == (7, 7)


def test_without_anything_there_is_nothing_to_say() -> None:
    told = review(OCTOBER, [], [], {"budget": True}, {})
    assert told.is_empty
    assert (told.this, told.found, told.proposals) == (NOTHING, {}, [])


STATES = st.sampled_from(["empty", "claimed", "quoted", "validated"])


@st.composite
def counts(draw: st.DrawFn) -> Alike:
    judged = draw(st.dictionaries(st.sampled_from("abc"), STATES, max_size=3))
    many = draw(st.integers(1, 60))
    decided = draw(st.integers(0, many))
    accepted = draw(st.integers(0, decided))
    grown = draw(st.integers(0, accepted))
    held, opportunities = draw(st.integers(0, grown)), draw(st.integers(0, grown))
    signature = ",".join(f"{name}={state}" for name, state in sorted(judged.items()))
    return Alike(signature, draw(st.integers(0, 15)), many, decided, accepted, grown, held, opportunities)


@given(st.lists(counts(), max_size=12))
def test_every_handoff_counts_once_whatever_is_counted(seen: list[Alike]) -> None:
    told = review(OCTOBER, seen, seen, {"a": False, "b": True}, {})
    for name, by_outcome in told.found.items():
        judged = [one for one in seen if f"{name}=" in one.criteria]
        for outcome, one in by_outcome.items():
            assert one.met.of + one.unmet.of == total(judged).share(outcome).of
            assert one.met.part + one.unmet.part == total(judged).share(outcome).part
            assert 0 <= one.chance <= 1
    for proposal in told.proposals:
        assert total([proposal.without, proposal.kept]) == told.this
    assert total(band for _, _, band in told.bands) == told.seen
