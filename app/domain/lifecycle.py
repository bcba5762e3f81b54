"""Which move is allowed from where, by whom: the only place that knows. Everything else asks it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from app.domain.errors import Conflict, NotAllowed


class Status(StrEnum):
    """Where a handoff stands."""

    REVIEW = "review"  # it was not ready: a manager decides whether it goes on as it is
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


class Dispute(StrEnum):
    """What became of the SDR's one objection to a rejection."""

    NONE = ""
    OPEN = "open"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


class Role(StrEnum):
    """What somebody is to one handoff; a person may be several things at once, a stranger none."""

    SDR = "sdr"
    AE = "ae"
    OFFERED = "offered"  # it was offered to her and others, and the first to accept gets it
    OWNER = "owner"
    MANAGER = "manager"
    JUDGE = "judge"  # who manages its people, and is neither its SDR nor its AE


class Action(StrEnum):
    """What somebody can do to a handoff."""

    SUBMIT = "submit"
    APPROVE = "approve"
    DECLINE = "decline"
    ACCEPT = "accept"
    REJECT = "reject"
    DISPUTE = "dispute"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    ASK = "ask"
    ANSWER = "answer"
    HAND_OVER = "hand_over"
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


class Place(NamedTuple):
    """Where a handoff stands, as far as it decides what may be done."""

    status: Status
    meeting: Meeting = Meeting.NONE
    dispute: str = Dispute.NONE
    extended: bool = False  # it has had more time once already


@dataclass(frozen=True)
class Move:
    """One line of the table. `to=None` keeps the status; what follows it narrows where the move starts."""

    action: Action
    by: Role
    origins: frozenset[Status]
    to: Status | None
    meeting: frozenset[Meeting] = frozenset(Meeting)
    dispute: frozenset[str] = frozenset(Dispute)
    once: bool = False  # not if more time was given already
    also_by: Role | None = None

    def is_for(self, roles: Collection[Role]) -> bool:
        """Say whether somebody with these roles may ever make it."""
        return self.by in roles or (self.also_by is not None and self.also_by in roles)

    def starts_at(self, place: Place) -> bool:
        """Say whether it can be made from there."""
        return (
            place.status in self.origins
            and place.meeting in self.meeting
            and place.dispute in self.dispute
            and not (self.once and place.extended)
        )


def _move(
    action: Action,
    by: Role,
    origins: Collection[Status],
    to: Status | None,
    meeting: Collection[Meeting] = frozenset(Meeting),
    dispute: Collection[Dispute] = frozenset(Dispute),
    **more: Any,
) -> Move:
    return Move(action, by, frozenset(origins), to, frozenset(meeting), frozenset(dispute), **more)


S, A, R, M, D = Status, Action, Role, Meeting, Dispute
WAITING = (S.REVIEW, S.PENDING, S.RETURNED)
OPEN = (S.REVIEW, S.PENDING, S.RETURNED, S.ACCEPTED, S.WORKING, S.OPPORTUNITY)
CLOSED = frozenset(set(S) - set(OPEN))
IN_HAND = (S.ACCEPTED, S.WORKING, S.OPPORTUNITY)  # an AE owns it, and it is open
INTRODUCED = (S.ACCEPTED, S.WORKING)  # while SDR and owner may call together
OWNED = (S.ACCEPTED, S.WORKING, S.OPPORTUNITY, S.RECYCLED, S.WON, S.LOST)

# The order is the order of the buttons on a card.
MOVES: dict[Action, Move] = {
    move.action: move
    for move in (
        _move(A.APPROVE, R.JUDGE, [S.REVIEW], S.PENDING),
        _move(A.DECLINE, R.JUDGE, [S.REVIEW], S.WITHDRAWN),
        _move(A.ACCEPT, R.AE, [S.PENDING], S.ACCEPTED, also_by=R.OFFERED),
        _move(A.REJECT, R.AE, [S.PENDING], S.REJECTED),
        _move(A.OVERTURN, R.JUDGE, [S.REJECTED], S.PENDING, dispute=[D.OPEN]),
        _move(A.UPHOLD, R.JUDGE, [S.REJECTED], None, dispute=[D.OPEN]),
        _move(A.DISPUTE, R.SDR, [S.REJECTED], None, dispute=[D.NONE]),
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
        _move(A.HAND_OVER, R.OWNER, IN_HAND, None, also_by=R.MANAGER),
        _move(A.REASSIGN, R.MANAGER, [S.PENDING, S.RETURNED, S.ACCEPTED], S.PENDING),
        _move(A.EXTEND, R.MANAGER, [S.PENDING, S.ACCEPTED], None, once=True),
        _move(A.TAKE, R.MANAGER, [S.PENDING, S.ACCEPTED], S.ACCEPTED),
        _move(A.SNOOZE, R.MANAGER, [S.PENDING, S.ACCEPTED], None),
        _move(A.WITHDRAW, R.SDR, WAITING, S.WITHDRAWN),
    )
}


def check(action: Action, place: Place, roles: Collection[Role]) -> Move:
    """Give the move that `action` is here and now.

    Raises NotAllowed when none of `roles` may ever do it, Conflict when the handoff stands elsewhere by now.
    """
    move = MOVES[action]
    if not move.is_for(roles):
        raise NotAllowed(action.value, move.by.value)
    if not move.starts_at(place):
        raise Conflict(f"It is {place.status.value} by now, so this is no longer possible.")
    return move


def choices(place: Place, roles: Collection[Role]) -> list[Action]:
    """List what somebody with these roles can do now, in the order of the buttons."""
    return [move.action for move in MOVES.values() if move.is_for(roles) and move.starts_at(place)]
