"""handoff simulate: the past under another policy, next to what it was; nothing is written."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from app import cli
from app.domain.deadlines import Clock
from app.domain.model_team import Absence, Assignment, Rotation
from app.services import simulation, submitting, team
from app.store import absences, people
from tests.cast import ANNA, BEN, DAN, MARIA, MORNING, SAM, TEAM, YUKI, passed, person, policy
from tests.services.desk import Desk

ALWAYS = 'hours = "always"'
ROUND = f'[[pool]]\nname = "inbound"\nmembers = ["{ANNA}", "{BEN}", "{YUKI}"]\n'
SENIOR = (
    f'[[pool]]\nname = "inbound"\nstrategy = "weighted"\nmembers = ['
    f'{{ who = "{ANNA}", weight = 2 }}, "{BEN}"]\n'
)
FULL = ROUND + "max_open = 1\n"
TO_DAN = f'[routing]\nfallback = "{DAN}"\n'


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Nine handoffs in a day: Anna, Ben and Yuki had three each, and one named for Yuki."""
    desk.policy = policy(ALWAYS, rest=ROUND)
    for number in range(9):
        with desk.db.transaction() as session:
            crew = team.load(session, desk.policy, TEAM, SAM)
            submitting.submit(
                session, crew, sdr=SAM, package=passed(), ae=None, key=f"V{number}", now=desk.now
            )
        desk.now += timedelta(minutes=30)
    desk.hand_off("W", ae=YUKI)
    return desk


def compared(desk: Desk, rest: str, sla: str = ALWAYS) -> simulation.Comparison:
    with desk.db.reading() as session:
        return simulation.simulate(session, desk.policy, policy(sla, rest=rest), MORNING)[1]


def test_other_weights_give_others(busy: Desk) -> None:
    found = compared(busy, SENIOR)
    assert found.now == {ANNA: 3, BEN: 3, YUKI: 4}
    assert found.then == {ANNA: 6, BEN: 3, YUKI: 1}


def test_the_same_policy_gives_what_was(busy: Desk) -> None:
    busy.does(ANNA, "reject", 1, reason="not_a_fit", comment="c")
    busy.does(BEN, "reject", 2, reason="no_capacity", comment="c")
    found = compared(busy, ROUND)
    assert found.choices == 11
    assert found.then == found.now


def test_caps_count_what_would_have_been(busy: Desk) -> None:
    found = compared(busy, ROUND.replace(f'"{YUKI}"', f'{{ who = "{YUKI}", per_day = 1 }}'))
    assert found.then[YUKI] <= 3
    full = compared(busy, ROUND + "max_open = 1\n")
    assert sum(full.then.values()) == 10
    assert full.then[ANNA] == 1


def test_what_nobody_of_the_pool_can_take_goes_to_the_fallback(busy: Desk) -> None:
    one_each = {ANNA: 1, BEN: 1, YUKI: 2}  # one of Yuki's was chosen by the SDR
    assert compared(busy, FULL + TO_DAN).then == {**one_each, DAN: 6}
    assert compared(busy, FULL).then == {**one_each, MARIA: 6}  # the SDR's manager


def test_the_fallbacks_leave_counts_and_her_status_of_today_does_not(busy: Desk) -> None:
    with busy.db.transaction() as session:
        people.save(session, person(DAN, status_emoji=":palm_tree:", status_text="Vacationing"))
    assert compared(busy, FULL + TO_DAN).then[DAN] == 6
    with busy.db.transaction() as session:
        noon = MORNING + timedelta(hours=3)
        leave = Absence(team_id=TEAM, person_id=DAN, starts_at=MORNING, ends_at=noon, made_at=MORNING)
        absences.add(session, leave)
    found = compared(busy, FULL + TO_DAN)
    assert (found.then[MARIA], found.then[DAN]) == (3, 3)


