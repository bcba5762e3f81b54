"""What `/handoff` answers when it does not open the form."""

from collections.abc import Sequence

from app.domain.sight import Sight
from blocks import ids
from blocks.parts import Block, actions, button, clip, context, mention, section, typed, when
from blocks.standing import holder, state

MOST = 20
HELP = (
    "*Warm Handoff* passes a qualified prospect from SDR to AE, with an owner and a clock.\n"
    "• `/handoff` or `/handoff Acme` opens the form (with the company filled in; `/handoff new List Inc` "
    "also where its name begins like one of these words); "
    "what you type is kept as a draft\n"
    "• `/handoff list` shows your open handoffs, `/handoff show 12` the story of #12\n"
    "• `/handoff search jane` finds handoffs by company or contact\n"
    "• `/handoff stats` shows your figures; `/handoff stats team month` or `/handoff stats @anna 2026-W47` "
    "those of others, as far as you may see them\n"
    "• `/handoff why 12` shows who was considered for handoff #12, and who was skipped and why\n"
    "• `/handoff ooo` plans your time off; `/handoff ooo today 14:00 to 18:00` and "
    "`/handoff ooo 2026-12-24 to 2027-01-02` do so at once, `/handoff back` ends it\n"
    "• `/handoff help` shows this\n"
    "The form also opens from the ⚡ shortcuts, and from “Hand off from message” on any message. "
    "What waits on you is on the app's *Home* tab."
)


def help_text() -> str:
    """Say what the command can do."""
    return HELP


def meant(typed_line: str, line: str, draft: int | None) -> tuple[str, list[Block]]:
    """Ask whether a line was mistyped; `draft` is the form to go on with if it names a company after all."""
    text = f"Did you mean `/handoff {typed(line, 100)}`? Nothing was changed."
    start = button(f"Hand off “{clip(typed_line, 40)}”", ids.DRAFT_GO_ON, draft) if draft else None
    return text, [section(text), *actions(start)]


def listing(sights: Sequence[Sight]) -> tuple[str, list[Block]]:
    """List somebody's open handoffs."""
    if not sights:
        text = "You have no open handoffs. `/handoff` starts one."
        return text, [section(text)]
    lines = [_line(sight) for sight in sights[:MOST]]
    blocks = [section("\n".join(lines[i : i + 5])) for i in range(0, len(lines), 5)]
    if len(sights) > MOST:
        blocks.append(context(f"… and {len(sights) - MOST} more."))
    return f"Your open handoffs: {len(sights)}", blocks


def _line(sight: Sight) -> str:
    handoff = sight.handoff
    due = f", by {when(sight.due, sight.zone)}{' (overdue)' if sight.overdue else ''}" if sight.due else ""
    next_one = sight.waits_for or handoff.owner_id
    whom = f" · next: {holder(handoff) if handoff.is_offer or not next_one else mention(next_one)}{due}"
    return f"*{typed(handoff.company, 100)}* (#{handoff.number}) · {state(handoff)}{whom}"
