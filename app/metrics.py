"""What is counted and timed while the bot works, for Prometheus. Labels name no person and no company."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

ACK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5)  # Slack gives up on us after 3 s
SWEEP = (0.005, 0.025, 0.1, 0.5, 1, 5, 30)
LATE = (1, 2, 5, 10, 30, 60, 300, 1800, 7200, 28800, 86400, 259200)


class Metrics:
    """The instruments of one bot; whoever does something notes it here, `registry` is what is scraped."""

    def __init__(self) -> None:
        """Make them on a registry of their own: several bots may live in one process."""
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._acks = Histogram(
            "handoff_ack_seconds",
            "From a request of Slack's to its answer.",
            ["kind"],
            buckets=ACK,
            registry=registry,
        )
        self._calls = Counter(
            "handoff_slack_calls", "Calls of Slack's Web API.", ["method", "outcome"], registry=registry
        )
        self._sweeps = Histogram(
            "handoff_sweep_seconds",
            "How long one tick of the clock took.",
            buckets=SWEEP,
            registry=registry,
        )
        self._late = Histogram(
            "handoff_deadline_late_seconds",
            "From a deadline's moment to what was done about it.",
            buckets=LATE,
            registry=registry,
        )

    @contextmanager
    def acking(self, kind: str) -> Iterator[None]:
        """Time the answer to one request of Slack's; `kind` is one of a few names."""
        started = time.monotonic()
        try:
            yield
        finally:
            self._acks.labels(kind).observe(time.monotonic() - started)

    def called(self, method: str, outcome: str) -> None:
        """Count one Web API call; `outcome` is one of a few names."""
        self._calls.labels(method, outcome).inc()

    def swept(self, seconds: float) -> None:
        """Note how long a tick took."""
        self._sweeps.observe(seconds)

    def fired(self, seconds: float) -> None:
        """Note how late (seconds) a deadline was acted on."""
        self._late.observe(seconds)
