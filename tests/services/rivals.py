"""People (and replicas) who do contrary things to the same handoffs in the same moment."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol

from app.domain.errors import Conflict, Incomplete, NotAllowed
from app.services import nudges
from app.store.db import Database
from tests.cast import ANNA, BEN, MARIA, MORNING, SAM
from tests.race import at_once
from tests.services.desk import Desk

MANAGERS = (MARIA, "U0DAN")
DEEDS: list[tuple[str, str, dict[str, Any]]] = [
    (ANNA, "accept", {}),
    (ANNA, "reject", {"reason": "other", "comment": "c"}),
    (ANNA, "ask", {"question": "Which CRM?"}),
    (SAM, "withdraw", {}),
    (MARIA, "reassign", {"ae": BEN}),
    (MARIA, "take", {}),
    (BEN, "accept", {}),
    (SAM, "answer", {"answer": "None"}),
    ("U0DAN", "extend", {"comment": "She is at a trade fair"}),
    (MARIA, "snooze", {"until": (MORNING + timedelta(hours=12)).isoformat()}),
    (SAM, "dispute", {"evidence": "They have 400 people"}),
    (MARIA, "uphold", {"comment": "Too small"}),
    ("U0DAN", "overturn", {"comment": "They fit"}),
    ("", "sweep", {}),
]
Outcome = tuple[int, str, str, str]  # the turn that it made (0: none), who, what, what she was told


class Gate(Protocol):
    """Where the processes wait for one another."""

    def wait(self, timeout: float | None = None) -> int: ...


SWEPT_AT = MORNING + timedelta(hours=9)
START: list[Gate] = []  # the gate that all processes of a race have in common


def enter(gate: Gate) -> None:
    """Begin a process that takes part in a race."""
    START.append(gate)


def tries(desk: Desk, number: int, who: str, action: str, note: dict[str, Any]) -> Outcome:
    """Do one deed, or let the clock strike."""
    if action == "sweep":
        nudges.sweep(desk.db, desk.policy, desk.now)
        return 0, who, action, ""
    try:
        return desk.does(who, action, number, **note).turn, who, action, ""
    except (Conflict, NotAllowed, Incomplete) as told:
        return 0, who, action, f"{type(told).__name__}: {told}"


def replica(url: str, place: int, numbers: Sequence[int]) -> tuple[list[list[Outcome]], int]:
    """Be one of several processes: every deed on each handoff at once, then a sweep over what fell due."""
    (gate,), db = START, Database(url)
    desk, outcomes = Desk(db), []
    desk.now = MORNING + timedelta(hours=4)
    deeds = DEEDS[place * 3 :] + DEEDS[: place * 3]
    for number in numbers:
        gate.wait(30)

        def work(n: int, number: int = number) -> Outcome:
            return tries(desk, number, *deeds[n])

        outcomes.append(at_once(len(deeds), work))
    gate.wait(30)
    taken = nudges.sweep(db, desk.policy, SWEPT_AT)
    db.close()
    return outcomes, taken


def agree(outcomes: Sequence[Outcome], turn: int) -> None:
    """Fail unless each turn had one winner, and everybody else was told who was first."""
    winners: dict[int, set[tuple[str, str]]] = {}
    for made, who, action, told in outcomes:
        if made:
            winners.setdefault(made, set()).add((who, action))
        elif action != "sweep":
            assert told.startswith(("Conflict: ", "NotAllowed: ", "Incomplete: ")), told
            once = "once already" in told  # more time, or a dispute
            assert (
                not told.startswith("Conflict") or once or told.endswith((" was first.", "you were first."))
            ), told
    assert sorted(winners) == list(range(2, turn + 1)), winners
    assert all(len(who) == 1 for who in winners.values()), winners
