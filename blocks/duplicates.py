"""What an SDR is shown when the prospect is with somebody already, and what others see of her answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.likeness import Match
from app.domain.sight import Sight
from blocks import ids
from blocks.handoff_form import heard, view
from blocks.parts import (
    ERASED,
    Block,
    actions,
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
from blocks.standing import state

CHOICE, REASON = "duplicate", "duplicate_reason"
ANYWAY = "anyway"
WORDS = {"email": "the email address", "domain": "the domain", "company": "the company's name"}
SHOWN = 5  # additions in the full package, the newest
INTRO = (
    "Somebody hands off this prospect already. Nothing was sent, and what you typed is kept as your draft."
)


def already(
    matches: Sequence[Match], values: Mapping[str, Any], *, draft: object, zone: str, now: datetime
) -> Block:
    """Show who has it already, and ask what is to be done; never what the other SDR wrote."""
    choices = [
        option(str(one.handoff.number), f"Add what I know to #{one.handoff.number}, and hand off nothing")
        for one in matches
    ]
    element: Block = {
        "type": "radio_buttons",
        "action_id": CHOICE,
        "options": [*choices, option(ANYWAY, "Hand off anyway")],
    }
    why = text_input(
        REASON,
        "Why anyway?",
        value=str(values.get(REASON) or ""),
        hint="Needed to hand off anyway. The AE reads it on the card",
        limit=500,
    )
    blocks = [
        section(INTRO),
        *(section(_line(one, zone, now)) for one in matches),
        labelled(CHOICE, "What is to be done?", element, required=True),
        heard(why),
        *actions(button("Back", ids.BACK, draft)),
        context("To stop here, close this: your draft is kept."),
    ]
    return view(ids.FORM_DUPLICATE, "Handed off already", blocks, draft, submit="Go on", close="Stop")


def _line(match: Match, zone: str, now: datetime) -> str:
    handoff = match.handoff
    who = f"with {mention(match.holder)}" if match.holder else "with nobody yet"
    days = (now - handoff.created_at).days
    age = f"{days} day{'' if days == 1 else 's'} ago" if days > 0 else "today"
    name = f"*{typed(handoff.company, 150)}* (#{handoff.number})"
    if match.place:
        channel, ts = match.place
        link = f"slack://channel?team={handoff.team_id}&amp;id={channel}&amp;message={ts}"
        name += f"  ·  <{link}|open your card of it>"
    return (
        f"{name}\n{state(handoff)}  ·  {who}  ·  handed off by {mention(handoff.sdr_id)} on "
        f"{when(handoff.created_at, zone)} ({age})\n"
        f"The same: {', '.join(WORDS[kind] for kind in match.kinds)}"
    )


def added(match_company: str, number: int) -> Block:
    """Tell the SDR that what she typed is with the other handoff now."""
    text = (
        f"What you typed was added to *{typed(match_company)}* (#{number}). "
        "Whoever works on it is told, and reads it in the full package. Nothing new was handed off."
    )
    return modal("handoff.added", "Added", [section(text)], close="Close")


def news(sight: Sight, note: Mapping[str, Any]) -> str:
    """Tell a reader what somebody else adds; safe mrkdwn."""
    entries, which = sight.handoff.package.get("added", []), note["of"]
    said = _said(entries[which - 1], 250) if which <= len(entries) else ERASED
    quoted = said.replace("\n", "\n> ")
    return (
        f"➕ {mention(sight.viewer)} {mention(note['actor'])} was about to hand off "
        f"*{typed(sight.handoff.company)}* too, and adds what they know. "
        f"Nothing else changes; all of it is in the full package.\n> {quoted}"
    )


def in_package(sight: Sight) -> list[Block]:
    """Show in the full package what others added."""
    entries = sight.handoff.package.get("added", [])
    return [
        section(
            f"*Added by* {mention(one['by'])}, {when(datetime.fromisoformat(one['at']), sight.zone)}\n"
            f"{_said(one, 600)}"
        )
        for one in entries[-SHOWN:]
    ]


def on_card(sight: Sight) -> list[Block]:
    """Say on a card why it was handed off although others are open."""
    passed = sight.package
    if not passed.beside:
        return []
    others = ", ".join(f"#{number}" for number in passed.beside)
    return [section(f"*Handed off although {others} seems the same prospect:* {typed(passed.despite, 500)}")]


def _said(entry: Mapping[str, Any], limit: int) -> str:
    return "\n".join(f"*{typed(label, 80)}:* {typed(text, limit)}" for label, text in entry["said"])
