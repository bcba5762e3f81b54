"""What became of a lead: the modals in which its owner logs it, and what the SDR reads of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.model import Handoff
from app.domain.outcomes import AMOUNT, MISSING, RETURNS_ON, WRONG, fields_of
from app.domain.package import Package
from app.domain.sight import Sight
from blocks import ids
from blocks.parts import (
    Block,
    day,
    labelled,
    mention,
    modal,
    multi_select,
    option,
    section,
    select,
    text_input,
    typed,
)

STARS = {str(n): f"{'★' * n}{'☆' * (5 - n)}  {n}" for n in range(5, 0, -1)}


def lose(handoff: Handoff, reasons: Mapping[str, str]) -> Block:
    """Ask why a deal was lost."""
    return _why(handoff, ids.LOSE, "Log as lost", reasons)


def recycle(handoff: Handoff, reasons: Mapping[str, str]) -> Block:
    """Ask why a lead goes back, and when it is to be tried again."""
    picker: Block = {"type": "datepicker", "action_id": RETURNS_ON}
    back = labelled(RETURNS_ON, "Try again on", picker, hint="The SDR gets it back on this day, to call them")
    return _why(handoff, ids.RECYCLE, "Recycle lead", reasons, back)


def opportunity(handoff: Handoff) -> Block:
    """Ask what an opportunity is worth; as it opens, it can be submitted."""
    return _worth(handoff, ids.OPPORTUNITY, "Log as opportunity", "becomes an opportunity")


def win(handoff: Handoff) -> Block:
    """Ask what was won; as it opens, it can be submitted."""
    return _worth(handoff, ids.WIN, "Log as won", "is won")


def rate(handoff: Handoff) -> Block:
    """Ask an owner how good the lead was."""
    element: Block = {
        "type": "radio_buttons",
        "action_id": "quality",
        "options": [option(code, label) for code, label in STARS.items()],
    }
    if rated := STARS.get(str(handoff.quality)):
        element["initial_option"] = option(str(handoff.quality), rated)
    fields = fields_of(Package.model_validate(handoff.package))
    return modal(
        ids.RATE,
        "Rate lead",
        [
            section(f"*{typed(handoff.company)}*: only the SDR sees this."),
            labelled("quality", "Lead quality", element, required=True),
            labelled(WRONG, "What was wrong?", multi_select(WRONG, fields)),
            labelled(MISSING, "What was missing?", multi_select(MISSING, fields)),
            text_input("comment", "Note to the SDR", hint="What was wrong, missing or especially good?"),
        ],
        submit="Send rating",
        private=handoff.number,
    )


def ended(sight: Sight, outcome: str, note: Mapping[str, Any]) -> str:
    """Tell the SDR what became of her handoff, and why: safe mrkdwn. `note` is what was recorded with it."""
    company, you = f"*{typed(sight.handoff.company)}*", mention(sight.viewer)
    reason = typed(sight.reasons.get(note.get("reason", ""), note.get("reason", "")))
    said = "\n> " + typed(note["comment"]).replace("\n", "\n> ") if note.get("comment") else ""
    match outcome:
        case "opportunity":
            return f"📈 {you} {company} is an opportunity now{_amount(note)}. Well done!"
        case "win":
            return f"🏆 {you} {company} is won{_amount(note)}. Well done!"
        case "lose":
            return f"📉 {you} {company} is lost. *Reason:* {reason}.{said}"
        case "recycle":
            free = f"Your own outreach is free again.{_again(note)}"
            return f"♻️ {you} {company} comes back to you. *Reason:* {reason}. {free}{said}"
        case other:
            raise ValueError(f"no words for {other}")


def _amount(note: Mapping[str, Any]) -> str:
    return f", worth {note[AMOUNT]:,}" if isinstance(note.get(AMOUNT), int) else ""


def _again(note: Mapping[str, Any]) -> str:
    back = note.get(RETURNS_ON)
    return f" You are reminded to try again on {day(date.fromisoformat(back))}." if back else ""


def _worth(handoff: Handoff, callback_id: str, title: str, what: str) -> Block:
    known = str(handoff.amount) if handoff.amount else ""
    hint = "In whole units, such as 50000. Leave it empty if nobody knows yet."
    return modal(
        callback_id,
        title,
        [
            section(f"*{typed(handoff.company)}* {what}: the SDR is told."),
            text_input(AMOUNT, "Amount", value=known, hint=hint, lines=False, limit=40),
        ],
        submit="Log it",
        private=handoff.number,
    )


def _why(handoff: Handoff, callback_id: str, title: str, reasons: Mapping[str, str], *more: Block) -> Block:
    first = next(iter(reasons))
    return modal(
        callback_id,
        title,
        [
            section(f"*{typed(handoff.company)}*: the SDR is told."),
            labelled("reason", "Reason", select("reason", reasons, initial=first), required=True),
            *more,
            text_input("comment", "Comment"),
        ],
        submit="Log it",
        private=handoff.number,
    )
