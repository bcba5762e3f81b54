"""A simulated half year whose truth is known: what the bot counts, says and proposes is that truth."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.domain.alike import Outcome
from app.domain.counted import Share
from app.domain.metrics import Figures, Kind
from app.domain.model_loop import Fact
from app.domain.review import Change, Verdict
from app.services import facts, figures, home, review, team
from app.store import facts as stored
from app.store import handoffs
from app.store.db import Database
from bench import halfyear
from bench.halfyear import (
    AES,
    BAD_SOURCE,
    END,
    IDLE,
    MANAGERS,
    MONTH,
    PREDICTS,
    SDRS,
    SLOW,
    START,
    TEAM,
    Lead,
)
from tests import postgres
from tests.everything import EVERYTHING
from tests.services import naive

WEEK = timedelta(days=7)
POLICY = halfyear.rules()
pytestmark = pytest.mark.timeout(300)
DERIVED = [name for name in Fact.model_fields if name != "segment"]  # of which there are none here


@pytest.fixture(scope="module")
def leads() -> list[Lead]:
    return halfyear.draw(20_000 if EVERYTHING else 1_200)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"] if EVERYTHING else ["sqlite"])
def db(
    request: pytest.FixtureRequest,
    leads: list[Lead],
    sqlite_mould: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Database]:
    """The half year as it is stored, and the facts as they are derived from it."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("half") / "handoff.db"
        file.write_bytes(sqlite_mould.read_bytes())
        opened = Database(f"sqlite:///{file}")
    else:
        url = str(request.getfixturevalue("postgres_url"))
        postgres.empty_database(url)
        opened = Database(url)
    halfyear.store(opened, POLICY, leads)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def truth(leads: list[Lead]) -> list[Fact]:
    return [lead.fact for lead in leads]


COLUMN = {Kind.AE: "ae_id", Kind.SDR: "sdr_id", Kind.SOURCE: "source"}
DID = {"accepted": "accepted_by", "rejected": "rejected_by", "touched": "touched_by"}  # what an AE does


def true_of(truth: list[Fact], kind: Kind, names: Collection[str], start: datetime) -> Figures:
    """The figures of those in a slice, since a moment."""

    def is_theirs(fact: Fact, deed: str) -> bool:
        column = DID.get(deed, COLUMN[kind]) if kind is Kind.AE else COLUMN[kind]
        return getattr(fact, column) in names

    return naive.count(truth, start, END, is_theirs)


def plain(fact: Fact) -> dict[str, object]:
    return {name: getattr(fact, name) for name in DERIVED}


def test_the_facts_that_the_history_tells_are_those_that_were_drawn(db: Database, truth: list[Fact]) -> None:
    with db.reading() as session:
        derived = session.exec(select(Fact).order_by(sa.column("handoff_id"))).all()
    assert [plain(fact) for fact in derived] == [plain(fact) for fact in truth]


