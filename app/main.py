"""The one place where the parts meet. Nothing happens at import."""

import fcntl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import IO, Any

import structlog
from slack_bolt import App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from app import health, reloading
from app.clock import ApiClock, Clock, system_now
from app.metrics import Metrics
from app.outside import building as outside
from app.outside.carrier import Errand
from app.services import policies
from app.settings import Settings
from app.slack import app as bolt
from app.slack import http, publishing
from app.slack.calls import why as why_failed
from app.slack.carrier import SlackCarrier
from app.slack.courier import Courier
from app.slack.desk import Desk
from app.slack.directory import UNREACHABLE, Directory
from app.slack.messages import Message
from app.slack.pace import Pace
from app.slack.sending import Line
from app.slack.socket_mode import Connection
from app.store import outbox
from app.store.db import Database
from app.store.migrate import migrate

log = structlog.get_logger()
REFUSED = (
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
)
CONNECT_AGAIN = 2  # seconds between tries of the first Socket Mode connection
SOCKET_LIMIT = 2  # seconds for what Slack sent over the socket to be answered when we stop
STOP_LIMIT = 11  # seconds from the signal to stop until the calls in flight must have ended
MESSAGES_A_SECOND = 1.0  # to one channel: docs.slack.dev/apis/web-api/rate-limits
ERRANDS = 2  # at once, to other services
CALL_LIMIT = 10  # seconds for one call of the courier: well within a lease


class StartError(Exception):
    """One line: why the bot cannot start."""


class DatabaseTaken(StartError):
    """Another process works on this SQLite file."""


@dataclass
class Bot:
    """Everything that runs, joined. A test may drive `clock.tick` and `courier.drain` instead of `start`."""

    settings: Settings
    db: Database
    desk: Desk
    app: App
    asgi: Starlette
    courier: Courier[Message]
    errands: Courier[Errand]  # to other services than Slack
    clock: Clock
    directory: Directory
    client: WebClient
    metrics: Metrics
    socket: Connection | None
    _lock: IO[str] | None = field(default=None, repr=False)
    _alive: Any = field(default=None, repr=False)
    _stopping: threading.Event = field(default_factory=threading.Event, repr=False)
    _ceased_at: float | None = None

    def prepare(self) -> None:
        """Take the database for ourselves, bring it up to date, and learn who we are."""
        if isinstance(self.desk.now, ApiClock):
            self.desk.now.follow()
        self._take_database()
        try:
            migrate(self.db)
            reloading.keep(self.desk, self.desk.policy)
            self._release_orphans()
            self._learn()
        except SQLAlchemyError as error:
            why = str(getattr(error, "orig", type(error).__name__)).strip().partition("\n")[0]
            raise StartError(f"DATABASE_URL: the database failed during the start ({why}).") from None
        self.clock.take_up()

    def prepare_or_join(self) -> bool:
        """Prepare for one task; False if the bot itself is at work on this database and will send for us."""
        try:
            self.prepare()
        except DatabaseTaken:
            self._learn()
            return False
        return True

    def start(self) -> None:
        """Prepare, then begin to listen (Socket Mode), to send and to watch the clock."""
        self.prepare()
        self.courier.start()
        self.errands.start()
        self.clock.start()
        if self.socket and not self._connect(self.socket):
            threading.Thread(target=self._connect_later, args=[self.socket], daemon=True).start()

    def cease(self) -> None:
        """Claim nothing more, neither messages nor deadlines. For a signal: it only says so to the parts."""
        if self._ceased_at is None:
            self._ceased_at = time.monotonic()
        self._stopping.set()
        self.courier.cease()
        self.errands.cease()
        self.clock.cease()

    @property
    def has_ceased(self) -> bool:
        """Say whether somebody told the bot to end."""
        return self._ceased_at is not None

    def stop(self) -> None:
        """Stop in order: no new requests, no new deadlines, then finish what is being sent.

        The parts stop at the same time, since they were all told by `cease`; whoever is last is waited for.
        """
        self.cease()
        if self.socket:
            self.socket.end(SOCKET_LIMIT)
        self.clock.stop()
        try:
            for courier in (self.courier, self.errands):
                spent = time.monotonic() - (self._ceased_at or 0)
                courier.stop(within=max(STOP_LIMIT - spent, 0))
            if self._alive is not None:
                self._alive.close()
            self.db.checkpoint()
        except SQLAlchemyError as error:
            log.warning("the database is away at the end; the next start frees our leases", exc_info=error)
        self.db.close()
        if self._lock:
            self._lock.close()

    def _take_database(self) -> None:
        """Let one process only work on a SQLite file: two would not know of each other's locks."""
        if self.db.path is None:
            return
        try:
            self._lock = self.db.path.with_name(self.db.path.name + ".lock").open("w")
        except OSError as error:
            raise StartError(f"DATABASE_URL: {self.db.path} cannot be written ({error.strerror}).") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DatabaseTaken(
                f"DATABASE_URL: another process is working on {self.db.path}; "
                "stop it, or use PostgreSQL for several."
            ) from None

    def _release_orphans(self) -> None:
        """Free the leases of processes that died, rather than wait for their time to run out."""
        with self.db.reading() as session:
            holders = outbox.holders(session)
        if not self.db.is_sqlite:
            self._alive = self.db.alive(self.courier.holder)
            holders = [holder for holder in holders if not self.db.is_alive(holder)]
        for holder in holders:
            with self.db.transaction() as session:
                outbox.release(session, holder)

    def _learn(self) -> None:
        """Ask Slack who we are. A wrong token ends the start; a Slack that is away does not."""
        try:
            self.directory.learn()
            self.directory.keep(self.desk.policy)
        except UNREACHABLE as error:
            if (why := why_failed(error)) in REFUSED:
                raise StartError(
                    f"SLACK_BOT_TOKEN was refused by Slack ({why}): copy it anew from “OAuth & Permissions”."
                ) from None
            log.warning("Slack is not reachable at the start; trying on", why=why)

    def _connect(self, connection: Connection) -> bool:
        """Open the Socket Mode connection, which its client then keeps open; False if Slack is away."""
        try:
            connection.connect()
        except UNREACHABLE as error:
            if (why := why_failed(error)) in REFUSED:
                raise StartError(
                    f"SLACK_APP_TOKEN was refused by Slack ({why}): copy it anew from “Basic Information”."
                ) from None
            log.warning("Socket Mode is not connected; trying on", why=why)
            return False
        return True

    def _connect_later(self, connection: Connection) -> None:
        while not self._stopping.wait(CONNECT_AGAIN):
            try:
                if self._connect(connection):
                    return
            except StartError as error:
                log.error("Socket Mode stays unconnected", why=str(error))
                return