def test_what_no_ae_took_goes_to_the_manager_under_another_policy_too(desk: Desk) -> None:
    desk.policy = policy(ALWAYS, rest=ROUND)
    with desk.db.transaction() as session:
        crew = team.load(session, desk.policy, TEAM, SAM)
        submitting.submit(session, crew, sdr=SAM, package=passed(), ae=None, key="V1", now=desk.now)
    for ae in (ANNA, BEN, YUKI):
        desk.does(ae, "reject", reason="no_capacity", comment="c")
    found = compared(desk, ROUND.replace(f', "{YUKI}"', ""))
    assert found.now == {ANNA: 1, BEN: 1, YUKI: 1, MARIA: 1}
    assert found.then == {ANNA: 1, BEN: 1, "": 1, MARIA: 1}


def test_a_manager_who_has_it_already_is_not_given_it_again(desk: Desk) -> None:
    desk.policy = policy(ALWAYS, rest=ROUND)
    for number in (1, 2):
        with desk.db.transaction() as session:
            crew = team.load(session, desk.policy, TEAM, SAM)
            submitting.submit(
                session, crew, sdr=SAM, package=passed(), ae=None, key=f"V{number}", now=desk.now
            )
        desk.now += timedelta(minutes=30)
    for ae in (BEN, YUKI, ANNA):
        desk.does(ae, "reject", 2, reason="no_capacity", comment="c")
    found = compared(desk, FULL.replace(f', "{BEN}", "{YUKI}"', ""))
    assert found.now == {ANNA: 2, BEN: 1, YUKI: 1, MARIA: 1}
    assert found.then == {ANNA: 1, MARIA: 1, "": 3}


def test_other_limits_make_others_late(busy: Desk) -> None:
    busy.does(ANNA, "accept", 1)  # after four hours and a half
    busy.does(YUKI, "accept", 9)  # after half an hour
    found = compared(busy, ROUND, f'{ALWAYS}\naccept_within = "5h"')
    assert (found.answers[Clock.ACCEPT], found.late_now[Clock.ACCEPT], found.late_then[Clock.ACCEPT]) == (
        2,
        1,
        0,
    )


def test_the_command_prints_the_difference_and_writes_nothing(
    busy: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = "".join(f'[[person]]\nid = "{ae}"\nrole = "ae"\n' for ae in (ANNA, BEN, YUKI))
    (tmp_path / "policy.toml").write_text(ROUND + listed)
    (tmp_path / "new.toml").write_text(SENIOR + listed)
    monkeypatch.setenv("DATABASE_URL", str(busy.db.url))
    monkeypatch.setenv("HANDOFF_POLICY", str(tmp_path / "policy.toml"))
    with busy.db.reading() as session:
        before = session.exec(select(Assignment).order_by(col(Assignment.id))).all()
        turns = session.exec(select(Rotation)).all()
    command = ["simulate", "--since", "2026-11-23", "--policy", str(tmp_path / "new.toml")]
    said = CliRunner().invoke(cli.cli, command)
    assert said.exit_code == 0, said.output
    lines = [line.split() for line in said.output.splitlines()]
    assert lines[0][:4] == ["Choices", "of", "an", "AE"]
    assert ["Anna", "Keller", "3", "6", "+3"] in lines
    assert ["Ben", "Ford", "3", "3"] in lines
    assert ["Yuki", "Mori", "4", "1", "-3"] in lines
    nothing = CliRunner().invoke(cli.cli, [*command[:2], "2027-01-01", *command[3:]])
    assert nothing.output == "Nothing was handed off since 2027-01-01.\n"
    with busy.db.reading() as session:
        assert session.exec(select(Assignment).order_by(col(Assignment.id))).all() == before
        assert session.exec(select(Rotation)).all() == turns


def test_an_offer_that_was_claimed_is_one_choice(desk: Desk) -> None:
    offer = f'strategy = "broadcast"\nchannel = "C1"\nclaim_within = "30m"\nfallback = "{MARIA}"\n'
    desk.policy = policy(ALWAYS, rest=ROUND + offer)
    for number in (1, 2):
        with desk.db.transaction() as session:
            crew = team.load(session, desk.policy, TEAM, SAM)
            submitting.submit(
                session, crew, sdr=SAM, package=passed(), ae=None, key=f"V{number}", now=desk.now
            )
        desk.does(YUKI, "accept", number)
    same, other = compared(desk, ROUND + offer), compared(desk, ROUND)
    assert same.now == same.then == other.now == {YUKI: 2}
    assert other.then == {ANNA: 1, BEN: 1}
