"""What an admin gets on a day on which messages could not be delivered."""

from collections.abc import Sequence

from app.domain.model import Owed
from blocks.parts import Block, clip, context, esc, mention, section

MOST = 15  # messages named; the rest are counted
WHAT = {
    "card": "the card",
    "digest": "the digest",
    "file": "a file",
    "hook": "word of a hold",
    "intro": "the introduction draft",
    "live": "the live introduction",
    "mailbox": "the draft in a mailbox",
    "news": "the news",
    "notice": "an answer to a click",
    "nudge": "a reminder",
    "offer": "an offer",
    "overdue": "a reminder in a channel",
    "receipt": "the receipt",
    "ruling": "the question to decide",
    "stalled": "the request to step in",
    "unanswered": "the news that nobody answers",
    "warning": "a warning",
}


def undelivered(dead: Sequence[Owed]) -> tuple[str, list[Block]]:
    """List what was given up, to whom and why; the newest version replaces the one before."""
    count = "1 message" if len(dead) == 1 else f"{len(dead)} messages"
    text = f"{count} could not be delivered today. They are kept; please see to them."
    lines = [f"• {_line(owed)}" for owed in dead[:MOST]]
    if len(dead) > MOST:
        lines.append(f"… and {len(dead) - MOST} more")
    return text, [
        section(f"📭 *{count} could not be delivered today.* They are kept."),
        section("\n".join(lines)),
        context(
            "On the bot's machine: `handoff outbox list` shows them, `handoff outbox retry` sends them again "
            "once the reason is gone, `handoff outbox drop` lets go of them."
        ),
    ]


def _line(owed: Owed) -> str:
    people = " and ".join(mention(one) for one in owed.recipient.removeprefix("mailbox:").split(","))
    to = esc(owed.recipient) if owed.kind in ("digest", "hook") else people
    about = f" of handoff #{owed.handoff_id}" if owed.handoff_id else ""
    return f"{WHAT.get(owed.kind, owed.kind)}{about} to {to}: {esc(clip(owed.error, 80))}"
