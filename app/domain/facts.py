"""What the figures count of one handoff, derived from the handoff and its history alone. Pure.

The row in `fact` is written by this one function, with each move and whenever it is derived anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from app.domain.deadlines import Clock
from app.domain.lifecycle import Action
from app.domain.model import Handoff
from app.domain.package import Package
from app.domain.personal import FORGOTTEN

EXPIRED = "stopped"  # the hard stop was reached
PASSED_ON, FELL_BACK = "passed_on", "fell_back"  # the clock gave it to somebody


class Line(NamedTuple):
    """One line of the history, and the clock that it started: what is waited for, and how long at most."""

    turn: int
    action: str
    actor_id: str | None
    at: datetime
    took_seconds: int | None
    note: Mapping[str, Any]
    clock: str | None = None
    allowed_seconds: int | None = None


@dataclass
class _Wait:
    """The working time that one person had a handoff for, and the limit, extensions added to both."""

    took: list[int] = field(default_factory=list)
    allowed: int = 0

    def answered(self) -> tuple[int | None, bool | None]:
        """Give the seconds in all, and whether they are within the limit; nothing if no clock ran."""
        spent = sum(self.took) if self.took else None
        return spent, spent <= self.allowed if spent is not None and self.allowed else None


CLOCKS = {Clock.ACCEPT.value: "accept", Clock.CLAIM.value: "accept", Clock.TOUCH.value: "touch"}
ANEW = {Action.SUBMIT, Action.APPROVE, Action.OVERTURN, Action.REASSIGN, Action.HAND_OVER, Action.TAKE}
STARTS_ANEW = {PASSED_ON, FELL_BACK, *(action.value for action in ANEW)}
GOES_ON = {
    Action.ANSWER.value,
    Action.SNOOZE.value,
}  # with the clock that was stopped, and what it had run for
MOMENTS = {
    Action.ASK: "returned_at",
    Action.WITHDRAW: "withdrawn_at",
    Action.DECLINE: "withdrawn_at",
    Action.BOOK: "booked_at",
    Action.HOLD: "held_at",
    Action.NO_SHOW: "no_show_at",
    Action.OPPORTUNITY: "opportunity_at",
    Action.WIN: "won_at",
    Action.LOSE: "lost_at",
    Action.RECYCLE: "recycled_at",
    Action.RATE: "rated_at",
}


def fact_of(handoff: Handoff, history: Iterable[Line]) -> dict[str, Any]:
    """Give the columns of a handoff's row in `fact`; `history` is the whole of it, oldest first.

    `accept_seconds` is the working time, in the hours of whoever had to accept, from when the one who first
    accepted got it (or it was offered) until then. The clock stands still while a question is with the SDR or
    it sleeps until a promised time; more time that a manager gave adds to what was used and to the limit.
    `touch_seconds` likewise, from the owner's acceptance, or since it was handed over to her, to the first
    touch. `*_within`: no more than the limits of these clocks. All are None for what a manager took over.
    What its prospect's forgetting takes away (`filled`) is left out then, so that the row keeps it.
    """
    told = _Told()
    for line in history:
        told.hear(line)
    about = {
        **({} if handoff.company == FORGOTTEN else {"filled": _filled(handoff)}),
        "handoff_id": handoff.number,
        "team_id": handoff.team_id,
        "turn": handoff.turn,
        "created_at": handoff.created_at,
        "moved_at": max([handoff.created_at, *told.moments()]),
        "sdr_id": handoff.sdr_id,
        "ae_id": handoff.ae_id,
        "segment": handoff.segment,
        "source": handoff.source,
        "criteria": _criteria(handoff),
        "quality": handoff.quality,
        "amount": handoff.amount,
    }
    return about | told.values()


class _Told:
    """What a history has told so far."""

    def __init__(self) -> None:
        self._turn, self._running, self._holder = 0, "", ""
        self._wait = {"accept": _Wait(), "touch": _Wait()}
        self._found: dict[str, Any] = dict.fromkeys(EMPTY, None)
        self._rejections: list[dict[str, Any]] = []
        self._round_trips = self._reassigned = 0
        self._ended = ""

    def hear(self, line: Line) -> None:
        """Take in the next line. Only the first one of a turn is a move; what else is noted moves nothing."""
        if line.action == EXPIRED:
            self._found["expired_at"] = line.at
        if line.turn == self._turn:
            return
        self._turn = line.turn
        self._stop_clock(line)
        self._change_hands(line)
        self._note(line)
        self._start_clock(line)

    def _stop_clock(self, line: Line) -> None:
        if self._running and line.took_seconds is not None:
            self._wait[self._running].took.append(line.took_seconds)

    def _change_hands(self, line: Line) -> None:
        if line.action in (Action.ACCEPT, Action.TAKE):
            to = line.actor_id
        else:
            to = line.note.get("ae") if line.action in STARTS_ANEW else None
        self._reassigned += bool(self._holder and to and to != self._holder)
        self._holder = to or self._holder

    def _note(self, line: Line) -> None:
        match line.action:
            case Action.ACCEPT | Action.TAKE if not self._found["accepted_at"]:
                self._answer("accept", line, "accepted")
            case Action.TOUCH | Action.BOOK if not self._found["touched_at"]:
                self._answer("touch", line, "touched")
            case Action.REJECT:
                said = {"reason": line.note.get("reason", ""), "failed": line.note.get("criterion") or ""}
                self._rejections.append({"rejected_at": line.at, "rejected_by": line.actor_id or "", **said})
            case Action.OVERTURN if self._rejections:
                self._rejections.pop()
        if line.action in MOMENTS:
            self._found[MOMENTS[Action(line.action)]] = line.at
        self._round_trips += line.action == Action.ASK
        if line.action in (Action.LOSE, Action.RECYCLE):
            self._ended = line.note.get("reason", "")

    def _answer(self, what: str, line: Line, done: str) -> None:
        seconds, within = (None, None) if line.action == Action.TAKE else self._wait[what].answered()
        self._found |= {f"{done}_at": line.at, f"{done}_by": line.actor_id or ""}
        self._found |= {f"{what}_seconds": seconds, f"{what}_within": within}

    def _start_clock(self, line: Line) -> None:
        """Add to what its holder may use; a clock that goes on had counted what it had run for already."""
        if line.action in STARTS_ANEW:
            self._wait = {"accept": _Wait(), "touch": _Wait()}
        if line.clock is None and line.took_seconds is None:
            return  # a move that stops no clock, such as a rating
        self._running = CLOCKS.get(line.clock or "", "")
        if not self._running:
            return
        wait = self._wait[self._running]
        if line.action in GOES_ON and wait.took:
            wait.took.pop()
        else:
            wait.allowed += line.allowed_seconds or 0

    def moments(self) -> list[datetime]:
        """List the moments of all that the row holds."""
        return [value for value in self.values().values() if isinstance(value, datetime)]

    def values(self) -> dict[str, Any]:
        """Give the columns that the history tells."""
        rejected = self._rejections[-1] if self._rejections else NOT_REJECTED
        by = {name: self._found[name] or "" for name in ("accepted_by", "touched_by")}
        counts = {"round_trips": self._round_trips, "reassigned": self._reassigned, "ended": self._ended}
        return {**self._found, **by, **rejected, **counts}


NOT_REJECTED = {"rejected_at": None, "rejected_by": "", "reason": "", "failed": ""}
EMPTY = (
    *("accepted_at", "accepted_by", "accept_seconds", "accept_within"),
    *("touched_at", "touched_by", "touch_seconds", "touch_within", "expired_at"),
    *dict.fromkeys(MOMENTS.values()),
)


def _criteria(handoff: Handoff) -> str:
    judged = Package.model_validate(handoff.package).readiness.judged
    return ",".join(f"{one.name}={one.state.value}" for one in sorted(judged, key=lambda one: one.name))


def _filled(handoff: Handoff) -> int:
    """Count the texts of the package that hold something: its answers, and what is said of the prospect."""
    package = handoff.package
    beside = [package.get(name) for name in ("company", "website", "phone", "place")]
    return sum(bool(text) for text in (*beside, *package.get("answers", {}).values()))
