"""Which AE a handoff goes to: the one who was named, checked, or the one the policy chooses."""

from sqlmodel import Session

from app.domain import routing
from app.domain.errors import Incomplete
from app.services.team import Team
from app.store import handoffs

AE_FIELD = "ae"


def choose(session: Session, crew: Team, sdr: str, ae: str | None) -> routing.Choice:
    """Check the AE that was chosen, or choose one; raises Incomplete at the AE field."""
    if ae is None:
        candidates = [person for person in crew.roster.aes() if person != sdr]
        choice = routing.least_loaded(candidates, handoffs.load_of(session, crew.id, candidates))
        if choice is None:
            raise Incomplete({AE_FIELD: "The policy lists no AE to choose from. Please name one."})
        return choice
    known = crew.roster.people.get(ae)
    if ae == sdr:
        raise Incomplete({AE_FIELD: "You cannot hand off to yourself. Please name a colleague."})
    if known and known.is_bot:
        raise Incomplete({AE_FIELD: f"{known.name} is a bot. Please name a person."})
    if known and known.is_gone:
        raise Incomplete({AE_FIELD: f"{known.name}'s account is deactivated. Please name somebody else."})
    if not crew.roster.may_receive(ae):
        raise Incomplete({AE_FIELD: f"{crew.roster.name(ae)} is not one of the AEs in the policy."})
    if known and known.is_guest:
        raise Incomplete({AE_FIELD: f"{known.name} is a guest here. Please name a full member."})
    return routing.Choice(ae, "chosen by the SDR")
