"""What a policy that was changed means for what is under way, and what is said when it could not be taken."""

import hashlib
from datetime import datetime

from sqlmodel import Session

from app.policy import Policy, PolicyError
from app.services import absences, outbox, team
from app.store.db import Database

MOST_FAULTS = 15  # that one message lists


def taken(db: Database, before: Policy, present: Policy, team_id: str, now: datetime) -> list[str]:
    """Reckon anew what is due of those whose own hours or holidays are others now; gives who they are."""
    with db.reading() as session:
        old, new = (team.load(session, policy, team_id).roster for policy in (before, present))
    people = sorted({*old.members, *new.members})
    changed = [
        one for one in people if (old.hours(one), old.country(one)) != (new.hours(one), new.country(one))
    ]
    for person in changed:
        with db.transaction() as session:
            absences.reckon_anew(session, present, team_id, person, now)
    return changed


def refused(session: Session, present: Policy, team_id: str, error: PolicyError, now: datetime) -> None:
    """Tell an admin that a changed policy was not taken: once for each list of faults."""
    admin = team.load(session, present, team_id).roster.admin()
    if admin is None:
        return
    faults = [str(fault) for fault in error.faults]
    more = [f"… and {len(faults) - MOST_FAULTS} more."] if len(faults) > MOST_FAULTS else []
    said = "\n".join(
        ["The new policy was not taken; the one before stays in force.", *faults[:MOST_FAULTS], *more]
    )
    told = hashlib.sha256(f"{present.version} {faults}".encode()).hexdigest()[:16]
    key = f"policy:{team_id}:{told}"
    outbox.owe_notice(session, team_id, channel="", to=admin, text=said, key=key, now=now)
