"""A recycled lead comes back to its SDR on the day that was agreed, with all that she passed on before."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, select

from app.domain.model import Event, Handoff, Owed, Person
from app.services import feedback, privacy
from app.store.db import Database
from sandbox.driver_message import Message
from tests import invariants, signed
from tests.accepting import accepts
from tests.cast import ANNA, SAM
from tests.everything import on
from tests.office import Office, OpensOffice, policy
from tests.pressing import presses
from tests.race import at_once
from tests.services.desk import Desk

IN_THE_DAY = '[sla.hours]\nmon-fri = "09:00-17:00"'
FRIDAY = datetime(2026, 11, 27, 8, tzinfo=UTC)  # nine o'clock for Sam


def _recycles(office: Office, on: str = "2026-11-27") -> None:
    """Anna recycles what Sam handed off, until a day."""
    accepts(office.hand_off())
    said = {"Reason": "Not now, maybe later", "Try_again_on": on, "Comment": "Call after <their> board"}
    assert presses(office.card(office.anna), "Recycle", **said)


def _back(office: Office, person: str = "sam") -> list[Message]:
    return office.heard(office.desk.as_user(person), "is to be tried again today")


@on("sqlite")
def test_on_the_day_at_nine_it_comes_back_and_is_handed_off_again_from_what_was_known(office: Office) -> None:
    _recycles(office)
    assert office.heard(office.sam, "You are reminded to try again on Fri 27 Nov.")
    assert "To be tried again on Fri 27 Nov." in office.card(office.sam).shown
    office.closes()
    office.opens()  # what is in the database is enough
    office.passes_to(FRIDAY - timedelta(minutes=1))
    assert not _back(office)
    office.passes_to(FRIDAY)
    (back,) = _back(office)
    assert (
        f"<@{office.anna.id}> recycled it: Not now, maybe later.\n> Call after &lt;their&gt; board"
        in back.shown
    )
    assert back.buttons() == ["Hand off again", "Full package", "Story"]
    modal = back.clicks("Hand off again").modal
    assert modal is not None
    assert [modal.value(label) for label in ("Company", "Contact email")] == ["Acme", "jane@acme.example"]
    told = modal.submit().modal
    assert told is not None
    assert told.value("Use case") == "Route inbound leads within the hour"
    criteria = told.submit().modal
    assert criteria is not None
    assert criteria.value("Budget") == "50k, approved"
    assert criteria.submit().ok
    office.settle()
    assert _row(office, 2).status == "pending"
    office.advance(days=3)
    assert len(_back(office)) == 1


@on("sqlite")
def test_it_waits_until_its_sdr_is_at_work_again(office_under: OpensOffice) -> None:
    office = office_under(policy(IN_THE_DAY))
    _recycles(office, on="2026-11-28")  # a Saturday
    assert _row(office).returns_at == datetime(2026, 11, 30, 8, tzinfo=UTC)
    office.sam.types("/handoff ooo 2026-11-30")
    office.passes_to(datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert not _back(office)
    office.passes_to(datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert len(_back(office)) == 1


@on("sqlite")
def test_the_day_is_one_to_come_and_may_be_left_open(office: Office) -> None:
    accepts(office.hand_off())
    modal = office.card(office.anna).clicks("Recycle").modal
    assert modal is not None
    for wrong in ("2026-11-23", "2027-12-01"):
        refused = modal.fill({"Reason": "No response", "Try again on": wrong}).submit()
        assert refused.errors == {"Try again on": "Please choose a day after today, within a year."}
    assert modal.fill({"Try again on": ""}).submit().ok
    assert (_row(office).status, _row(office).returns_on, _row(office).returns_at) == ("recycled", None, None)
    assert "tried again" not in office.card(office.sam).shown


@on("sqlite")
def test_a_prospect_who_was_forgotten_does_not_come_back(office: Office) -> None:
    _recycles(office)
    office.advance(hours=1)
    (asked,) = office.heard(office.anna, "⭐ How good was this lead?")
    assert "*Acme* (#1)" in asked.shown
    privacy.forget(office.bot.db, "jane@acme.example", office.slack.clock.now())
    office.settle()
    (asked,) = office.heard(office.anna, "⭐ How good was this lead?")
    assert "Forgotten prospect" in asked.shown
    assert "Acme" not in asked.shown + asked.text
    office.passes_to(FRIDAY + timedelta(days=1))
    assert not _back(office)


@on("sqlite")
def test_only_its_sdr_opens_the_form_and_not_when_it_was_forgotten_since(office: Office) -> None:
    _recycles(office)
    office.passes_to(FRIDAY)
    (back,) = _back(office)
    for person in (office.priya, office.anna, office.maria):
        signed.click(office.slack, person, back, "Hand off again")
        assert office.heard(person, "Only ")[-1].shown.endswith("Nothing was changed.")
        assert person.modal() is None
    privacy.forget(office.bot.db, "jane@acme.example", office.slack.clock.now())
    assert office.heard(office.sam, "is to be tried again today")[0].buttons() == ["Full package", "Story"]
    signed.click(office.slack, office.sam, back, "Hand off again")
    assert office.heard(office.sam, "is not there to be handed off again. `/handoff` opens a new form.")


@on("sqlite")
def test_if_its_sdr_is_gone_it_comes_back_to_who_manages_her(office: Office) -> None:
    _recycles(office)
    with office.bot.db.transaction() as session:
        session.get_one(Person, (_row(office).team_id, office.sam.id)).is_gone = True
    office.passes_to(FRIDAY)
    (back,) = _back(office, "maria")
    assert "who handed it off, is not here any more. *Please give it to somebody.*" in back.shown
    assert back.buttons() == ["Full package", "Story"]


def test_several_replicas_ask_once_and_give_back_once(db: Database) -> None:
    desk = Desk(db)
    for key in ("V1", "V2", "V3"):
        number = desk.hand_off(key)
        desk.does(ANNA, "accept", number)
        desk.does(ANNA, "recycle", number, reason="not_now", returns_on="2026-11-24")
    desk.now += timedelta(days=1, hours=1)

    def sweeps(_: int) -> None:
        feedback.sweep(desk.db, desk.policy, desk.now)

    at_once(6, sweeps)
    sweeps(0)
    with desk.db.reading() as session:
        asked = session.exec(select(Owed).where(col(Owed.kind) == "feedback")).all()
        assert [(one.recipient, sorted(one.note["of"])) for one in asked] == [(ANNA, [1, 2, 3])]
        returned = session.exec(select(Owed).where(col(Owed.kind) == "return")).all()
        assert sorted((one.handoff_id, one.recipient) for one in returned) == [(n, SAM) for n in (1, 2, 3)]
        noted = [event.action for event in session.exec(select(Event)).all() if event.actor_id is None]
        assert sorted(noted) == ["came_back"] * 3 + ["feedback_asked"] * 3
        rows = session.exec(select(Handoff)).all()
    assert {(one.feedback_at, one.returns_at, one.returns_on) for one in rows} == {
        (None, None, date(2026, 11, 24))
    }
    invariants.check(desk.db, [])


def _row(office: Office, number: int = 1) -> Handoff:
    with office.bot.db.reading() as session:
        return session.get_one(Handoff, number)
