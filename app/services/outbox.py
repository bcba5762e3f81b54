"""What is owed to people: said once, or one living message kept up to date; and what becomes of a try.

ready → leased → sending → sent, or unknown (may have been posted; looked for before it is tried again),
dead (kept, with the reason) or obsolete (no longer true when its turn came).
"""

import random
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from app.domain.model import Handoff, Owed, Sending
from app.store import outbox

SETTLE = timedelta(seconds=30)  # how long Slack may still store a request that we gave up on
LOOK_AGAIN = timedelta(seconds=5)
LONGEST_WAIT = 300.0  # seconds
MOST_TRIES = 12
OVERDUE = timedelta(days=7)  # what Slack itself has failed on for so long is given up, too
AHEAD = timedelta(minutes=15)  # nothing waits longer than this
NUDGES = ("nudge", "unanswered")  # true only until the handoff moves


def owe_once(
    session: Session,
    handoff: Handoff,
    kind: str,
    to: str,
    now: datetime,
    note: dict[str, Any] | None = None,
    *,
    part: str = "",
) -> None:
    """Owe a message to somebody, once for this turn of the handoff (and `part` of it)."""
    key = f"{kind}:{handoff.number}:{handoff.turn}:{to}" + (f":{part}" if part else "")
    outbox.add(session, _owed(handoff, key, kind, to, now, note))


def owe_anew(
    session: Session, handoff: Handoff, kind: str, to: str, now: datetime, *, of: int | None = None
) -> None:
    """Owe the present version of a living message; `of` tells apart several of one kind (a clock's turn)."""
    key = living_key(kind, handoff, to, of)
    if not outbox.want_anew(session, key, now):
        outbox.add(session, _owed(handoff, key, kind, to, now, {"of": of}))


def let_go_of_nudges(session: Session, handoff: Handoff) -> None:
    """Make the reminders that have not left yet obsolete: what they ask for has been done."""
    outbox.let_go(session, handoff.number, NUDGES)


def living_key(kind: str, handoff: Handoff, to: str, of: int | None = None) -> str:
    """Name a living message."""
    return f"{kind}:{handoff.number}:{to}" if of is None else f"{kind}:{handoff.number}:{of}:{to}"


def identity(owed: Owed) -> str:
    """Name what is owed to those outside: the same at every try, and the same for nothing else."""
    return sha256(f"{owed.team_id} {owed.key} {owed.created_at.isoformat()}".encode()).hexdigest()[:32]


def is_dead(owed: Owed) -> bool:
    """Say whether a message was given up."""
    return owed.state is Sending.DEAD


def refresh(session: Session, handoff: Handoff, now: datetime) -> None:
    """Owe a new version of each living message that a handoff has."""
    for key in outbox.living(session, handoff.number):
        outbox.want_anew(session, key, now)


def owe_notice(
    session: Session, team_id: str, *, channel: str, to: str, text: str, key: str, now: datetime
) -> None:
    """Owe somebody a line that only she sees, where she clicked. Best effort: Slack does not keep these."""
    owed = Owed(
        key=f"notice:{key}",
        team_id=team_id,
        kind="notice",
        recipient=to,
        note={"text": text, "channel": channel},
        due_at=now,
        created_at=now,
    )
    outbox.add(session, owed)


def owe_report(session: Session, team_id: str, to: str, now: datetime) -> None:
    """Owe an admin the present version of today's report of what could not be delivered."""
    day = now.date().isoformat()
    key = f"undelivered:{team_id}:{day}:{to}"
    if not outbox.want_anew(session, key, now):
        owed = Owed(
            key=key,
            team_id=team_id,
            kind="undelivered",
            recipient=to,
            note={"day": day},
            due_at=now,
            created_at=now,
        )
        outbox.add(session, owed)


def _owed(handoff: Handoff, key: str, kind: str, to: str, now: datetime, note: dict[str, Any] | None) -> Owed:
    return Owed(
        key=key,
        team_id=handoff.team_id,
        handoff_id=handoff.number,
        kind=kind,
        recipient=to,
        turn=handoff.turn,
        note=note or {},
        due_at=now,
        created_at=now,
    )


def start_sending(session: Session, owed: Owed, now: datetime) -> bool:
    """Note that the request leaves now; False if the lease is no longer ours and it must not leave."""
    if not outbox.write_back(session, owed, state=Sending.SENDING, tried_at=now, attempts=owed.attempts + 1):
        return False
    owed.state, owed.tried_at = Sending.SENDING, now
    return True


def not_posted(
    session: Session,
    owed: Owed,
    now: datetime,
    why: str,
    *,
    wait: float | None = None,
    counts: bool = True,
    patience: timedelta = timedelta(0),
) -> bool:
    """Try again later what surely was not posted; False if it has been tried often, and for long, enough.

    A `wait` that Slack asked for (seconds) does not count, nor a failure that is not the message's own.
    What may have been posted earlier stays unknown: then it is the looking that is tried again.
    """
    counts = counts and wait is None
    if counts and owed.attempts + 1 >= MOST_TRIES and now >= owed.created_at + patience:
        return False
    pause = wait if wait is not None else random.uniform(0.5, min(LONGEST_WAIT, 2.0**owed.attempts))
    values = {
        "state": Sending.UNKNOWN if owed.state is Sending.UNKNOWN else Sending.READY,
        "due_at": now + timedelta(seconds=pause),
        "attempts": owed.attempts + counts,
        "error": why,
    }
    outbox.write_back(session, owed, **values, lease=None, leased_until=None)
    return True


def maybe_posted(session: Session, owed: Owed, now: datetime, why: str) -> None:
    """Look for a message before it is ever sent again: at once, and last when the settle time is over."""
    values = {"state": Sending.UNKNOWN, "due_at": now, "error": why}
    outbox.write_back(session, owed, **values, lease=None, leased_until=None)


def not_found(session: Session, owed: Owed, now: datetime, *, waited: bool) -> bool:
    """Wait on while Slack may still store it; send again after the settle time. False if it is overdue.

    `waited` is False while our own clock, which nobody sets, says that the time is not over.
    """
    settled = (owed.tried_at or owed.created_at) + SETTLE
    if now < settled or not waited:
        due_at = min(settled, now + LOOK_AGAIN) if now < settled else now + LOOK_AGAIN
        values: dict[str, Any] = {"state": Sending.UNKNOWN, "due_at": due_at}
    elif now > owed.created_at + OVERDUE:
        return False
    else:
        pause = random.uniform(0, min(LONGEST_WAIT, 2.0**owed.attempts)) if owed.attempts > 2 else 0
        values = {"state": Sending.READY, "due_at": now + timedelta(seconds=pause)}
    outbox.write_back(session, owed, **values, lease=None, leased_until=None)
    return True


def give_up(session: Session, owed: Owed, now: datetime, why: str) -> bool:
    """Keep a message that cannot be delivered, with the reason; False if it is no longer ours."""
    values: dict[str, Any] = {"state": Sending.DEAD, "error": why[:500], "due_at": now}
    if owed.state is not Sending.UNKNOWN:
        values["tried_at"] = None  # surely not posted: nothing to look for if it is taken up again
    return outbox.write_back(session, owed, **values, lease=None, leased_until=None)


def drop(session: Session, owed: Owed) -> None:
    """Let go of a message that is no longer true."""
    outbox.write_back(session, owed, state=Sending.OBSOLETE, lease=None, leased_until=None)
