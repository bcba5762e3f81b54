"""The same prospect handed off twice: who has it already, and what becomes of what was typed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.errors import Conflict
from app.domain.lifecycle import OPEN
from app.domain.likeness import Match, likenesses
from app.domain.model import Handoff
from app.domain.package import TOLD, Package
from app.services import outbox
from app.store import handoffs
from app.store import likenesses as stored
from app.store import outbox as sent

MOST = 5  # open handoffs that are shown
KINDS = ("email", "domain", "company")
OVER = "That handoff is not open any more, so nothing was added. Your draft is kept: /handoff opens it."


class HandedOffAlready(Exception):
    """Others are open of what seems to be the same prospect: the SDR decides what is to be done."""

    def __init__(self, matches: Sequence[Match]) -> None:
        super().__init__()
        self.matches = matches


def find(session: Session, team_id: str, package: Package, sdr: str, *, key: str) -> list[Match]:
    """Find the open handoffs of the same prospect, the newest first; `key` is of the form itself.

    Until the transaction ends nobody else is told that there is none.
    """
    alike = likenesses(package)
    stored.hold(session, team_id, alike)
    found = stored.find(session, team_id, alike, but=key, limit=MOST)
    return [
        Match(
            one,
            tuple(kind for kind in KINDS if kind in found[one.number]),
            _place(session, one, sdr),
        )
        for one in stored.rows(session, list(found))
    ]


def _place(session: Session, handoff: Handoff, person: str) -> tuple[str, str] | None:
    """Find somebody's own card or receipt of a handoff."""
    for kind in ("receipt", "card"):
        owed = sent.get(session, outbox.living_key(kind, handoff, person))
        if owed and owed.channel and owed.ts:
            return owed.channel, owed.ts
    return None


def remember(session: Session, handoff: Handoff, package: Package) -> None:
    """Store what a new handoff's prospect is recognised by."""
    if alike := likenesses(package):
        stored.add(session, handoff.team_id, handoff.number, alike)


def despite(package: Package, matches: Sequence[Match], reason: str) -> Package:
    """Give a package that says why it is handed off although others are open."""
    beside = [match.handoff.number for match in matches]
    return package.model_copy(update={"despite": reason, "beside": beside}) if beside else package


def add_to(
    session: Session, matches: Sequence[Match], number: int, sdr: str, package: Package, now: datetime
) -> Handoff:
    """Add what was typed to one of the matches and tell who works on it; nothing else of it changes.

    Raises Conflict if it is none of them, or is open no more.
    """
    if number not in {match.handoff.number for match in matches}:
        raise Conflict(OVER)
    handoff = handoffs.get_locked(session, number)
    if handoff.status not in OPEN:
        raise Conflict(OVER)
    added = [*handoff.package.get("added", []), _noted(package, sdr, now)]
    # What is typed with it is kept, whenever the rest was forgotten.
    handoffs.write(session, handoff, package={**handoff.package, "added": added}, forgotten_at=None)
    which = len(added)
    handoffs.record(session, handoff, "added", sdr, now, of=which)
    news = {"action": "added", "actor": sdr, "of": which}
    for reader in sorted({handoff.owner_id or handoff.ae_id, handoff.sdr_id} - {"", sdr}):
        outbox.owe_once(session, handoff, "news", reader, now, news, part=f"added {which}")
    return handoff


def _noted(package: Package, sdr: str, now: datetime) -> dict[str, Any]:
    """Give what was typed as the other handoff keeps it: by whom, when, each text with its label."""
    labels = {one.name: one.label for one in TOLD}
    labels |= {one.name: one.label for one in package.readiness.judged}
    people = "\n".join(
        ", ".join(part for part in (one.name, one.email, one.role) if part) for one in package.contacts
    )
    said = [[labels[name], text] for name, text in package.answers.items() if name in labels]
    return {"by": sdr, "at": now.isoformat(), "said": [["Contact", people], *said]}
