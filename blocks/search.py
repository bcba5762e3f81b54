"""Looking for a handoff: the form on Home, and what was found."""

from collections.abc import Sequence

from app.domain.sight import Sight
from blocks import home, ids
from blocks.parts import Block, context, esc, modal, section, text_input, typed

TEXT = "text"  # the field
LONGEST = 100  # characters of what is looked for
USAGE = "What are you looking for? Give a company or a contact, like `/handoff search acme`."
HINT = "A company, or a contact's name, email or role; every word must be found"


def form(text: str = "", found: Sequence[Block] = ()) -> Block:
    """Draw the form, with what was found last."""
    asks = text_input(TEXT, "Look for", value=text, hint=HINT, required=True, lines=False, limit=LONGEST)
    return modal(ids.SEARCH, "Search handoffs", [asks, *found], submit="Search", close="Close")


def found(text: str, shown: Sequence[Sight], *, more: bool) -> tuple[str, list[Block]]:
    """Draw what was found, newest first: fallback text and blocks."""
    if not shown:
        where = "I look at the companies and contacts of the newest 5,000."
        said = f"Nothing that you may see matches “{typed(text, LONGEST)}”. {where}"
        return said, [section(said)]
    lines = [block for sight in shown for block in home.line(sight, act=False)]
    rest = [context("There are more: another word narrows it down.")] if more else []
    return f"Found for “{esc(text)}”: {len(shown)}", [*lines, *rest]
