"""The policies that handoffs were made under are kept word for word, on both databases."""

from datetime import timedelta

from app.store import policies
from app.store.db import Database
from tests.cast import MORNING
from tests.race import at_once


def test_a_policy_is_kept_once_and_stays_as_it_was(db: Database) -> None:
    def keep(_: int) -> None:
        with db.transaction() as session:
            policies.add(session, "a1", "framework = 'BANT'", MORNING)

    at_once(2, keep)
    with db.transaction() as session:
        policies.add(session, "b2", "# later", MORNING + timedelta(days=1))
        policies.add(session, "a1", "another text", MORNING + timedelta(days=2))
    with db.reading() as session:
        assert policies.text_of(session, "a1") == "framework = 'BANT'"
        assert policies.text_of(session, "c3") is None
        assert policies.versions(session) == ["b2", "a1"]
