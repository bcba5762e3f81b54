"""What `/handoff` answers when it does not open the form."""

from collections.abc import Sequence

from app.domain.sight import Sight
from blocks.card import STATUS
from blocks.parts import Block, context, mention, section, typed, when

MOST = 20
HELP = (
    "*Warm Handoff* passes a qualified prospect from SDR to AE, with an owner and a clock.\n"
    "• `/handoff` or `/handoff Acme` opens the form (with the company filled in)\n"
    "• `/handoff list` shows your open handoffs\n"
    "• `/handoff help` shows this\n"
    "The form also opens from the ⚡ shortcuts, and from “Hand off from message” on any message. "
    "What waits on you is on the app's *Home* tab."
)


def help_text() -> str:
    """Say what the command can do."""
    return HELP


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
    whom = f" · next: {mention(sight.waits_for or handoff.owner_id or handoff.ae_id)}{due}"
    return f"*{typed(handoff.company, 100)}* (#{handoff.number}) · {STATUS[handoff.status]}{whom}"
