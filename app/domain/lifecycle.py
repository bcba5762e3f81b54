"""Which move is allowed from where, by whom: the only place that knows. Everything else asks it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Conflict, NotAllowed


class Status(StrEnum):
    """Where a handoff stands."""

    PENDING = "pending"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    WORKING = "working"
    OPPORTUNITY = "opportunity"
    RECYCLED = "recycled"
    WON = "won"
    LOST = "lost"


class Meeting(StrEnum):
    """What became of the first meeting."""

    NONE = "none"
    BOOKED = "booked"
    HELD = "held"
    NO_SHOW = "no_show"


class Role(StrEnum):
    """What somebody is to one handoff; a person may be several things at once, a stranger none."""

    SDR = "sdr"
    AE = "ae"
    OFFERED = "offered"  # it was offered to her and others, and the first to accept gets it
    OWNER = "owner"
    MANAGER = "manager"


class Action(StrEnum):
    """What somebody can do to a handoff."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    REJECT = "reject"
    ASK = "ask"
    ANSWER = "answer"
    REASSIGN = "reassign"
    EXTEND = "extend"
    TAKE = "take"
    SNOOZE = "snooze"
    WITHDRAW = "withdraw"
    TOUCH = "touch"
    BOOK = "book"
    HOLD = "hold"
    NO_SHOW = "no_show"
    OPPORTUNITY = "opportunity"
    RECYCLE = "recycle"
    WIN = "win"
    LOSE = "lose"
    RATE = "rate"


@dataclass(frozen=True)
class Move:
    """One line of the table. `to=None` keeps the status; `meeting` narrows by what became of the meeting."""

    action: Action
    by: Role
    origins: frozenset[Status]
    to: Status | None
    meeting: frozenset[Meeting] = frozenset(Meeting)
    also_by: Role | None = None

    def is_for(self, roles: Collection[Role]) -> bool:
        """Say whether somebody with these roles may ever make it."""
        return self.by in roles or (self.also_by is not None and self.also_by in roles)


def _move(
    action: Action,
    by: Role,
    origins: Collection[Status],
    to: Status | None,
    meeting: Collection[Meeting] = frozenset(Meeting),
    also_by: Role | None = None,
) -> Move:
    return Move(action, by, frozenset(origins), to, frozenset(meeting), also_by)


S, A, R, M = Status, Action, Role, Meeting
WAITING = (S.PENDING, S.RETURNED)
OPEN = (S.PENDING, S.RETURNED, S.ACCEPTED, S.WORKING, S.OPPORTUNITY)
CLOSED = frozenset(set(S) - set(OPEN))
OWNED = (S.ACCEPTED, S.WORKING, S.OPPORTUNITY, S.RECYCLED, S.WON, S.LOST)

# The order is the order of the buttons on a card.
MOVES: dict[Action, Move] = {
    move.action: move
    for move in (
        _move(A.ACCEPT, R.AE, [S.PENDING], S.ACCEPTED, also_by=R.OFFERED),
        _move(A.REJECT, R.AE, [S.PENDING], S.REJECTED),
        _move(A.ASK, R.AE, [S.PENDING], S.RETURNED),
        _move(A.ANSWER, R.SDR, [S.RETURNED], S.PENDING),
        _move(A.TOUCH, R.OWNER, [S.ACCEPTED], S.WORKING),
        _move(A.BOOK, R.OWNER, [S.ACCEPTED, S.WORKING], S.WORKING, [M.NONE, M.NO_SHOW]),
        _move(A.HOLD, R.OWNER, [S.WORKING], S.WORKING, [M.BOOKED]),
        _move(A.NO_SHOW, R.OWNER, [S.WORKING], S.WORKING, [M.BOOKED]),
        _move(A.OPPORTUNITY, R.OWNER, [S.WORKING], S.OPPORTUNITY),
        _move(A.WIN, R.OWNER, [S.OPPORTUNITY], S.WON),
        _move(A.LOSE, R.OWNER, [S.OPPORTUNITY], S.LOST),
        _move(A.RECYCLE, R.OWNER, [S.ACCEPTED, S.WORKING], S.RECYCLED),
        _move(A.RATE, R.OWNER, OWNED, None),
        _move(A.REASSIGN, R.MANAGER, [S.PENDING, S.RETURNED, S.ACCEPTED], S.PENDING),
        _move(A.EXTEND, R.MANAGER, [S.PENDING, S.ACCEPTED], None),
        _move(A.TAKE, R.MANAGER, [S.PENDING, S.ACCEPTED], S.ACCEPTED),
        _move(A.SNOOZE, R.MANAGER, [S.PENDING, S.ACCEPTED], None),
        _move(A.WITHDRAW, R.SDR, WAITING, S.WITHDRAWN),
    )
}


def check(action: Action, status: Status, meeting: Meeting, roles: Collection[Role]) -> Move:
    """Give the move that `action` is here and now.

    Raises NotAllowed when none of `roles` may ever do it, Conflict when the handoff stands elsewhere by now.
    """
    move = MOVES[action]
    if not move.is_for(roles):
        raise NotAllowed(action.value, move.by.value)
    if status not in move.origins or meeting not in move.meeting:
        raise Conflict(f"It is {status.value.replace('_', ' ')} by now, so this is no longer possible.")
    return move


def choices(status: Status, meeting: Meeting, roles: Collection[Role]) -> list[Action]:
    """List what somebody with these roles can do now, in the order of the buttons."""
    return [
        move.action
        for move in MOVES.values()
        if move.is_for(roles) and status in move.origins and meeting in move.meeting
    ]
