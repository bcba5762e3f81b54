"""One suggestion for an SDR, drawn from what became of her own last ten handoffs. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LAST = 10  # handoffs that are looked at
PATTERN = 2  # times that something must have happened: once is chance


class What(StrEnum):
    """What a suggestion is about, the most telling first."""

    CRITERION = "criterion"  # her rejected ones lacked it
    MISSING = "missing"  # a field that owners ticked as missing
    WRONG = "wrong"  # a field that owners ticked as wrong
    REASON = "reason"  # why hers were rejected, where that names no criterion


@dataclass(frozen=True)
class Past:
    """One decided handoff: why it was rejected (`lacked`: criteria), and what its owner ticked, as names."""

    rejected: bool = False
    lacked: Sequence[str] = ()
    reason: str = ""
    wrong: Sequence[str] = ()
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class Suggestion:
    """What to look at next time: `name` in so many (`count`) of the handoffs looked at (`of`)."""

    what: What
    name: str
    count: int
    of: int


def suggest(past: Iterable[Past]) -> Suggestion | None:
    """Choose what came up most often in the last ten, newest first; None if nothing did twice.

    Of equals the more telling one counts, then the one that came up more recently.
    """
    last = list(past)[:LAST]
    found: Counter[tuple[What, str]] = Counter()
    for one in last:
        found.update(_said(one))
    ranked = sorted(found, key=lambda one: (-found[one], list(What).index(one[0])))
    if not ranked or found[ranked[0]] < PATTERN:
        return None
    what, name = ranked[0]
    return Suggestion(what, name, found[ranked[0]], len(last))


def _said(past: Past) -> list[tuple[What, str]]:
    """List what one handoff says, each thing once; a rejection that names a criterion has no other reason."""
    said = [(What.CRITERION, name) for name in past.lacked] if past.rejected else []
    if past.rejected and past.reason and not said:
        said = [(What.REASON, past.reason)]
    said += [(What.MISSING, name) for name in past.missing]
    said += [(What.WRONG, name) for name in past.wrong]
    return list(dict.fromkeys(said))
