"""What waits on whom, and in whose hours."""

from datetime import date

from app.domain.sight import Overview
from app.domain.workhours import ALWAYS
from app.policy import parse
from app.services import home, team
from tests.cast import ANNA, BEN, DAN, GIA, MARIA, SAM, TEAM, policy
from tests.services.desk import Desk


def overview(desk: Desk, viewer: str) -> Overview:
    with desk.db.reading() as session:
        return home.overview(session, desk.policy, TEAM, viewer, desk.now)


def numbers(desk: Desk, viewer: str) -> tuple[list[int], list[int], list[int]]:
    """What is on her, on others, and stalled in her team."""
    seen = overview(desk, viewer)
    lists = (seen.on_me, seen.on_others, seen.stalled)
    on_me, on_others, stalled = ([sight.handoff.number for sight in sights] for sights in lists)
    return on_me, on_others, stalled


def test_each_sees_what_waits_on_her_and_what_she_waits_for(desk: Desk) -> None:
    desk.hand_off("V1", ae=ANNA)
    desk.hand_off("V2", ae=BEN)
    desk.hand_off("V3", ae=ANNA)
    desk.does(ANNA, "ask", 3, question="Which CRM?")
    assert numbers(desk, SAM) == ([3], [1, 2], [])
    assert numbers(desk, ANNA) == ([1], [3], [])
    assert numbers(desk, BEN) == ([2], [], [])
    assert numbers(desk, GIA) == ([], [], [])


def test_what_is_being_worked_waits_on_its_owner_and_what_is_closed_on_nobody(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "accept")
    desk.does(ANNA, "touch")
    assert (numbers(desk, ANNA), numbers(desk, SAM)) == (([1], [], []), ([], [1], []))
    desk.does(ANNA, "recycle", reason="other")
    assert (numbers(desk, ANNA), numbers(desk, SAM)) == (([], [], []), ([], [], []))


def test_a_manager_sees_what_stalls_in_her_team_and_her_own_manager_does_too(desk: Desk) -> None:
    desk.hand_off("V1", ae=ANNA)
    desk.hand_off("V2", ae=BEN)
    desk.later(hours=3)
    desk.does(BEN, "accept", 2)
    assert numbers(desk, MARIA) == ([], [], [])
    desk.later(hours=1)
    for boss in (MARIA, DAN):
        assert numbers(desk, boss) == ([], [], [1])
        assert overview(desk, boss).manages
    assert not overview(desk, ANNA).manages


def test_what_a_manager_took_over_waits_on_her(desk: Desk) -> None:
    desk.hand_off()
    desk.does(MARIA, "take")
    assert numbers(desk, MARIA) == ([1], [], [])
    assert numbers(desk, ANNA) == ([], [], [])


def test_everybody_keeps_her_own_countrys_holidays_in_a_weekly_table(desk: Desk) -> None:
    people = (
        f'[[person]]\nid = "{ANNA}"\nrole = "ae"\ncountry = "DE"\n[[person]]\nid = "{BEN}"\nrole = "ae"\n'
    )
    rules = parse(f'{people}[sla]\nhours = {{ mon-fri = "09:00-17:00" }}\n')
    with desk.db.reading() as session:
        crew = team.load(session, rules, TEAM)
    (hers, her_zone), (his, his_zone) = crew.hours(ANNA), crew.hours(BEN)
    unity = date(2025, 10, 3)  # a Friday
    assert (hers.on(unity), her_zone) == ((), "Europe/Berlin")
    assert (len(his.on(unity)), his_zone) == (1, "America/New_York")
    assert crew.hours("U0NOBODY") == (his, "UTC")


def test_around_the_clock_there_are_no_holidays(desk: Desk) -> None:
    rules = parse(f'[sla]\nhours = "always"\n[[person]]\nid = "{ANNA}"\nrole = "ae"\ncountry = "DE"\n')
    with desk.db.reading() as session:
        assert team.load(session, rules, TEAM).hours(ANNA) == (ALWAYS, "Europe/Berlin")


def test_a_team_is_read_with_whom_the_policy_and_the_handoff_name_and_nobody_else(desk: Desk) -> None:
    desk.hand_off()
    row = desk.row()
    with desk.db.reading() as session:
        crew = team.around(session, policy(listed=[(ANNA, "ae", None)]), row, MARIA)
    assert set(crew.roster.people) == {SAM, ANNA, MARIA}
    assert crew.id == TEAM
