"""The engine and the transaction, on SQLite and PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.store.mounts import network_file_system

STATEMENT_LIMIT_MS = 5_000  # a listener has 3 s; anything slower has lost its reader
IDLE_LIMIT_MS = 30_000  # in a transaction: whoever holds locks and does nothing is put out
POOL = 8  # connections kept, and as many again when it is busy


class Unusable(Exception):
    """One line: why the database cannot be used."""


class Database:
    """Where everything is kept. One per process."""

    def __init__(self, url: str) -> None:
        """Open (and for SQLite create) the database at a SQLAlchemy address."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgres(self.url)
        # SQLite has one writer at a time. Queueing here costs microseconds; its own busy loop sleeps.
        self._writing: Any = threading.Lock() if self.is_sqlite else nullcontext()
        self._writer = self.engine.execution_options(begin="IMMEDIATE")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session whose work is committed as one at the end, or rolled back whole."""
        with self._writing, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and changes nothing."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def check(self) -> None:
        """Raise Unusable unless the database answers."""
        try:
            with self.engine.connect():
                pass
        except DBAPIError as error:
            why = str(error.orig).strip().partition("\n")[0]
            raise Unusable(f"DATABASE_URL: the database cannot be used ({why}).") from None

    def checkpoint(self) -> None:
        """Fold SQLite's write-ahead log into the file, in the background rather than in someone's commit.

        Under SQLite's own write lock, so that no process commits meanwhile: up to version 3.51.2 a commit
        that begins the log anew beside a checkpoint can corrupt the file. No other checkpoint has company:
        ours are all here (`wal_autocheckpoint=0`), and whoever closes last has the file for herself.
        """
        if self.path:
            with self.transaction() as session, self.engine.connect() as connection:
                session.connection()  # BEGIN IMMEDIATE: the lock is taken, and nothing written under it
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def alive(self, holder: int) -> Connection:
        """Hold a lock in PostgreSQL that ends with this process; keep the connection to keep it."""
        connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(sa.text("SELECT pg_advisory_lock(:holder)"), {"holder": holder})
        return connection

    def is_alive(self, holder: int) -> bool:
        """Say whether some process holds the lock of `holder`."""
        with self.engine.connect() as connection:
            taken = sa.text("SELECT pg_try_advisory_xact_lock(:holder)")
            return not connection.execute(taken, {"holder": holder}).scalar()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @property
    def path(self) -> Path | None:
        """Give the file of a SQLite database."""
        on_disk = self.is_sqlite and self.url.database and self.url.database != ":memory:"
        return Path(str(self.url.database)).absolute() if on_disk else None


def _sqlite(url: sa.URL) -> Engine:
    if url.database and url.database != ":memory:":
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unusable(f"DATABASE_URL: the folder {folder} cannot be made ({error.strerror}).") from None
        if kind := network_file_system(Path(url.database).resolve().parent):
            raise Unusable(
                f"DATABASE_URL: {folder} lies on a network file system ({kind}), where SQLite's locks do not "
                "hold; use a disk of this machine, or PostgreSQL."
            )
    engine = sa.create_engine(url, connect_args=_unless_given(url, timeout=5), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours to say
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=0"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Two transactions that read first and write later lose updates unless the lock is taken at once.
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")

    return engine


def _postgres(url: sa.URL) -> Engine:
    limits = (
        f"-c statement_timeout={STATEMENT_LIMIT_MS} -c idle_in_transaction_session_timeout={IDLE_LIMIT_MS}"
    )
    return sa.create_engine(
        url,
        pool_size=POOL,
        max_overflow=POOL,
        pool_timeout=5,  # seconds to wait for one of them
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=_unless_given(
            url,
            options=f"{limits} -c timezone=UTC",
            application_name="handoff",
            connect_timeout=5,  # seconds: an unplugged server would be waited for for minutes
            tcp_user_timeout=10_000,  # milliseconds: the same in the middle of a conversation
        ),
    )


def _unless_given(url: sa.URL, **ours: Any) -> dict[str, Any]:
    """Keep those of our settings that the address does not give itself."""
    return {name: value for name, value in ours.items() if name not in url.query}
