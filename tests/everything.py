"""What `make chaos` runs and `make test` leaves out: a story on the other database, the rest of a table."""

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

EVERYTHING = "TEST_EVERYTHING" in os.environ
T = TypeVar("T")


def on(database: str) -> pytest.MarkDecorator:
    """Run on one database, or on both where everything is run."""
    names = ["sqlite", "postgresql"] if EVERYTHING else [database]
    return pytest.mark.parametrize("database_url", names, indirect=True)


def some(of: Sequence[T], which: int = 0) -> Sequence[T]:
    """Give every third of a table, from one on, or all of it where everything is run."""
    return of if EVERYTHING else of[which::3]
