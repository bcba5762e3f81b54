"""The schema that migrations make is the one that the models describe, on both databases."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from app.store.db import Database
from app.store.migrate import MIGRATIONS, migrate
from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own, with no schema yet."""
    base, name = os.environ["TEST_DATABASE_URL"], f"bare_{os.getpid()}"
    on_postgres = request.param == "postgresql"
    url = postgres.create_database(base, name) if on_postgres else f"sqlite:///{tmp_path}/handoff.db"
    opened = Database(url)
    yield opened
    opened.close()
    if on_postgres:
        postgres.drop_database(base, name)


def differences(db: Database) -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def test_models_and_migrations_agree(db: Database) -> None:
    migrate(db)
    assert differences(db) == []


def test_a_column_that_no_migration_makes_is_noticed(db: Database) -> None:
    migrate(db)
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE handoff DROP COLUMN quality"))
    assert len(differences(db)) == 1


def test_migrating_again_and_by_many_at_once_is_harmless(db: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [db] * 4))
    migrate(db)
    assert differences(db) == []


def test_the_way_down_and_up_again_is_open(db: Database) -> None:
    migrate(db)
    with db.engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate(db)
    assert differences(db) == []
