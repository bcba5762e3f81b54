"""What every test may ask for: an office, on each database."""

import itertools
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.store.db import Database
from app.store.migrate import migrate
from tests import postgres
from tests.office import Office, OpensOffice, open_office

NUMBER = itertools.count()


def pytest_configure(config: pytest.Config) -> None:
    postgres.start_for_session(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    postgres.stop_for_session(config)


@pytest.fixture(scope="session")
def postgres_mould() -> str:
    """An empty, migrated PostgreSQL database to copy, one per worker."""
    name = f"empty_{os.getpid()}"
    url = postgres.create_database(os.environ["TEST_DATABASE_URL"], name)
    db = Database(url)
    migrate(db)
    db.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database: the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/handoff.db"
        return
    base, name = os.environ["TEST_DATABASE_URL"], f"test_{os.getpid()}_{next(NUMBER)}"
    yield postgres.create_database(base, name, template=request.getfixturevalue("postgres_mould"))
    postgres.drop_database(base, name)


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


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A migrated database with nothing in it."""
    opened = Database(database_url)
    migrate(opened)
    yield opened
    opened.close()
