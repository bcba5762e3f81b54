"""`/handoff why ID`: who was considered for a handoff, and why it went where it is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.prospect import located
from app.services import assignment, handoffs, sights, team
from app.services.team import Team
from app.slack.desk import Desk, caller, number_in
from app.store import assignments
from blocks import why
from blocks.parts import Block, esc

AE, SEGMENT, PRIORITY = "ae", "segment", "priority"  # fields of the form


def explain(desk: Desk, body: dict[str, Any], asked: str) -> tuple[str, list[Block]]:
    """Answer whoever is on the handoff of that number, or manages somebody who is.

    Raises NotFound or NotAllowed.
    """
    if not asked:
        return why.USAGE, []
    who = caller(body)
    with desk.db.reading() as session:
        handoff = handoffs.find(session, who.team, number_in(asked))
        sight = sights.see(session, desk.policy, handoff, who.user, desk.now())
        lines = assignments.of(session, handoff.number)
        looked_at = {seat["ae"] for line in lines for seat in line.decision["seats"]}
        looked_at |= {line.ae_id for line in lines}
        roster = team.around(session, desk.policy, handoff, who.user, *looked_at).roster
    handoffs.must_be_on(sight)
    return why.why(replace(sight, roster=roster), lines)


def beforehand(session: Session, crew: Team, sdr: str, given: Mapping[str, Any], now: datetime) -> list[str]:
    """Say (safe mrkdwn) what an SDR who lets the policy choose should know before she submits her form."""
    if given.get(AE):
        return []
    emails = [str(given.get("contact_email") or "")]
    segment, priority = str(given.get(SEGMENT) or ""), str(given.get(PRIORITY) or "standard")
    about = located(str(given.get("website") or ""), emails, given, segment, priority)
    said = assignment.preview(session, crew, sdr, about, now)
    return [f"ℹ️ {esc(said)}"] if said else []
