"""An offer to several, on each database: one winner of every race, and one who gets it if nobody wants it."""

from datetime import timedelta

from app.domain.deadlines import Clock
from app.domain.lifecycle import Status
from app.services import nudges, submitting, team
from app.store import assignments
from app.store.db import Database
from tests import invariants
from tests.cast import ANNA, BEN, MARIA, SAM, TEAM, YUKI, passed, policy
from tests.race import at_once
from tests.services.desk import Desk
from tests.services.rivals import MANAGERS, agree, tries

POOL = f"""
[[pool]]
name = "inbound"
strategy = "broadcast"
members = ["{ANNA}", "{BEN}", "{YUKI}"]
channel = "#inbound"
claim_within = "30m"
fallback = "{MARIA}"
"""
RULES = policy(rest=POOL)


def offers(desk: Desk, key: str) -> int:
    """Sam lets the policy choose, which offers it to all three."""
    with desk.db.transaction() as session:
        crew = team.load(session, desk.policy, TEAM, SAM)
        return submitting.submit(
            session, crew, sdr=SAM, package=passed(), ae=None, key=key, now=desk.now
        ).number


def test_of_all_who_accept_at_once_one_gets_it(db: Database) -> None:
    desk = Desk(db, RULES)
    for n in range(3):
        number = offers(desk, f"V{n}")

        def work(n: int, number: int = number) -> tuple[int, str, str, str]:
            return tries(desk, number, (ANNA, BEN, YUKI)[n % 3], "accept", {})

        outcomes = at_once(9, work)
        row = desk.row(number)
        agree(outcomes, row.turn)
        assert (row.status, row.ae_id, row.turn) == (Status.ACCEPTED, row.owner_id, 2)
        lost = [told for turn, who, _, told in outcomes if who != row.ae_id]
        assert len(lost) == 6
        assert all("was first" in told for told in lost), lost
        with db.reading() as session:
            ledger = assignments.of(session, number)
        assert [(line.strategy, line.ae_id) for line in ledger] == [("broadcast", ""), ("claimed", row.ae_id)]
    invariants.check(db, MANAGERS)


def test_the_clock_and_somebody_who_accepts_do_not_both_win(db: Database) -> None:
    desk = Desk(db, RULES)
    for n in range(4):
        number = offers(desk, f"V{n}")
        clock = desk.clock(number)
        assert clock is not None
        assert (clock.kind, clock.due_at) == (Clock.CLAIM, desk.now + timedelta(minutes=30))
        desk.now += timedelta(minutes=30)

        def work(n: int, number: int = number) -> tuple[int, str, str, str]:
            if n % 2:
                nudges.sweep(db, desk.policy, desk.now)
                return 0, "", "sweep", ""
            return tries(desk, number, ANNA, "accept", {})

        at_once(4, work)
        row = desk.row(number)
        assert (row.status, row.ae_id) in ((Status.ACCEPTED, ANNA), (Status.PENDING, MARIA)), row
    invariants.check(db, MANAGERS)


def test_whoever_manages_may_give_or_take_what_is_on_offer(db: Database) -> None:
    desk = Desk(db, RULES)
    given, taken = offers(desk, "V1"), offers(desk, "V2")
    desk.does(MARIA, "reassign", given, ae=BEN)
    desk.does(MARIA, "take", taken)
    assert tries(desk, given, ANNA, "accept", {})[3].startswith("NotAllowed")
    assert desk.does(BEN, "accept", given).owner_id == BEN
    assert desk.row(taken).owner_id == "U0MARIA"
    invariants.check(db, MANAGERS)
