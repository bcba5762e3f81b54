"""Two who hand off the same prospect: the second one sees the first, however close they are."""

from functools import partial

import pytest
from sqlmodel import select

from app.domain import package as packages
from app.domain.criteria import CHECKS
from app.domain.errors import Conflict
from app.domain.model import Handoff
from app.domain.model_team import Likeness
from app.domain.package import Package
from app.services import duplicates, privacy, submitting, team
from app.store.db import Database
from tests.cast import ANNA, BEN, PRIYA, SAM, TEAM, passed, policy, shipped, typed
from tests.race import at_once
from tests.services.desk import Desk

ROUNDS = 3


def test_of_two_in_the_same_moment_one_hands_off_and_the_other_is_told(db: Database) -> None:
    desk = Desk(db)

    def hand_off(round: int, who: int) -> bool:
        # Each has something that the other has not, and another order of what both have.
        same = packages.build(
            {**typed(company=f"Acme {round}", contact_email=f"jane{who}@acme{round}.example",
                     website=("" if who else f"acme{round}.example")), "checks": list(CHECKS)},
            shipped("BANT"),
        )  # fmt: skip
        sdr, ae = ((SAM, ANNA), (PRIYA, BEN))[who]
        key = f"draft {round}-{who}"
        with db.transaction() as session:
            if duplicates.find(session, TEAM, same, sdr, key=key):
                return False
            crew = team.load(session, desk.policy, TEAM, sdr, ae)
            submitting.submit(session, crew, sdr=sdr, package=same, ae=ae, key=key, now=desk.now)
            return True

    for round in range(ROUNDS):
        assert sorted(at_once(2, partial(hand_off, round))) == [False, True]
    with db.reading() as session:
        assert len(session.exec(select(Handoff)).all()) == ROUNDS


def test_nothing_is_added_to_a_handoff_that_is_none_of_hers(db: Database) -> None:
    desk = Desk(db)
    desk.hand_off()
    with db.transaction() as session:
        other = passed(company="Globex", website="", contact_email="joe@globex.example")
        assert duplicates.find(session, TEAM, other, PRIYA, key="x") == []
        with pytest.raises(Conflict, match="nothing was added"):
            duplicates.add_to(session, [], 1, PRIYA, other, desk.now)
        matches = duplicates.find(session, TEAM, passed(), PRIYA, key="x")
        assert [(one.handoff.number, one.kinds, one.holder) for one in matches] == [
            (1, ("email", "domain", "company"), ANNA)
        ]
        assert duplicates.find(session, "T0OTHER", passed(), PRIYA, key="x") == []
        assert duplicates.find(session, TEAM, passed(), SAM, key="V1") == []  # of the form itself
        with pytest.raises(Conflict):
            duplicates.add_to(session, matches, 2, PRIYA, passed(), desk.now)
    with db.transaction() as session:
        session.get_one(Handoff, 1).status = "withdrawn"  # type: ignore[assignment]
        session.flush()
        with pytest.raises(Conflict):
            duplicates.add_to(session, matches, 1, PRIYA, passed(), desk.now)
    assert desk.row().package.get("added") is None


def test_what_is_forgotten_is_recognised_no_more(db: Database) -> None:
    desk = Desk(db, policy())
    desk.hand_off()
    with db.transaction() as session:
        matches = duplicates.find(session, TEAM, passed(), PRIYA, key="x")
        duplicates.add_to(session, matches, 1, PRIYA, added(), desk.now)
    privacy.forget(db, "bo@elsewhere.example", desk.now)  # who stands in the addition alone
    with db.reading() as session:
        assert session.exec(select(Likeness)).all() == []
        assert "Bo" not in repr(session.get_one(Handoff, 1).package)


def added() -> Package:
    return passed(more_contacts="Bo Diddley, bo@elsewhere.example, CFO")
