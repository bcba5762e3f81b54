"""The monthly review of the exit criteria: what the evidence says of each, and what to change. Pure.

A criterion is met here if anything is known of it (its state is not empty). It is compared like with like:
with and without it among packages alike in all others, so that one which merely goes along with a good one
shows nothing. What became of a lead once accepted is asked of accepted ones only: a rejected one never had
the chance, and would prove the AE's habit a second time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from app.domain import evidence
from app.domain.alike import Alike, Outcome, bands, total
from app.domain.counted import Share
from app.domain.criteria import State
from app.domain.evidence import Difference, Stratum

MATTERS = 0.05  # a smaller difference is none that a policy should turn on
SURE_ENOUGH = 0.05  # all that a review looks at taken together


class Verdict(StrEnum):
    """What the evidence says of one criterion and outcome."""

    PREDICTS = "predicts"
    COUNTS_AGAINST = "counts_against"
    NO_DIFFERENCE = "no_difference"  # shown to be less than 5 points: more than not having found one
    TOO_FEW = "too_few"  # to say either


@dataclass(frozen=True)
class Comparison:
    """One outcome with a criterion met and without it: as they are, and the difference among those alike."""

    met: Share
    unmet: Share
    difference: Difference | None  # None: nobody to compare with
    chance: float  # that there is none, corrected for all that the review looks at
    verdict: Verdict


Found = Mapping[str, Mapping[Outcome, Comparison]]  # by criterion


class Change(StrEnum):
    """What may be done to the policy."""

    REQUIRE = "require"
    DROP = "drop"


@dataclass(frozen=True)
class Proposal:
    """A change that the evidence suggests, and the past month under it: people decide."""

    change: Change
    criterion: str
    rests_on: Outcome
    without: Alike  # of the month, those that did not meet it: they would have been held back
    kept: Alike  # the others


@dataclass(frozen=True)
class Review:
    """One month, and the evidence of the year up to its end."""

    month: date  # its first day
    this: Alike  # all of the month
    seen: Alike  # all of the evidence
    found: Found = field(default_factory=dict)
    bands: Sequence[
        tuple[int, int, Alike]
    ] = ()  # the least and most texts, and who they are: thin ones first
    proposals: Sequence[Proposal] = ()
    words: Mapping[str, str] = field(default_factory=dict)  # what criteria read as

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was decided that one could learn from."""
        return not self.seen.decided


def review(
    month: date,
    this: Sequence[Alike],
    seen: Sequence[Alike],
    asked: Mapping[str, bool],
    words: Mapping[str, str],
) -> Review:
    """Review what was `seen` up to the end of a month, and replay `this` month.

    `asked`: the criteria that the policy may require now, and whether it does (everywhere).
    """
    found = compare(seen)
    proposals = propose(found, asked, this)
    return Review(month, total(this), total(seen), found, bands(seen), proposals, words)


def compare(seen: Sequence[Alike]) -> Found:
    """Compare every outcome with each criterion met and without it."""
    patterns = _by_pattern(seen)
    names = sorted({name for pattern in patterns for name, _ in pattern})
    strata = {name: _strata(name, patterns) for name in names}
    every = {
        (name, outcome): [Stratum(met.share(outcome), unmet.share(outcome)) for met, unmet in strata[name]]
        for name in strata
        for outcome in Outcome
    }
    chances = evidence.holm(
        {key: evidence.chance(some) for key, some in every.items() if evidence.tells(some)}
    )
    found: dict[str, dict[Outcome, Comparison]] = defaultdict(dict)
    for (name, outcome), some in every.items():
        found[name][outcome] = _comparison(some, chances.get((name, outcome), 1.0))
    return dict(found)


Pattern = frozenset[tuple[str, bool]]


@lru_cache(maxsize=10_000)
def _pattern(criteria: str) -> Pattern:
    """Read which criteria were met from how they were judged."""
    parts = (part.partition("=") for part in criteria.split(",") if part)
    return frozenset((name, state != State.EMPTY) for name, _, state in parts)


