"""The story of a handoff: every event in order, who, when in the reader's zone, and why."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.durations import say_duration
from app.domain.lifecycle import Status
from app.domain.model import Event
from app.domain.sight import Sight
from blocks import ids
from blocks.parts import (
    Block,
    actions,
    button,
    context,
    day,
    esc,
    header,
    mention,
    modal,
    section,
    typed,
    when,
)
from blocks.standing import standing

SENTENCES: Mapping[str, str] = {
    "submit": "📨 {who} handed it off{to}.",
    "approve": "👍 {who} let it through as it was{to}.",
    "decline": "🚫 {who} did not let it through as it was.",
    "accept": "✅ {who} accepted it{took} and owns the next step.",
    "reject": "🚫 {who} rejected it{took}{reason}{criterion}.",
    "dispute": "⚖️ {who} disputed the rejection.",
    "uphold": "⚖️ {who} upheld the rejection.",
    "overturn": "⚖️ {who} overturned the rejection: the AE has it again.",
    "ask": "❓ {who} asked for information{took}.",
    "answer": "💬 {who} answered{took}.",
    "hand_over": "🔁 {who} handed it over to {ae}, who owns it now.",
    "reassign": "🔁 {who} gave it to {ae}, whose clock started.",
    "extend": "🕓 {who} gave more time.",
    "take": "✋ {who} took it over and owns the next step.",
    "snooze": "💤 {who} let it rest until {until}.",
    "withdraw": "↩️ {who} withdrew it.",
    "touch": "🤝 {who} made the first touch{took}.",
    "book": "📅 {who} booked a meeting{took}.",
    "hold": "📅 The meeting was held, says {who}.",
    "no_show": "📅 Nobody came to the meeting, says {who}.",
    "opportunity": "📈 {who} made it an opportunity{amount}.",
    "recycle": "♻️ {who} recycled it{reason}{returns}.",
    "win": "🏆 {who} won it{amount}.",
    "lose": "📉 {who} lost it{reason}.",
    "rate": "⭐ {who} rated the lead {quality} of 5.",
    "added": "➕ {who} added what was heard of the same prospect.",
    "meeting_at": "📅 {who} set the meeting for {at}.",
    "rescheduled": "📅 {who} moved the meeting to {at}.",
    "feedback_asked": "⭐ {whom} was asked how good the lead was.",
    "came_back": "♻️ It came back to {whom}, to be tried again.",
    "intro_edited": "✏️ {who} edited the introduction.",
    "intro_put": "📥 {who} had the introduction put among the drafts of a mailbox.",
    "intro_wished": "✏️ {who} asked for a change of the introduction.",
    "intro_opened": "📧 {who} opened the introduction as a draft.",
    "intro_sent": "📧 {who} marked the introduction as sent.",
    "live_introduction": "🤝 {who} brought SDR and owner together in one conversation.",
    "outreach_paused": "⏸️ {who} confirmed that their own outreach is paused.",
    "touch_asked": "🙋 {who} asked whether she may contact the prospect.",
    "touch_granted": "👍 {who} agreed to that contact.",
    "touch_refused": "🚫 {who} would rather not have that contact.",
    "offered": "📣 It was offered to {offered} as well: the first to accept gets it.",
    "passed_on": "🔁 It went on from {instead_of} to {ae}{why}.",
    "fell_back": "🔁 It fell to {ae}{why}.",
    "nudged": "⏰ A reminder went to {whom}{by}: {awaited} is due.",
    "warned": "⚠️ {whom} was told early: {awaited} is not there yet.",
    "held": "🔕 A reminder of {awaited} to {whom} was held back: enough for that day.",
    "escalated": "🚨 {awaited_now} did not come in time: {asked}.",
    "stopped": "🛑 Its time was up for good: everybody above was asked to step in.",
}
AWAITED = {
    "accept": "an answer",
    "claim": "an acceptance",
    "answer": "the SDR's answer",
    "touch": "the first touch",
    "outcome": "word on the meeting",
    "rule": "a decision",
}
QUOTED = ("question", "answer", "evidence", "wish", "touch", "next_step", "comment")  # what was typed with it
ENDED = (Status.REJECTED, Status.WITHDRAWN)  # without anybody who owned it
PRIVATE = {"rate": "⭐ {who} rated the lead."}  # all that others read of what is for the SDR alone
LINE, LINES = 350, 5  # characters of a quotation, and events in one block
IN_A_MESSAGE, IN_A_MODAL = 8_000, 60_000  # characters of the events that are shown
USAGE = "Which one? Give its number, as on its card: `/handoff show 12`."


def story(sight: Sight, events: Sequence[Event], *, most: int = IN_A_MESSAGE) -> tuple[str, list[Block]]:
    """Draw the story, the oldest event first: fallback text and blocks. What does not fit is the oldest."""
    handoff = sight.handoff
    title = f"{handoff.company} (#{handoff.number}): its story"
    lines = _fitting([tell(sight, event) for event in events], most)
    left = len(events) - len(lines)
    earlier = [context(f"{left} earlier event{'' if left == 1 else 's'} left out.")] if left else []
    told = [section("\n".join(lines[start : start + LINES])) for start in range(0, len(lines), LINES)]
    return esc(title), [header(title), owner(sight), *standing(sight), *earlier, *told]


def _fitting(lines: list[str], most: int) -> list[str]:
    """Take the newest lines that have no more characters in all, and the newest one in any case."""
    room, first = most, len(lines)
    while first and (room := room - len(lines[first - 1])) >= 0:
        first -= 1
    return lines[min(first, max(len(lines) - 1, 0)) :]


def answered(sight: Sight, events: Sequence[Event]) -> tuple[str, list[Block]]:
    """Draw what `/handoff show` answers: the story, with the ways on from it."""
    text, blocks = story(sight, events)
    return text, [*blocks, *actions(button("Full package", ids.SHOW, sight.handoff.number))]


def view(sight: Sight, events: Sequence[Event]) -> Block:
    """Draw the story as a modal, from which it can be put into the reader's own thread."""
    _, blocks = story(sight, events, most=IN_A_MODAL)
    post = actions(button("Put it into my thread", ids.STORY_POST, sight.handoff.number))
    return modal("handoff.story", "The story so far", [*blocks, *post], close="Close")


