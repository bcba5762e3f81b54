"""The drafts that an SDR can go on with: in a chooser before the form, and on the Home tab."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.model_team import DraftPackage
from app.domain.workhours import zone_of
from blocks import ids
from blocks.parts import (
    Block,
    actions,
    button,
    divider,
    esc,
    header,
    labelled,
    modal,
    option,
    section,
    typed,
    when,
)

ANEW = "new"
CHOICE = "draft"
AT_HOME = 5  # of the drafts; Home holds 100 blocks
UNNAMED = "a prospect without a name"


def chooser(drafts: Sequence[DraftPackage], zone: str, now: datetime) -> Block:
    """Offer to go on with one of somebody's drafts, the newest first, or to start anew."""
    named = {str(draft.number): _named(draft, zone, now) for draft in drafts}
    choices = [option(number, f"Go on with {title}") for number, title in named.items()]
    element: Block = {
        "type": "radio_buttons",
        "action_id": CHOICE,
        "options": [*choices, option(ANEW, "Start anew")],
        "initial_option": choices[0],
    }
    blocks = [labelled(CHOICE, "Go on with a draft?", element, required=True)]
    return modal(ids.FORM_DRAFTS, "Hand off a prospect", blocks, submit="Next")


def reminder(drafts: Sequence[DraftPackage], zone: str, now: datetime) -> list[str]:
    """Say above a new form that there is a draft, if there is one; safe mrkdwn."""
    if not drafts:
        return []
    more = f" and {len(drafts) - 1} more" if len(drafts) > 1 else ""
    newest = esc(_named(drafts[0], zone, now))
    return [f"📝 You also have a draft: {newest}{more}. `/handoff` goes on with it."]


def at_home(drafts: Sequence[DraftPackage], zone: str, now: datetime) -> list[Block]:
    """List somebody's drafts on the Home tab; nothing if there are none."""
    if not drafts:
        return []
    blocks = [header(f"Drafts ({len(drafts)})")]
    for draft in drafts[:AT_HOME]:
        blocks.append(section(f"*{typed(draft.text('company') or UNNAMED)}* · {_saved(draft, zone, now)}"))
        go_on = button("Go on", ids.DRAFT_GO_ON, draft.number, style="primary")
        blocks += actions(go_on, button("Discard", ids.DRAFT_DISCARD, draft.number) | {"confirm": _SURE})
    return [*blocks, divider()]


def _named(draft: DraftPackage, zone: str, now: datetime) -> str:
    return f"{draft.text('company')[:28] or UNNAMED} ({_saved(draft, zone, now)})"


def _saved(draft: DraftPackage, zone: str, now: datetime) -> str:
    """Say when it was saved, in the reader's zone: the time if that was today."""
    local, today = draft.saved_at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone))
    return f"saved {local:%H:%M}" if local.date() == today.date() else f"saved {when(draft.saved_at, zone)}"


_SURE: Block = {
    "title": {"type": "plain_text", "text": "Discard this draft?"},
    "text": {"type": "plain_text", "text": "What was typed into it is deleted."},
    "confirm": {"type": "plain_text", "text": "Discard"},
    "deny": {"type": "plain_text", "text": "Keep it"},
}
