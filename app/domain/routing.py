"""Who gets a handoff when the SDR leaves the choice to us, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """An AE and the reason that people may read."""

    ae: str
    why: str


def least_loaded(candidates: Sequence[str], load: Mapping[str, int]) -> Choice | None:
    """Choose whoever has the fewest open handoffs (`load`); the policy's order breaks a tie."""
    if not candidates:
        return None
    ae = min(candidates, key=lambda person: load.get(person, 0))
    count = load.get(ae, 0)
    return Choice(ae, f"fewest open handoffs of {len(candidates)} AEs ({count} before this one)")