def opener(sight: Sight) -> Block:
    """Draw the button that opens the story."""
    return button("Story", ids.STORY, sight.handoff.number)


def owner(sight: Sight) -> Block:
    """Say who owns it now, in one line."""
    handoff = sight.handoff
    if handoff.owner_id:
        return context(f"Owner: {mention(handoff.owner_id)}")
    waits = f"; it waits for {mention(sight.waits_for)}" if sight.waits_for else ""
    is_over = handoff.status in ENDED and not sight.waits_for
    return context("Owner: nobody; it is over" if is_over else f"Owner: nobody yet{waits}")


def tell(sight: Sight, event: Event) -> str:
    """Tell one event in safe mrkdwn: when in the reader's zone, who did what, and why."""
    sentence = SENTENCES.get(event.action, f"{{who}}: {esc(event.action.replace('_', ' '))}.")
    hidden = event.action in PRIVATE and sight.viewer not in (sight.handoff.sdr_id, event.actor_id)
    sentence = PRIVATE[event.action] if hidden else sentence
    line = f"`{when(event.at, sight.zone)}`  {sentence.format_map(_words(sight, event))}"
    said = [] if hidden else [str(event.note[name]) for name in QUOTED if event.note.get(name)]
    return "\n".join([line, *(f"> {typed(text, LINE).replace(chr(10), chr(10) + '> ')}" for text in said)])


def _words(sight: Sight, event: Event) -> dict[str, str]:
    """Give what a sentence may need; what was not noted (in an earlier release) is left out of it."""
    note = event.note
    return {
        "who": mention(event.actor_id) if event.actor_id else "The clock",
        "ae": mention(note.get("ae")),
        "instead_of": mention(note.get("instead_of")),
        "offered": ", ".join(map(mention, note.get("offered") or [])) or "others",
        "whom": _whom(note.get("whom")),
        "by": f", as {mention(event.actor_id)} wished" if event.actor_id else "",
        "asked": _asked(note),
        "to": _to(note),
        "took": _took(event.took_seconds),
        "reason": _reason(sight, note),
        "criterion": _criterion(sight, note),
        "why": _why(note),
        "quality": str(note.get("quality", "–")),
        "amount": f" worth {note['amount']:,}" if isinstance(note.get("amount"), int) else "",
        "returns": _returns(note),
        "at": _moment(sight, note.get("at")),
        "until": _moment(sight, note.get("until")),
        "awaited": AWAITED.get(str(note.get("clock")), "an answer"),
        "awaited_now": AWAITED.get(str(note.get("clock")), "an answer").capitalize(),
    }


def _to(note: Mapping[str, Any]) -> str:
    if note.get("judge"):
        return f" for {mention(note['judge'])} to look at: it was not ready"
    if note.get("ae"):
        return f" to {mention(note['ae'])}{_why(note)}"
    return f" to {', '.join(map(mention, note['offered']))}" if note.get("offered") else ""


def _why(note: Mapping[str, Any]) -> str:
    return f" ({typed(str(note['why']), 150)})" if note.get("why") else ""


def _whom(whom: object) -> str:
    text = str(whom or "")
    return esc(text) if text.startswith("#") else mention(text or None)


def _asked(note: Mapping[str, Any]) -> str:
    if not note.get("whom"):
        return "nobody above could be asked, so the other side was told"
    instead = f" in place of {mention(note['instead_of'])}" if note.get("instead_of") else ""
    whom = str(note["whom"])
    return f"it was named in {esc(whom)}" if whom.startswith("#") else f"{mention(whom)} was asked{instead}"


def _took(seconds: int | None) -> str:
    return f" after {say_duration(timedelta(seconds=seconds))} of working time" if seconds else ""


def _reason(sight: Sight, note: Mapping[str, Any]) -> str:
    code = str(note.get("reason") or "")
    return f": {typed(sight.reasons.get(code, code), 150)}" if code else ""


def _criterion(sight: Sight, note: Mapping[str, Any]) -> str:
    labels = {one.name: one.label for one in sight.package.readiness.judged}
    failed = labels.get(str(note.get("criterion") or ""))
    return f"; what failed: {esc(failed)}" if failed else ""


def _returns(note: Mapping[str, Any]) -> str:
    try:
        back = date.fromisoformat(str(note.get("returns_on") or ""))
    except ValueError:
        return ""
    return f"; it comes back on {day(back)}"


def _moment(sight: Sight, written: object) -> str:
    try:
        return when(datetime.fromisoformat(str(written)), sight.zone)
    except ValueError:
        return "another time"