def build(
    settings: Settings, now: Callable[[], datetime] | None = None, *, pace: float = MESSAGES_A_SECOND
) -> Bot:
    """Join the parts. `now` gives the time (UTC) and `pace` the messages a second to one channel."""
    policy = policies.load(settings.handoff_policy)
    if now is None:
        now = ApiClock(settings.slack_api_url) if settings.handoff_clock == "api" else system_now
    uptime = time.monotonic if now is system_now else lambda: now().timestamp()
    db = Database(settings.database_url)
    metrics = Metrics()
    quick, patient = (bolt.client(settings, metrics, seconds=limit) for limit in (2, CALL_LIMIT))
    directory = Directory(db, bolt.client(settings, metrics, seconds=1), now)
    desk = Desk(db=db, policy=policy, client=quick, directory=directory, now=now)
    paced = Pace(pace, uptime)
    slack = SlackCarrier(db, lambda: desk.policy, Line(patient, paced), directory, now, pace=paced)
    slack.home = partial(publishing.page, desk)
    courier = Courier(db, slack, now, uptime=uptime)
    services = outside.build(settings, db, lambda: desk.policy, now)
    errands: Courier[Errand] = Courier(
        db, services.carrier, now, uptime=uptime, workers=ERRANDS, holder=courier.holder
    )
    desk.wakes, desk.mailbox_links = (courier.wake, errands.wake), services.links
    app = bolt.build(settings, desk, metrics)
    clock = Clock(
        db, lambda: desk.policy, courier=courier, directory=directory, now=now, uptime=uptime, metrics=metrics
    )
    socket = Connection(app, settings.slack_app_token, metrics) if settings.socket_mode else None
    watched = health.Health(db, clock, courier, now=now, uptime=uptime, socket=socket)
    metrics.registry.register(health.Readings(watched))
    routes = health.routes(watched, metrics.registry) + services.routes
    if not socket:
        routes.append(http.route(app, settings.slack_signing_secret, metrics))
    asgi = Starlette(routes=routes)
    return Bot(settings, db, desk, app, asgi, courier, errands, clock, directory, patient, metrics, socket)
