"""The Home tab."""

from collections.abc import Sequence

from app.domain.lifecycle import Role
from app.domain.sight import Overview, Sight
from blocks import drafts, ids, ooo
from blocks.card import moves
from blocks.parts import Block, actions, button, context, divider, esc, header, mention, section, typed, when
from blocks.standing import holder, state

MOST = 8  # handoffs of each list; Home holds 100 blocks


def home(overview: Overview) -> Block:
    """Draw somebody's Home tab: what waits on her first."""
    blocks: list[Block] = [
        *actions(button("Hand off a prospect", ids.START, "new", style="primary")),
        *_list("Waiting on you", overview.on_me, "Nothing waits on you. 🎉", act=True),
        *(_list("First to accept", overview.offers, "", act=True) if overview.offers else []),
        *_list("You are waiting for", overview.on_others, "You wait for nobody."),
    ]
    if overview.manages:
        blocks += _list("Stalled in your team", overview.stalled, "Nothing stalls in your team.", act=True)
        blocks += [context(f"Accepted but untouched in your team: {overview.untouched}")]
    if overview.drafts and overview.calendar:
        blocks += drafts.at_home(overview.drafts, overview.calendar.zone, overview.calendar.now)
    if overview.calendar:
        blocks += [header("Out of office"), *ooo.at_home(overview.calendar)]
    return {"type": "home", "blocks": blocks}


def closed(text: str) -> Block:
    """Draw the Home tab of somebody who may do nothing here."""
    return {"type": "home", "blocks": [section(esc(text))]}


def _list(title: str, sights: Sequence[Sight], empty: str, *, act: bool = False) -> list[Block]:
    blocks = [header(f"{title} ({len(sights)})" if sights else title)]
    for sight in sights[:MOST]:
        blocks.append(section(_line(sight)))
        row = moves(sight, sight.choices[:4]) if act else []
        # What is only offered to her is a line yet: the package is for whoever gets it.
        whole = button("Full package", ids.SHOW, sight.handoff.number)
        blocks += actions(*row, None if sight.roles <= {Role.OFFERED} else whole)
    if not sights:
        blocks.append(context(empty))
    if len(sights) > MOST:
        blocks.append(context(f"… and {len(sights) - MOST} more: `/handoff list` shows them."))
    return [*blocks, divider()]


def _line(sight: Sight) -> str:
    handoff = sight.handoff
    line = f"*{typed(handoff.company)}* (#{handoff.number}) · {state(handoff)}"
    people = f"{mention(handoff.sdr_id)} → {holder(handoff)}"
    due = (
        f" · by {when(sight.due, sight.zone)}" + (" (overdue)" if sight.overdue else "") if sight.due else ""
    )
    return f"{line}\n{people}{due}"
