"""The step of the form that comes when the prospect is with somebody already."""

from collections.abc import Sequence

from app.domain.likeness import Match
from app.slack.desk import Desk, number_or_none
from app.slack.sitting import Sitting
from blocks import duplicates as drawn
from blocks.parts import Block


def view(desk: Desk, sitting: Sitting, draft: int, matches: Sequence[Match]) -> Block:
    """Draw what is open already, and the question what is to be done."""
    zone = sitting.crew.roster.zone(sitting.who.user)
    return drawn.already(matches, sitting.given, draft=draft, zone=zone, now=desk.now())


def faults(sitting: Sitting) -> dict[str, str]:
    """Say, by field, what is missing of her answer."""
    choice = sitting.text(drawn.CHOICE)
    if choice == drawn.ANYWAY:
        return {} if sitting.text(drawn.REASON) else {drawn.REASON: "A reason is needed to hand off anyway."}
    return {} if number_or_none(choice) else {drawn.CHOICE: "Please choose what is to be done."}


def adds_to(sitting: Sitting) -> int | None:
    """Give the handoff that she adds to, None to hand off anyway."""
    return number_or_none(sitting.text(drawn.CHOICE))
