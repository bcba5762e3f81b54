"""The AE's brief: what she must know before she talks to the prospect, read in one minute on a phone."""

from collections.abc import Iterable, Iterator

from app.domain.lifecycle import Status
from app.domain.sight import Sight
from blocks import ids
from blocks.parts import Block, button, context, esc, modal, section, typed

BRIEFED = (Status.PENDING, Status.ACCEPTED, Status.WORKING, Status.OPPORTUNITY)
WHY_NOW = ("timeline", "urgency", "critical_event", "compelling_event", "prioritization")
PEOPLE, QUOTES, CRITERIA, QUESTIONS = 3, 3, 8, 3  # lines of each
LINE, TEXT = 90, 180  # characters of an answer in a list, and of one that stands alone
MARKS = ' "“”„»«'  # an SDR may have set them herself
ERASED = "What was passed on has been erased with the prospect's data."


def opener(sight: Sight) -> Block | None:
    """Draw the button that opens the brief, for the card's AE or owner while there is something ahead."""
    if sight.handoff.status not in BRIEFED:
        return None
    return button("Brief", ids.BRIEF, sight.handoff.number)


def brief(sight: Sight) -> Block:
    """Draw the brief as a modal."""
    return modal("handoff.brief", "One-minute brief", _sections(sight), close="Close")


def reply(sight: Sight) -> tuple[str, list[Block]]:
    """Draw the brief as a reply below the owner's card: fallback text and blocks."""
    handoff = sight.handoff
    if sight.viewer != handoff.owner_id:
        text = f"{handoff.company} (#{handoff.number}) is with {sight.roster.name(handoff.ae_id)} now."
        return esc(text), [section(esc(text))]
    return esc(f"Your one-minute brief on {handoff.company}"), _sections(sight)


def _sections(sight: Sight) -> list[Block]:
    """Draw what there is to read; a part without content is left out."""
    quotes = _quotes(sight)
    parts = [
        _part("Why now", _why_now(sight)),
        _part("What they said", quotes) or _part("What hurts them", _answer(sight, "pain_points")),
        _part("What worries them", _answer(sight, "objections")),
        _part("What was promised", _answer(sight, "next_step")),
        _part("No need to ask again", _answered(sight)),
        _part("What you asked, and the answer", _asked_back(sight)),
    ]
    blocks = [section(text) for text in (_who(sight), *parts) if text]
    notes = "Notes of colleagues: please do not forward them. “Full package” on the card has all of it."
    return [*blocks, context(notes)]


def _who(sight: Sight) -> str:
    """Name the people and their company, or say that nothing is left of them."""
    company, contacts = typed(sight.handoff.company, LINE), sight.package.contacts
    if not contacts[0].email:
        return f"*{company}*\n{ERASED}"
    lines = [f"{typed(one.name, 60)}{f', {typed(one.role, 60)}' if one.role else ''}" for one in contacts]
    return "\n".join([f"*{lines[0]}, {company}*", *_some(lines[1:], PEOPLE - 1)])


def _why_now(sight: Sight) -> str:
    hot = ["🔥 Hot"] if sight.handoff.priority == "hot" else []
    return "\n".join([*hot, *filter(None, (_answer(sight, name) for name in WHY_NOW))])


def _quotes(sight: Sight) -> str:
    """Quote what the prospect said, each on its line."""
    quotes = (one.strip(MARKS) for one in sight.package.answer("quotes").splitlines())
    lines = [f"“{_line(one, TEXT)}”" for one in quotes if one]
    return "\n".join(_some(lines, QUOTES))


def _answered(sight: Sight) -> str:
    """List the criteria that are answered already, but for those that are the reason why it is urgent."""
    answers = (
        (one.label, sight.package.answer(one.name))
        for one in sight.package.readiness.judged
        if one.name not in WHY_NOW
    )
    lines = [f"• {esc(label)}: {_line(answer, LINE)}" for label, answer in answers if answer.strip()]
    return "\n".join(_some(lines, CRITERIA))


def _asked_back(sight: Sight) -> str:
    """List what the SDR answered to questions, the newest ones."""
    exchanges = sight.handoff.package.get("answered", [])[-QUESTIONS:]
    return "\n".join(
        f"• {_line(one['question'], LINE)}\n   → {_line(one['answer'], TEXT)}" for one in exchanges
    )


def _answer(sight: Sight, name: str) -> str:
    return _line(sight.package.answer(name), TEXT)


def _part(title: str, text: str) -> str:
    return f"*{title}*\n{text}" if text else ""


def _line(text: str, limit: int) -> str:
    """Show what was typed on one line: breaks cost a phone's screen."""
    return typed(" ".join(text.split()), limit)


def _some(lines: Iterable[str], most: int) -> Iterator[str]:
    """Give the first lines, and say how many more there are."""
    lines = list(lines)
    yield from lines[:most]
    if len(lines) > most:
        yield f"… and {len(lines) - most} more"
