"""The monthly review of the exit criteria: of which month, once per team, and what it is told from."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.domain.model import Owed
from app.domain.review import Review, review
from app.domain.workhours import midnight
from app.policy import Policy
from app.services import policies
from app.store import outbox
from app.store import review as counts

MONTHS = 12  # of evidence, up to the month's end
TIME_TO_TELL = timedelta(days=30)  # what is younger may become something yet


def month_before(day: date) -> date:
    """Give the first day of the month before that of a day."""
    return _months_on(day.replace(day=1), -1)


def tell(session: Session, policy: Policy, team_id: str, month: date) -> Review:
    """Review the criteria at the end of a month (its first day, in the digest's zone)."""
    first, start, end = (
        midnight(_months_on(month, months), policy.digest.zone).astimezone(UTC)
        for months in (1 - MONTHS, 0, 1)
    )
    return review(
        month,
        counts.alike(session, team_id, start, end, grown_before=end),
        counts.alike(session, team_id, first, end, grown_before=end - TIME_TO_TELL),
        asked(policy),
        policies.words(session, policy).criteria,
    )


def asked(policy: Policy) -> dict[str, bool]:
    """Tell which criteria the policy may require, and whether it does for every kind of prospect."""
    found: dict[str, bool] = {}
    for segment in policy.segment or [""]:
        for one in policy.exit_criteria(segment).fields:
            found[one.name] = found.get(one.name, True) and one.counts
    return found


def owe(session: Session, policy: Policy, team_id: str, day: date, now: datetime) -> None:
    """Owe the channel the review of the month before a digest's day: its month's first digest brings it."""
    if policy.digest.channel:
        month = month_before(day)
        owe_to(session, policy.digest.channel, team_id, month, now, key=f"review:{team_id}:{month:%Y-%m}")


def owe_to(session: Session, to: str, team_id: str, month: date, now: datetime, *, key: str) -> None:
    """Owe the review of a month (its first day) to a channel or person, and the evidence for its thread."""
    note = {"month": month.isoformat()}
    common: dict[str, Any] = {"team_id": team_id, "recipient": to, "due_at": now, "created_at": now}
    outbox.add(session, Owed(key=key, kind="review", note=note, **common))
    outbox.add(session, Owed(key=f"{key}:evidence", kind="evidence", note={**note, "of": key}, **common))


def _months_on(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
