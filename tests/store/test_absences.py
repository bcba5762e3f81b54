"""Who is out of office and when, on each database."""

from datetime import timedelta

from app.domain.model_team import Absence
from app.store import absences
from app.store.db import Database
from tests.cast import ANNA, BEN, MORNING, SAM, TEAM

DAY = timedelta(days=1)


def away(person: str, first: float, last: float, **more: object) -> Absence:
    """Somebody's absence, in days from this morning."""
    times = {"starts_at": MORNING + first * DAY, "ends_at": MORNING + last * DAY, "made_at": MORNING}
    return Absence(team_id=TEAM, person_id=person, **times, **more)  # type: ignore[arg-type]


def test_what_is_planned_and_what_counts(db: Database) -> None:
    with db.transaction() as session:
        for absence in (
            away(ANNA, 2, 3),
            away(ANNA, -1, 1),
            away(ANNA, -3, -2),
            away(ANNA, 0, 5, cancelled_at=MORNING),
            away(BEN, -1, 1, seen_to_at=MORNING),
        ):
            absences.add(session, absence)
    with db.reading() as session:
        spans = absences.spans(session, TEAM, [ANNA, BEN, SAM])
        assert set(spans) == {ANNA, BEN}
        assert sorted(spans[ANNA]) == [
            (MORNING + first * DAY, MORNING + last * DAY) for first, last in ((-3, -2), (-1, 1), (2, 3))
        ]
        planned = absences.planned(session, TEAM, ANNA, MORNING)
        assert [one.starts_at for one in planned] == [MORNING - DAY, MORNING + 2 * DAY]
        assert [one.person_id for one in absences.begun(session, MORNING)] == [ANNA]
        assert absences.get(session, "T0OTHER", planned[0].id or 0) is None


def test_what_is_long_over_is_erased(db: Database) -> None:
    with db.transaction() as session:
        absences.add(session, away(ANNA, 0, 1))
        absences.add(session, away(ANNA, 0, 2))
        absences.forget(session, MORNING + DAY + absences.KEPT + timedelta(hours=1))
        assert absences.spans(session, TEAM, [ANNA]) == {ANNA: [(MORNING, MORNING + 2 * DAY)]}
