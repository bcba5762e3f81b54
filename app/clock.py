"""The clock: APScheduler wakes the sweep, the courier, the digest and the house-keeping, and passes now()."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.request import urlopen

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from app.metrics import Metrics
from app.policy import Policy
from app.services import (
    absences,
    digests,
    drafts,
    facts,
    feedback,
    ledger,
    nudges,
    numbers,
    outbox,
    privacy,
    reminders,
    restoring,
    setting_back,
)
from app.services.homes import Watch
from app.slack import checkup
from app.slack.courier import Courier
from app.slack.directory import Directory
from app.slack.messages import Message
from app.store import inbound
from app.store import outbox as rows
from app.store.db import Database

FIRST_CHECK_UP = timedelta(seconds=20)  # after the start
log = structlog.get_logger()


def system_now() -> datetime:
    """Give the time (UTC)."""
    return datetime.now(UTC)


class ApiClock:
    """Takes the time from the Date header of a Slack-compatible server, for one whose time can be moved."""

    def __init__(self, api_url: str) -> None:
        """Take the address; `follow` asks it."""
        self._url, self._offset = api_url + "api.test", timedelta(0)

    def follow(self) -> None:
        """Ask for the time; without an answer the last known difference stays."""
        try:
            with urlopen(self._url, timeout=2) as answer:
                theirs = parsedate_to_datetime(answer.headers["Date"])
        except (OSError, TypeError, ValueError):
            return
        # The header has whole seconds: keep ours while they agree, so that time does not jitter backwards.
        drift = theirs - self()
        if not timedelta(seconds=-1.5) < drift < timedelta(seconds=1.5):
            self._offset += drift

    def __call__(self) -> datetime:
        """Give the time (UTC)."""
        return system_now() + self._offset


class Clock:
    """Runs everything that happens without anybody clicking."""

    def __init__(
        self,
        db: Database,
        policy: Callable[[], Policy],
        *,
        courier: Courier[Message],
        directory: Directory,
        now: Callable[[], datetime],
        uptime: Callable[[], float],
        metrics: Metrics,
    ) -> None:
        """Take the parts; `start` begins. Nobody sets the clock of `uptime` (seconds)."""
        self._db, self._policy, self._courier, self._directory, self._now = (
            db,
            policy,
            courier,
            directory,
            now,
        )
        self._uptime, self._metrics = uptime, metrics
        self._follow = now.follow if isinstance(now, ApiClock) else None
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._tick_lock = threading.Lock()
        self._ceased = False
        self._homes = Watch()
        self._counted_to: int | None = None  # of the handoffs, from the newest down
        self.ticked_at = uptime()  # when a tick was last completed, or got on by a deadline

    def start(self) -> None:
        """Wake each part in its rhythm. A late or missed run changes nothing: the rows are still due."""
        once = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        if self._follow:
            self._scheduler.add_job(self._follow, "interval", seconds=0.25, **once)
        self._scheduler.add_job(self.tick, "interval", seconds=1, **once)
        self._scheduler.add_job(self._db.checkpoint, "interval", seconds=5, **once)
        self._scheduler.add_job(self._keep_people, "interval", seconds=60, **once)
        self._scheduler.add_job(self.tidy, "interval", seconds=30, **once)
        soon = system_now() + FIRST_CHECK_UP
        self._scheduler.add_job(self.check_up, "interval", hours=6, next_run_time=soon, **once)
        self._scheduler.add_job(self._meet_slack, "interval", seconds=2, **once)
        self._scheduler.add_job(self.tell_numbers, "interval", seconds=60, **once)
        self._scheduler.add_job(self.seal, "interval", seconds=10, **once)
        self._scheduler.add_job(self.count, "interval", seconds=5, **once)
        self._scheduler.add_job(self.forget, "interval", minutes=10, **once)
        self._scheduler.start()

    def take_up(self, *, restored: bool = False) -> None:
        """Before anything is sent: if the database was restored, let what was said since be looked for."""
        if restored or restoring.is_copy(self._db):
            with self._tick_lock:
                restoring.take_up(self._db, self._policy(), self._now())

    def cease(self) -> None:
        """Act on nothing more; the one deadline that is being acted on is finished."""
        self._ceased = True
        self._directory.cease()

    def stop(self) -> None:
        """Stop waking, and wait for what is running."""
        self.cease()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def tick(self) -> None:
        """Act on all that is due now: deadlines, the digest, and what is owed."""
        with self._tick_lock:
            if self._ceased:
                return
            started = time.monotonic()
            nudges.sweep(
                self._db, self._policy(), self._now(), late=self._note_late, ceased=lambda: self._ceased
            )
            self._digest()
            if (took := time.monotonic() - started) > 1:
                log.warning("slow sweep", seconds=round(took, 1))
            self._metrics.swept(took)
            self.ticked_at = self._uptime()
            absences.see_to_begun(self._db, self._policy(), self._now())  # last: if it fails, nothing waits
            feedback.sweep(self._db, self._policy(), self._now())
            if team_id := self._directory.team_id:
                self._homes.look(self._db, self._policy(), team_id, self._now())
        self._courier.wake()

    def _note_late(self, late: timedelta) -> None:
        self._metrics.fired(late.total_seconds())
        self.ticked_at = self._uptime()  # whoever catches up after an outage does not stand still

    def _digest(self) -> None:
        if team_id := self._directory.team_id:
            with self._db.reading() as session:
                due = digests.is_due(session, self._policy(), team_id, self._now())
            if due:
                with self._db.transaction() as session:
                    digests.owe_due(session, self._policy(), team_id, self._now())

    def tell_numbers(self) -> None:
        """Owe personal numbers to whoever wants them and has begun to work since the digest."""
        if team_id := self._directory.team_id:
            with self._db.reading() as session:
                due = numbers.due(session, self._policy(), team_id, self._now())
            if due:
                with self._db.transaction() as session:
                    numbers.owe_due(session, self._policy(), team_id, self._now())
                self._courier.wake()

    def _meet_slack(self) -> None:
        """Learn who is who as soon as a Slack that was away at the start is back."""
        if not self._directory.team_id:
            self._keep_people()

    def _keep_people(self) -> None:
        self._directory.keep(self._policy())
        self._directory.refresh(self._policy())

    def check_up(self) -> None:
        """Look, as the doctor does, at what Slack grants and knows, for an admin to read on Home."""
        if self._directory.team_id:
            self._directory.check_up(lambda client: checkup.to_do(client, self._policy()))

    def seal(self) -> None:
        """Write into the credit ledger what was earned, away from whoever earns it by a click."""
        while (team_id := self._directory.team_id) and not self._ceased and ledger.seal(self._db, team_id):
            pass

    def count(self) -> None:
        """Make up for facts that an earlier release did not keep, some at a time."""
        self._counted_to = facts.catch_up(self._db, self._counted_to)

    def forget(self) -> None:
        """Forget prospects whose handoffs ended as long ago as the policy says."""
        privacy.forget_old(self._db, self._policy(), self._now())

    def tidy(self) -> None:
        """Forget old interactions, and make due what a clock that was set back has put too far ahead."""
        with self._db.transaction() as session:
            inbound.forget(session, self._now())
            drafts.tidy(session, self._now())
            absences.forget(session, self._now())
            reminders.forget(session, self._now())
            rows.pull_back(session, self._now(), outbox.AHEAD)
        setting_back.start_anew(self._db, self._policy(), self._now())
