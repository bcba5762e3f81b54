"""What every test of the services may ask for."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.db import Database
from tests.services.desk import Desk


@pytest.fixture
def desk(sqlite_mould: Path, tmp_path: Path) -> Iterator[Desk]:
    """The team's desk, working around the clock: 4 h to accept, 24 h to touch, 8 h to answer.

    On SQLite; where clocks and races are at stake, the tests make their own on each database.
    """
    db = Database(f"sqlite:///{shutil.copy(sqlite_mould, tmp_path)}")
    yield Desk(db)
    db.close()
