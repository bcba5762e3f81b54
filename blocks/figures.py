"""Figures on Home and as `/handoff stats` answers: few lines, and small samples said to be small."""

from collections.abc import Mapping

from app.domain.homepage import Numbers
from app.domain.metrics import Figures
from blocks.parts import Block, context, esc, fields, header, mention, section
from blocks.said import count, spread, surely

NONE = "There is nothing to count in this time."


def at_home(numbers: Numbers) -> list[Block]:
    """Draw somebody's own figures, a line for each of her parts; nothing where she had none."""
    lines = [
        _sdr(numbers.sdr) if numbers.sdr else "",
        _ae(numbers.ae, "got") if numbers.ae else "",
        _ae(numbers.team, "your team got") if numbers.team else "",
    ]
    said = [one for one in lines if one]
    if not said:
        return []
    return [header(f"Your numbers, last {numbers.days} days"), context("\n".join(said))]


def stats(person: str, when: str, shown: Mapping[str, Figures], *, is_team: bool) -> tuple[str, list[Block]]:
    """Answer `/handoff stats`: whose, of when, and each part of the figures by its label."""
    whose = (
        f"{mention(person)}'s team"
        if is_team and person
        else "the whole team"
        if is_team
        else mention(person)
    )
    title = f"Figures of {whose}, {esc(when)}"
    blocks: list[Block] = [section(f"*{title}*")]
    for label, figures in shown.items():
        if any(figures.counts.values()):
            blocks += [section(f"*{label}*"), *fields(_all(figures))]
    if len(blocks) == 1:
        blocks.append(section(NONE))
    few = "Fewer than 10 are few: the range says where the true share may lie."
    return f"Figures, {esc(when)}", [*blocks, context(few)]


def _sdr(figures: Figures) -> str:
    kept = f", accepted: {surely(figures.acceptance)}" if figures.decided else ""
    won = f", {figures.opportunities} became opportunities" if figures.opportunities else ""
    return f"You handed off {figures.handed_off}{kept}{won}." if any(figures.counts.values()) else ""


def _ae(figures: Figures, who: str) -> str:
    if not any(figures.counts.values()):
        return ""
    time = f", answered in {spread(figures.time_to_accept)}" if figures.time_to_accept.n else ""
    held = f", {count(figures.held, 'meeting')} held" if figures.held else ""
    subject = f"You {who}" if who == "got" else who.capitalize()
    return f"{subject} {figures.handed_off}, accepted: {surely(figures.acceptance)}{time}{held}."


def _all(figures: Figures) -> list[tuple[str, str]]:
    quality = f"{figures.quality:.1f} of 5 ({figures.rated} rated)" if figures.quality is not None else ""
    return [
        ("Handed off", str(figures.handed_off)),
        ("Accepted", surely(figures.acceptance)),
        ("Answered within the SLA", surely(figures.accepted_within)),
        ("Time to accept", spread(figures.time_to_accept)),
        ("Time to first touch", spread(figures.time_to_touch)),
        ("Meetings held", surely(figures.attendance)),
        ("Opportunities", str(figures.opportunities)),
        ("Returned for information", str(figures.returned)),
        ("Quality", quality),
    ]
