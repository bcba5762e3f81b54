"""Brings the database to the present schema, under a lock so that many replicas may start at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import sqlalchemy as sa
import structlog
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from app.store.db import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"
LOCK = 0x48414E44  # "HAND": any number that no other user of the database picks
log = structlog.get_logger()


def migrate(db: Database) -> None:
    """Run every migration that the database lacks; raises Unusable if it does not answer.

    A schema that is newer than this code stays as it is: during an upgrade a replica of the last release
    may be started again, and what one release writes the next one accepts.
    """
    db.check()
    config = _config()
    with _alone_with(db.path) if db.path else nullcontext(), db.transaction() as session:
        connection = session.connection()
        if not db.is_sqlite:
            _lock(connection)
        if unknown := _newer_than(config, connection):
            log.warning("the database has a newer schema than this program", schema=unknown)
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def lacking(db: Database) -> list[str]:
    """List the migrations that a database lacks; nothing is changed."""
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    with db.reading() as session:
        connection = session.connection()
        heads, unknown = _heads(connection), _newer_than(config, connection)
    if unknown:
        return []  # newer than this program, which is fine
    known = {script.revision for script in scripts.walk_revisions()}
    done = {script.revision for head in heads for script in scripts.iterate_revisions(head, "base")}
    return sorted(known - done)


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    # SQLite's own lock would do, but waits for seconds only; to copy a large table may take longer.
    with path.with_suffix(".migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock(connection: Connection) -> None:
    # Until the migration is committed. It may take, and be waited for, longer than what people wait for.
    for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(sa.text("SELECT set_config(:limit, '0', true)"), {"limit": limit})
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _newer_than(config: Config, connection: Connection) -> str:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    return ", ".join(set(_heads(connection)) - known)


def _heads(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
