"""Brings the database to the present schema, under a lock so that many replicas may start at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from app.store.db import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"
LOCK = 0x48414E44  # "HAND": any number that no other user of the database picks


def migrate(db: Database) -> None:
    """Run every migration that the database lacks; raises Unusable if it does not answer."""
    db.check()
    with _alone(db), db.engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


@contextmanager
def _alone(db: Database) -> Iterator[None]:
    if db.path:
        with db.path.with_suffix(".migrating").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    elif db.is_sqlite:
        yield
    else:
        with db.engine.connect() as connection:
            _lock(connection)
            yield


def _lock(connection: Connection) -> None:
    # Held by a session of its own, not by the migration's transaction, and given up when that closes.
    connection.execute(sa.text("SELECT set_config('statement_timeout', '0', false)"))
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
