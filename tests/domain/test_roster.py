"""Who is who: from the policy's lines and what Slack knows, to what somebody is to a handoff."""

import pytest

from app.domain.lifecycle import Role, Status
from app.domain.roster import Roster, match
from tests.cast import ANNA, BEN, DAN, EVERYBODY, GIA, MARIA, PRIYA, SAM, YUKI, handoff, person, roster

Entry = tuple[str, str, str | None, str | None]


def ranks(**bosses: str | None) -> Roster:
    """A team of ids, each with the boss the policy names."""
    return match([(name, "ae", boss, None) for name, boss in bosses.items()], [])


def test_an_escalation_climbs_from_the_manager_to_her_own() -> None:
    assert roster().chain(ANNA) == [MARIA, DAN]
    assert roster().chain(MARIA) == [DAN]
    assert roster().chain(DAN) == []
    assert roster().chain(GIA) == []


@pytest.mark.parametrize(
    ("team", "chain"),
    [
        (ranks(a="a"), []),
        (ranks(a="b", b="a"), ["b"]),
        (ranks(a="b", b="c", c="b"), ["b", "c"]),
        (ranks(a="b", b="c", c="a"), ["b", "c"]),
        (ranks(a="b", b="b"), ["b"]),
    ],
)
def test_a_chain_of_managers_that_runs_in_a_circle_ends(team: Roster, chain: list[str]) -> None:
    assert team.chain("a") == chain


def test_people_are_found_by_id_or_by_email_in_any_spelling() -> None:
    entries: list[Entry] = [
        ("Sam@Northwind.example", "sdr", "MARIA@northwind.example", None),
        (ANNA, "ae", MARIA, "DE"),
        ("maria@northwind.example", "manager", None, None),
    ]
    team = match(entries, EVERYBODY)
    assert set(team.members) == {SAM, ANNA, MARIA}
    assert team.chain(SAM) == team.chain(ANNA) == [MARIA]
    assert (team.country(ANNA), team.country(SAM)) == ("DE", None)


def test_a_boss_whom_slack_does_not_know_yet_is_no_boss() -> None:
    entries: list[Entry] = [(ANNA, "ae", "maria@northwind.example", None)]
    assert match(entries, [person(ANNA)]).chain(ANNA) == []


def test_anyone_may_hand_off_and_be_chosen_while_the_policy_lists_nobody() -> None:
    team = match([], EVERYBODY)
    assert team.may_hand_off(GIA)
    assert team.may_receive(GIA)
    assert team.aes() == []


def test_once_a_role_is_listed_only_those_people_have_it() -> None:
    team = roster()
    assert [name for name in (SAM, PRIYA, ANNA, MARIA, DAN, GIA) if team.may_hand_off(name)] == [SAM, PRIYA]
    assert [name for name in (SAM, ANNA, BEN, YUKI, MARIA, GIA) if team.may_receive(name)] == [
        ANNA,
        BEN,
        YUKI,
    ]


def test_listing_only_aes_leaves_handing_off_to_everybody() -> None:
    team = match([(ANNA, "ae", None, None)], EVERYBODY)
    assert team.may_hand_off(GIA)
    assert not team.may_receive(GIA)


def test_a_listed_role_counts_though_slack_does_not_know_the_person_yet() -> None:
    team = match([("new@northwind.example", "ae", None, None)], EVERYBODY)
    assert not team.may_receive(ANNA)
    assert team.aes() == []


def test_the_aes_to_choose_from_are_the_present_ones_in_the_policys_order() -> None:
    gone = [person(ANNA), person(BEN, is_gone=True), person(YUKI)]
    assert roster(gone).aes() == [ANNA, YUKI]
    assert roster([]).aes() == [ANNA, BEN, YUKI]


@pytest.mark.parametrize(
    ("somebody", "roles"),
    [
        (SAM, {Role.SDR}),
        (ANNA, {Role.AE, Role.OWNER}),
        (MARIA, {Role.MANAGER, Role.JUDGE}),
        (DAN, {Role.MANAGER, Role.JUDGE}),
        (PRIYA, set()),
        (BEN, set()),
        (GIA, set()),
        ("U0NOBODY", set()),
    ],
)
def test_everybody_is_something_to_a_handoff_but_a_stranger_is_nothing(
    somebody: str, roles: set[Role]
) -> None:
    assert roster().roles(handoff(Status.ACCEPTED), somebody) == roles


def test_before_acceptance_nobody_owns_it() -> None:
    assert roster().roles(handoff(Status.PENDING), ANNA) == {Role.AE}


def test_the_sdrs_manager_manages_it_though_the_ae_has_another() -> None:
    team = match([(SAM, "sdr", MARIA, None), (ANNA, "ae", BEN, None)], EVERYBODY)
    row = handoff()
    assert team.roles(row, MARIA) == team.roles(row, BEN) == {Role.MANAGER, Role.JUDGE}
    assert team.roles(row, DAN) == set()


def test_a_manager_of_other_people_is_a_stranger_here_but_a_director_is_not() -> None:
    entries: list[Entry] = [
        (YUKI, "ae", MARIA, None),
        (MARIA, "manager", None, None),
        (DAN, "director", None, None),
    ]
    team = match(entries, EVERYBODY)
    assert team.roles(handoff(), MARIA) == set()
    assert team.roles(handoff(), DAN) == {Role.MANAGER, Role.JUDGE}
    assert [name for name in (MARIA, DAN, YUKI, GIA) if team.manages(name)] == [MARIA, DAN]


def test_nobody_manages_herself_through_a_circle() -> None:
    team = ranks(**{ANNA: BEN, BEN: ANNA})
    assert team.roles(handoff(Status.ACCEPTED), ANNA) == {Role.AE, Role.OWNER}


def test_whom_slack_does_not_tell_of_has_a_name_and_a_zone_all_the_same() -> None:
    assert (roster().name(ANNA), roster().zone(ANNA)) == ("Anna Keller", "Europe/Berlin")
    assert (roster().name("U0NOBODY"), roster().zone("U0NOBODY"), roster().name(None)) == (
        "Somebody",
        "UTC",
        "Somebody",
    )


def test_a_manager_who_works_on_it_herself_is_no_judge_of_it() -> None:
    led = match([(ANNA, "ae", DAN, None), (SAM, "sdr", MARIA, None), (MARIA, "ae", DAN, None)], EVERYBODY)
    assert led.roles(handoff(ae_id=MARIA), MARIA) == {Role.AE, Role.MANAGER}
    assert led.roles(handoff(ae_id=MARIA), DAN) == {Role.MANAGER, Role.JUDGE}
    hers = handoff(Status.ACCEPTED, owner_id=MARIA, ae_id=MARIA)
    assert Role.JUDGE not in led.roles(hers, MARIA)
