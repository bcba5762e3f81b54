"""The weekly digest: one text for the terminal and for notifications, and the blocks for the channel."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.domain.clues import unescaped
from app.domain.durations import say_duration
from app.domain.lifecycle import Status
from app.domain.metrics import Week, Words, percentile
from app.domain.roster import Roster
from blocks.parts import Block, context, esc, fields, header, mention, section, typed, when
from blocks.standing import STATUS

MOST = 8  # stalled handoffs named; the rest are counted


def digest(week: Week, words: Words, roster: Roster, zone: str) -> tuple[str, list[Block]]:
    """Draw a digest: fallback text and blocks. `zone` is the channel's."""
    title = f"Handoffs, week to {when(week.end, zone)}"
    blocks: list[Block] = [header(title), section(f"*{headline(week)}*")]
    if week.states:
        blocks.append(section(f"*Where they stand*\n{_states(week)}"))
    blocks += fields(_figures(week))
    for why, lines in _why(week, words):
        blocks.append(section(f"*{why}*\n" + "\n".join(lines)))
    blocks.append(section("*Stalled right now*\n" + ("\n".join(_stalled(week, zone)) or "Nothing. 🎉")))
    blocks.append(
        context("Times are working hours of whoever had to act. 90 % means: nine of ten were faster.")
    )
    return esc(f"{title}. {headline(week)}"), blocks


def text(week: Week, words: Words, roster: Roster, zone: str) -> str:
    """Say a digest in plain text."""
    lines = [f"Handoffs, week to {when(week.end, zone)}", headline(week), ""]
    lines += [f"{label}: {value}" for label, value in _figures(week)]
    if week.states:
        lines += ["", "Where they stand: " + _states(week)]
    for title, why in _why(week, words):
        lines += ["", f"{title}:", *why]
    lines += ["", "Stalled right now:", *(_stalled(week, zone) or ["Nothing."])]
    said = "\n".join(lines)
    for person in roster.people:
        said = said.replace(mention(person), roster.name(person))
    return unescaped(said)


def headline(week: Week) -> str:
    """Sum the week up in one sentence."""
    if not week.handed_off and not week.moves:
        return "No handoffs this week."
    rate = (
        "" if week.acceptance_rate is None else f", {week.acceptance_rate:.0%} of the decided ones accepted"
    )
    stalled = f", {len(week.stalled)} stalled" if week.stalled else ""
    return f"{week.handed_off} handed off{rate}{stalled}."


def _figures(week: Week) -> list[tuple[str, str]]:
    rate = "–" if week.acceptance_rate is None else f"{week.acceptance_rate:.0%}"
    meetings = f"{week.moves.get('hold', 0)} held, {week.moves.get('no_show', 0)} no-shows"
    figures = {
        "Acceptance rate": f"{rate} ({week.accepted} of {week.decided})",
        "Time to accept": _times(week.accept_seconds),
        "Time to first touch": _times(week.touch_seconds),
        "Meetings": meetings,
        "Disputes": _disputes(week),
        "Accepted, untouched now": str(week.untouched or ""),
    }
    return [(label, value) for label, value in figures.items() if value]


def _disputes(week: Week) -> str:
    said = {"dispute": "raised", "uphold": "upheld", "overturn": "overturned"}
    return ", ".join(
        f"{count} {word}" for action, word in said.items() if (count := week.moves.get(action, 0))
    )


def _times(seconds: Sequence[int]) -> str:
    half, most = percentile(seconds, 0.5), percentile(seconds, 0.9)
    if half is None or most is None:
        return "–"
    return f"median {_say(half)}, 90 % {_say(most)}"


def _say(seconds: int) -> str:
    rounded = timedelta(seconds=seconds if seconds < 60 else seconds // 60 * 60)
    return say_duration(rounded) if rounded else "0 s"


def _states(week: Week) -> str:
    return "  ·  ".join(f"{STATUS[Status(s)]}: {n}" for s, n in sorted(week.states.items()))


def _why(week: Week, words: Words) -> list[tuple[str, list[str]]]:
    """List what speaks of lost leads, each with its commonest three; nothing where there is nothing."""
    told = (
        ("Why some were rejected", week.reasons, words.reasons),
        ("Which criteria failed", week.criteria, words.criteria),
    )
    return [(title, _ranked(counts, labels)) for title, counts, labels in told if counts]


def _ranked(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[str]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]
    return [f"• {typed(labels.get(code, code))}: {count}" for code, count in ranked]


def _stalled(week: Week, zone: str) -> list[str]:
    lines = [
        f"• *{typed(s.company, 80)}* (#{s.handoff_id}) waits for {mention(s.waits_for)} "
        f"since {when(s.since, zone)}"
        for s in week.stalled[:MOST]
    ]
    return lines + ([f"… and {len(week.stalled) - MOST} more"] if len(week.stalled) > MOST else [])
