"""What became of a handoff goes back: the question to its owner, what the SDR reads, a lead that returns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.lifecycle import Action, Meeting, Status
from app.domain.model import Event
from app.domain.outcomes import MISSING, WRONG, fields_of
from app.domain.personal import FORGOTTEN
from app.domain.sight import Sight
from app.domain.suggestion import What
from app.domain.workhours import today
from blocks import ids, story
from blocks.card import moves
from blocks.parts import Block, actions, button, context, day, divider, esc, mention, section, typed, when
from blocks.standing import MEETING, state, with_names

OUTCOMES = (Action.HOLD, Action.NO_SHOW, Action.OPPORTUNITY, Action.WIN, Action.LOSE, Action.RECYCLE)
MOST_STEPS = 14  # of a story in short
IN_SHORT: Mapping[str, str] = {
    "submit": "handed off",
    "approve": "approved",
    "accept": "accepted",
    "take": "taken over by a manager",
    "reject": "rejected",
    "dispute": "disputed",
    "uphold": "rejection upheld",
    "overturn": "rejection overturned",
    "ask": "asked back",
    "answer": "answered",
    "hand_over": "handed over",
    "reassign": "given to another AE",
    "passed_on": "went on to another AE",
    "touch": "first touch",
    "book": "meeting booked",
    "rescheduled": "meeting moved",
    "hold": "meeting held",
    "no_show": "no-show",
    "opportunity": "opportunity",
    "recycle": "recycled",
    "win": "won",
    "lose": "lost",
}
ADVICE: Mapping[str, str] = {
    What.CRITERION: "{count} of your last {of} handoffs were rejected without *{label}*. "
    "Please settle it before you hand off.",
    What.MISSING: "In {count} of your last {of} handoffs the AE missed *{label}*. "
    "It is worth a question on your next call.",
    What.WRONG: "In {count} of your last {of} handoffs *{label}* turned out to be wrong. "
    "Please check it once more before you hand off.",
    What.REASON: "{count} of your last {of} handoffs were rejected for one reason: *{label}*.",
}


def ask(sights: Sequence[Sight]) -> tuple[str, list[Block]]:
    """Ask an owner how good some leads were, by one tap each: fallback text and blocks."""
    text = "⭐ How good was this lead?" if len(sights) == 1 else "⭐ How good were these leads?"
    names = ", ".join(f"{typed(one.handoff.company, 60)} (#{one.handoff.number})" for one in sights)
    blocks = [section(f"*{text}*\nOne tap is enough. Only the SDR reads it, and hands off better next time.")]
    for sight in sights:
        blocks += [divider(), *_lead(sight)]
    return f"{text} {names}", blocks


def _lead(sight: Sight) -> list[Block]:
    handoff = sight.handoff
    name = f"*{typed(handoff.company)}* (#{handoff.number}) from {mention(handoff.sdr_id)}"
    if sight.viewer != handoff.owner_id:
        return [section(f"{name}\nThis is with {mention(handoff.ae_id)} now.")]
    more = button("Say more", ids.ACT + Action.RATE.value, handoff.number)
    became = actions(*moves(sight, [one for one in sight.choices if one in OUTCOMES]))
    if handoff.quality:
        return [section(f"{name}\n{stars(handoff.quality)}  Thank you!"), *actions(more), *became]
    stars_row = [button(f"{n} ★", f"{ids.STAR}{n}", handoff.number) for n in range(1, 6)]
    return [section(f"{name}\n{_stands(sight)}"), *actions(*stars_row, more), *became]


def _stands(sight: Sight) -> str:
    handoff = sight.handoff
    if handoff.meeting is Meeting.BOOKED and handoff.meeting_at:
        return f"How did the meeting on {when(handoff.meeting_at, sight.zone)} go?"
    return "  ·  ".join([state(handoff), *([MEETING[handoff.meeting]] if handoff.meeting in MEETING else [])])


def stars(quality: int) -> str:
    """Draw a rating."""
    return "★" * quality + "☆" * (5 - quality)


def rated(sight: Sight, note: dict[str, Any]) -> tuple[str, list[Block]]:
    """Tell the SDR how good her handoff was, its story in short, and one suggestion."""
    company, labels = f"*{typed(sight.handoff.company)}*", fields_of(sight.package)
    text = f"⭐ {mention(sight.viewer)} {mention(note['actor'])} rated {company} {note['quality']} of 5."
    for title, name in (("Wrong", WRONG), ("Missing", MISSING)):
        if named := [esc(labels.get(one, one)) for one in note.get(name, ())]:
            text += f"\n*{title}:* {', '.join(named)}."
    if note.get("comment"):
        text += "\n> " + typed(note["comment"]).replace("\n", "\n> ")
    so_far = " → ".join(_steps(sight, note.get("events", ())))
    blocks = [section(text), *([context(so_far)] if so_far else [])]
    if advice := note.get("advice"):
        said = ADVICE[advice["what"]].format_map(advice | {"label": esc(advice["label"])})
        blocks.append(section(f"💡 {said}"))
    return with_names(sight, text, esc).replace("*", ""), [*blocks, *actions(story.opener(sight))]


def _steps(sight: Sight, events: Sequence[Event]) -> Iterator[str]:
    """Tell the story in short: each move in two words, with its day in the reader's zone where it changes."""
    moved = [event for event in events if event.action in IN_SHORT]
    if len(moved) > MOST_STEPS:
        yield f"{len(moved) - MOST_STEPS} earlier steps"
    last = None
    for event in moved[-MOST_STEPS:]:
        on = today(event.at, sight.zone)
        yield IN_SHORT[event.action] + (f" {day(on)}" if on != last else "")
        last = on


def came_back(sight: Sight) -> tuple[str, list[Block]]:
    """Tell an SDR that a recycled lead is hers again; if she is gone, whoever manages her."""
    handoff, you = sight.handoff, mention(sight.viewer)
    company, said = f"*{typed(handoff.company)}* (#{handoff.number})", ""
    if handoff.status is Status.RECYCLED:
        said = f"{mention(handoff.owner_id)} recycled it: {typed(sight.reason)}."
        said += "\n> " + typed(handoff.comment).replace("\n", "\n> ") if handoff.comment else ""
    if sight.viewer == handoff.sdr_id:
        ask = "*Please get in touch with them.* When they are ready, hand them off again: the form opens "
        ask += "with what you passed on."
    else:
        ask = f"{mention(handoff.sdr_id)}, who handed it off, is not here any more. "
        ask += "*Please give it to somebody.*"
    text = f"♻️ {you} {company} is to be tried again today. {said}\n{ask}"
    package = button("Full package", ids.SHOW, handoff.number)
    return with_names(sight, text, esc).replace("*", ""), [
        section(text),
        *actions(_again(sight), package, story.opener(sight)),
    ]


def _again(sight: Sight) -> Block | None:
    handoff = sight.handoff
    is_hers = sight.viewer == handoff.sdr_id and handoff.status is Status.RECYCLED
    if not is_hers or handoff.company == FORGOTTEN:
        return None
    return button("Hand off again", ids.AGAIN, handoff.number, style="primary")
