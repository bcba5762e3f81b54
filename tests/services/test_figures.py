"""The figures: what the database counts is what anybody would count who has all the rows on the table."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.metrics import Figures, Kind
from app.domain.model_loop import Fact
from app.services import figures, team
from app.store import facts as stored
from app.store.db import Database
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, PRIYA, SAM, TEAM, YUKI, handoff, policy
from tests.everything import EVERYTHING
from tests.services import naive
from tests.services.desk import Desk

WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
RULES = policy()
MANY = 8  # handoffs, and the facts that hypothesis writes over theirs

hours = st.integers(0, 400)
seconds = st.none() | st.integers(0, 5) | st.integers(0, 90_000)
truths = st.none() | st.booleans()
people = st.sampled_from([ANNA, BEN, YUKI, MARIA])
OTHERS = [name for name in naive.MOMENTS.values() if name not in ("created_at", "rejected_at")]


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """A fact as its function might derive it; more odd than any history is."""
    created = MORNING + draw(st.integers(-3 * 168, 168)) * HOUR
    later = st.none() | hours.map(lambda after: created + after * HOUR)
    row: dict[str, Any] = {name: draw(later) for name in OTHERS}
    row |= {"rejected_at": None, "rejected_by": "", "reason": "", "failed": ""}
    if rejected := draw(later):
        row |= {"rejected_at": rejected, "rejected_by": draw(people), "reason": draw(st.sampled_from("ab"))}
        row |= {"failed": draw(st.sampled_from(["", "budget"]))}
    moved = max([created, *(at for at in row.values() if isinstance(at, datetime))])
    row |= {"created_at": created, "moved_at": moved, "filled": 0, "ended": "", "turn": 1}
    row |= {"sdr_id": draw(st.sampled_from([SAM, PRIYA])), "ae_id": draw(people)}
    for deed in ("accepted", "touched"):
        row |= {f"{deed}_by": draw(people) if row[f"{deed}_at"] else ""}
    row |= {"accept_seconds": draw(seconds), "accept_within": draw(truths)}
    row |= {"touch_seconds": draw(seconds), "touch_within": draw(truths)}
    row |= {
        "segment": draw(st.sampled_from(["", "enterprise"])),
        "source": draw(st.sampled_from(["", "event"])),
    }
    row |= {"criteria": draw(st.sampled_from(["", "budget=empty", "budget=claimed,need=empty"]))}
    row |= {"round_trips": draw(st.integers(0, 3)), "reassigned": draw(st.integers(0, 3))}
    row |= {"quality": draw(st.integers(1, 5)) if row["rated_at"] else None}
    return row | {"amount": draw(st.none() | st.integers(0, 10**12))}


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with handoffs to write facts of."""
    if request.param == "sqlite":
        mould = request.getfixturevalue("sqlite_mould")
        file = tmp_path_factory.mktemp("figures") / "handoff.db"
        file.write_bytes(mould.read_bytes())
        url = f"sqlite:///{file}"
    else:
        url = str(request.getfixturevalue("postgres_url"))
    db = Database(url)
    with db.transaction() as session:
        session.add_all(handoff(id=9_000 + n, submit_key=f"figures {n}") for n in range(MANY))
    yield db
    with db.transaction() as session:
        session.execute(sa.delete(stored.facts))
    db.close()


def write(db: Database, rows: list[dict[str, Any]]) -> list[Fact]:
    kept = [{**row, "handoff_id": 9_000 + n, "team_id": TEAM} for n, row in enumerate(rows)]
    with db.transaction() as session:
        session.execute(sa.delete(stored.facts))
        if kept:
            session.execute(sa.insert(stored.facts), kept)
    return [Fact(**row) for row in kept]


WHOSE = {Kind.AE: {"accepted": "accepted_by", "rejected": "rejected_by", "touched": "touched_by"}}
COLUMN = {Kind.AE: "ae_id", Kind.SDR: "sdr_id", Kind.SEGMENT: "segment", Kind.SOURCE: "source"}
BOSS = {SAM: MARIA, PRIYA: MARIA, ANNA: MARIA, BEN: MARIA, YUKI: MARIA, MARIA: DAN}


def holder(fact: Fact, kind: Kind, deed: str) -> set[str]:
    """In which slices of a kind a deed counts."""
    match kind:
        case Kind.TEAM | Kind.SDR_TEAM:
            people = holder(fact, Kind.AE if kind is Kind.TEAM else Kind.SDR, deed)
            return {BOSS[person] for person in people if person in BOSS}
        case Kind.CRITERION:
            return set(fact.criteria.split(",")) - {""}
    column = WHOSE.get(kind, {}).get(deed, COLUMN[kind])
    return {getattr(fact, column)}


