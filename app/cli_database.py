"""The database of a command: opened, seen to answer, and closed at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from app import settings as environment
from app.store.db import Database


@contextmanager
def opened() -> Iterator[Database]:
    """Open the installation's database; raises SettingsError or Unusable."""
    db = Database(environment.read().database_url)
    db.check()
    try:
        yield db
    finally:
        db.close()
