"""Every action in every state by everybody, against the table as DESIGN.md and issue 2 write it."""

import itertools

import pytest

from app.domain.errors import Conflict, NotAllowed
from app.domain.lifecycle import (
    CLOSED,
    MOVES,
    OPEN,
    OWNED,
    Action,
    Dispute,
    Meeting,
    Place,
    Role,
    Status,
    check,
    choices,
)

# action, by, from, what else must be true of it, to ("-" keeps the status)
TABLE = """
approve      judge    review                                             -                        pending
decline      judge    review                                             -                        withdrawn
accept       ae       pending                                            -                        accepted
accept       offered  pending                                            -                        accepted
reject       ae       pending                                            -                        rejected
dispute      sdr      rejected                                           dispute=none             -
uphold       judge    rejected                                           dispute=open             -
overturn     judge    rejected                                           dispute=open             pending
ask          ae       pending                                            -                        returned
answer       sdr      returned                                           -                        pending
hand_over    owner    accepted,working,opportunity                       -                        -
hand_over    manager  accepted,working,opportunity                       -                        -
reassign     manager  pending,returned,accepted                          -                        pending
extend       manager  pending,accepted                                   extended=no              -
take         manager  pending,accepted                                   -                        accepted
snooze       manager  pending,accepted                                   -                        -
withdraw     sdr      review,pending,returned                            -                        withdrawn
touch        owner    accepted                                           -                        working
book         owner    accepted,working                                   meeting=none,no_show     working
hold         owner    working                                            meeting=booked           working
no_show      owner    working                                            meeting=booked           working
opportunity  owner    working                                            -                        opportunity
recycle      owner    accepted,working                                   -                        recycled
win          owner    opportunity                                        -                        won
lose         owner    opportunity                                        -                        lost
rate         owner    accepted,working,opportunity,recycled,won,lost     -                        -
"""
STATES = ["review", "pending", "returned", "rejected", "withdrawn"]
STATES += ["accepted", "working", "opportunity", "recycled", "won", "lost"]
PLACES = [Place(*parts) for parts in itertools.product(Status, Meeting, Dispute, (False, True))]


def _is_true(condition: str, place: Place) -> bool:
    if condition == "-":
        return True
    what, values = condition.split("=")
    extended = "yes" if place.extended else "no"
    is_now = {"meeting": place.meeting, "dispute": place.dispute or "none", "extended": extended}[what]
    return is_now in values.split(",")


def _written() -> dict[tuple[str, str, Place], str]:
    """(action, by, place) → status afterwards, for all that is allowed."""
    lines = [line.split() for line in TABLE.split("\n")[1:-1]]
    return {
        (action, by, place): place.status.value if to == "-" else to
        for action, by, states, condition, to in lines
        for place in PLACES
        if place.status in states.split(",") and _is_true(condition, place)
    }


ALLOWED = _written()
EVER = {(action, by) for action, by, _ in ALLOWED}
ROLES = [set(roles) for size in range(4) for roles in itertools.combinations(Role, size)]


def test_the_words_are_those_of_the_table() -> None:
    assert [status.value for status in Status] == STATES
    assert {meeting.value for meeting in Meeting} == {"none", "booked", "held", "no_show"}
    assert {dispute.value for dispute in Dispute} == {"", "open", "upheld", "overturned"}
    assert {role.value for role in Role} == {"sdr", "ae", "offered", "owner", "manager", "judge"}
    assert {action for action, _, _ in ALLOWED} == {action.value for action in Action} - {"submit"}


@pytest.mark.parametrize("action", MOVES)
@pytest.mark.parametrize("role", Role)
def test_a_move_is_made_where_the_table_says_and_refused_everywhere_else(action: Action, role: Role) -> None:
    for place in PLACES:
        to = ALLOWED.get((action.value, role.value, place))
        if to is not None:
            move = check(action, place, [role])
            assert (move.to or place.status).value == to
        elif (action.value, role.value) not in EVER:
            with pytest.raises(NotAllowed, match="Nothing was changed"):
                check(action, place, [role])
        else:
            with pytest.raises(Conflict, match=place.status.value):
                check(action, place, [role])


@pytest.mark.parametrize("action", MOVES)
def test_a_stranger_moves_nothing(action: Action) -> None:
    for place in PLACES:
        with pytest.raises(NotAllowed):
            check(action, place, [])


@pytest.mark.parametrize("action", MOVES)
def test_whoever_may_not_is_told_whose_decision_it_is(action: Action) -> None:
    by = MOVES[action].by.value
    others = set(Role) - {Role(role) for name, role in EVER if name == action.value}
    with pytest.raises(NotAllowed) as refused:
        check(action, Place(Status.PENDING), others)
    whose = {
        "sdr": "the SDR",
        "ae": "the AE",
        "owner": "its owner",
        "manager": "a manager",
        "judge": "a manager",
    }
    assert str(refused.value).startswith(f"Only {whose[by]}")
    assert action.value.replace("_", " ") in str(refused.value)


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(sorted(roles)) or "stranger")
def test_the_buttons_are_the_moves_that_would_not_be_refused(roles: set[Role]) -> None:
    expected: dict[Place, set[str]] = {place: set() for place in PLACES}
    for action, by, place in ALLOWED:
        if by in roles:
            expected[place].add(action)
    for place in PLACES:
        offered = choices(place, roles)
        assert {action.value for action in offered} == expected[place]
        assert len(offered) == len(set(offered))


def test_the_first_button_is_the_one_an_ae_wants_most() -> None:
    assert choices(Place(Status.PENDING), [Role.AE])[0] is Action.ACCEPT


def test_a_handoff_is_either_open_or_closed_and_only_an_accepted_one_has_an_owner() -> None:
    assert set(OPEN) | set(CLOSED) == set(Status)
    assert not set(OPEN) & set(CLOSED)
    assert {s.value for s in CLOSED} == {"rejected", "withdrawn", "recycled", "won", "lost"}
    assert {s.value for s in OWNED} == {
        place.status.value for action, _, place in ALLOWED if action == "rate"
    }


def test_what_is_closed_stays_closed_unless_a_manager_overturns_it() -> None:
    for place in PLACES:
        if place.status in CLOSED:
            leads = {action for action in choices(place, list(Role)) if MOVES[action].to}
            disputed = place.status is Status.REJECTED and place.dispute == Dispute.OPEN
            assert leads == ({Action.OVERTURN} if disputed else set())


def test_a_rejection_is_disputed_once() -> None:
    rejected = [place for place in PLACES if place.status is Status.REJECTED]
    assert {place.dispute for place in rejected if Action.DISPUTE in choices(place, [Role.SDR])} == {""}


def test_every_state_is_reached_and_every_open_one_is_left() -> None:
    reached, frontier = {"pending", "review"}, ["pending", "review"]
    while frontier:
        here = frontier.pop()
        for (_, _, place), to in ALLOWED.items():
            if place.status == here and to not in reached:
                reached.add(to)
                frontier.append(to)
    assert reached == set(STATES)
    for status in OPEN:
        assert any(to != status.value for (_, _, place), to in ALLOWED.items() if place.status == status)
