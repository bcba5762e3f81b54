"""Whether the bot is alive, ready and well: /healthz, /readyz and /metrics. They hold no personal data."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.clock import Clock
from app.slack.courier import Courier
from app.slack.messages import Message
from app.slack.socket_mode import Connection
from app.store import backlog
from app.store.db import Database

T = TypeVar("T")
PATIENCE = 2.0  # seconds for the database to answer
SILENCE = 30.0  # seconds after which the clock, or the courier when something is due, counts as stuck
ASKING = 4  # threads for whoever watches us, apart from those that answer Slack


class Unanswered(Exception):
    """The database did not answer in time, or not at all."""


@dataclass(frozen=True)
class Check:
    """One thing that must be right: what was measured (seconds or yes/no; None: nothing) and its limit."""

    ok: bool
    value: float | bool | None
    limit: float | bool


class Health:
    """Looks at the parts of one running bot. `socket` is None where Slack comes to us over HTTP."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        courier: Courier[Message],
        *,
        now: Callable[[], datetime],
        uptime: Callable[[], float],
        socket: Connection | None,
    ) -> None:
        """Take the parts. Nobody sets the clock of `uptime` (seconds)."""
        self._clock, self._courier, self._now, self._uptime = clock, courier, now, uptime
        self._socket = socket
        self._probe, self._count = _Question(db), _Question(db)

    def checks(self) -> tuple[dict[str, Check], float | None]:
        """Check everything now; gives each check, and how long the oldest due message has waited (seconds).

        That age makes nobody unready: when Slack is away, what people do must still be taken and stored.
        """
        started = self._uptime()
        try:
            age = self._probe.ask(lambda session: self._age(backlog.oldest_due(session, self._now())))
            database = Check(True, round(self._uptime() - started, 4), PATIENCE)
        except Unanswered:
            age, database = None, Check(False, None, PATIENCE)
        ticked, looked = self.ages()
        found = {
            "database": database,
            "clock": Check(ticked <= SILENCE, ticked, SILENCE),
            "outbox": Check(looked <= SILENCE or age == 0, looked, SILENCE),
        }
        if self._socket:
            there = self._socket.is_connected()
            found["socket"] = Check(there, there, True)
        return found, age

    def ages(self) -> tuple[float, float]:
        """Give the seconds since the clock's last completed tick, and since the courier's last look."""
        return self._since(self._clock.ticked_at), self._since(self._courier.looked_at)

    def undone(self) -> tuple[dict[str, int], float]:
        """Count the messages by state, and say how long (seconds) the oldest deadline is overdue.

        Raises Unanswered.
        """
        return self._count.ask(
            lambda session: (
                backlog.by_state(session),
                self._age(backlog.oldest_deadline(session, self._now())),
            )
        )

    def _since(self, moment: float) -> float:
        return round(max(self._uptime() - moment, 0.0), 3)

    def _age(self, moment: datetime | None) -> float:
        """Give the seconds since a moment: 0 if there is none, and more than 0 if there is."""
        return round(max((self._now() - moment).total_seconds(), 0.001), 3) if moment else 0.0


class Readings(Collector):
    """What is looked up when somebody scrapes, rather than counted as it happens."""

    def __init__(self, health: Health) -> None:
        """Take what looks."""
        self._health = health

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the gauges; those that the database would have told are left out while it does not answer."""
        checks, oldest = self._health.checks()
        ready = GaugeMetricFamily("handoff_ready", "1 while a check of /readyz passes.", labels=["check"])
        for name, check in checks.items():
            ready.add_metric([name], int(check.ok))
        yield ready
        ticked, looked = self._health.ages()
        yield GaugeMetricFamily("handoff_sweep_age_seconds", "Since the last completed tick.", ticked)
        yield GaugeMetricFamily("handoff_courier_age_seconds", "Since the courier last looked.", looked)
        if oldest is not None:
            about = "For how long the oldest due message has waited."
            yield GaugeMetricFamily("handoff_outbox_oldest_due_seconds", about, oldest)
        try:
            counted, overdue = self._health.undone()
        except Unanswered:
            return
        messages = GaugeMetricFamily("handoff_outbox_messages", "Messages by state.", labels=["state"])
        for state, count in counted.items():
            messages.add_metric([state], count)
        yield messages
        about = "How long the oldest deadline is overdue."
        yield GaugeMetricFamily("handoff_deadline_oldest_overdue_seconds", about, overdue)


def routes(health: Health, registry: CollectorRegistry) -> list[Route]:
    """Make the paths for whoever watches the bot. They are not for the public."""
    few = CapacityLimiter(ASKING)

    async def alive(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def ready(_: Request) -> Response:
        checks, oldest = await to_thread.run_sync(health.checks, limiter=few)
        is_ready = all(check.ok for check in checks.values())
        told: dict[str, Any] = {name: asdict(check) for name, check in checks.items()}
        told["outbox"]["oldest_due"] = oldest
        return JSONResponse({"ready": is_ready, "checks": told}, status_code=200 if is_ready else 503)

    async def metrics(_: Request) -> Response:
        text = await to_thread.run_sync(generate_latest, registry, limiter=few)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]


class _Question:
    """Asks the database without ever waiting long: one question is under way at most."""

    def __init__(self, db: Database) -> None:
        self._db, self._free = db, threading.Semaphore()

    def ask(self, question: Callable[[Session], T]) -> T:
        if not self._free.acquire(timeout=PATIENCE):
            raise Unanswered
        answers: list[T] = []

        def work() -> None:
            try:
                with self._db.reading() as session:
                    answers.append(question(session))
            except SQLAlchemyError:
                pass  # told by the answer that is missing
            finally:
                self._free.release()

        # A thread that may be left behind: nothing bounds a connection whose other end has vanished.
        asking = threading.Thread(target=work, name="health", daemon=True)
        asking.start()
        asking.join(PATIENCE)
        if not answers:
            raise Unanswered
        return answers[0]
