"""What an SDR has typed into the form: kept at every keystroke, until it is handed off, discarded or old."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from app.domain.criteria import LONG
from app.domain.errors import NotFound
from app.domain.model_team import DraftPackage
from app.domain.package import tidied
from app.policy import Policy
from app.store import drafts

MOST = 9  # of somebody's drafts that she is offered
RESTORED = "restored"  # in place of a step: it opens at the first one
GONE = "This draft is not there any more: it was handed off, discarded, or has expired. Nothing was changed."


class Draft(NamedTuple):
    """Names a draft, and whose it must be."""

    team: str
    sdr: str
    number: int

    @property
    def submit_key(self) -> str:
        """Name the one handoff that can come of it."""
        return f"draft {self.number}"


def begin(
    session: Session,
    policy: Policy,
    team_id: str,
    sdr: str,
    values: Mapping[str, Any],
    now: datetime,
    *,
    step: str = "",
) -> DraftPackage:
    """Keep what a form opens with; it counts as a draft once something is entered, or if it has a step."""
    draft = DraftPackage(
        team_id=team_id,
        sdr_id=sdr,
        values=dict(values),
        step=step,
        saved_at=now,
        created_at=now,
        expires_at=now + _life(policy),
    )
    return drafts.add(session, draft)


def find(session: Session, draft: Draft) -> DraftPackage:
    """Find somebody's own draft, or raise NotFound."""
    row = drafts.get(session, *draft)
    if row is None:
        raise NotFound(GONE)
    return row


def filled(policy: Policy, before: Mapping[str, Any], entered: Mapping[str, Any]) -> dict[str, Any]:
    """Give what stands in all steps, tidied, once something more was entered in one of them."""
    values = {**before, **entered}
    segment = values.get("segment")
    return tidied(values, policy.exit_criteria(segment if isinstance(segment, str) else ""))


def keep(
    session: Session, policy: Policy, draft: Draft, values: Mapping[str, Any], step: str, now: datetime
) -> None:
    """Keep all that stands in the form as it goes on to a step; nothing if it was handed off meanwhile."""
    if row := drafts.get(session, *draft, lock=True):
        _write(row, policy, values, step, now)


def enter(
    session: Session,
    policy: Policy,
    draft: Draft,
    values: Mapping[str, Any],
    step: str,
    now: datetime,
    *,
    at: float | None = None,
) -> None:
    """Keep what stands in one step, at a keystroke (`at`: Slack's Unix seconds) or as it is closed (None).

    A keystroke that comes late, after a newer one or when the form has gone on, adds nothing.
    """
    row = drafts.get(session, *draft, lock=True)
    if row is None or row.step not in ("", RESTORED, step) or (at is not None and at < row.entered_at):
        return
    whole = filled(policy, row.values, values)
    if row.step == "" and not _anything_new(policy, row.values, whole):
        return
    row.entered_at = row.entered_at if at is None else at
    _write(row, policy, whole, step, now)


def _anything_new(policy: Policy, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether anything was entered, beside what a form opens with."""
    opened = {"priority": "standard", "language": policy.introduction.language, **before}
    return any(value and value != opened.get(name) for name, value in after.items())


def begun(session: Session, team_id: str, sdr: str, now: datetime) -> Sequence[DraftPackage]:
    """List what somebody can go on with, the newest first."""
    return drafts.begun(session, team_id, sdr, now, MOST)


def discard(session: Session, draft: Draft) -> None:
    """Delete somebody's own draft; there may be none any more."""
    if row := drafts.get(session, *draft, lock=True):
        drafts.delete(session, row.number)


def tidy(session: Session, now: datetime) -> None:
    """Delete the drafts that nobody has gone on with in time."""
    drafts.delete_expired(session, now)


def _write(row: DraftPackage, policy: Policy, values: Mapping[str, Any], step: str, now: datetime) -> None:
    kept = {name: one[:LONG] if isinstance(one, str) else one for name, one in values.items()}
    row.values, row.step, row.saved_at, row.expires_at = kept, step, now, now + _life(policy)


def _life(policy: Policy) -> timedelta:
    return timedelta(days=min(policy.draft_days, policy.retain_days or policy.draft_days))
