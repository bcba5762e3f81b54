"""While replicas are renewed one by one, the last release works on a database that the new one migrated."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.store.db import Database
from app.store.migrate import MIGRATIONS, migrate
from tests import postgres

OURS = Config()
OURS.set_main_option("script_location", str(MIGRATIONS))
REVISIONS = [one.revision for one in ScriptDirectory.from_config(OURS).walk_revisions()][::-1]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that nobody has migrated yet."""
    base, name = os.environ["TEST_DATABASE_URL"], f"upgrade_{os.getpid()}"
    is_sqlite = request.param == "sqlite"
    db = Database(f"sqlite:///{tmp_path}/x.db" if is_sqlite else postgres.create_database(base, name))
    yield db
    db.close()
    if not is_sqlite:
        postgres.drop_database(base, name)


def at_revision(db: Database, revision: str) -> sa.MetaData:
    """Migrate so far and no further; gives the tables that code of that release knows."""
    with db.engine.connect() as connection:
        OURS.attributes["connection"] = connection
        command.upgrade(OURS, revision)
        connection.commit()
        known = sa.MetaData()
        known.reflect(connection)
    return known


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_what_the_code_of_an_earlier_schema_writes_and_reads_is_accepted(
    fresh: Database, revision: str
) -> None:
    known = at_revision(fresh, revision)
    migrate(fresh)
    with fresh.transaction() as session:
        for table in known.sorted_tables:
            if table.name != "alembic_version":
                row = {column.name: _something(column) for column in table.columns if column.name != "id"}
                if "id" in table.columns and isinstance(table.columns["id"].type, sa.String):
                    row["id"] = "U1"
                session.execute(sa.insert(table).values(**row))
                assert len(session.execute(sa.select(table)).all()) == 1
                session.execute(sa.update(table).values(**row))


def _something(column: sa.Column[Any]) -> Any:
    """A value as the old code might write it; what refers to another row refers to the only one."""
    if column.foreign_keys:
        return 1
    kind = column.type
    if isinstance(kind, sa.JSON):
        return json.loads("{}")
    values = {
        sa.DateTime: NOW,
        sa.Date: date(2026, 11, 23),
        sa.Boolean: False,
        sa.Integer: 1,
        sa.Float: 1.0,
    }
    for of, value in values.items():
        if isinstance(kind, of):
            return value
    return "pending"[: getattr(kind, "length", None) or 7]


def test_there_is_an_earlier_schema_to_hold_the_newest_to() -> None:
    assert REVISIONS[0] == "0001"
    assert len(REVISIONS) > 1
