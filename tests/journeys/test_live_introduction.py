"""The live introduction: SDR and owner in one group, with one message that stays true."""

from collections.abc import Collection
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from sqlmodel import select

from app.domain.model import Event
from app.services import privacy
from sandbox.driver import DeskPerson
from sandbox.driver_message import Message
from tests import by_hand, invariants, signed
from tests.accepting import accepts
from tests.everything import some
from tests.office import APP, Office
from tests.pressing import presses

pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # its rows are the outbox's, which is tested on both
BUTTON = "Introduce live"
FAILURES = ("http_503", "reset_before", "reset_after", "ratelimited")
POST, OPEN = "chat.postMessage", "conversations.open"


def test_both_meet_in_a_group_with_all_that_they_need_for_the_call(office: Office) -> None:
    _accepted(office)
    _introduces(office)
    assert _groups(office) == [{"sam", "anna"}]
    for person in (office.sam, office.anna):
        (said,) = _said(office, person)
        assert f"*<@{office.sam.id}> introduces, <@{office.anna.id}> takes over.*" in said.shown
        assert "Jane Doe, COO" in said.shown and "jane@acme.example" in said.shown
        assert "It is 18:00 for Jane Doe (Tokyo), outside 9–17 there: agree on a time first." in said.shown
        assert "*Agreed next step:* Demo on Thursday" in said.shown
        assert "Start a huddle here, then call +44 20 7946 0000." in said.shown
        package = said.clicks("Full package").modal
        assert package is not None and "Afraid of the migration" in package.texts
    assert "Afraid of the migration" not in said.shown
    assert _events(office) == [("live_introduction", office.anna.id)]


def test_it_is_offered_to_the_owner_alone_from_accepting_until_there_is_an_opportunity(
    office: Office,
) -> None:
    assert BUTTON not in office.hand_off().buttons()
    accepts(office.card(office.anna))
    assert BUTTON in office.card(office.anna).buttons()
    assert BUTTON not in office.card(office.sam).buttons()
    office.card(office.anna).clicks("Log first touch")
    working = office.card(office.anna)
    assert BUTTON in working.buttons()
    presses(working, "Opportunity")
    assert BUTTON not in office.card(office.anna).buttons()
    signed.click(office.slack, office.anna, working, BUTTON)
    assert len(office.heard(office.anna, "is opportunity: a live introduction is for")) == 1
    assert _groups(office) == []


def test_pressed_twice_or_by_both_it_is_one_group_and_one_message_and_shows_the_time_anew(
    office: Office,
) -> None:
    card = _accepted(office)
    for person in (office.anna, office.anna, office.sam):
        assert signed.click(office.slack, person, card, BUTTON).status_code == 200
    office.settle()
    assert len(office.heard(office.sam, "Nothing was changed")) == 0
    (first,) = _said(office, office.anna)
    office.slack.clock.to(datetime(2026, 11, 24, 0, 5, tzinfo=UTC))
    assert "It is 18:00 for Jane Doe (Tokyo)" in first.shown
    _introduces(office)
    (again,) = _said(office, office.sam)
    assert again.ts == first.ts
    assert "It is 09:05 for Jane Doe (Tokyo), within 9–17 there." in again.shown
    assert _groups(office) == [{"sam", "anna"}]
    assert len(_events(office)) == 1
    _check(office)


def test_nobody_else_brings_them_together(office: Office) -> None:
    card = _accepted(office)
    for person in (office.priya, office.ben, office.maria, office.dan, office.gia):
        before = len(_told(office, person))
        assert signed.click(office.slack, person, card, BUTTON).status_code == 200
        told = _told(office, person)[before:]
        assert len(told) == 1, person.handle
        assert told[0].shown.endswith("Nothing was changed.")
    assert _groups(office) == []
    assert _events(office) == []


def test_before_it_is_accepted_there_is_nobody_to_introduce(office: Office) -> None:
    old = _accepted(office)
    office.hand_off(Company="Globex")
    for person in (office.sam, office.anna):
        signed.click(office.slack, person, old, BUTTON, value="2")
        assert len(office.heard(person, "Globex (#2) is pending: a live introduction is for")) == 1
    assert _groups(office) == []


