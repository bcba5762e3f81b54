"""The credit ledger: what each move earns whom, and the seal that chains its lines. Pure."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from app.domain.lifecycle import Action
from app.domain.model import Event


class Earning(StrEnum):
    """What somebody gets credit for."""

    SOURCED = "sourced"  # the SDR handed it off
    ACCEPTED = "accepted"  # the AE accepted it, or a manager took it
    REASSIGNED = "reassigned"  # the AE to whom it went instead
    RULED = "ruled"  # whom a ruling on a disputed rejection favours
    HELD = "held"  # the first meeting took place: SDR and owner
    WON = "won"  # SDR and owner, with the amount


class Earned(NamedTuple):
    """One credit of one person; `amount` in whole units of the team's currency."""

    kind: Earning
    person_id: str
    amount: int | None = None


class Line(NamedTuple):
    """One line of the ledger, as it is stored and as its seal covers it."""

    team_id: str
    line: int  # 1, 2, 3 … in each team
    event_id: int
    handoff_id: int
    at: datetime
    kind: str
    person_id: str
    amount: int | None
    seal: str


class Verdict(NamedTuple):
    """What reading a whole ledger has shown; `fault` is the first thing that does not fit, or ""."""

    lines: int  # up to there
    seal: str  # of the last of them
    fault: str = ""


GIVEN = ("reassign", "hand_over", "passed_on", "fell_back")  # it goes to the AE whom the note names
WITH_HISTORY = ("uphold", "overturn", "hold", "win")  # who earns by these stands in earlier lines
CREDITED = (Action.SUBMIT.value, Action.ACCEPT.value, Action.TAKE.value, *GIVEN, *WITH_HISTORY)
TELLING = ("submit", "reject", "opportunity", "win")  # the earlier lines that say so
MISSING = "line {} is missing: line {} stands in its place"
CHANGED = "line {} does not fit: it was changed, moved, added or left out"
CUT = "no line has the expected seal: the end was cut off, or the ledger was written anew"


def earned(event: Event, history: Sequence[Event] = ()) -> list[Earned]:
    """List what a line of the history earns whom, each person once.

    `history` is the handoff's, oldest first, and needed for those WITH_HISTORY.
    """
    past = [one for one in history if (one.id or 0) <= (event.id or 0)]
    actor = event.actor_id or ""
    found: list[Earned] = []
    if event.action == Action.SUBMIT:
        found = [Earned(Earning.SOURCED, actor)]
    elif event.action in (Action.ACCEPT, Action.TAKE):
        found = [Earned(Earning.ACCEPTED, actor)]
    elif event.action in GIVEN:
        found = [Earned(Earning.REASSIGNED, str(event.note.get("ae") or ""))]
    elif event.action in (Action.UPHOLD, Action.OVERTURN):
        favoured = Action.REJECT if event.action == Action.UPHOLD else Action.SUBMIT
        found = [Earned(Earning.RULED, _who(favoured, past))]
    elif event.action == Action.HOLD:
        found = [Earned(Earning.HELD, one) for one in (_who(Action.SUBMIT, past), actor)]
    elif event.action == Action.WIN:
        found = [Earned(Earning.WON, one, _amount(past)) for one in (_who(Action.SUBMIT, past), actor)]
    return list(dict.fromkeys(one for one in found if one.person_id))


def _who(action: Action, past: Sequence[Event]) -> str:
    return next((one.actor_id or "" for one in reversed(past) if one.action == action), "")


def _amount(past: Sequence[Event]) -> int | None:
    named = (one.note.get("amount") for one in reversed(past))
    return next((amount for amount in named if isinstance(amount, int)), None)


def sealed(line: Line, before: str) -> str:
    """Give the seal of a line: SHA-256 (hex) of all its fields but `seal`, and the seal before it ("": none).

    The fields stand in one JSON array, so no two lines are written alike.
    """
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [before, *line._replace(at=at)[:-1]]  # type: ignore[arg-type]
    return hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


def chained(lines: Iterable[Line], last: Line | None) -> list[Line]:
    """Number and seal new lines after the last one that is stored (None: there is none yet)."""
    start, before = (last.line, last.seal) if last else (0, "")
    done = []
    for number, line in enumerate(lines, start + 1):
        numbered = line._replace(line=number)
        before = sealed(numbered, before)
        done.append(numbered._replace(seal=before))
    return done


def verify(lines: Iterable[Line], expect: str = "") -> Verdict:
    """Read a team's whole ledger in order, up to the first line that does not fit.

    `expect` is a seal that was noted earlier: it must be there.
    """
    count, before, met = 0, "", not expect
    for line in lines:
        if line.line != count + 1:
            return Verdict(count, before, MISSING.format(count + 1, line.line))
        if line.seal != sealed(line, before):
            return Verdict(count, before, CHANGED.format(line.line))
        count, before = line.line, line.seal
        met = met or line.seal == expect
    return Verdict(count, before, "" if met else CUT)
