"""The Home tab: what waits on me, what I wait for, and for managers what stalls."""

import pytest

from app.domain.model import Deadline, Handoff
from app.store import handoffs
from blocks import ids
from sandbox.driver import DeskPerson
from sandbox.driver_modal import Home
from tests import every_request, signed
from tests.accepting import accepts
from tests.office import Office
from tests.pressing import presses

pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # what is drawn is no database's matter

ON_ME, ON_OTHERS, STALLED = "Waiting on you", "You are waiting for", "Stalled in your team"


def test_an_ae_sees_what_waits_on_her_and_acts_there(office: Office) -> None:
    office.hand_off()
    home = office.anna.opens_home()
    on_me, on_others = _parts(home, ON_ME, ON_OTHERS)
    assert "*Acme* (#1) · ⏳ Waiting for an answer" in on_me
    assert "by Mon 23 Nov, 14:00 CET" in on_me
    assert "You wait for nobody." in on_others
    assert STALLED not in home.shown
    card = ["Accept", "Reject", "Ask for info", "Full package"]
    assert home.buttons() == ["Hand off a prospect", "Search", *card, "Plan time off", "Your settings"]

    package = home.clicks("Full package").modal
    assert package is not None
    assert "Nobody knows who calls back" in package.texts
    accepts(home)
    assert "✅ Accepted" in office.card(office.anna).shown
    assert "Log first touch" in office.anna.opens_home().buttons()


def test_an_sdr_sees_what_she_waits_for_and_what_comes_back_to_her(office: Office) -> None:
    assert "Nothing waits on you. 🎉" in office.sam.opens_home().shown
    card = office.hand_off()
    office.hand_off(AE="@ben", Company="Globex")
    modal = card.clicks("Ask for info").modal
    assert modal is not None
    modal.fill({"Question": "Who signs?"}).submit()

    on_me, on_others = _parts(office.sam.opens_home(), f"{ON_ME} (1)", f"{ON_OTHERS} (1)")
    assert "*Acme* (#1) · ❓ Question to the SDR" in on_me
    assert "*Globex* (#2) · ⏳ Waiting for an answer" in on_others
    answer = office.sam.opens_home().clicks("Answer").modal
    assert answer is not None
    assert answer.fill({"Answer": "Jane"}).submit().ok
    assert "Nothing waits on you" in office.sam.opens_home().shown


def test_a_manager_sees_what_stalls_and_steps_in_there(office: Office) -> None:
    office.hand_off()
    office.hand_off(AE="@ben", Company="Globex")
    assert "Nothing stalls in your team." in office.maria.opens_home().shown
    office.advance(hours=3)
    accepts(office.card(office.ben, "Globex"))
    office.advance(hours=1)
    home = office.maria.opens_home()
    assert f"{STALLED} (1)" in home.shown
    assert "*Acme* (#1)" in home.shown
    assert "(overdue)" in home.shown
    assert "Globex" not in home.shown
    home.clicks("Take it")
    assert office.card(office.maria).buttons()[0] == "Log first touch"
    on_me, *_ = _parts(office.maria.opens_home(), ON_ME, ON_OTHERS)
    assert "*Acme* (#1) · ✅ Accepted" in on_me


def test_a_stranger_sees_nothing_of_other_peoples_prospects(office: Office) -> None:
    office.hand_off()
    office.advance(hours=6)
    for person in (office.ben, office.priya, office.yuki, office.gia):
        home = person.opens_home().shown
        for secret in ("Acme", "Jane", "Anna", office.anna.id, office.sam.id, STALLED):
            assert secret not in home
        assert "Nothing waits on you. 🎉" in home


def test_what_is_over_is_on_nobodys_home(office: Office) -> None:
    office.hand_off()
    office.card(office.sam).clicks("Withdraw")
    office.advance(days=1)
    for person in (office.sam, office.anna, office.maria):
        assert "Acme" not in person.opens_home().shown


def test_the_home_tab_opens_the_form(office: Office) -> None:
    form = office.sam.opens_home().clicks("Hand off a prospect").modal
    assert form is not None
    assert form.title == "Hand off · 1 of 3"
    assert office.anna.opens_home().clicks("Hand off a prospect").modal is None
    assert office.heard(office.anna, "Only an SDR whom the policy lists can do that")


def test_one_list_is_looked_at_alone_a_page_at_a_time_and_stays_so(office: Office) -> None:
    _hand_off_many(office, 17)
    home = office.anna.opens_home()
    on_me, *_ = _parts(home, f"{ON_ME} (17)", ON_OTHERS)
    assert "Company 7" in on_me
    assert "Company 8" not in on_me
    home.clicks("… and 9 more")
    assert "Page 1 of 2" in home.refresh().shown
    assert "Company 14" in home.shown
    assert ON_OTHERS not in home.shown
    home.clicks("Next ›")
    assert "Page 2 of 2" in home.refresh().shown
    assert "*Company 16* (#17)" in home.shown

    office.card(office.sam, "Company 0").clicks("Withdraw")
    office.advance(seconds=5)
    assert f"{ON_ME} (16)" in home.refresh().shown  # brought up to date where she looks
    assert "Page 2 of 2" in home.shown
    accepts(home)
    home.clicks("Everything")
    assert ON_OTHERS in home.refresh().shown
    _looks(office, office.anna, "is.accepted.1")
    assert "✅ Accepted (1)" in home.refresh().shown
    assert "Company 3" not in home.shown
    for forged in ("team.1", "stalled.1", "rubbish", "on_me.0", ""):
        _looks(office, office.anna, forged)
        assert f"{ON_ME} (16)" in home.refresh().shown
        assert STALLED not in home.shown


