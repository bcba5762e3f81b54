"""Forgetting a prospect: what was typed goes, in the database and in Slack; what is counted stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain.draft import plain_email
from app.domain.lifecycle import CLOSED
from app.domain.model import Handoff
from app.domain.personal import FORGOTTEN, emptied, mentions, without_typed
from app.policy import Policy
from app.services import feedback
from app.store import drafts, handoffs, likenesses
from app.store import privacy as stored
from app.store.db import Database

AT_ONCE = 10  # handoffs in one round: what Slack must show anew is not to hold up today's messages
NOTICES_KEPT = timedelta(days=1)


class Colleague(Exception):
    """The address is that of somebody in Slack, and stands in the introductions of all her handoffs."""


@dataclass(frozen=True)
class Forgotten:
    """What was emptied, counted; `messages` are those that Slack will show anew."""

    handoffs: int = 0
    notes: int = 0
    intros: int = 0
    messages: int = 0
    drafts: int = 0  # deleted

    def __add__(self, other: "Forgotten") -> "Forgotten":
        return Forgotten(
            self.handoffs + other.handoffs,
            self.notes + other.notes,
            self.intros + other.intros,
            self.messages + other.messages,
            self.drafts + other.drafts,
        )


def forget(db: Database, email: str, now: datetime) -> Forgotten:
    """Empty every handoff that names an address, whatever its status; doing it twice is harmless.

    Raises ValueError if it is no address, and Colleague if it belongs to one.
    """
    wanted = plain_email(email).lower()
    with db.reading() as session:
        if stored.is_colleague(session, wanted):
            raise Colleague
        found = [
            handoff.number
            for handoff, intro in stored.perhaps_naming(session, wanted)
            if mentions([handoff.model_dump(), intro.model_dump() if intro else ""], wanted)
        ]
    done = Forgotten()
    for number in found:
        with db.transaction() as session:
            done += _empty(session, handoffs.get_locked(session, number), now)
    with db.transaction() as session:
        stored.overwrite_for_good(session)
        stored.drop_notices(session, now)
        done += Forgotten(drafts=_delete_drafts(session, wanted))
    return done


def forget_old(db: Database, policy: Policy, now: datetime) -> Forgotten:
    """Empty some of the handoffs that were closed more than the policy's `retain_days` ago, oldest first."""
    with db.transaction() as session:
        stored.drop_notices(session, now - NOTICES_KEPT)
    done = Forgotten()
    if policy.retain_days is None:
        return done
    before = now - timedelta(days=policy.retain_days)
    with db.reading() as session:
        found = stored.kept_since_before(session, before, CLOSED, AT_ONCE)
    for number in found:
        with db.transaction() as session:
            handoff = handoffs.get_locked(session, number)
            if handoff.forgotten_at is None and handoff.since < before:  # no other process was faster
                done += _empty(session, handoff, now)
    return done


def _delete_drafts(session: Session, email: str) -> int:
    """Delete every draft that names an address; says how many."""
    found = [one for one in drafts.perhaps_naming(session, email) if mentions(one.values, email)]
    for draft in found:
        drafts.delete(session, draft.number)
    return len(found)


def _empty(session: Session, handoff: Handoff, now: datetime) -> Forgotten:
    """Empty one handoff, which is locked: package, comment, notes, introduction and messages."""
    stored.overwrite_for_good(session)
    notes = shown = 0
    for event in handoffs.history(session, handoff.number):
        if (note := without_typed(event.note)) != event.note:
            stored.rewrite_event(session, event, note)
            notes += 1
    for owed in stored.messages(session, handoff):
        shown += stored.show_anew(session, owed, without_typed(owed.note), now)
    likenesses.erase(session, handoff.number)
    intros = stored.empty_intro(session, handoff)
    stored.empty_handoff(session, handoff, emptied(handoff.package), FORGOTTEN, now)
    feedback.show_anew(session, handoff, now)  # a question about several names their companies
    return Forgotten(1, notes, int(intros), shown)
