"""Submitting a handoff: once, however often it is sent, and to somebody who can take it."""

from datetime import timedelta

import pytest

from app.domain.errors import Incomplete, NotAllowed
from app.domain.lifecycle import Status
from app.services import submitting, team
from app.store import people
from app.store.db import Database
from tests.cast import ANNA, BEN, GIA, MARIA, MORNING, PRIYA, SAM, TEAM, YUKI, passed, person, policy
from tests.race import at_once
from tests.services.desk import Desk

SLA = 'hours = "always"'


def test_a_handoff_is_stored_with_its_history_its_clock_and_both_cards(desk: Desk) -> None:
    desk.hand_off()
    row = desk.row()
    assert (row.status, row.sdr_id, row.ae_id, row.owner_id) == (Status.PENDING, SAM, ANNA, None)
    assert (row.company, row.package["answers"]["use_case"]) == ("Acme", passed().answer("use_case"))
    assert (row.why_ae, row.policy_version) == ("chosen by the SDR", desk.policy.version)
    assert [(e.action, e.actor_id, e.note["ae"]) for e in desk.history()] == [("submit", SAM, ANNA)]
    assert desk.due() == MORNING + timedelta(hours=4)
    assert desk.told() == [("card", ANNA), ("receipt", SAM)]


def test_the_same_form_submitted_twice_is_one_handoff(desk: Desk) -> None:
    assert desk.hand_off("V1") == desk.hand_off("V1") == 1
    assert desk.hand_off("V2") == 2
    assert len(desk.history(1)) == 1
    assert desk.told() == [("card", ANNA), ("receipt", SAM)] * 2


def test_the_same_form_submitted_from_many_places_at_once_is_one_handoff(db: Database) -> None:
    desk = Desk(db)
    (number,) = set(at_once(6, lambda _: desk.hand_off()))
    assert len(desk.history(number)) == 1
    assert desk.told() == [("card", ANNA), ("receipt", SAM)]


@pytest.mark.parametrize(
    ("ae", "said"),
    [
        (SAM, "You cannot hand off to yourself."),
        (GIA, "Gia Moss is not one of the AEs in the policy."),
        (PRIYA, "Priya Nair is not one of the AEs in the policy."),
        (BEN, "Ben Ford is a bot."),
        (YUKI, "Yuki Mori's account is deactivated."),
        ("U0NOBODY", "Somebody is not one of the AEs in the policy."),
    ],
)
def test_an_ae_who_cannot_take_it_is_refused_at_the_ae_field(desk: Desk, ae: str, said: str) -> None:
    with desk.db.transaction() as session:
        people.save(session, person(BEN, is_bot=True))
        people.save(session, person(YUKI, is_gone=True))
    with pytest.raises(Incomplete, match=r"Please name|policy") as refused:
        desk.hand_off(ae=ae)
    assert refused.value.faults["ae"].startswith(said)
    assert desk.told() == []


def test_only_a_listed_sdr_hands_off(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="an SDR whom the policy lists"):
        desk.hand_off(sdr=MARIA)


def choose_for(desk: Desk, sdr: str, key: str) -> str:
    with desk.db.transaction() as session:
        crew = team.load(session, desk.policy, TEAM, sdr)
        return submitting.submit(
            session, crew, sdr=sdr, package=passed(), ae=None, key=key, now=desk.now
        ).ae_id


def test_choose_for_me_gives_it_to_whoever_has_the_fewest_open(desk: Desk) -> None:
    chosen = [choose_for(desk, SAM, f"V{n}") for n in range(6)]
    assert chosen == [ANNA, BEN, YUKI] * 2
    assert desk.row(6).why_ae == "fewest open handoffs of 3 AEs (1 before this one)"


def test_choose_for_me_needs_somebody_to_choose_from_and_never_chooses_the_sdr(db: Database) -> None:
    nobody = Desk(db, policy(SLA, listed=()))
    with pytest.raises(Incomplete, match="lists no AE to choose from"):
        choose_for(nobody, SAM, "V1")
    herself = Desk(db, policy(SLA, listed=[(ANNA, "ae", None), (BEN, "ae", None)]))
    assert [choose_for(herself, ANNA, f"V{n}") for n in range(2)] == [BEN, BEN]
