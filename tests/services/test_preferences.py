"""What somebody has set goes before the policy's word on her, on each database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.domain.errors import Incomplete
from app.domain.homepage import FIRST_LOOK
from app.services import intros, preferences, team
from app.services.homes import Watch, opened
from app.store import home
from tests.cast import ANNA, BEN, MARIA, MORNING, ROLES, SAM, TEAM, policy
from tests.services.desk import Desk

HERS, THEIRS = "https://calendar.example/hers", "https://calendar.example/policy"
OFFICE = 'hours = { mon-fri = "09:00-18:00", holidays = "DE" }'


def sets(desk: Desk, person: str, **typed: Any) -> None:
    with desk.db.transaction() as session:
        preferences.save(session, desk.policy, TEAM, person, typed, desk.now)


def crew(session: Session, desk: Desk) -> team.Team:
    return team.load(session, desk.policy, TEAM, ANNA, SAM)


def test_her_link_stands_in_letters_in_place_of_the_policys(desk: Desk) -> None:
    listed = [(*one, THEIRS) if one[0] == ANNA else one for one in ROLES]
    desk.policy = policy(listed=[one[:3] for one in listed])
    desk.hand_off()
    sets(desk, ANNA, booking=HERS)
    with desk.db.reading() as session:
        team_of_it = team.around(session, desk.policy, desk.row(), ANNA)
        assert HERS in intros.written(team_of_it, desk.row(), "joint", "en").body
    sets(desk, ANNA, booking="")
    with desk.db.reading() as session:
        assert crew(session, desk).roster.booking(ANNA) == ""


def test_her_week_keeps_the_teams_holidays_and_her_absences(desk: Desk) -> None:
    desk.policy = policy(OFFICE)
    sets(desk, ANNA, hours="mon-sun 10:00-12:00")
    with desk.db.reading() as session:
        hours, zone = crew(session, desk).hours(ANNA)
        others, _ = crew(session, desk).hours(BEN)
    assert (hours.week, zone) == ((((600, 720),),) * 7, "Europe/Berlin")
    assert hours.country == others.country == "DE"
    assert others.week[6] == ()


def test_somebody_whom_the_policy_does_not_list_may_set_it_too(desk: Desk) -> None:
    desk.policy = policy(OFFICE, listed=[])
    sets(desk, SAM, hours="mon-fri 06:00-08:00", booking=HERS)
    with desk.db.reading() as session:
        assert crew(session, desk).hours(SAM)[0].week[0] == ((360, 480),)
        assert crew(session, desk).roster.booking(SAM) == HERS


def test_a_clock_that_waits_for_her_is_set_anew_and_others_are_not(desk: Desk) -> None:
    desk.policy = policy(OFFICE)
    desk.hand_off("V1", ae=ANNA)
    desk.hand_off("V2", ae=BEN)
    before = [desk.due(1), desk.due(2)]
    sets(desk, ANNA, hours="tue 09:00-17:00")
    assert desk.due(1) == MORNING + timedelta(days=1, hours=3)
    assert next_step(desk) > MORNING + timedelta(days=1)  # nobody is reminded on a day off
    assert desk.due(2) == before[1]
    sets(desk, ANNA, hours="")
    assert [desk.due(1), desk.due(2)] == before


def test_what_is_refused_changes_nothing(desk: Desk) -> None:
    sets(desk, ANNA, booking=HERS, wants=["numbers"], muted=["nudge", "stalled"])
    with pytest.raises(Incomplete):
        sets(desk, ANNA, booking="http://x", language="xx", hours="never")
    with desk.db.reading() as session:
        hers = preferences.of(session, TEAM, ANNA, desk.now)
    assert (hers.booking, hers.numbers, hers.thanked, hers.muted) == (HERS, True, False, ["nudge"])


def test_homes_that_are_open_are_owed_once_for_all_that_happened(desk: Desk) -> None:
    watches = [Watch(), Watch()]  # of two replicas
    with desk.db.transaction() as session:
        for person in (ANNA, MARIA, BEN):
            opened(session, TEAM, person, FIRST_LOOK, desk.now)
    desk.later(minutes=1)
    desk.hand_off()
    desk.does(ANNA, "accept")
    for watch in watches:
        assert watch.look(desk.db, desk.policy, TEAM, desk.now)
        assert not watch.look(desk.db, desk.policy, TEAM, desk.now)
    assert shown_anew(desk) == {ANNA, MARIA}
    desk.later(hours=13)
    desk.does(ANNA, "touch")
    assert not watches[0].look(desk.db, desk.policy, TEAM, desk.now)


def next_step(desk: Desk) -> datetime:
    """When the clock of the first handoff does something next."""
    clock = desk.clock(1)
    assert clock is not None
    assert clock.due_at is not None
    return clock.due_at


def shown_anew(desk: Desk) -> set[str]:
    with desk.db.reading() as session:
        homes = home.lookers(session, TEAM, [ANNA, MARIA, BEN, SAM], MORNING)
    return {one.recipient for one in homes if one.wanted > one.shown}
