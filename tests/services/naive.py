"""The figures as anybody would count them who has all the rows on the table: slowly, and one by one."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from app.domain.counted import Spread, Step
from app.domain.metrics import Figures
from app.domain.model_loop import Fact

MOMENTS = {
    "handed_off": "created_at",
    "accepted": "accepted_at",
    "rejected": "rejected_at",
    "touched": "touched_at",
    "returned": "returned_at",
    "expired": "expired_at",
    "withdrawn": "withdrawn_at",
    "booked": "booked_at",
    "held": "held_at",
    "no_show": "no_show_at",
    "opportunity": "opportunity_at",
    "won": "won_at",
    "lost": "lost_at",
    "recycled": "recycled_at",
    "rated": "rated_at",
}
WAY = ("created_at", "accepted_at", "touched_at", "booked_at", "held_at", "opportunity_at", "won_at")
Whose = Callable[[Fact, str], bool]  # is this deed ("accepted", "rejected", "touched" or "") in the slice?


def count(
    facts: Iterable[Fact], start: datetime, end: datetime, whose: Whose = lambda fact, deed: True
) -> Figures:
    """Count a period, or a slice of it; in whole seconds, as facts are kept."""
    first, last = start.timestamp() // 1, end.timestamp()
    counts: Counter[str] = Counter()
    seconds: dict[str, list[int]] = {}
    reasons: Counter[str] = Counter()
    failed: Counter[str] = Counter()

    def inside(moment: datetime | None) -> bool:
        return moment is not None and first <= moment.timestamp() // 1 < last

    for fact in facts:
        for name, moment in MOMENTS.items():
            deed = name if name in ("accepted", "rejected", "touched") else ""
            if inside(getattr(fact, moment)) and whose(fact, deed):
                counts[name] += 1
                counts.update(_beside(fact, name))
                for what, took in _took(fact, name):
                    seconds.setdefault(what, []).append(took)
                if name == "rejected":
                    reasons[fact.reason] += 1
                    failed.update([fact.failed] if fact.failed else [])
    return Figures(
        *(start, end, 1, dict(+counts)),
        {name: Spread.of(values) for name, values in seconds.items()},
        *(dict(reasons), dict(failed)),
    )


def _beside(fact: Fact, name: str) -> dict[str, int]:
    """What else to add when this is counted."""
    match name:
        case "accepted" | "touched":
            within = fact.accept_within if name == "accepted" else fact.touch_within
            short = name.removesuffix("ed")
            return {f"{short}_limited": within is not None, f"{short}_within": within is True}
        case "won":
            return {"amount_won": fact.amount or 0}
        case "rated":
            return {"quality": fact.quality or 0}
        case "handed_off":
            return {"round_trips": fact.round_trips, "reassigned": fact.reassigned} | _reached(fact)
    return {}


def _reached(fact: Fact) -> dict[str, int]:
    moments = [*WAY[:-2], "opportunity_at", "won_at"]
    got = [getattr(fact, moment) is not None for moment in moments]
    got[5] = got[5] or fact.lost_at is not None  # only an opportunity can be lost
    return {f"reached_{step}": any(got[n:]) for n, step in enumerate(Step) if n}


def _took(fact: Fact, name: str) -> list[tuple[str, int]]:
    """How long the step took: in working time where that is kept, and since the step before."""
    found = []
    working = {"accepted": ("accept", fact.accept_seconds), "touched": ("touch", fact.touch_seconds)}
    if name in working and (kept := working[name])[1] is not None:
        found.append((kept[0], kept[1]))
    if name in list(Step)[1:]:
        moment, before = MOMENTS[name], WAY[WAY.index(MOMENTS[name]) - 1]
        then, now = getattr(fact, before), getattr(fact, moment)
        if then is not None:
            found.append((name, int(now.timestamp() // 1 - then.timestamp() // 1)))
    return found
