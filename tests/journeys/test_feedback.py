"""What became of a lead goes back: its owner is asked once, by one tap, and its SDR learns from it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from app.domain.model import Event, Handoff, Owed
from app.policy import Policy
from app.services import feedback
from app.store.db import Database
from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests import cast, signed
from tests.accepting import accepts
from tests.cast import ANNA
from tests.office import Office, OpensOffice, policy
from tests.pressing import presses
from tests.services.desk import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
IN_THE_DAY = '[sla.hours]\nmon-fri = "09:00-17:00"'


def _meets(office: Office, company: str = "Acme", *, then: str = "Meeting held") -> None:
    """Anna accepts what Sam hands off, and has a meeting."""
    accepts(office.hand_off(Company=company))
    for button in ("Meeting booked", then):
        presses(office.card(office.anna, company), button)


def _asks(office: Office, person: DeskPerson | None = None) -> list[Message]:
    """How often somebody (Anna) was asked, oldest first."""
    return office.heard(person or office.anna, "⭐ How good")


def test_after_the_meeting_one_tap_rates_the_lead_and_the_sdr_reads_it(office: Office) -> None:
    _meets(office)
    assert not _asks(office)
    office.advance(hours=1)
    (asked,) = _asks(office)
    assert "How good was this lead?" in asked.shown
    assert f"*Acme* (#1) from <@{office.sam.id}>\n🤝 Being worked  ·  📅 Meeting held" in asked.shown
    stars = ["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"]
    assert asked.buttons() == [*stars, "Say more", "Opportunity", "Recycle"]
    asked.clicks("4 ★")
    (asked,) = _asks(office)
    assert "★★★★☆  Thank you!" in asked.shown
    assert asked.buttons() == ["Say more", "Opportunity", "Recycle"]
    (told,) = office.heard(office.sam, f"<@{office.anna.id}> rated *Acme* 4 of 5.")
    assert told.json["thread_ts"]
    today = "handed off Mon 23 Nov → accepted → meeting booked → meeting held"
    assert today in told.shown
    assert told.buttons() == ["Story"]
    office.advance(days=3)
    assert len(_asks(office)) == 1
    for person in (office.maria, office.dan, office.ben, office.priya):
        assert not office.heard(person, "of 5")


def test_what_was_wrong_and_missing_is_ticked_among_the_fields_of_the_package(office: Office) -> None:
    _meets(office)
    office.advance(hours=1)
    _asks(office)[0].clicks("2 ★")
    modal = _asks(office)[0].clicks("Say more").modal
    assert modal is not None
    assert modal.value("Lead quality") == "★★☆☆☆  2"
    assert modal.options("What was wrong?")[:2] == ["Company", "Website"]
    assert {"Budget", "Agreed next step"} <= set(modal.options("What was missing?"))
    filled = {"What was wrong?": ["Contact email", "Budget"], "What was missing?": ["Timeline"]}
    assert modal.fill({**filled, "Note to the SDR": "Jane <has> left"}).submit().ok
    told = office.heard(office.sam, "rated *Acme* 2 of 5.")[-1].shown
    assert "*Wrong:* Contact email, Budget.\n*Missing:* Timeline.\n> Jane &lt;has&gt; left" in told
    rated = _events(office, "rate")[-1].note
    assert (rated["wrong"], rated["missing"]) == (["contact_email", "budget"], ["timeline"])


def test_several_are_asked_about_in_one_message_and_no_second_one_comes_that_day(office: Office) -> None:
    for company in ("Acme", "Globex"):
        _meets(office, company)
    office.advance(hours=1)
    (asked,) = _asks(office)
    assert "How good were these leads?" in asked.shown
    assert "Acme (#1), Globex (#2)" in asked.text
    _meets(office, "Initech", then="No-show")
    office.passes_to(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))  # in Berlin it is still Monday
    assert len(_asks(office)) == 1
    office.passes_to(datetime(2026, 11, 23, 23, 1, tzinfo=UTC))
    assert "*Initech* (#3)" in _asks(office)[1].shown
    assert "📅 No-show" in _asks(office)[1].shown
    with office.bot.db.reading() as session:
        assert len(session.exec(select(Owed).where(Owed.kind == "feedback")).all()) == 2
    assert len(_events(office, "feedback_asked")) == 3


def test_she_is_asked_while_she_works_and_after_a_time_off(office_under: OpensOffice) -> None:
    office = office_under(policy(IN_THE_DAY))
    office.passes_to(datetime(2026, 11, 23, 15, 30, tzinfo=UTC))  # half past four in Berlin
    _meets(office)
    office.anna.types("/handoff ooo tomorrow")
    office.advance(hours=1)
    office.passes_to(datetime(2026, 11, 24, 12, tzinfo=UTC))
    office.passes_to(datetime(2026, 11, 25, 7, 59, tzinfo=UTC))
    assert not _asks(office)
    office.passes_to(datetime(2026, 11, 25, 8, 1, tzinfo=UTC))
    assert len(_asks(office)) == 1


def test_when_word_on_a_meeting_is_overdue_one_message_asks_for_all(office: Office) -> None:
    accepts(office.hand_off())
    presses(office.card(office.anna), "Meeting booked")
    _gives_a_date(office, office.slack.clock.now() + timedelta(hours=1))
    office.advance(hours=8, minutes=59)
    assert not _asks(office)
    office.advance(minutes=2)
    (asked,) = _asks(office)
    assert "How did the meeting on Mon 23 Nov, 11:00 CET go?" in asked.shown
    assert asked.buttons()[5:] == ["Say more", "Meeting held", "No-show", "Opportunity", "Recycle"]
    asked.clicks("Meeting held")
    (asked,) = _asks(office)
    assert "📅 Meeting held" in asked.shown
    asked.clicks("5 ★")
    office.advance(days=2)
    assert len(_asks(office)) == 1
    assert office.heard(office.sam, "rated *Acme* 5 of 5.")


def test_whoever_rates_by_herself_or_waits_for_another_meeting_is_not_asked(db: Database) -> None:
    desk = _desk(db, "book hold", "book hold", "book no_show book")
    desk.does(ANNA, "rate", 1, quality=3)
    assert _asked(desk, hours=1) == [[2]]
    desk.does(ANNA, "hold", 3)
    assert _asked(desk, hours=2) == [[2]]  # she was asked today already
    assert _asked(desk, hours=24) == [[2], [3]]
    desk.does(ANNA, "recycle", 3, reason="not_now")
    assert _asked(desk, hours=48) == [[2], [3]]  # once for each handoff


def test_a_lead_that_ended_without_a_meeting_is_rated_too(db: Database) -> None:
    desk = _desk(db, "recycle", "touch opportunity lose", "touch opportunity")
    assert _asked(desk, hours=1) == [[1, 2]]


def test_a_question_counts_in_the_days_noise_budget(db: Database) -> None:
    desk = _desk(db, "recycle", rules=cast.policy(rest="[noise]\nper_day = 1"))
    desk.hand_off("V9")
    desk.later(hours=2)  # she is reminded of the new one
    assert _asked(desk) == []
    assert _asked(desk, hours=24) == [[1]]


def test_nobody_else_rates_by_her_stars_and_a_new_owner_takes_them_over(office: Office) -> None:
    _meets(office)
    office.advance(hours=1)
    (asked,) = _asks(office)
    for person in (office.sam, office.ben, office.maria):
        signed.click(office.slack, person, asked, "5 ★")
        assert office.heard(person, "Only its owner can do that (rate). Nothing was changed.")
    presses(office.card(office.anna), "Hand over", New_owner="@ben")
    assert "This is with <@U0BEN> now." in _asks(office)[0].shown
    signed.click(office.slack, office.anna, asked, "5 ★")
    assert _row(office).quality is None


def test_the_rating_comes_with_one_suggestion_from_her_last_ten(office: Office) -> None:
    for company in ("Globex", "Initech"):
        rejects = {"Reason": "Package too thin", "Which criterion failed?": "Budget", "Comment": "Ask first"}
        presses(office.hand_off(Company=company), "Reject", **rejects)
    _meets(office)
    presses(office.card(office.anna), "Rate lead", Lead_quality="★★★★★  5")
    (told,) = office.heard(office.sam, "rated *Acme* 5 of 5.")
    lesson = (
        "💡 2 of your last 3 handoffs were rejected without *Budget*. Please settle it before you hand off."
    )
    assert lesson in told.shown


def test_a_dispute_and_its_ruling_show_in_the_story_that_comes_with_it(office: Office) -> None:
    presses(office.hand_off(), "Reject", Reason="Not a fit", Comment="Too small")
    presses(office.card(office.sam), "Dispute", Evidence="They have 400 people")
    presses(office.heard(office.maria, "Acme (#1)")[-1], "Overturn", Comment="They fit")
    accepts(office.card(office.anna))
    presses(office.card(office.anna), "Rate lead", Lead_quality="★★★★★  5")
    (told,) = office.heard(office.sam, "rated *Acme* 5 of 5.")
    assert "handed off Mon 23 Nov → rejected → disputed → rejection overturned → accepted" in told.shown


def test_an_opportunity_has_an_amount_if_somebody_knows_one(office: Office) -> None:
    accepts(office.hand_off())
    presses(office.card(office.anna), "Log first touch")
    modal = office.card(office.anna).clicks("Opportunity").modal
    assert modal is not None
    refused = modal.fill({"Amount": "50k"}).submit()
    assert refused.errors == {"Amount": "Please give a whole number, such as 50000: no currency, no cents."}
    assert modal.fill({"Amount": "50,000"}).submit().ok
    assert office.heard(office.sam, "*Acme* is an opportunity now, worth 50,000. Well done!")
    assert "📈 Opportunity*  ·  50,000" in office.card(office.sam).shown
    modal = office.card(office.anna).clicks("Won").modal
    assert modal is not None
    assert modal.value("Amount") == "50000"
    assert modal.fill({"Amount": "62000"}).submit().ok
    assert office.heard(office.sam, "*Acme* is won, worth 62,000. Well done!")
    assert _row(office).amount == 62_000
    assert [event.note["amount"] for event in _events(office, "opportunity", "win")] == [50_000, 62_000]


def test_a_meeting_that_moves_is_told_so_and_a_missed_one_can_be_booked_again(office: Office) -> None:
    accepts(office.hand_off())
    presses(office.card(office.anna), "Meeting booked")
    for day in (26, 30):
        _gives_a_date(office, datetime(2026, 11, day, 15, tzinfo=UTC))
    assert "📅 Meeting booked (Mon 30 Nov, 16:00 CET)" in office.card(office.sam).shown
    story = office.sam.types("/handoff show 1").ephemerals[0].shown
    assert "set the meeting for Thu 26 Nov, 16:00 CET." in story
    assert "moved the meeting to Mon 30 Nov, 16:00 CET." in story
    for button in ("No-show", "Meeting booked", "Meeting held"):
        presses(office.card(office.anna), button)
    assert "📅 Meeting held" in office.card(office.sam).shown


def _desk(db: Database, *stories: str, rules: Policy | None = None) -> Desk:
    """A desk without Slack, at which Anna has accepted a handoff for each story, and lived it."""
    desk = Desk(db, rules)
    for n, story in enumerate(stories, start=1):
        desk.hand_off(f"V{n}")
        for action in ["accept", *story.split()]:
            desk.does(ANNA, action, n, **({"reason": "price"} if action in ("lose", "recycle") else {}))
    return desk


def _asked(desk: Desk, **later: float) -> list[list[int]]:
    """Which leads each question was about that Anna was asked by then."""
    desk.now += timedelta(**later)
    feedback.sweep(desk.db, desk.policy, desk.now)
    with desk.db.reading() as session:
        return [sorted(one.note["of"]) for one in session.exec(select(Owed)).all() if one.kind == "feedback"]


def _gives_a_date(office: Office, at: datetime) -> None:
    card = office.card(office.anna)
    elements = [element for block in card.blocks for element in block.get("elements", [])]
    (picker,) = (one for one in elements if one["type"] == "datetimepicker")
    card.picks(picker["action_id"], str(int(at.timestamp())))


def _events(office: Office, *actions: str) -> list[Event]:
    with office.bot.db.reading() as session:
        return [event for event in session.exec(select(Event)).all() if event.action in actions]


def _row(office: Office) -> Handoff:
    with office.bot.db.reading() as session:
        return session.get_one(Handoff, 1)
