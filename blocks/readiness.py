"""How ready a package is, in the words that SDR, AE and manager all read."""

from app.domain.criteria import MUST_BE, Judged, Readiness, State
from app.domain.lifecycle import Status
from app.domain.sight import Sight
from blocks.parts import Block, context, esc, mention, typed

KNOWN = {
    State.EMPTY: "not answered",
    State.CLAIMED: "claimed",
    State.QUOTED: "“quoted”",
    State.VALIDATED: "✓ validated",
}
HOW = {  # what “How do you know?” offers
    State.CLAIMED.value: "Claimed: I say so",
    **{state.value: words[0].upper() + words[1:] for state, words in MUST_BE.items()},
}
ASKED = {
    State.QUOTED: "the prospect's own words are asked for",
    State.VALIDATED: "a document or a second person must confirm it",
}


def score(readiness: Readiness) -> str:
    """Say how many criteria are met: "Ready: 5 of 7"."""
    return f"Ready: {readiness.met} of {readiness.of}"


def explained(readiness: Readiness) -> str:
    """List which criteria are met, and what is missing of those that are not; safe mrkdwn."""
    return "\n".join(_line(one) for one in readiness.judged if one.counts)


def unmet(readiness: Readiness) -> str:
    """List only what is missing; safe mrkdwn."""
    return "\n".join(_line(one) for one in readiness.unmet)


def title(judged: Judged) -> str:
    """Name a criterion above its answer, with how surely it is known where that matters; safe mrkdwn."""
    how = f" ({KNOWN[judged.state]})" if judged.asked.reaches(State.QUOTED) else ""
    return f"*{esc(judged.label)}*{how}"


def standing(sight: Sight) -> list[Block]:
    """Say how ready a package was handed off, for which segment, and whether it is hot."""
    handoff, readiness = sight.handoff, sight.package.readiness
    said = [
        "🔥 Hot" if handoff.priority == "hot" else "",
        f"Segment: {esc(handoff.segment)}" if handoff.segment else "",
        "" if handoff.forgotten_at else score(readiness),
    ]
    if sight.package.waived and handoff.status is not Status.REVIEW:
        said.append(f"approved by {mention(handoff.judge_id)}: “{typed(sight.package.waived, 300)}”")
    lines = ["  ·  ".join(one for one in said if one), "" if handoff.forgotten_at else unmet(readiness)]
    return [context("\n".join(line for line in lines if line))] if any(lines) else []


def _line(judged: Judged) -> str:
    label = esc(judged.label)
    if judged.met:
        how = "" if judged.state is State.CLAIMED else f" ({KNOWN[judged.state].removeprefix('✓ ')})"
        return f"✓ {label}{how}"
    asked = f"; {ASKED[judged.asked]}" if judged.asked in ASKED else ""
    return f"✗ {label}: {KNOWN[judged.state]}{asked}"
