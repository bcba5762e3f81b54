"""Forgetting: all that was typed goes, all that is counted stays; by request, and by age."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.domain.lifecycle import CLOSED, OPEN, Status
from app.domain.model import Event, Handoff, Owed, Sending
from app.domain.model_mail import Intro
from app.domain.personal import FORGOTTEN
from app.policy import PolicyError
from app.services import figures, live, privacy, team
from app.services.privacy import Forgotten
from app.slack.messages import KINDS, compose
from app.store import handoffs
from app.store.db import Database
from tests.cast import ANNA, BEN, MARIA, PRIYA, SAM, TEAM, WRITTEN, policy
from tests.services.desk import Desk

JANE = "Jane@Acme.example"
RULES = policy(rest="retain_days = 90")
SAID = (
    "Who signs the contract?",
    "Their new chairwoman",
    "Board wants her out",
    "A note that she must not see",
    "They signed with us last year",
)
OLD = timedelta(days=90, seconds=1)


def lived(db: Database) -> Desk:
    """Acme, asked about, answered, accepted, won and rated; and Acme again, rejected and disputed."""
    desk = Desk(db, RULES)
    desk.hand_off()
    desk.does(ANNA, "ask", question=SAID[0])
    desk.does(SAM, "answer", answer=SAID[1])
    desk.later(hours=3)  # a nudge
    desk.does(ANNA, "accept")
    with db.transaction() as session:
        row = handoffs.get_locked(session, 1)
        live.introduce(session, team.around(session, RULES, row), row, SAM, desk.now)
    for action in ("touch", "opportunity", "win"):
        desk.does(ANNA, action)
    desk.does(ANNA, "rate", quality=4, comment=SAID[2])
    desk.hand_off("V2", ae=BEN, sdr=PRIYA)
    desk.does(BEN, "reject", 2, reason="other", comment=SAID[3])
    desk.does(PRIYA, "dispute", 2, evidence=SAID[4])
    return desk


def stored(db: Database) -> str:
    """Everything that the database holds of handoffs, as one text."""
    with db.reading() as session:
        tables: tuple[Any, ...] = (Handoff, Event, Intro, Owed)
        return repr([row.model_dump() for table in tables for row in session.exec(select(table)).all()])


def counted(desk: Desk) -> object:
    with desk.db.reading() as session:
        end = desk.now + timedelta(hours=1)
        return figures.report(session, desk.policy, TEAM, end - timedelta(days=7), end, desk.now)


def typed_texts() -> list[str]:
    return [*WRITTEN.values(), "All about budget", *SAID]


def test_forgetting_leaves_nothing_that_was_typed_and_every_figure_as_it_was(db: Database) -> None:
    desk = lived(db)
    before, figured = [(e.action, e.actor_id, e.at, e.took_seconds) for e in desk.history()], counted(desk)
    assert all(text in stored(db) for text in typed_texts())
    done = privacy.forget(db, JANE, desk.now)
    assert (done.handoffs, done.notes, done.intros) == (2, 5, 1)
    assert not [text for text in typed_texts() if text in stored(db)]
    assert "acme" not in stored(db).lower()
    assert [(e.action, e.actor_id, e.at, e.took_seconds) for e in desk.history()] == before
    assert counted(desk) == figured
    first, second = desk.row(1), desk.row(2)
    assert (first.status, first.quality, second.status, second.reason) == ("won", 4, "rejected", "other")
    assert privacy.forget(db, JANE, desk.now) == Forgotten()


def test_only_the_handoffs_that_name_the_address_are_emptied(db: Database) -> None:
    desk = lived(db)
    with db.transaction() as session:
        row = session.get_one(Handoff, 2)
        contact = {**row.package["contacts"][0], "email": "mary-jane@acme.example"}
        row.package = {**row.package, "contacts": [contact]}
    assert privacy.forget(db, JANE, desk.now).handoffs == 1
    assert (desk.row(1).company, desk.row(2).company) == (FORGOTTEN, "Acme")


@pytest.mark.parametrize("place", ["recipients", "body"])
def test_whoever_stands_only_in_the_introduction_is_forgotten_too(db: Database, place: str) -> None:
    desk = lived(db)
    with db.transaction() as session:
        intro = session.get_one(Intro, 1)
        if place == "body":
            intro.body += " In copy: cfo@acme.example."
        else:
            intro.recipients = [*intro.recipients, {"name": "", "email": "cfo@acme.example"}]
    assert privacy.forget(db, "cfo@acme.example", desk.now).handoffs == 1
    assert desk.row(1).company == FORGOTTEN


def test_a_colleagues_address_and_no_address_at_all_are_refused(db: Database) -> None:
    desk = lived(db)
    with pytest.raises(privacy.Colleague):
        privacy.forget(db, "Sam@Northwind.example", desk.now)
    for nothing in ("", "jane", "%", "a@b@c"):
        with pytest.raises(ValueError, match=r"email|@|address"):
            privacy.forget(db, nothing, desk.now)
    assert desk.row(1).company == desk.row(2).company == "Acme"


def test_what_was_said_is_shown_anew_and_what_was_never_said_is_not_said_now(db: Database) -> None:
    desk = lived(db)
    with db.transaction() as session:
        for owed in session.exec(select(Owed)).all():
            owed.state, owed.shown, owed.channel, owed.ts = Sending.SENT, owed.wanted, "D1", f"1.{owed.id}"
        let_go = session.get_one(Owed, 1)
        let_go.state, let_go.ts = Sending.OBSOLETE, None
        count = len(session.exec(select(Owed)).all())
    assert privacy.forget(db, JANE, desk.now).messages == count - 1
    with db.reading() as session:
        for owed in session.exec(select(Owed)).all():
            if owed.id == 1:
                assert (owed.state, owed.shown) == ("obsolete", owed.wanted)
                continue
            assert (owed.state, owed.wanted) == ("ready", owed.shown + 1), owed.key
            drawn = compose(session, desk.policy, owed, desk.now)
            assert drawn is not None, owed.key
            assert not [text for text in typed_texts() if text in repr(drawn)], owed.key
        assert {owed.kind for owed in session.exec(select(Owed)).all()} >= set(KINDS) - {
            "stalled",
            "unanswered",
            "warning",
            "overdue",
            "offer",
            "story",
            "return",
        }


@pytest.mark.parametrize("status", list(Status))
def test_what_ended_as_long_ago_as_the_policy_says_is_forgotten_and_nothing_else(
    db: Database, status: Status
) -> None:
    desk = Desk(db, RULES)
    desk.hand_off()
    desk.bring(status)
    assert privacy.forget_old(db, RULES, desk.now + timedelta(days=90)).handoffs == 0
    assert privacy.forget_old(db, policy(), desk.now + timedelta(days=9000)).handoffs == 0  # unset: never
    assert privacy.forget_old(db, RULES, desk.now + OLD).handoffs == (status in CLOSED)
    assert (desk.row().company == FORGOTTEN) == (status not in OPEN)
    assert privacy.forget_old(db, RULES, desk.now + OLD).handoffs == 0


def test_what_is_said_of_a_forgotten_handoff_is_forgotten_in_turn(db: Database) -> None:
    desk = lived(db)
    assert privacy.forget_old(db, RULES, desk.now + OLD).handoffs == 2
    desk.does(ANNA, "rate", quality=1, comment="Jane was rude")
    assert "Jane" in stored(db)
    assert privacy.forget_old(db, RULES, desk.now + OLD).handoffs == 1
    assert "Jane" not in stored(db)
    assert desk.row().quality == 1


def test_the_oldest_are_forgotten_first_a_few_at_a_time(db: Database) -> None:
    desk = Desk(db, RULES)
    for n in range(privacy.AT_ONCE + 2):
        desk.hand_off(f"V{n}")
        desk.does(SAM, "withdraw", n + 1)
        desk.now += timedelta(minutes=1)
    assert privacy.forget_old(db, RULES, desk.now + OLD).handoffs == privacy.AT_ONCE
    assert [desk.row(n + 1).company for n in (0, 9, 10, 11)] == [FORGOTTEN, FORGOTTEN, "Acme", "Acme"]
    assert privacy.forget_old(db, RULES, desk.now + OLD).handoffs == 2


def test_an_open_handoff_goes_on_after_its_prospect_was_forgotten(db: Database) -> None:
    desk = Desk(db, RULES)
    desk.hand_off()
    desk.does(ANNA, "ask", question=SAID[0])
    due = desk.seen(SAM).due
    privacy.forget(db, JANE, desk.now)
    assert desk.seen(SAM).due == due
    desk.does(SAM, "answer", answer="Never mind")
    desk.does(ANNA, "accept")
    desk.does(MARIA, "reassign", ae=BEN)
    desk.does(BEN, "accept")
    desk.does(BEN, "recycle", reason="other")
    assert desk.row().status is Status.RECYCLED


@pytest.mark.parametrize("days", ["29", "0", "-1", "true", '"90"', "36501", "nan"])
def test_a_policy_forgets_nothing_sooner_than_after_a_month(days: str) -> None:
    with pytest.raises(PolicyError, match="retain_days"):
        policy(rest=f"retain_days = {days}")
