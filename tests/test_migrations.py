"""Migrations: they make what the models say, on both databases, however often and wherever they are run."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from app.domain.lifecycle import Status
from app.domain.model import Handoff
from app.store.db import Database
from app.store.migrate import MIGRATIONS, migrate
from tests import postgres
from tests.cast import handoff
from tests.commands import HANDOFF
from tests.race import at_once

TABLES = {
    *("handoff", "event", "deadline", "outbox", "intro", "person", "digestrun", "inbound", "alembic_version"),
    *("absence", "draft", "policy", "assignment", "rotation", "likeness", "reminder"),
    *("fact", "ledger", "preference", "refusal", "mailbox"),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that nobody has migrated yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/handoff.db"
        return
    base, name = os.environ["TEST_DATABASE_URL"], f"bare_{os.getpid()}"
    yield postgres.create_database(base, name)
    postgres.drop_database(base, name)


@pytest.fixture
def bare(bare_url: str) -> Iterator[Database]:
    db = Database(bare_url)
    yield db
    db.close()


def tables(db: Database) -> set[str]:
    with db.engine.connect() as connection:
        return set(sa.inspect(connection).get_table_names())


def differences(db: Database) -> list[object]:
    """What a new migration would have to do."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, SQLModel.metadata))


def go(db: Database, to: str) -> None:
    """Migrate down, which only a person at the command line would."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)
        connection.commit()


def test_migrations_and_models_agree(bare: Database) -> None:
    migrate(bare)
    assert differences(bare) == []
    assert tables(bare) == TABLES


def test_a_column_that_a_migration_forgot_would_be_found(bare: Database) -> None:
    migrate(bare)
    with bare.engine.connect() as connection:
        connection.execute(sa.text("ALTER TABLE handoff DROP COLUMN quality"))
        connection.commit()
    assert "quality" in str(differences(bare))


def test_the_partial_indexes_are_partial_and_every_lookup_has_one(bare: Database) -> None:
    migrate(bare)
    with bare.engine.connect() as connection:
        found = {
            index["name"]: index for table in TABLES for index in sa.inspect(connection).get_indexes(table)
        }
        catalogue = "SELECT indexdef FROM pg_indexes WHERE indexname = :name"
        if bare.is_sqlite:
            catalogue = "SELECT sql FROM sqlite_master WHERE name = :name"
        for name, condition in (("ix_deadline_due", "closed_at IS NULL"), ("ix_outbox_due", "state")):
            written = connection.execute(sa.text(catalogue), {"name": name}).scalar()
            assert condition in str(written).partition("WHERE")[2]
    assert found["ix_handoff_team_created"]["column_names"] == ["team_id", "created_at"]
    assert {"ix_event_handoff", "ix_event_team_at", "ix_outbox_handoff", "ix_person_email"} <= set(found)


def test_migrating_again_changes_nothing(bare: Database) -> None:
    migrate(bare)
    with bare.transaction() as session:
        session.add(handoff(id=None))
    migrate(bare)
    with bare.reading() as session:
        assert session.get_one(Handoff, 1).status is Status.PENDING
    assert differences(bare) == []


def test_many_replicas_may_start_at_once(bare_url: str) -> None:
    replicas = [Database(bare_url) for _ in range(4)]
    at_once(4, lambda n: migrate(replicas[n]))
    assert tables(replicas[0]) == TABLES
    go(replicas[0], "0001")  # and on what an old release left
    at_once(4, lambda n: migrate(replicas[n]))
    assert differences(replicas[0]) == []
    for replica in replicas:
        replica.close()


def test_two_processes_may_migrate_at_once(bare: Database, bare_url: str, tmp_path: Path) -> None:
    caches = {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(MIGRATIONS.parent / ".pytest_cache/bytecode"),
    }
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": bare_url, **caches}
    running = [
        subprocess.Popen([HANDOFF, "migrate"], cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=30)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert all(line.endswith("is up to date.\n") for line in said)
    assert tables(bare) == TABLES


def test_one_can_go_back_to_the_beginning_and_come_again(bare: Database) -> None:
    migrate(bare)
    go(bare, "base")
    assert tables(bare) == {"alembic_version"}
    migrate(bare)
    assert differences(bare) == []