def test_when_somebody_else_takes_over_the_old_group_is_told_and_a_new_one_is_opened(
    office: Office,
) -> None:
    _accepted(office)
    _introduces(office)
    signed.post(office.slack, by_hand.move(office.slack, office.maria.id, "reassign", 1, ae=office.ben.id))
    for person in (office.sam, office.anna):
        (old,) = _said(office, person)
        assert f"Acme (#1) is with <@{office.ben.id}> now, so this introduction is over." in old.shown
        assert "jane@acme.example" not in old.shown
        assert old.buttons() == []
    accepts(office.card(office.ben))
    _introduces(office, office.ben)
    assert _groups(office) == [{"sam", "anna"}, {"sam", "ben"}]
    (new,) = _said(office, office.ben)
    assert f"<@{office.ben.id}> takes over" in new.shown
    assert [actor for _, actor in _events(office)] == [office.anna.id, office.ben.id]
    _check(office)


@pytest.mark.parametrize(
    ("method", "kind"),
    some([(method, kind) for kind in FAILURES for method in (OPEN, POST)], 1),
)
def test_while_slack_is_away_nothing_is_lost_or_doubled(office: Office, method: str, kind: str) -> None:
    _accepted(office)
    office.desk.fails(method, kind, times=2)
    _introduces(office)
    for _ in range(4):
        office.advance(minutes=1)
    assert _groups(office) == [{"sam", "anna"}]
    assert len(_said(office, office.sam)) == 1
    assert len(_events(office)) == 1


def test_what_slack_refuses_is_told_to_an_admin_and_pressing_again_tries_again(office: Office) -> None:
    _accepted(office)
    office.desk.fails(OPEN, "error", times=1, error="missing_scope")
    _introduces(office)
    (report,) = office.heard(office.dan, "could not be delivered today")
    both = f"<@{office.sam.id}> and <@{office.anna.id}>"
    assert f"the live introduction of handoff #1 to {both}: missing_scope" in report.shown
    assert _groups(office) == []
    _introduces(office)
    assert len(_said(office, office.anna)) == 1
    assert len(_events(office)) == 1


def test_of_a_prospect_who_is_forgotten_nothing_stays_in_the_group(office: Office) -> None:
    _accepted(office)
    _introduces(office)
    privacy.forget(office.bot.db, "jane@acme.example", office.bot.desk.now())
    (said,) = _said(office, office.sam)
    assert "has been erased with the prospect's data" in said.shown
    for gone in ("Jane", "Acme", "7946", "Demo on Thursday"):
        assert gone not in said.shown + said.text


def test_slack_is_asked_about_people_and_never_about_a_group(office: Office) -> None:
    _accepted(office)
    _introduces(office)
    asked = [str(call) for call in office.desk.traffic(500, detail=True) if "users.info" in str(call)]
    assert asked
    assert not [call for call in asked if f"{office.sam.id},{office.anna.id}" in unquote(call)]


def _accepted(office: Office) -> Message:
    """Acme is Anna's; gives her card."""
    accepts(office.hand_off(**{"Contact's city": "Tokyo"}))
    return office.card(office.anna)


def _introduces(office: Office, owner: DeskPerson | None = None) -> None:
    """The owner (Anna) presses the button on her card as it is now."""
    assert office.card(owner or office.anna).clicks(BUTTON).ok
    office.settle()


def _groups(office: Office) -> list[Collection[str]]:
    """The members of each group conversation, the app aside, in the order in which they were opened."""
    ws = office.slack.workspace
    groups = [channel for channel in ws.channels.values() if channel.kind == "mpim"]
    return [{ws.people[one].handle for one in channel.members if one != ws.bot.id} for channel in groups]


def _said(office: Office, person: DeskPerson) -> list[Message]:
    """Every message in the newest group that somebody is in."""
    office.settle()
    groups = [one for one in office.slack.workspace.channels.values() if one.kind == "mpim"]
    return person.messages(channel=[one for one in groups if person.id in one.members][-1].id)


def _told(office: Office, person: DeskPerson) -> list[Message]:
    office.settle()
    return person.messages(channel=APP)


def _events(office: Office) -> list[tuple[str, str | None]]:
    with office.bot.db.reading() as session:
        found = session.exec(select(Event).where(Event.action == "live_introduction").order_by(Event.id))  # type: ignore[arg-type]
        return [(event.action, event.actor_id) for event in found]


def _check(office: Office) -> None:
    invariants.check(office.bot.db, {office.maria.id, office.dan.id})
