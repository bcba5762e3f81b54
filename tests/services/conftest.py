"""What every test of the services may ask for."""

import pytest

from app.store.db import Database
from tests.services.desk import Desk


@pytest.fixture
def desk(db: Database) -> Desk:
    """The team under its usual policy: 4 h to accept, 24 h to touch, 8 h to answer, around the clock."""
    return Desk(db)
