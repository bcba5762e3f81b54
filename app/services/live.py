"""The live introduction: SDR and owner in one group conversation, with what they need to call together."""

from datetime import datetime

from sqlmodel import Session

from app.domain.errors import Conflict, NotAllowed
from app.domain.lifecycle import INTRODUCED
from app.domain.model import Handoff
from app.services import outbox
from app.services.team import Team
from app.store import backlog, handoffs
from app.store import outbox as rows

NOTHING = "Nothing was changed."


def introduce(session: Session, crew: Team, handoff: Handoff, person: str, now: datetime) -> None:
    """Owe SDR and owner one message in a group of the two; asked again, it is brought up to date.

    The handoff must be locked. Raises NotAllowed for anybody but these two, and Conflict while there is no
    owner, once it is further on, or when one of them is not there. What was given up is tried again.
    """
    _check(crew, handoff, person)
    both = f"{handoff.sdr_id},{handoff.owner_id}"  # as conversations.open takes them
    present = rows.get(session, outbox.living_key("live", handoff, both))
    if present is None:
        handoffs.record(session, handoff, "live_introduction", person, now)
    elif outbox.is_dead(present):
        backlog.retry(session, present.number)
    outbox.owe_anew(session, handoff, "live", both, now)


def _check(crew: Team, handoff: Handoff, person: str) -> None:
    if person not in (handoff.sdr_id, handoff.owner_id or handoff.ae_id):
        raise NotAllowed("introduce live", "party")
    which = f"{handoff.company} (#{handoff.number})"
    if handoff.status not in INTRODUCED:
        raise Conflict(
            f"{which} is {handoff.status.value}: a live introduction is for a handoff that is accepted "
            f"or being worked. {NOTHING}"
        )
    if handoff.sdr_id == handoff.owner_id:
        raise Conflict(f"You are both SDR and owner of {which}: there is nobody to introduce you. {NOTHING}")
    for one in (handoff.sdr_id, handoff.owner_id):
        if one and not crew.roster.is_present(one):
            raise Conflict(f"{crew.roster.name(one)} is no full member here (any more). {NOTHING}")
