"""The SDR's outreach rests once an AE has accepted: she confirms it, and asks before she writes herself."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.errors import Conflict, Incomplete, NotAllowed
from app.domain.lifecycle import IN_HAND, Status
from app.domain.model import Event, Handoff, Owed
from app.domain.package import Package, tidy
from app.policy import Policy
from app.services import outbox
from app.store import handoffs, people

STARTED, RELEASED = "hold.started", "hold.released"  # what the team's tool is told
FOR_GOOD = (Status.WON, Status.LOST)  # nobody goes on with a sequence to them: it is not released
PAUSED, ASKED, GRANTED, REFUSED = "outreach_paused", "touch_asked", "touch_granted", "touch_refused"
OVER = "{} (#{}) is not on hold any more. Nothing was changed."


def announce(
    session: Session, policy: Policy, before: Handoff, handoff: Handoff, action: str, now: datetime
) -> None:
    """Owe the team's tool word that the outreach rests from now on, or that it is the SDR's again."""
    held, holds = before.status in IN_HAND, handoff.status in IN_HAND
    if policy.outreach.webhook is None or held == holds or handoff.status in FOR_GOOD:
        return
    note = {"event": STARTED if holds else RELEASED, "action": action, "at": now.isoformat()}
    outbox.owe_once(session, handoff, "hook", "webhook", now, note)


def told(session: Session, owed: Owed) -> dict[str, Any] | None:
    """Give what the tool is told; of a prospect who was forgotten meanwhile it has no addresses."""
    handoff = handoffs.get(session, owed.handoff_id or 0)
    if handoff is None:
        return None
    sdr = people.get(session, handoff.team_id, handoff.sdr_id)
    contacts = Package.model_validate(handoff.package).contacts
    return {
        "event": owed.note["event"],
        "delivery": outbox.identity(owed),
        "handoff": handoff.number,
        "at": owed.note["at"],
        "because": owed.note["action"],
        "sdr": sdr.email if sdr else "",
        "contacts": [contact.email for contact in contacts if contact.email],
    }


def confirm(
    session: Session, policy: Policy, handoff: Handoff, person: str, ticked: Collection[str], now: datetime
) -> None:
    """Note that the SDR has paused her outreach; twice is once. Raises NotAllowed, Conflict or Incomplete."""
    must_hold(handoff, person)
    if handoff.paused_at is not None:
        return
    if open_points := len(policy.outreach.checklist) - len(set(ticked)):
        raise Incomplete({"checklist": f"Please do all of it first: {open_points} to go."})
    handoffs.write(session, handoff, paused_at=now)
    handoffs.record(session, handoff, PAUSED, person, now)
    outbox.refresh(session, handoff, now)


def ask_touch(session: Session, handoff: Handoff, person: str, what: str, now: datetime) -> None:
    """Let the SDR ask the owner whether she may contact the prospect once; raises as `confirm` does."""
    must_hold(handoff, person)
    if not (text := tidy(what)):
        raise Incomplete({"touch": "Please say what you want to tell them, and when."})
    handoffs.record(session, handoff, ASKED, person, now, touch=text)
    _tell(session, handoff, handoff.owner_id or "", ASKED, person, now, touch=text)


def answer_touch(session: Session, handoff: Handoff, person: str, *, granted: bool, now: datetime) -> None:
    """Let the owner grant or refuse what was asked for last. Raises NotAllowed; Conflict if nothing waits."""
    if person != handoff.owner_id:
        raise NotAllowed("answer that", "owner")
    if not _waits(handoffs.last_of(session, handoff.number, (ASKED, GRANTED, REFUSED))):
        raise Conflict(f"That was answered already, on {handoff.company} (#{handoff.number}).")
    done = GRANTED if granted else REFUSED
    handoffs.record(session, handoff, done, person, now)
    _tell(session, handoff, handoff.sdr_id, done, person, now)


def must_hold(handoff: Handoff, person: str) -> None:
    """Raise NotAllowed for anybody but the SDR, and Conflict unless her outreach is on hold."""
    if person != handoff.sdr_id:
        raise NotAllowed("say that", "sdr")
    if handoff.status not in IN_HAND:
        raise Conflict(OVER.format(handoff.company, handoff.number))


def _waits(last: Event | None) -> bool:
    return last is not None and last.action == ASKED


def _tell(
    session: Session, handoff: Handoff, to: str, action: str, actor: str, now: datetime, **more: str
) -> None:
    news = {"action": action, "actor": actor, **more}
    outbox.owe_once(session, handoff, "news", to, now, news, part=f"{action} {now.timestamp():.3f}")
