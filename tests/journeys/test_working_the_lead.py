"""What the owner logs after accepting, and what the SDR hears of it."""

from datetime import UTC, datetime

import pytest

from tests.accepting import accepts
from tests.office import Office, OpensOffice, policy
from tests.pressing import presses

# On one database: the services below are tested on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_from_first_touch_to_a_won_deal(office: Office) -> None:
    _accepted(office)
    _logs(office, "Log first touch", "🤝 Being worked")
    assert f"Owner: <@{office.anna.id}>" in office.card(office.sam).shown
    assert office.card(office.anna).buttons() == [
        "Meeting booked",
        "Opportunity",
        "Recycle",
        "Rate lead",
        "Hand over",
        "Full package",
        "Brief",
        "Introduce live",
    ]
    _logs(office, "Meeting booked", "📅 Meeting booked")
    _logs(office, "Meeting held", "📅 Meeting held")
    _logs(office, "Opportunity", "📈 Opportunity")
    assert len(office.heard(office.sam, "*Acme* is an opportunity now")) == 1
    moves = ["Won", "Lost", "Rate lead", "Hand over"]
    assert office.card(office.anna).buttons() == [*moves, "Full package", "Brief"]
    _logs(office, "Won", "🏆 Won")
    assert len(office.heard(office.sam, "*Acme* is won. Well done!")) == 1
    assert office.card(office.anna).buttons() == ["Rate lead", "Full package"]


def test_a_booked_meeting_counts_as_first_touch(office_under: OpensOffice) -> None:
    office = office_under(policy('hours = "always"\ntouch_within = "4h"'))
    _accepted(office)
    _logs(office, "Meeting booked", "🤝 Being worked*  ·  📅 Meeting booked")
    office.advance(days=2)
    assert len(office.heard(office.anna, "⏰")) == len(office.heard(office.anna, "when is the meeting?")) == 1
    assert not office.heard(office.maria, "")


def test_the_date_of_a_booked_meeting_is_shown_to_each_in_her_own_time(office: Office) -> None:
    office.hand_off(office.priya)
    accepts(office.card(office.anna))
    office.card(office.anna).clicks("Meeting booked")
    card, at = office.card(office.anna), datetime(2026, 11, 26, 15, 30, tzinfo=UTC)
    picker = next(e for b in card.blocks for e in b.get("elements", []) if e["type"] == "datetimepicker")
    card.picks(picker["action_id"], str(int(at.timestamp())))
    assert "📅 Meeting booked (Thu 26 Nov, 16:30 CET)" in office.card(office.anna).shown
    assert "📅 Meeting booked (Thu 26 Nov, 10:30 EST)" in office.card(office.priya).shown


def test_a_no_show_can_be_booked_again(office: Office) -> None:
    _accepted(office)
    _logs(office, "Meeting booked", "📅 Meeting booked")
    _logs(office, "No-show", "📅 No-show")
    assert "Meeting held" not in office.card(office.anna).buttons()
    _logs(office, "Meeting booked", "📅 Meeting booked")
    _logs(office, "Meeting held", "📅 Meeting held")


@pytest.mark.parametrize(
    ("steps", "button", "reason", "shown", "news"),
    [
        (["Log first touch", "Opportunity"], "Lost", "Chose a competitor", "📉 Lost", "*Acme* is lost."),
        ([], "Recycle", "Not now, maybe later", "♻️ Recycled", "*Acme* comes back to you."),
        (["Log first touch"], "Recycle", "No response", "♻️ Recycled", "*Acme* comes back to you."),
    ],
)
def test_a_lead_that_ends_ends_with_a_reason(
    office: Office, steps: list[str], button: str, reason: str, shown: str, news: str
) -> None:
    _accepted(office)
    for step in steps:
        presses(office.card(office.anna), step)
    modal = office.card(office.anna).clicks(button).modal
    assert modal is not None
    assert modal.fill({"Reason": reason, "Comment": "They said <so>"}).submit().ok

    for person in (office.anna, office.sam):
        card = office.card(person)
        assert shown in card.shown
        assert f"Reason: {reason}." in card.shown
        assert "They said &lt;so&gt;" in card.shown
    told = office.heard(office.sam, news)
    assert len(told) == 1
    assert f"*Reason:* {reason}." in told[0].shown
    assert "> They said &lt;so&gt;" in told[0].shown
    office.advance(days=5)
    assert not office.heard(office.anna, "⏰")


def test_a_rating_is_between_the_owner_and_the_sdr(office: Office) -> None:
    _accepted(office)
    modal = office.card(office.anna).clicks("Rate lead").modal
    assert modal is not None
    assert "only the SDR sees this" in modal.texts
    assert modal.submit(skip_client_checks=True).errors == {"Lead quality": "This is needed."}
    assert modal.fill({"Lead quality": "★★☆☆☆  2", "Note to the SDR": "No budget & no date"}).submit().ok

    told = office.heard(office.sam, f"<@{office.anna.id}> rated *Acme* 2 of 5")
    assert len(told) == 1
    assert "> No budget &amp; no date" in told[0].shown
    for person in (office.anna, office.maria, office.dan, office.ben):
        assert not office.heard(person, "No budget &amp; no date")
        assert not office.heard(person, "of 5")
        home = person.opens_home().shown
        assert "of 5" not in home
        assert "no date" not in home
    assert "✅ Accepted" in office.card(office.anna).shown


def test_a_lead_can_be_rated_again_after_it_is_won(office: Office) -> None:
    _accepted(office)
    for stars in ("★★☆☆☆  2", "★★★★★  5"):
        modal = office.card(office.anna).clicks("Rate lead").modal
        assert modal is not None
        assert modal.fill({"Lead quality": stars}).submit().ok
        for step in ("Log first touch", "Opportunity", "Won"):
            if step in office.card(office.anna).buttons():
                presses(office.card(office.anna), step)
    assert len(office.heard(office.sam, "rated *Acme* 2 of 5")) == 1
    assert len(office.heard(office.sam, "rated *Acme* 5 of 5")) == 1


def _accepted(office: Office) -> None:
    accepts(office.hand_off())


def _logs(office: Office, button: str, shown: str) -> None:
    presses(office.card(office.anna), button)
    for person in (office.anna, office.sam):
        assert shown in office.card(person).shown
