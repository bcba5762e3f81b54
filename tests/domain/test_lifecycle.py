"""Every action in every state by everybody, against the table as DESIGN.md and issue 2 write it."""

import itertools

import pytest

from app.domain.errors import Conflict, NotAllowed
from app.domain.lifecycle import CLOSED, MOVES, OPEN, OWNED, Action, Meeting, Role, Status, check, choices

# action, by, from, what the meeting must be, to ("" keeps the status)
TABLE = """
accept       ae       pending                                            any             accepted
accept       offered  pending                                            any             accepted
reject       ae       pending                                            any             rejected
ask          ae       pending                                            any             returned
answer       sdr      returned                                           any             pending
reassign     manager  pending,returned,accepted                          any             pending
extend       manager  pending,accepted                                   any             -
take         manager  pending,accepted                                   any             accepted
snooze       manager  pending,accepted                                   any             -
withdraw     sdr      pending,returned                                   any             withdrawn
touch        owner    accepted                                           any             working
book         owner    accepted,working                                   none,no_show    working
hold         owner    working                                            booked          working
no_show      owner    working                                            booked          working
opportunity  owner    working                                            any             opportunity
recycle      owner    accepted,working                                   any             recycled
win          owner    opportunity                                        any             won
lose         owner    opportunity                                        any             lost
rate         owner    accepted,working,opportunity,recycled,won,lost     any             -
"""
MEETINGS = {"none", "booked", "held", "no_show"}
STATES = ["pending", "returned", "rejected", "withdrawn"]
STATES += ["accepted", "working", "opportunity", "recycled", "won", "lost"]


def _written() -> dict[tuple[str, str, str, str], str]:
    """(action, by, status, meeting) → status afterwards, for all that is allowed."""
    allowed = {}
    for line in TABLE.split("\n")[1:-1]:
        action, by, states, meetings, to = line.split()
        for status in states.split(","):
            for meeting in MEETINGS if meetings == "any" else meetings.split(","):
                allowed[action, by, status, meeting] = status if to == "-" else to
    return allowed


ALLOWED = _written()
EVER = {(action, by) for action, by, _, _ in ALLOWED}
ROLES = [set(roles) for size in range(5) for roles in itertools.combinations(Role, size)]


def test_the_words_are_those_of_the_table() -> None:
    assert [status.value for status in Status] == STATES
    assert {meeting.value for meeting in Meeting} == MEETINGS
    assert {role.value for role in Role} == {"sdr", "ae", "offered", "owner", "manager"}
    assert {action for action, _, _, _ in ALLOWED} == {action.value for action in Action} - {"submit"}


@pytest.mark.parametrize("action", MOVES)
@pytest.mark.parametrize("role", Role)
def test_a_move_is_made_where_the_table_says_and_refused_everywhere_else(action: Action, role: Role) -> None:
    for status, meeting in itertools.product(Status, Meeting):
        to = ALLOWED.get((action.value, role.value, status.value, meeting.value))
        if to is not None:
            move = check(action, status, meeting, [role])
            assert (move.to or status).value == to
        elif (action.value, role.value) not in EVER:
            with pytest.raises(NotAllowed, match="Nothing was changed"):
                check(action, status, meeting, [role])
        else:
            with pytest.raises(Conflict, match=status.value.split("_")[0]):
                check(action, status, meeting, [role])


@pytest.mark.parametrize("action", MOVES)
def test_a_stranger_moves_nothing(action: Action) -> None:
    for status, meeting in itertools.product(Status, Meeting):
        with pytest.raises(NotAllowed):
            check(action, status, meeting, [])


@pytest.mark.parametrize("action", MOVES)
def test_whoever_may_not_is_told_whose_decision_it_is(action: Action) -> None:
    by = MOVES[action].by.value
    others = set(Role) - {Role(role) for name, role in EVER if name == action.value}
    with pytest.raises(NotAllowed) as refused:
        check(action, Status.PENDING, Meeting.NONE, others)
    whose = {"sdr": "the SDR", "ae": "the AE", "owner": "its owner", "manager": "a manager"}[by]
    assert str(refused.value).startswith(f"Only {whose}")
    assert action.value.replace("_", " ") in str(refused.value)


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(sorted(roles)) or "stranger")
def test_the_buttons_are_the_moves_that_would_not_be_refused(roles: set[Role]) -> None:
    for status, meeting in itertools.product(Status, Meeting):
        offered = choices(status, meeting, roles)
        assert {action.value for action in offered} == {
            action
            for action, by, origin, kind in ALLOWED
            if by in roles and (origin, kind) == (status.value, meeting.value)
        }
        assert len(offered) == len(set(offered))


def test_the_first_button_is_the_one_an_ae_wants_most() -> None:
    assert choices(Status.PENDING, Meeting.NONE, [Role.AE])[0] is Action.ACCEPT


def test_a_handoff_is_either_open_or_closed_and_only_an_accepted_one_has_an_owner() -> None:
    assert set(OPEN) | set(CLOSED) == set(Status)
    assert not set(OPEN) & set(CLOSED)
    assert {s.value for s in CLOSED} == {"rejected", "withdrawn", "recycled", "won", "lost"}
    assert {s.value for s in OWNED} == {status for action, _, status, _ in ALLOWED if action == "rate"}


def test_what_is_closed_stays_closed() -> None:
    for status, meeting in itertools.product(CLOSED, Meeting):
        for action in choices(status, meeting, list(Role)):
            assert MOVES[action].to is None


def test_every_state_is_reached_and_every_open_one_is_left() -> None:
    reached, frontier = {"pending"}, ["pending"]
    while frontier:
        here = frontier.pop()
        for (_, _, status, _), to in ALLOWED.items():
            if status == here and to not in reached:
                reached.add(to)
                frontier.append(to)
    assert reached == set(STATES)
    for status in OPEN:
        assert any(to != status.value for (_, _, origin, _), to in ALLOWED.items() if origin == status.value)
