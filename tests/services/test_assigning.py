"""Which AE gets it, written down with all that it was made from; each turn is taken once, whoever submits."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.domain import routing
from app.domain.errors import Incomplete
from app.domain.lifecycle import Status
from app.domain.model import Handoff
from app.domain.model_team import Assignment, Rotation
from app.domain.package import Package
from app.domain.prospect import prospect
from app.services import assignment, handoffs, submitting, team
from app.store.db import Database
from tests import invariants
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, PRIYA, SAM, TEAM, YUKI, passed, policy
from tests.race import at_once
from tests.services.desk import Desk
from tests.services.rivals import Outcome, tries

ALWAYS = 'hours = "always"'
ROUND = f'[[pool]]\nname = "inbound"\nmembers = ["{ANNA}", "{BEN}", "{YUKI}"]\n'


def opened(db: Database, rest: str = ROUND) -> Desk:
    return Desk(db, policy(ALWAYS, rest=rest))


def chosen(desk: Desk, key: str, sdr: str = SAM, package: Package | None = None) -> Handoff:
    """Hand off and let the policy choose."""
    with desk.db.transaction() as session:
        crew = team.load(session, desk.policy, TEAM, sdr)
        return submitting.submit(
            session, crew, sdr=sdr, package=package or passed(), ae=None, key=key, now=desk.now
        )


def aes(desk: Desk, count: int, first: str = "V") -> list[str]:
    return [chosen(desk, f"{first}{n}").ae_id for n in range(count)]


def ledger(desk: Desk) -> Sequence[Assignment]:
    with desk.db.reading() as session:
        return session.exec(select(Assignment).order_by(col(Assignment.id))).all()


@pytest.fixture
def inbound(desk: Desk) -> Desk:
    desk.policy = policy(ALWAYS, rest=ROUND)
    return desk


def test_a_choice_is_written_down_whole_and_can_be_made_again(inbound: Desk) -> None:
    row = chosen(inbound, "V1")
    assert (row.ae_id, row.pool, row.why_ae) == (ANNA, "inbound", "next in turn of 3 AEs in pool inbound")
    (line,) = ledger(inbound)
    assert (line.handoff_id, line.turn, line.ae_id, line.pool) == (row.number, 1, ANNA, "inbound")
    assert (line.strategy, line.counted, line.at) == ("round_robin", True, MORNING)
    assert routing.replay(json.loads(json.dumps(line.decision))).record() == line.decision


def test_pools_go_round_and_a_named_ae_takes_no_turn(inbound: Desk) -> None:
    assert aes(inbound, 4) == [ANNA, BEN, YUKI, ANNA]
    inbound.hand_off("W1", ae=BEN)
    assert [(line.strategy, line.counted) for line in ledger(inbound)[-1:]] == [("named", False)]
    assert chosen(inbound, "W2").ae_id == BEN


def test_a_form_submitted_twice_takes_one_turn(inbound: Desk) -> None:
    assert [chosen(inbound, "V1").number, chosen(inbound, "V1").number] == [1, 1]
    assert len(ledger(inbound)) == 1
    assert chosen(inbound, "V2").ae_id == BEN


def test_many_who_submit_at_once_take_different_turns(db: Database) -> None:
    desk = opened(db)
    who = at_once(9, lambda n: chosen(desk, f"V{n}").ae_id)
    assert sorted(who) == sorted([ANNA, BEN, YUKI] * 3)
    before: dict[str, int] = {}
    for line in ledger(desk):
        made = routing.replay(line.decision)
        assert {seat.ae: seat.passed for seat in made.seats if before} == before
        before = dict(made.passed_after)
    with db.reading() as session:
        rows = session.exec(select(Rotation).where(col(Rotation.ae_id) != "")).all()
    assert {row.ae_id: row.passed for row in rows} == before


def test_a_cap_by_day_counts_from_her_own_midnight(desk: Desk) -> None:
    desk.policy = policy(ALWAYS, rest=ROUND.replace(f'"{YUKI}"', f'{{ who = "{YUKI}", per_day = 1 }}'))
    assert aes(desk, 6) == [ANNA, BEN, YUKI, ANNA, BEN, ANNA]
    desk.now += timedelta(hours=5, minutes=59)  # 23:59 in Tokyo
    assert YUKI not in aes(desk, 2, "W")
    desk.now += timedelta(minutes=1)
    assert YUKI in aes(desk, 3, "X")


def test_caps_by_week_and_by_what_is_open(desk: Desk) -> None:
    desk.policy = policy(ALWAYS, rest=ROUND + "per_week = 2\nmax_open = 1\n")
    assert aes(desk, 3) == [ANNA, BEN, YUKI]
    desk.does(ANNA, "reject", 1, reason="other", comment="c")
    assert chosen(desk, "W1").ae_id == ANNA
    desk.does(ANNA, "reject", 4, reason="other", comment="c")
    assert (chosen(desk, "W2").ae_id, desk.row(5).why_ae) == (
        MARIA,
        "none of 3 AEs in pool inbound can take it now: to take or to reassign",
    )
    skipped = {one.seat.ae: one.skipped for one in routing.replay(ledger(desk)[-1].decision).considered}
    assert skipped[ANNA] == "got 2 this week, of 2 at most"
    assert skipped[BEN] == "has 1 open, of 1 at most"
    desk.now += timedelta(days=7)
    assert chosen(desk, "W3").ae_id == ANNA


@pytest.mark.parametrize(
    ("reason", "ae"), [("not_a_fit", ANNA), ("duplicate", ANNA), ("bad_timing", BEN), ("other", BEN)]
)
def test_a_bad_lead_gives_the_turn_back(inbound: Desk, reason: str, ae: str) -> None:
    chosen(inbound, "V1")
    inbound.does(ANNA, "reject", reason=reason, comment="c")
    assert chosen(inbound, "V2").ae_id == ae
    assert bool(ledger(inbound)[0].credited_at) == (ae == ANNA)


def test_a_no_show_gives_the_turn_back_once(inbound: Desk) -> None:
    chosen(inbound, "V1")
    for action in ("accept", "book", "no_show", "book", "no_show"):
        inbound.does(ANNA, action)
    assert aes(inbound, 4, "W") == [ANNA, BEN, YUKI, ANNA]
    assert [bool(line.credited_at) for line in ledger(inbound)] == [True] + [False] * 4


def test_the_accounts_owner_comes_first_and_takes_no_turn_unless_the_policy_says_so(db: Database) -> None:
    accounts = f'[accounts]\n"example" = "{YUKI}"\n"acme.example" = "{BEN}"\n'
    for counts, then in (("false", ANNA), ("true", YUKI)):
        desk = opened(db, ROUND + f"count_owner_matches = {counts}\n" + accounts)
        owned = chosen(desk, f"V{counts}")
        assert (owned.ae_id, owned.why_ae) == (BEN, "owns the account")
        away = passed(website="nobody.test", contact_email="jane@nobody.test")
        assert chosen(desk, f"W{counts}", package=away).ae_id == then
        assert ledger(desk)[-2].counted == (counts == "true")
        if counts == "true":
            assert chosen(desk, "X", package=away).ae_id == ANNA


def test_rules_send_by_segment_territory_priority_and_domain_in_order() -> None:
    rules = (
        f'[[route]]\ndomain = ["acme.example"]\nae = "{YUKI}"\n'
        '[[route]]\nsegment = "enterprise"\npriority = "hot"\npool = "large"\n'
        '[[route]]\nterritory = ["DE", "AT"]\npool = "dach"\n'
    )
    pools = "".join(
        f'[[pool]]\nname = "{name}"\nmembers = ["{ANNA}"]\n' for name in ("rest", "large", "dach")
    )
    segment = '[segment.enterprise]\nlabel = "Enterprise"\n'
    routes = policy(ALWAYS, rest=pools + rules + segment).route

    def first(segment: str = "", priority: str = "standard", **changes: str) -> str | None:
        about = prospect(passed(**changes), segment, priority)
        return next((route.pool or route.ae for route in routes if route.matches(about)), None)

    far = {"website": "https://shop.far.test/x", "contact_email": "j@far.test"}
    assert first() == YUKI
    assert first(website="https://www.eu.acme.example/about", contact_email="j@far.test") == YUKI
    assert first("enterprise", "hot", **far) == "large"
    assert first("enterprise", **far) is None
    assert first(website="Firma.DE", contact_email="j@far.test") == "dach"
    assert first(website="", contact_email="j@firma.at") == "dach"


def test_a_declined_handoff_goes_on_twice_and_then_to_the_manager(inbound: Desk) -> None:
    chosen(inbound, "V1")
    for who, after in ((ANNA, BEN), (BEN, YUKI), (YUKI, MARIA)):
        row = inbound.does(who, "reject", reason="no_capacity", comment="Full until May")
        assert (row.status, row.ae_id, row.owner_id, row.reason) == (Status.PENDING, after, None, None)
        assert inbound.due() == inbound.now + timedelta(hours=4)
        inbound.now += timedelta(minutes=10)
    assert inbound.row().reassigned == 3
    assert [line.ae_id for line in ledger(inbound)] == [ANNA, BEN, YUKI, MARIA]
    assert inbound.told("news") == [("news", SAM)] * 3
    assert inbound.owed("news", SAM).note["why"] == "No capacity now"
    invariants.check(inbound.db, (MARIA, DAN))
    assert inbound.does(MARIA, "reject", reason="no_capacity", comment="None of us").ae_id == DAN
    assert inbound.does(DAN, "reject", reason="no_capacity", comment="No").status is Status.REJECTED
    invariants.check(inbound.db, (MARIA, DAN))


def test_never_to_the_same_ae_unchanged_and_no_more_often_than_the_policy_allows(desk: Desk) -> None:
    desk.policy = policy(ALWAYS, rest=f"{ROUND}[routing]\nmax_reassignments = 1\n")
    chosen(desk, "V1")
    assert desk.does(ANNA, "reject", reason="wrong_territory", comment="c").ae_id == BEN
    with desk.db.transaction() as session:
        row = handoffs.find(session, TEAM, 1, lock=True)
        crew = team.around(session, desk.policy, row)
        assert not assignment.pass_on(session, crew, row, desk.now, why="no answer in time")
        assert not assignment.pass_to(session, crew, row, YUKI, desk.now, why="no answer in time")
    assert desk.row().ae_id == BEN
    assert desk.does(BEN, "reject", reason="wrong_territory", comment="c").ae_id == MARIA


def test_other_reasons_end_it(inbound: Desk) -> None:
    chosen(inbound, "V1")
    assert inbound.does(ANNA, "reject", reason="bad_timing", comment="c").status is Status.REJECTED


def test_a_second_click_on_reject_is_no_second_decline(inbound: Desk) -> None:
    chosen(inbound, "V1")
    inbound.does(ANNA, "reject", reason="no_capacity", comment="c")
    assert inbound.does(ANNA, "reject", reason="no_capacity", comment="c").ae_id == BEN
    assert inbound.row().reassigned == 1


def test_by_the_ladder_it_goes_on_to_who_is_next_or_to_a_certain_one(inbound: Desk) -> None:
    chosen(inbound, "V1")
    for certain in (None, YUKI):
        with inbound.db.transaction() as session:
            row = handoffs.find(session, TEAM, 1, lock=True)
            crew, why = team.around(session, inbound.policy, row), "no answer in time"
            if certain:
                assert assignment.pass_to(session, crew, row, certain, inbound.now, why=why)
            else:
                assert assignment.pass_on(session, crew, row, inbound.now, why=why)
    assert [line.ae_id for line in ledger(inbound)] == [ANNA, BEN, YUKI]
    assert inbound.told("card") == [("card", ANNA), ("card", BEN), ("card", YUKI)]
    invariants.check(inbound.db, (MARIA, DAN))


@pytest.mark.parametrize(("hours", "next_one"), [(23, BEN), (24, MARIA)])
def test_what_is_declined_after_the_hard_stop_goes_to_no_other_ae(
    inbound: Desk, hours: int, next_one: str
) -> None:
    inbound.policy = policy(ALWAYS + '\nhard_stop = "24h"', rest=ROUND)
    chosen(inbound, "V1")
    inbound.now += timedelta(hours=hours)
    inbound.does(ANNA, "reject", reason="no_capacity", comment="Full")
    assert inbound.row().ae_id == next_one


def test_declined_and_reassigned_and_accepted_at_once_it_has_one_story(db: Database) -> None:
    desk = opened(db)
    for number in range(1, 4):
        first = chosen(desk, f"V{number}").ae_id
        deeds: list[tuple[str, str, dict[str, Any]]] = [
            (first, "reject", {"reason": "no_capacity", "comment": "c"}),
            (MARIA, "reassign", {"ae": YUKI if first != YUKI else BEN}),
            (first, "accept", {}),
        ]

        def work(n: int, on: int = number, deeds: list[Any] = deeds) -> Outcome:
            return tries(desk, on, *deeds[n % 3])

        at_once(9, work)
        line = [one for one in ledger(desk) if one.handoff_id == number][-1]
        assert line.ae_id == desk.row(number).ae_id
    invariants.check(db, (MARIA, DAN))


def test_a_managers_hand_is_in_the_ledger_too(inbound: Desk) -> None:
    chosen(inbound, "V1")
    inbound.does(MARIA, "reassign", ae=YUKI)
    inbound.does(MARIA, "take")
    assert [(line.strategy, line.ae_id, line.counted) for line in ledger(inbound)] == [
        ("round_robin", ANNA, True),
        ("manager", YUKI, False),
        ("manager", MARIA, False),
    ]


def test_the_sdr_is_told_beforehand_when_nobody_can_take_it(desk: Desk) -> None:
    def told() -> str | None:
        with desk.db.reading() as session:
            crew = team.load(session, desk.policy, TEAM, SAM)
            return assignment.preview(session, crew, SAM, prospect(passed(), "", "standard"), desk.now)

    desk.policy = policy(ALWAYS, rest=ROUND + "max_open = 1\n")
    assert told() is None
    aes(desk, 3)
    said = told() or ""
    assert said.startswith("Nobody can take it now (Anna Keller: has 1 open, of 1 at most; Ben Ford: ")
    assert said.endswith("It would go to Maria Lopez.")
    desk.policy = policy(ALWAYS, rest=f'{ROUND}max_open = 1\n[routing]\nfallback = "{DAN}"\n')
    assert (told() or "").endswith("It would go to Dan Okafor.")
    assert chosen(desk, "W").ae_id == DAN
    desk.policy = policy(ALWAYS, listed=())
    assert told() == "Nobody can take it now. Please name an AE."
    with pytest.raises(Incomplete, match="lists no AE"):
        chosen(desk, "X")


def test_an_sdr_who_is_in_the_pool_never_gets_her_own(desk: Desk) -> None:
    listed = [(ANNA, "ae", MARIA), (BEN, "ae", MARIA), (MARIA, "manager", None)]
    desk.policy = policy(ALWAYS, rest=ROUND.replace(f', "{YUKI}"', ""), listed=listed)
    assert [chosen(desk, f"V{n}", sdr=ANNA).ae_id for n in range(3)] == [BEN] * 3
    assert chosen(desk, "W", sdr=PRIYA).ae_id in (ANNA, BEN)
