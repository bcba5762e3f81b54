"""The offer of a handoff to several: in a channel, or to each. It shows nothing of the prospect's people."""

from app.domain.lifecycle import Action, Status
from app.domain.sight import Sight
from blocks import ids, readiness
from blocks.card import BUTTONS
from blocks.parts import Block, actions, button, context, esc, fields, header, mention, section, typed, when
from blocks.standing import STATUS, with_names


def offer(sight: Sight) -> tuple[str, list[Block]]:
    """Draw an offer: what it is and until when, and afterwards who has it."""
    handoff = sight.handoff
    title = header(f"{handoff.company} (#{handoff.number})")
    if not is_open(sight):
        text = _taken(sight)
        return esc(f"{handoff.company} (#{handoff.number}): {with_names(sight, text)}"), [
            title,
            section(text),
        ]
    label, style = BUTTONS[Action.ACCEPT]
    ends = with_names(sight, until(sight))
    text = f"{handoff.company} (#{handoff.number}): the first to accept gets it. {ends}"
    return esc(text), [
        title,
        section(
            f"{mention(handoff.sdr_id)} hands off a prospect. *The first to accept gets it.* {until(sight)}"
        ),
        *fields([("Segment", typed(handoff.segment)), ("Priority", typed(handoff.priority))]),
        *readiness.standing(sight),
        section(f"*Offered to:* {', '.join(mention(one) for one in handoff.offered or [])}"),
        *actions(button(label, ids.ACT + Action.ACCEPT.value, handoff.number, style=style)),
        context("Whoever gets it sees the whole package, with the contacts."),
    ]


def is_open(sight: Sight) -> bool:
    """Say whether it can still be accepted by those to whom it was offered."""
    return sight.handoff.status is Status.PENDING and bool(sight.handoff.offered)


def until(sight: Sight) -> str:
    """Say what becomes of an offer that nobody accepts."""
    handoff = sight.handoff
    if handoff.ae_id:
        return f"It is with {mention(handoff.ae_id)}, who has not answered yet."
    due = when(sight.due, sight.roster.zone(handoff.falls_to)) if sight.due else "then"
    return f"If nobody does by {due}, it goes to {mention(handoff.falls_to)}."


def _taken(sight: Sight) -> str:
    handoff = sight.handoff
    if handoff.owner_id:
        return f"✅ {mention(handoff.owner_id)} has it."
    if handoff.status is Status.PENDING:
        return f"It is with {mention(handoff.ae_id)} now."
    return f"{STATUS[handoff.status]}. There is nothing left to accept."