def test_a_home_that_is_open_follows_what_others_do_and_no_faster_than_it_can_be_read(office: Office) -> None:
    sees = {person: person.opens_home() for person in (office.sam, office.anna, office.maria)}
    office.advance(minutes=1)
    office.hand_off()
    office.tick()
    assert "*Acme* (#1)" in sees[office.anna].refresh().shown
    assert "You are waiting for (1)" in sees[office.sam].refresh().shown
    before = _published(office)
    accepts(office.card(office.anna))
    office.card(office.anna).clicks("Log first touch")
    office.tick()
    assert _published(office) == before  # within the same seconds
    office.advance(seconds=4)
    assert "🤝 Being worked" in sees[office.anna].refresh().shown
    assert "On its way (1)" in sees[office.sam].refresh().shown
    assert _published(office) == before + 3
    office.advance(minutes=1)
    assert _published(office) == before + 3  # nothing has happened
    office.advance(hours=13)  # nobody has looked since
    presses(office.card(office.anna), "Opportunity")
    office.advance(seconds=5)
    assert _published(office) == before + 3
    assert "📈 Opportunity" in office.sam.opens_home().shown


def test_a_prospect_is_found_by_company_or_contact_as_far_as_one_may_see_it(office: Office) -> None:
    office.hand_off()
    office.hand_off(
        AE="@ben", Company="Globex", **{"Contact name": "Jörg Übel", "Contact email": "ju@globex.example"}
    )
    for person, text, found in (
        (office.sam, "acme", ["Acme"]),
        (office.sam, "COO", ["Acme", "Globex"]),
        (office.anna, "jane", ["Acme"]),
        (office.ben, "ÜBEL globex", ["Globex"]),
        (office.ben, "coo ju@", ["Globex"]),
        (office.ben, "initech", []),
        (office.maria, "example coo", ["Acme", "Globex"]),
        (office.dan, "50%", []),
        (office.priya, "acme", []),
        (office.gia, "acme", []),
    ):
        modal = person.opens_home().clicks("Search").modal
        if modal is None:
            assert person is office.gia
            continue
        answer = modal.fill({"Look for": text}).submit().modal
        assert answer is not None
        assert [name for name in ("Acme", "Globex") if f"*{name}*" in answer.texts] == found, (text, found)
        if found:
            whole = answer.clicks("Full package").modal
            assert whole is not None
            assert whole.title.startswith("Handoff #")
            told = whole.clicks("Story").modal
            assert told is not None
            assert "handed it off to" in told.texts


def test_the_story_can_be_put_into_ones_own_thread(office: Office) -> None:
    accepts(office.hand_off())
    package = office.card(office.anna).clicks("Full package").modal
    assert package is not None
    story = package.clicks("Story").modal
    assert story is not None
    story.clicks("Put it into my thread")
    (told,) = office.heard(office.anna, "its story")
    assert told.thread_ts == office.card(office.anna).ts
    assert f"✅ <@{office.anna.id}> accepted it" in told.shown or "accepted it" in told.shown
    assert not office.heard(office.sam, "its story")


def test_an_admin_reads_the_checklist(office: Office) -> None:
    assert "Checklist" not in office.maria.opens_home().shown
    office.bot.clock.check_up()
    home = office.dan.opens_home().shown
    assert "Checklist of the bot" in home
    assert "All is well" in home or "To put right" in home


def _hand_off_many(office: Office, count: int) -> None:
    """Hand off once by the form, and the others as rows that are like it."""
    office.hand_off(Company="Company 0")
    with office.bot.db.transaction() as session:
        row, clock = session.get_one(Handoff, 1), handoffs.open_clock(session, 1)
        assert clock is not None
        for number in range(1, count):
            alike = row.model_dump(exclude={"id"}) | {
                "submit_key": f"V{number}",
                "company": f"Company {number}",
            }
            another = Handoff(**alike)
            session.add(another)
            session.flush()
            session.add(Deadline(**clock.model_dump(exclude={"id"}) | {"handoff_id": another.number}))


def _looks(office: Office, person: DeskPerson, code: str) -> None:
    """Pick what is shown of her Home tab, or what no menu of hers offers."""
    signed.post(office.slack, every_request.clicked(office.slack, person.id, ids.HOME_LOOK + "menu", code))


def _published(office: Office) -> int:
    """How often a Home tab was shown."""
    return sum("views.publish" in one.values() for one in office.desk.traffic(1000))


def _parts(home: Home, *headings: str) -> list[str]:
    """What stands under each heading of somebody's Home tab, in their order."""
    rest, parts = home.shown, []
    for heading in reversed(headings):
        rest, found, part = rest.partition(heading)
        assert found, f"no {heading!r} on {home.person.handle}'s Home tab"
        parts.append(part)
    return parts[::-1]