def test_the_bot_itself_keeps_the_same_facts(db: Database, truth: list[Fact]) -> None:
    some = truth[:: len(truth) // 60]
    numbers = [fact.handoff_id for fact in some]
    with db.transaction() as session:
        session.execute(sa.delete(stored.facts).where(stored.facts.c.handoff_id.in_(numbers)))
        for number in numbers:
            facts.keep(session, handoffs.get_locked(session, number))
    with db.reading() as session:
        assert [plain(session.get_one(Fact, number)) for number in numbers] == [plain(fact) for fact in some]


def test_the_figures_are_the_truth(db: Database, truth: list[Fact], leads: list[Lead]) -> None:
    start = END - WEEK
    with db.reading() as session:
        week = figures.report(session, POLICY, TEAM, start, END, END)
        whole = figures.whole(session, TEAM, START, END)
        stalled = figures.stalled(session, POLICY, TEAM, END)
    assert week.this == naive.count(truth, start, END)
    assert week.before == naive.count(truth, start - WEEK, start)
    assert whole == naive.count(truth, START, END)
    late = {lead.number: lead.due for lead in leads if lead.due and lead.due <= END}
    assert {one.handoff_id: one.since for one in stalled} == late


def test_the_slow_ae_and_the_bad_source_stand_out(db: Database, truth: list[Fact]) -> None:
    with db.reading() as session:
        crew = team.load(session, POLICY, TEAM)
        by = {kind: figures.sliced(session, crew, kind, START, END) for kind in COLUMN}
    for kind, names in ((Kind.AE, AES), (Kind.SDR, SDRS), (Kind.SOURCE, halfyear.SOURCES)):
        assert dict(by[kind]) == {name: true_of(truth, kind, {name}, START) for name in names}

    slowest, *others = sorted(AES, key=lambda who: -(by[Kind.AE][who].time_to_accept.median or 0))
    assert slowest == SLOW
    late = by[Kind.AE][SLOW].accepted_within
    assert all(late.interval[1] < by[Kind.AE][other].accepted_within.interval[0] for other in others)
    worst, *better = sorted(halfyear.SOURCES, key=lambda code: by[Kind.SOURCE][code].acceptance.rate or 0)
    assert worst == BAD_SOURCE
    bad = by[Kind.SOURCE][BAD_SOURCE].acceptance
    assert all(bad.interval[1] < by[Kind.SOURCE][other].acceptance.interval[0] for other in better)


def test_a_managers_and_an_aes_home_have_the_true_numbers(db: Database, truth: list[Fact]) -> None:
    north = MANAGERS[0]
    start = END - timedelta(days=home.DAYS)
    with db.reading() as session:
        hers = home.overview(session, POLICY, TEAM, SLOW, END).numbers
        boss = home.overview(session, POLICY, TEAM, north, END).numbers
    assert hers is not None
    assert boss is not None

    assert (hers.ae, hers.sdr) == (true_of(truth, Kind.AE, {SLOW}, start), None)
    assert boss.team == true_of(truth, Kind.AE, {who for who in AES if AES[who] == north}, start)


def test_the_review_counts_the_truth(db: Database, leads: list[Lead]) -> None:
    with db.reading() as session:
        told = review.tell(session, POLICY, TEAM, MONTH)
    october = [lead for lead in leads if lead.created >= datetime(2026, 10, 1, tzinfo=END.tzinfo)]
    assert told.this.handed_off == len(october)
    assert told.seen.handed_off == len(leads)
    for name in (PREDICTS, IDLE, "authority"):
        for outcome in Outcome:
            found = told.found[name][outcome]
            met, unmet = ([lead for lead in leads if (name in lead.met) is has] for has in (True, False))
            assert (found.met, found.unmet) == (share(met, outcome), share(unmet, outcome)), (name, outcome)
    assert [band[2].handed_off for band in told.bands] == thirds(leads)
    required = next(one for one in told.proposals if one.change is Change.REQUIRE)
    held_back = [lead for lead in october if PREDICTS not in lead.met]
    assert (required.criterion, required.without.handed_off) == (PREDICTS, len(held_back))
    assert required.without.accepted == sum(is_accepted(lead) for lead in held_back)
    assert required.without.opportunities == sum("opportunity_at" in lead.truth for lead in held_back)


def test_the_review_finds_the_planted_criterion_and_not_the_idle_one(db: Database) -> None:
    with db.reading() as session:
        told = review.tell(session, POLICY, TEAM, MONTH)
    planted, idle = told.found[PREDICTS], told.found[IDLE]
    assert planted[Outcome.ACCEPTED].verdict is planted[Outcome.OPPORTUNITY].verdict is Verdict.PREDICTS
    assert planted[Outcome.HELD].verdict is not Verdict.PREDICTS
    for name, by_outcome in told.found.items():
        if name != PREDICTS:
            verdicts = {one.verdict for one in by_outcome.values()}
            assert verdicts <= {Verdict.NO_DIFFERENCE, Verdict.TOO_FEW}, name
    found = planted[Outcome.ACCEPTED].difference
    assert found is not None
    assert found.low < 0.27 < found.high  # as it was drawn
    assert (told.proposals[0].change, told.proposals[0].criterion) == (Change.REQUIRE, PREDICTS)
    naive_look = idle[Outcome.ACCEPTED]
    assert (naive_look.met.rate or 0) - (naive_look.unmet.rate or 0) > 0.02  # and yet
    if EVERYTHING:
        assert idle[Outcome.ACCEPTED].verdict is idle[Outcome.OPPORTUNITY].verdict is Verdict.NO_DIFFERENCE
        assert [(one.change, one.criterion) for one in told.proposals[1:]] == [(Change.DROP, IDLE)]


def is_accepted(lead: Lead) -> bool:
    return "accepted_at" in lead.truth


def is_decided(lead: Lead) -> bool:
    return is_accepted(lead) or lead.truth.get("rejected_at") is not None


def share(leads: Iterable[Lead], outcome: Outcome) -> Share:
    """What became of some leads, as anybody would count it."""
    if outcome is Outcome.ACCEPTED:
        return Share(sum(map(is_accepted, leads)), sum(map(is_decided, leads)))
    old = [lead for lead in leads if is_accepted(lead) and lead.created < END - timedelta(days=30)]
    moment = {Outcome.HELD: "held_at", Outcome.OPPORTUNITY: "opportunity_at"}[outcome]
    return Share(sum(moment in lead.truth for lead in old), len(old))


def thirds(leads: Iterable[Lead]) -> list[int]:
    by_filled: dict[int, int] = defaultdict(int)
    for lead in leads:
        by_filled[lead.truth["filled"]] += 1
    whole, so_far, found = sum(by_filled.values()), 0, [0, 0, 0]
    for _, count in sorted(by_filled.items()):
        found[int((so_far + count / 2) / whole * 3)] += count
        so_far += count
    return found


def test_a_month_without_evidence_has_nothing_to_say(db: Database) -> None:
    with db.reading() as session:
        assert review.tell(session, POLICY, TEAM, date(2026, 4, 1)).is_empty