def naive_slices(facts: list[Fact], kind: Kind, start: datetime, end: datetime) -> dict[str, Figures]:
    names = {name for fact in facts for deed in ("", *WHOSE[Kind.AE]) for name in holder(fact, kind, deed)}
    if kind not in (Kind.SEGMENT, Kind.SOURCE):
        names.discard("")

    def of(name: str) -> Figures:
        return naive.count(facts, start, end, lambda fact, deed: name in holder(fact, kind, deed))

    return {name: one for name in names if (one := of(name)).counts}


def untimed(kind: Kind, one: Figures) -> Figures:
    return replace(one, times={}) if kind is Kind.CRITERION else one


@settings(
    max_examples=200 if EVERYTHING else 10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(facts(), max_size=MANY))
def test_every_figure_is_what_a_naive_count_says(counted: Database, rows: list[dict[str, Any]]) -> None:
    kept = write(counted, rows)
    start = MORNING - WEEK
    with counted.reading() as session:
        report = figures.report(session, RULES, TEAM, start, MORNING, MORNING, by=tuple(Kind))
    assert report.this == naive.count(kept, start, MORNING)
    assert report.before == naive.count(kept, start - WEEK, start)
    for kind in set(Kind) - {Kind.ALL}:
        expected = naive_slices(kept, kind, start, MORNING)
        assert set(report.slices[kind]) == set(expected), kind
        for name, one in expected.items():
            assert untimed(kind, report.slices[kind][name]) == untimed(kind, one), (kind, name)


def test_a_baseline_is_the_mean_of_the_whole_periods_that_there_were(db: Database) -> None:
    desk = Desk(db)
    desk.now = MORNING - 3 * WEEK + HOUR
    for n in range(5):
        desk.hand_off(key=f"V{n}")
        desk.now += timedelta(days=4)
    with db.reading() as session:
        report = figures.report(session, RULES, TEAM, MORNING - WEEK, MORNING, MORNING)
        assert report.baseline is not None
        assert (report.baseline.periods, report.baseline.start) == (1, MORNING - 2 * WEEK)
        later = figures.report(session, RULES, TEAM, MORNING, MORNING + WEEK, MORNING)
        assert later.baseline is not None
        assert (later.baseline.periods, later.baseline.per_period("handed_off")) == (2, 1.5)
        none = figures.report(session, RULES, TEAM, MORNING - 3 * WEEK, MORNING - 2 * WEEK, MORNING)
    assert none.baseline is None
    assert none.this.handed_off == 2


def test_what_is_stalled_now_is_named_with_whom_it_waits_for(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off(key="A")
    desk.later(hours=2)
    desk.hand_off(key="B", ae=BEN)
    desk.later(hours=3)
    with db.reading() as session:
        report = figures.report(session, RULES, TEAM, MORNING, MORNING + WEEK, desk.now)
    assert [(one.handoff_id, one.waits_for, one.since) for one in report.stalled] == [
        (1, ANNA, MORNING + 4 * HOUR)
    ]
    desk.does(BEN, "accept", 2)
    desk.later(hours=23)
    with db.reading() as session:
        late = figures.stalled(session, RULES, TEAM, desk.now)
        report = figures.report(session, RULES, TEAM, MORNING, MORNING + WEEK, desk.now)
    assert [one.handoff_id for one in late] == [1]
    assert report.untouched == 1


def test_a_story_is_in_the_figures_at_once(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off(key="A")
    desk.hand_off(key="B", sdr=PRIYA)
    desk.later(hours=1)
    desk.does(ANNA, "accept", 1)
    desk.does(ANNA, "reject", 2, reason="not_a_fit", comment="c", criterion="budget")
    with db.reading() as session:
        crew = team.load(session, RULES, TEAM)
        this = figures.whole(session, TEAM, MORNING, MORNING + WEEK)
        by_sdr = figures.sliced(session, crew, Kind.SDR, MORNING, MORNING + WEEK)
    assert (this.handed_off, this.accepted, this.rejected, this.acceptance.rate) == (2, 1, 1, 0.5)
    assert (this.rejected_by_reason, this.rejected_by_criterion) == ({"not_a_fit": 1}, {"budget": 1})
    assert (this.time_to_accept.median, this.accepted_within.rate) == (3600, 1.0)
    assert {who: (one.accepted, one.rejected) for who, one in by_sdr.items()} == {SAM: (1, 0), PRIYA: (0, 1)}
