"""The Home tab: what waits on me, what I wait for, and for managers what stalls."""

import pytest

from sandbox.driver_modal import Home
from tests.accepting import accepts
from tests.office import Office

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
    assert home.buttons() == ["Hand off a prospect", *card, "Plan time off"]

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


def test_many_handoffs_still_fit_the_home_tab(office: Office) -> None:
    for number in range(10):
        office.form(Company=f"Company {number}").submit()
    on_me, *_ = _parts(office.anna.opens_home(), f"{ON_ME} (10)", ON_OTHERS)
    assert "Company 7" in on_me
    assert "Company 8" not in on_me
    assert "… and 2 more: `/handoff list` shows them." in on_me


def _parts(home: Home, *headings: str) -> list[str]:
    """What stands under each heading of somebody's Home tab, in their order."""
    rest, parts = home.shown, []
    for heading in reversed(headings):
        rest, found, part = rest.partition(heading)
        assert found, f"no {heading!r} on {home.person.handle}'s Home tab"
        parts.append(part)
    return parts[::-1]
