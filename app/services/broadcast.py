"""First to accept: a handoff is offered to several, one gets it, and after a while it falls to somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.lifecycle import Status
from app.domain.model import Handoff
from app.domain.routing import Decision, Source
from app.policy import Policy
from app.policy.routing import Pool
from app.services import assignment, choosing, outbox, seating, team
from app.services.choosing import Choice
from app.services.team import Team
from app.store import handoffs

CLAIMED = "it was offered to {} AEs, and you were the first to accept"
UNCLAIMED = "none of {} AEs accepted it in time"
UNREACHED = "the offer could not be posted"
OFFERED = "offered"  # in the history


def falls_to(crew: Team, pool: Pool | None, sdr: str, now: datetime) -> str:
    """Name who gets it if nobody accepts in time: the pool's fallback, or whom the policy has for that."""
    named = crew.roster.find(pool.fallback or "") if pool else None
    if named and crew.roster.is_present(named) and not seating.availability(crew, named, now)[0]:
        return named
    return choosing.fallback(crew, sdr, now) or named or ""


def begin(session: Session, crew: Team, handoff: Handoff, pool: Pool | None, now: datetime) -> None:
    """Offer a new handoff that nobody has to its pool, in the pool's channel; before its clock is started."""
    handoffs.write(session, handoff, falls_to=falls_to(crew, pool, handoff.sdr_id, now))
    outbox.owe_anew(
        session, handoff, "offer", pool.channel if pool and pool.channel else handoff.falls_to, now
    )


def offer(
    session: Session, crew: Team, handoff: Handoff, people: Sequence[str], now: datetime, *, channel: str = ""
) -> bool:
    """Let others accept a locked handoff as well while its AE is silent; False if there is nobody.

    The offer goes to a channel, or to each of them.
    """
    out = (handoff.ae_id, handoff.sdr_id, *(handoff.offered or []))
    able = [one for one in people if one not in out and crew.roster.is_present(one)]
    if not able or handoff.status is not Status.PENDING:
        return False
    handoffs.write(session, handoff, offered=[*(handoff.offered or []), *able])
    handoffs.record(session, handoff, OFFERED, None, now, ae=handoff.ae_id, offered=able)
    for reader in [channel] if channel else able:
        outbox.owe_anew(session, handoff, "offer", reader, now)
    return True


def offer_to_pool(session: Session, crew: Team, handoff: Handoff, now: datetime) -> bool:
    """Offer a handoff whose AE is silent to whoever of its pool could take it; False if there is nobody."""
    pool = seating.pool(crew.policy, handoff.pool) if handoff.pool else None
    pool = pool or seating.everybody(crew)
    there = [ae for ae in seating.members(crew, pool) if not seating.availability(crew, ae, now)[0]]
    return offer(session, crew, handoff, there, now, channel=pool.channel or "")


def claimed(session: Session, before: Handoff, handoff: Handoff, now: datetime) -> None:
    """Write into the ledger who was first to accept an offer."""
    if handoff.ae_id != before.ae_id:
        decision = Decision(Source.CLAIMED.value, handoff.ae_id, handoff.why_ae)
        assignment.note(session, handoff, Choice(decision), now)


def changes(handoff: Handoff, actor: str) -> dict[str, Any]:
    """Give the columns that accepting writes when it was offered to several: whose it is, and why."""
    if actor == handoff.ae_id:
        return {}
    return {"ae_id": actor, "why_ae": CLAIMED.format(len(handoff.offered or []))}


def fall_back(session: Session, crew: Team, handoff: Handoff, now: datetime, *, why: str = "") -> bool:
    """Give a locked handoff that nobody accepted to whom it falls; False if it is no open offer."""
    to = handoff.falls_to
    if not handoff.is_offer or not to:
        return False
    why = why or UNCLAIMED.format(len(handoff.offered or []))
    choice = Choice(Decision(Source.FALLBACK.value, to, why))
    return assignment.hand_over(session, crew, handoff, choice, now, "fell_back", {"ae": to, "why": why})


def unreached(session: Session, policy: Policy, handoff: Handoff, now: datetime) -> None:
    """Act on an offer that cannot be posted: nobody can accept it, so it falls back at once."""
    fall_back(session, team.around(session, policy, handoff), handoff, now, why=UNREACHED)
