"""What waits on whom, and in whose hours."""

from datetime import date, timedelta

from app.domain.homepage import FIRST_LOOK, ON_ITS_WAY, ON_ME, ON_OTHERS, PAGE, STALLED, Homepage, Look
from app.domain.workhours import ALWAYS
from app.policy import parse
from app.services import handoffs, home, team
from tests.cast import ANNA, BEN, DAN, GIA, MARIA, SAM, TEAM, policy
from tests.services.desk import Desk


def overview(desk: Desk, viewer: str, look: Look = FIRST_LOOK) -> Homepage:
    with desk.db.reading() as session:
        return home.overview(session, desk.policy, TEAM, viewer, desk.now, look)


def numbers(desk: Desk, viewer: str) -> tuple[list[int], list[int], list[int], list[int]]:
    """What is on her, on others, on its way, and stalled in her team."""
    parts = {one.what: one for one in overview(desk, viewer).parts}
    on_me, on_others, on_its_way, stalled = (
        [sight.handoff.number for sight in parts[what].shown] if what in parts else []
        for what in (ON_ME, ON_OTHERS, ON_ITS_WAY, STALLED)
    )
    return on_me, on_others, on_its_way, stalled


def test_each_sees_what_waits_on_her_and_what_she_waits_for(desk: Desk) -> None:
    desk.hand_off("V1", ae=ANNA)
    desk.hand_off("V2", ae=BEN)
    desk.hand_off("V3", ae=ANNA)
    desk.does(ANNA, "ask", 3, question="Which CRM?")
    assert numbers(desk, SAM) == ([3], [1, 2], [], [])
    assert numbers(desk, ANNA) == ([1], [3], [], [])
    assert numbers(desk, BEN) == ([2], [], [], [])
    assert numbers(desk, GIA) == ([], [], [], [])


def test_what_is_being_worked_is_on_its_way_and_what_is_closed_on_nobodys_list(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "accept")
    assert (numbers(desk, ANNA), numbers(desk, SAM)) == (([1], [], [], []), ([], [1], [], []))
    desk.does(ANNA, "touch")
    assert (numbers(desk, ANNA), numbers(desk, SAM)) == (([], [], [1], []), ([], [], [1], []))
    desk.does(ANNA, "recycle", reason="other")
    assert (numbers(desk, ANNA), numbers(desk, SAM)) == (([], [], [], []), ([], [], [], []))


def test_a_booked_meeting_asks_nothing_until_it_is_over(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "accept")
    desk.does(ANNA, "book")
    assert numbers(desk, ANNA)[0] == [1]  # when is it?
    at = desk.now + timedelta(days=2)
    with desk.db.transaction() as session:
        handoffs.set_meeting(session, desk.policy, TEAM, 1, ANNA, at, desk.now)
    assert numbers(desk, ANNA) == ([], [], [1], [])
    desk.later(days=3)
    assert numbers(desk, ANNA)[0] == [1]  # how was it?


def test_what_is_most_urgent_comes_first(desk: Desk) -> None:
    for key in ("V1", "V2", "V3"):
        desk.hand_off(key)
        desk.later(minutes=30)
    desk.does(ANNA, "accept", 1)  # its clock starts anew
    assert numbers(desk, ANNA)[0] == [2, 3, 1]


def test_one_list_is_looked_at_a_page_at_a_time(desk: Desk) -> None:
    for n in range(PAGE + 2):
        desk.hand_off(f"V{n}")
    (first,) = overview(desk, ANNA, Look(ON_ME)).parts
    (last,) = overview(desk, ANNA, Look(ON_ME, 99)).parts
    assert (first.total, first.page, len(first.shown)) == (PAGE + 2, 1, PAGE)
    assert (last.page, len(last.shown)) == (2, 2)
    (pending,) = overview(desk, ANNA, Look("is.pending")).parts
    assert pending.total == PAGE + 2
    assert overview(desk, ANNA, Look("is.working")).parts[0].total == 0
    (team_of_hers,) = overview(desk, MARIA, Look("team")).parts
    assert team_of_hers.total == PAGE + 2
    assert overview(desk, BEN, Look("team")).look == FIRST_LOOK  # he manages nobody


def test_a_manager_sees_what_stalls_in_her_team_and_her_own_manager_does_too(desk: Desk) -> None:
    desk.hand_off("V1", ae=ANNA)
    desk.hand_off("V2", ae=BEN)
    desk.later(hours=3)
    desk.does(BEN, "accept", 2)
    assert numbers(desk, MARIA) == ([], [], [], [])
    desk.later(hours=1)
    for boss in (MARIA, DAN):
        assert numbers(desk, boss) == ([], [], [], [1])
        assert overview(desk, boss).manages
    assert not overview(desk, ANNA).manages


def test_what_a_manager_took_over_waits_on_her(desk: Desk) -> None:
    desk.hand_off()
    desk.does(MARIA, "take")
    assert numbers(desk, MARIA) == ([1], [], [], [])
    assert numbers(desk, ANNA) == ([], [], [], [])


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
