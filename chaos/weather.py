"""What goes wrong with the calls to Slack and with its deliveries: at random, in known proportions."""

import random
from collections import Counter
from dataclasses import dataclass, field

from sandbox.faults import Fault, Faults

# In a hundred calls. What makes the bot wait for its own time limit is rare, or it would do nothing else.
CALLS = (
    (3.0, Fault("ratelimited", retry_after=1)),
    (1.5, Fault("http_500")),
    (1.5, Fault("http_500", stored=True)),
    (1.5, Fault("http_503")),
    (1.0, Fault("http_503", stored=True)),
    (1.0, Fault("bad_json")),
    (1.5, Fault("bad_json", stored=True)),
    (2.5, Fault("reset_before")),
    (2.5, Fault("reset_after")),
    (1.5, Fault("slow", seconds=0.5)),
    (2.0, Fault("error")),
    (0.3, Fault("timeout_after")),
    (0.3, Fault("late", seconds=1.0)),
)
# In a hundred interactions.
DELIVERIES = (
    (6.0, Fault("duplicate")),
    (3.0, Fault("duplicate", seconds=2.0)),
    (2.0, Fault("delay", seconds=1.0)),
    (1.0, Fault("delay", seconds=4.0)),
    (2.0, Fault("reorder", seconds=1.0)),
    (1.0, Fault("drop")),
)
UNCOUNTED = ("api.test",)


@dataclass
class Weather(Faults):
    """Random faults while it storms; every call resets while Slack is `away`."""

    rng: random.Random = field(default_factory=random.Random)
    storms: bool = False
    away: bool = False
    calls: int = 0  # while it stormed
    met: Counter[str] = field(default_factory=Counter)

    def for_call(self, method: str) -> Fault | None:
        """Decide over one call."""
        if not self.storms or method in UNCOUNTED:
            return None
        self.calls += 1
        return self._count(Fault("reset_before") if self.away else self._drawn(CALLS), "call")

    def for_delivery(self, kind: str) -> Fault | None:
        """Decide over one delivery."""
        return self._count(self._drawn(DELIVERIES), "delivery") if self.storms else None

    @property
    def share(self) -> float:
        """Give the part of the calls that met a fault."""
        met = sum(count for what, count in self.met.items() if what.startswith("call "))
        return met / self.calls if self.calls else 0.0

    def _drawn(self, table: tuple[tuple[float, Fault], ...]) -> Fault | None:
        drawn = self.rng.uniform(0, 100)
        for weight, fault in table:
            if (drawn := drawn - weight) < 0:
                return fault
        return None

    def _count(self, fault: Fault | None, what: str) -> Fault | None:
        if fault:
            self.met[f"{what} {fault.kind}"] += 1
        return fault
