"""The SDR's outreach on hold: what stands on cards, and the forms behind its buttons."""

from collections.abc import Sequence
from typing import Any

from app.domain.lifecycle import IN_HAND
from app.domain.model import Handoff
from app.domain.sight import Sight
from blocks import ids
from blocks.parts import (
    ERASED,
    Block,
    button,
    context,
    labelled,
    mention,
    modal,
    option,
    section,
    text_input,
    typed,
    when,
)


def standing(sight: Sight) -> list[Block]:
    """Say whether she has paused it; nothing while nobody owns the prospect but she herself."""
    handoff = sight.handoff
    if handoff.status not in IN_HAND:
        return []
    whose = "Your outreach" if sight.viewer == handoff.sdr_id else f"{mention(handoff.sdr_id)}'s outreach"
    if handoff.paused_at:
        return [context(f"⏸️ {whose} is paused since {when(handoff.paused_at, sight.zone)}.")]
    return [context(f"⏸️ {whose} is on hold; that it is paused has not been confirmed yet.")]


def buttons(sight: Sight) -> list[Block]:
    """Offer the SDR to confirm it, and to ask before she writes herself."""
    handoff = sight.handoff
    if handoff.status not in IN_HAND or sight.viewer != handoff.sdr_id:
        return []
    ask = button("Ask for a touch", ids.HOLD_ASK, handoff.number)
    paused = button("Outreach paused", ids.HOLD_PAUSE, handoff.number, style="primary")
    return [ask] if handoff.paused_at else [paused, ask]


def answers(sight: Sight) -> list[Block]:
    """Offer the owner to answer an SDR who wants to contact the prospect."""
    if sight.handoff.status not in IN_HAND or sight.viewer != sight.handoff.owner_id:
        return []
    return [
        button("Grant", ids.HOLD_GRANT, sight.handoff.number, style="primary"),
        button("Not now", ids.HOLD_REFUSE, sight.handoff.number),
    ]


def confirm(handoff: Handoff, checklist: Sequence[str]) -> Block:
    """Ask an SDR whether all is done that keeps two colleagues from writing at once."""
    element: Block = {
        "type": "checkboxes",
        "action_id": "checklist",
        "options": [option(str(n), point) for n, point in enumerate(checklist)],
    }
    said = section(f"{mention(handoff.owner_id)} speaks to *{typed(handoff.company)}* from now on.")
    boxes = labelled("checklist", "Done", element, required=True)
    return modal(ids.HOLD_PAUSED, "Outreach on hold", [said, boxes], submit="Confirm", private=handoff.number)


def ask(handoff: Handoff) -> Block:
    """Ask an SDR what she wants to tell the prospect."""
    said = section(
        f"{mention(handoff.owner_id)} owns *{typed(handoff.company)}* and answers you in the thread."
    )
    asked = text_input(
        "touch", "What, and when?", hint="For example: the report they asked me for, today", required=True
    )
    return modal(ids.HOLD_TOUCH, "Ask for a touch", [said, asked], submit="Ask", private=handoff.number)


def news(sight: Sight, note: dict[str, Any]) -> str:
    """Tell the owner what the SDR asks for, and her what became of it."""
    you, actor, company = mention(sight.viewer), mention(note["actor"]), f"*{typed(sight.handoff.company)}*"
    match note["action"]:
        case "touch_asked":
            said = typed(note.get("touch", ERASED)).replace("\n", "\n> ")
            return f"🙋 {you} {actor} would like to contact {company} once:\n> {said}\nMay they?"
        case "touch_granted":
            return f"👍 {you} {actor} is fine with it: please contact {company} this once."
        case _:
            return f"✋ {you} {actor} asks you not to contact {company} now. Your outreach stays on hold."
