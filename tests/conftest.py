"""What every test may ask for: an office, on each database."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import structlog

from app.store.db import Database
from app.store.migrate import migrate
from tests import postgres
from tests.office import Office, OpensOffice, open_office


def pytest_configure(config: pytest.Config) -> None:
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])
    postgres.start_for_session(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    postgres.stop_for_session(config)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A migrated PostgreSQL database, one per worker: emptying it is ten times as fast as a new one."""
    base, name = os.environ["TEST_DATABASE_URL"], f"tests_{os.getpid()}"
    url = postgres.create_database(base, name)
    db = Database(url)
    migrate(db)
    db.close()
    yield url
    postgres.drop_database(base, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database: the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/handoff.db"
    url = str(request.getfixturevalue("postgres_url"))
    postgres.empty_database(url)
    return url


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Northwind's office with the bot at work."""
    with open_office(database_url) as opened:
        yield opened


@pytest.fixture
def office_under(database_url: str, tmp_path: Path) -> Iterator[OpensOffice]:
    """Opens an office under a policy of the test's own."""
    with ExitStack() as stack:

        def opened(policy: str) -> Office:
            file = tmp_path / "policy.toml"
            file.write_text(policy, "utf-8")
            return stack.enter_context(open_office(database_url, file))

        yield opened


@pytest.fixture(scope="session")
def sqlite_mould(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("mould") / "handoff.db"
    db = Database(f"sqlite:///{file}")
    migrate(db)
    db.close()
    return file


@pytest.fixture
def db(database_url: str, sqlite_mould: Path) -> Iterator[Database]:
    """A migrated database with nothing in it."""
    opened = Database(database_url)
    if opened.path:
        shutil.copy(sqlite_mould, opened.path)
    yield opened
    opened.close()
