"""Sends what is owed. Workers claim one message at a time; whatever happens, the row says what is known."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Generic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.domain.model import Owed, Sending
from app.domain.tries import Gone, MaybePosted, NotPosted, Refused
from app.services import outbox
from app.slack.carrying import Carrier, M
from app.store import outbox as rows
from app.store.db import Database

WORKERS = 4
IDLE = 1.0  # seconds between looks when nobody wakes us
NEEDED = timedelta(seconds=15)  # of a lease must be left when a request leaves: a call takes 10 s at most
STOPPING = 12.0  # seconds for the calls in flight when we stop
log = structlog.get_logger()


class Courier(Generic[M]):
    """Pays the debts in the outbox that its carrier can carry."""

    def __init__(
        self,
        db: Database,
        carrier: Carrier[M],
        now: Callable[[], datetime],
        *,
        uptime: Callable[[], float],
        workers: int = WORKERS,
        holder: int | None = None,
    ) -> None:
        """Take the parts. Nobody sets the clock of `uptime` (seconds); `holder` names this process."""
        self._db, self._carrier, self._now, self._uptime = db, carrier, now, uptime
        self._workers = workers
        self._signal = threading.Condition()
        self._claiming = threading.Lock()
        self._stopping = False
        self._threads: list[threading.Thread] = []
        self._leased_at: dict[str, float] = {}  # by lease: the uptime when we asked for it
        self._left_at: dict[int, float] = {}  # by message: the uptime when a request left, or was given up
        self.holder = secrets.randbits(62) if holder is None else holder  # stands in the leases it takes
        self.looked_at = self._uptime()  # when a worker last came round

    def start(self) -> None:
        """Start the workers."""
        self._stopping = False
        for n in range(self._workers):
            thread = threading.Thread(target=self._work, name=f"courier-{n}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def cease(self) -> None:
        """Claim nothing more; what is being sent goes on."""
        self._stopping = True
        self.wake()

    def stop(self, within: float = STOPPING) -> None:
        """Claim nothing more, wait for the calls in flight (seconds), and give back what is still leased.

        A call that takes longer is left: its row stays `sending`, and is looked for by whoever comes next.
        """
        self.cease()
        until = time.monotonic() + within
        for thread in self._threads:
            thread.join(timeout=max(until - time.monotonic(), 0))
        self._threads.clear()
        with self._db.transaction() as session:
            rows.release(session, self.holder, outside=self._carrier.outside)

    def wake(self) -> None:
        """Say that something may be owed."""
        with self._signal:
            self._signal.notify_all()

    def drain(self) -> int:
        """Send all that is due now, in this thread; gives how many were handled."""
        count = 0
        while self._one():
            count += 1
        return count

    def _work(self) -> None:
        while not self._stopping:
            try:
                busy = self._one()
            except SQLAlchemyError as error:
                log.error("the database failed the courier", exc_info=error)
                busy = False  # the row is still owed, and its lease runs out
            if not busy:
                _, opens_in = self._carrier.now_open()
                with self._signal:
                    if not self._stopping:
                        self._signal.wait(timeout=min(IDLE, opens_in or IDLE))

    def _one(self) -> bool:
        """Handle one due message; False when nothing is due that may leave now."""
        self.looked_at = self._uptime()
        if self._stopping:
            return False
        owed = self._claim()
        if owed is None:
            return False
        try:
            self._handle(owed)
        except NotPosted as failure:
            self._later(owed, failure)
        except MaybePosted as failure:
            self._perhaps(owed, str(failure))
        except Refused as failure:
            self._give_up(owed, failure)
        except Gone:
            with self._db.transaction() as session:
                rows.write_back(session, owed, ts=None, state=Sending.READY, lease=None, leased_until=None)
        except SQLAlchemyError:
            raise
        except Exception as error:  # whatever one message does to us, the others must go out
            log.error("message failed", key=owed.key, exc_info=error)
            self._failed(owed, f"our own error: {type(error).__name__}")
        finally:
            self._leased_at.pop(owed.lease or "", None)
        return True

    def _claim(self) -> Owed | None:
        """Lease the next message that may leave; one worker at a time, so that the pace is kept."""
        with self._claiming:
            now, (may, _) = self._now(), self._carrier.now_open()
            with self._db.reading() as session:
                if rows.due(session, now, may) is None:
                    return None
            if not self._carrier.is_there():
                return None
            asked_at = self._uptime()
            with self._db.transaction() as session:
                owed = rows.claim(session, now, holder=self.holder, postgres=not self._db.is_sqlite, may=may)
            if owed is not None:
                self._leased_at[owed.lease or ""] = asked_at
                if owed.ts is None and owed.state is Sending.LEASED:
                    self._carrier.claimed(owed)
            return owed

    def _handle(self, owed: Owed) -> None:
        drawn = self._carrier.draw(owed)
        if drawn is None:
            self._carrier.take_back(owed)
            with self._db.transaction() as session:
                outbox.drop(session, owed)
        elif owed.ts:
            self._must_hold(owed)
            self._carrier.update(owed, drawn)
            self._finish(owed, owed.channel or "", owed.ts)
        elif owed.state is Sending.UNKNOWN and not self._carrier.is_repeatable(owed):
            self._look_for(owed, drawn)
        else:
            self._post(owed, drawn)

    def _post(self, owed: Owed, drawn: M) -> None:
        channel = self._carrier.make_way(owed, drawn)
        with self._db.transaction() as session:
            if not outbox.start_sending(session, owed, self._now()):
                return
        self._must_hold(owed)
        self._left_at[owed.number] = self._uptime()
        channel, ts = self._carrier.post(owed, drawn, channel, partial(self._must_hold, owed))
        self._finish(owed, channel, ts)

    def _must_hold(self, owed: Owed) -> None:
        """Let no request leave on a lease that may run out before Slack has answered: were we frozen?

        By a clock that nobody sets, since the lease was asked for, and by the database's own term.
        """
        held = self._uptime() - self._leased_at.get(owed.lease or "", 0.0)
        left = (owed.leased_until or self._now()) - self._now()
        if held > (rows.LEASE - NEEDED).total_seconds() or left < NEEDED:
            raise NotPosted("the lease was held for too long", away=True)

    def _look_for(self, owed: Owed, drawn: M) -> None:
        if found := self._carrier.find(owed, drawn):
            # What was posted may be an older version than the one wanted now: shown as one before it.
            self._finish(owed, *found, shown=owed.shown + 1)
            return
        lost_for = self._uptime() - self._left_at.get(owed.number, -outbox.SETTLE.total_seconds())
        with self._db.transaction() as session:
            waited = lost_for >= outbox.SETTLE.total_seconds()
            if outbox.not_found(session, owed, self._now(), waited=waited):
                return
        self._give_up(owed, Refused(f"the other side fails on it: {owed.error}"))

    def _finish(self, owed: Owed, channel: str, ts: str, shown: int | None = None) -> None:
        version = owed.wanted if shown is None else shown
        self._left_at.pop(owed.number, None)
        with self._db.transaction() as session:
            rows.finish(session, owed, self._now(), version=version, channel=channel, ts=ts or None)

    def _failed(self, owed: Owed, why: str) -> None:
        """Look for what had left already when we failed; try the rest again later."""
        if owed.state is Sending.SENDING:
            self._perhaps(owed, why)
        else:
            self._later(owed, NotPosted(why))

    def _perhaps(self, owed: Owed, why: str) -> None:
        log.warning("perhaps sent", key=owed.key, why=why)
        self._left_at[owed.number] = self._uptime()
        with self._db.transaction() as session:
            outbox.maybe_posted(session, owed, self._now(), why)

    def _later(self, owed: Owed, failure: NotPosted) -> None:
        log.warning("not sent yet", key=owed.key, why=str(failure), wait=failure.wait)
        with self._db.transaction() as session:
            tried_on = outbox.not_posted(
                session,
                owed,
                self._now(),
                str(failure),
                wait=failure.wait,
                counts=not failure.away,
                patience=self._carrier.patience,
            )
        if not tried_on:
            self._give_up(owed, Refused(f"{failure}, {owed.attempts + 1} times"))

    def _give_up(self, owed: Owed, why: Refused) -> None:
        log.error("message refused", key=owed.key, why=str(why))
        self._carrier.give_up(owed, why)
        self.wake()