def _by_pattern(some: Iterable[Alike]) -> dict[Pattern, Alike]:
    alike: dict[Pattern, list[Alike]] = defaultdict(list)
    for one in some:
        alike[_pattern(one.criteria)].append(one)
    return {pattern: total(those) for pattern, those in alike.items()}


def _strata(name: str, patterns: Mapping[Pattern, Alike]) -> list[tuple[Alike, Alike]]:
    """Pair those who met a criterion with those who did not, alike in all others."""
    nobody, pairs = Alike("", 0), defaultdict[Pattern, dict[bool, Alike]](dict)
    for pattern, some in patterns.items():
        for met in (True, False):
            if (name, met) in pattern:
                pairs[pattern - {(name, met)}][met] = some
    return [(pair.get(True, nobody), pair.get(False, nobody)) for pair in pairs.values()]


def _comparison(strata: Sequence[Stratum], chance: float) -> Comparison:
    met = Share(sum(one.met.part for one in strata), sum(one.met.of for one in strata))
    unmet = Share(sum(one.unmet.part for one in strata), sum(one.unmet.of for one in strata))
    difference = evidence.adjusted(strata)
    return Comparison(met, unmet, difference, chance, _verdict(strata, difference, chance))


def _verdict(strata: Sequence[Stratum], difference: Difference | None, chance: float) -> Verdict:
    if difference is None or not evidence.is_enough(evidence.informative(strata)):
        return Verdict.TOO_FEW
    if difference.low > -MATTERS and difference.high < MATTERS:
        return Verdict.NO_DIFFERENCE
    if chance < SURE_ENOUGH:
        return Verdict.PREDICTS if difference.value > 0 else Verdict.COUNTS_AGAINST
    return Verdict.TOO_FEW


def propose(found: Found, asked: Mapping[str, bool], month: Sequence[Alike]) -> list[Proposal]:
    """Say which criteria should be required, and which ones need not be; what is shown best comes first."""
    require = [
        (name, outcome)
        for name, by_outcome in found.items()
        if asked.get(name) is False and (outcome := _predicted(by_outcome))
    ]
    require.sort(key=lambda one: _rank(one[1], found[one[0]][one[1]]))
    drop = [name for name, one in found.items() if asked.get(name) and _is_idle(one)]
    changes = [(Change.REQUIRE, *one) for one in require]
    changes += [(Change.DROP, name, Outcome.OPPORTUNITY) for name in drop]
    return [Proposal(change, name, rests_on, *_replay(name, month)) for change, name, rests_on in changes]


def _predicted(by_outcome: Mapping[Outcome, Comparison]) -> Outcome | None:
    """Choose what a criterion predicts, the furthest first, if nothing later speaks against it."""
    if any(one.verdict is Verdict.COUNTS_AGAINST for one in by_outcome.values()):
        return None
    predicted = [outcome for outcome, one in by_outcome.items() if one.verdict is Verdict.PREDICTS]
    return predicted[-1] if predicted else None


def _is_idle(by_outcome: Mapping[Outcome, Comparison]) -> bool:
    said = {outcome: one.verdict for outcome, one in by_outcome.items()}
    decisive = {said[Outcome.ACCEPTED], said[Outcome.OPPORTUNITY]}
    return Verdict.PREDICTS not in said.values() and Verdict.TOO_FEW not in decisive


def _rank(outcome: Outcome, one: Comparison) -> tuple[int, float]:
    """Put what predicts the furthest outcome, and most, first."""
    return -list(Outcome).index(outcome), -(one.difference.value if one.difference else 0.0)


def _replay(name: str, month: Iterable[Alike]) -> tuple[Alike, Alike]:
    """Split a month into those without a criterion and the rest, which need not have been judged by it."""
    without, others = list[Alike](), list[Alike]()
    for one in month:
        (without if (name, False) in _pattern(one.criteria) else others).append(one)
    return total(without), total(others)
