"""Whoever watches the bot: a load balancer that asks whether it is ready, a Prometheus that scrapes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True)
class Watcher:
    """Asks the bot at an address. It waits for less long than a statement in PostgreSQL may take."""

    url: str
    patience: float = 4

    def get(self, path: str) -> httpx.Response:
        """Ask for one path; an answer must come."""
        return httpx.get(f"{self.url}{path}", timeout=self.patience, trust_env=False)

    def unready(self) -> list[str]:
        """The checks that fail, and an answer's status that goes with them."""
        answer = self.get("/readyz")
        told = answer.json()
        failing = [name for name, check in told["checks"].items() if not check["ok"]]
        assert told["ready"] == (not failing)
        assert answer.status_code == (503 if failing else 200)
        return failing

    def checks(self) -> dict[str, Any]:
        """What was measured."""
        checks: dict[str, Any] = self.get("/readyz").json()["checks"]
        return checks

    def figures(self) -> Callable[..., float | None]:
        """Scrape once; the figures are then read by name and labels, None for one that is not there."""
        answer = self.get("/metrics")
        assert answer.status_code == 200
        found = {
            (sample.name, frozenset(sample.labels.items())): float(sample.value)
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }

        def figure(name: str, **labels: str) -> float | None:
            return found.get((f"handoff_{name}", frozenset(labels.items())))

        return figure
