"""Somebody's own numbers, or her team's, once a week in a direct message."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.metrics import Figures, Kind
from blocks import said
from blocks.parts import Block, context, esc, fields, header, section, when

WHOSE = {
    Kind.SDR: "Your handoffs",
    Kind.AE: "Handoffs to you",
    Kind.TEAM: "Handoffs to your team",
    Kind.SDR_TEAM: "Handoffs of your team",
}
Part = tuple[Kind, Figures, Figures]  # whose, in the week and in the one before
WHY = {
    False: "You get this because your settings say so: `/handoff`'s Home tab turns it off.",
    True: "Managers get their team's numbers each week; the policy's `digest.managers` turns it off.",
}


def numbers(parts: Sequence[Part], end: datetime, zone: str, *, manages: bool) -> tuple[str, list[Block]]:
    """Draw the numbers of the week to `end` in the reader's zone; who `manages` gets her team's."""
    title = f"{'Your team' if manages else 'Your numbers'}, week to {when(end, zone)}"
    blocks = [header(title)]
    for kind, this, before in parts:
        blocks += [section(f"*{WHOSE[kind]}*"), *fields(_figures(kind, this, before))]
    told = "; ".join(f"{WHOSE[kind].lower()}: {_main(kind, this)}" for kind, this, _ in parts)
    return esc(f"{title}: {told}."), [*blocks, context(WHY[manages])]


def _main(kind: Kind, figures: Figures) -> str:
    return f"{figures.handed_off} handed off, {figures.accepted} accepted"


def _figures(kind: Kind, this: Figures, before: Figures) -> list[tuple[str, str]]:
    """List label and value; what there was none of is left out."""
    quality = "" if this.quality is None else f"{this.quality:.1f} of 5 ({this.rated} rated)"
    found = [
        ("Handed off", _count(this.handed_off, before.handed_off)),
        ("Accepted", f"{said.surely(this.acceptance)}" if this.decided else ""),
        ("Time to accept", said.spread(this.time_to_accept) if this.time_to_accept.n else ""),
        ("In the SLA", said.surely(this.accepted_within) if this.accepted_within.of else ""),
        ("First touch", said.spread(this.time_to_touch) if this.time_to_touch.n else ""),
        ("Meetings held", _count(this.held, before.held) if this.held or before.held else ""),
        ("Opportunities", _count(this.opportunities, before.opportunities) if this.opportunities else ""),
        ("Lead quality", quality),
    ]
    return found if kind in (Kind.SDR, Kind.SDR_TEAM) else [one for one in found if one[0] != "Lead quality"]


def _count(now: int, before: int) -> str:
    return f"{now} ({before} the week before)"
