"""The card of a handoff: for the AE, for the SDR (her receipt), and for a manager when it stalls."""

from collections.abc import Iterable

from app.domain.lifecycle import Action, Meeting, Status
from app.domain.package import CHECKS, FRAMEWORKS, slots
from app.domain.sight import Sight
from blocks import ids
from blocks.parts import (
    Block,
    actions,
    button,
    context,
    divider,
    esc,
    fields,
    header,
    mention,
    modal,
    section,
    typed,
    when,
)

BUTTONS: dict[Action, tuple[str, str | None]] = {
    Action.ACCEPT: ("Accept", "primary"),
    Action.REJECT: ("Reject", "danger"),
    Action.ASK: ("Ask for info", None),
    Action.ANSWER: ("Answer", "primary"),
    Action.TOUCH: ("Log first touch", "primary"),
    Action.BOOK: ("Meeting booked", None),
    Action.HOLD: ("Meeting held", "primary"),
    Action.NO_SHOW: ("No-show", None),
    Action.OPPORTUNITY: ("Opportunity", None),
    Action.WIN: ("Won", "primary"),
    Action.LOSE: ("Lost", None),
    Action.RECYCLE: ("Recycle", None),
    Action.RATE: ("Rate lead", None),
    Action.REASSIGN: ("Reassign", "primary"),
    Action.EXTEND: ("Extend", None),
    Action.TAKE: ("Take it", None),
    Action.WITHDRAW: ("Withdraw", None),
}
STATUS = {
    Status.PENDING: "⏳ Waiting for an answer",
    Status.RETURNED: "❓ Question to the SDR",
    Status.REJECTED: "🚫 Rejected",
    Status.WITHDRAWN: "↩️ Withdrawn",
    Status.ACCEPTED: "✅ Accepted",
    Status.WORKING: "🤝 Being worked",
    Status.OPPORTUNITY: "📈 Opportunity",
    Status.RECYCLED: "♻️ Recycled",
    Status.WON: "🏆 Won",
    Status.LOST: "📉 Lost",
}
MEETING = {
    Meeting.BOOKED: "📅 Meeting booked",
    Meeting.HELD: "📅 Meeting held",
    Meeting.NO_SHOW: "📅 No-show",
}
HEART = ("pain_points", "use_case", "next_step", "timeline")  # what an AE decides by
SHOWN = 350  # characters of a field on the card; the full package is one click away


def card(sight: Sight) -> tuple[str, list[Block]]:
    """Draw the AE's card: fallback text and blocks."""
    handoff = sight.handoff
    if sight.viewer not in (handoff.ae_id, handoff.owner_id):
        return _passed_on(sight)
    text = (
        f"{handoff.company}: handed off to you by {sight.roster.name(handoff.sdr_id)}. {_plain_next(sight)}"
    )
    return esc(text), [
        header(f"{handoff.company} (#{handoff.number})"),
        section(f"{mention(handoff.sdr_id)} hands this prospect to you. *Why you:* {typed(handoff.why_ae)}."),
        *_standing(sight),
        *_people(sight),
        *_heart(sight),
        *_row(sight),
    ]


def receipt(sight: Sight) -> tuple[str, list[Block]]:
    """Draw the SDR's receipt: fallback text and blocks."""
    handoff = sight.handoff
    text = f"{handoff.company}: your handoff to {sight.roster.name(handoff.ae_id)}. {_plain_next(sight)}"
    return esc(text), [
        header(f"{handoff.company} (#{handoff.number})"),
        section(f"You handed this prospect to {mention(handoff.ae_id)}. *Why:* {typed(handoff.why_ae)}."),
        *_standing(sight),
        *_people(sight),
        *_row(sight),
    ]


def stalled(sight: Sight, clock: int) -> tuple[str, list[Block]]:
    """Draw what a manager gets when a handoff stalls, and what it becomes when it no longer does.

    `clock` is the one that ran out, or ran so far that the policy calls for her before its end.
    """
    handoff = sight.handoff
    if not sight.overdue and sight.clock != clock:
        text = f"{handoff.company} (#{handoff.number}) is moving again: {_plain_next(sight)}"
        return esc(text), [
            header(f"{handoff.company} (#{handoff.number}) is moving again"),
            *_standing(sight),
            *actions(_show(sight)),
        ]
    what = "first touch" if handoff.status is Status.ACCEPTED else "answer"
    late = "by" if sight.overdue else "yet, due by"
    who = sight.roster.name(sight.waits_for)
    text = f"{handoff.company} (#{handoff.number}) has stalled: no {what} from {who}. Please step in."
    return esc(text), [
        header(f"{handoff.company} (#{handoff.number}) has stalled"),
        section(
            f"No {what} from {mention(sight.waits_for)} {late} {_by(sight)}. "
            f"{mention(handoff.sdr_id)} handed it off. "
            "*Please step in:* reassign it, give more time, or take it."
        ),
        *_people(sight),
        *_row(sight),
    ]


def package(sight: Sight) -> Block:
    """Draw everything the SDR passed on, as a modal without a submit."""
    handoff, passed = sight.handoff, sight.package
    blocks = [*_standing(sight), *_people(sight), divider()]
    for slot in slots(passed.framework):
        if text := passed.answer(slot.name):
            blocks.append(section(f"*{slot.label}*\n{typed(text, 2900)}"))
    blocks.append(context("AE-ready: " + ", ".join(f"☑ {CHECKS[name]}" for name in passed.checks)))
    for exchange in handoff.package.get("answered", []):
        blocks.append(
            section(
                f"*Asked:* {typed(exchange['question'], 1400)}\n*Answered:* {typed(exchange['answer'], 1400)}"
            )
        )
    return modal("handoff.package", f"Handoff #{handoff.number}", blocks, close="Close")


def _passed_on(sight: Sight) -> tuple[str, list[Block]]:
    handoff = sight.handoff
    text = f"{handoff.company} (#{handoff.number}) is with {sight.roster.name(handoff.ae_id)} now."
    return esc(text), [
        header(f"{handoff.company} (#{handoff.number})"),
        section(f"This is with {mention(handoff.ae_id)} now. There is nothing left for you to do."),
    ]


def _standing(sight: Sight) -> list[Block]:
    """Say where it stands and who must do what by when."""
    handoff = sight.handoff
    line = f"*{STATUS[handoff.status]}*"
    if handoff.meeting is not Meeting.NONE:
        line += f"  ·  {MEETING[handoff.meeting]}"
        if handoff.meeting_at:
            line += f" ({when(handoff.meeting_at, sight.zone)})"
    blocks = [section(f"{line}\n{_next(sight)}")]
    if handoff.comment:
        label = "Question" if handoff.status is Status.RETURNED else "Comment"
        blocks.append(section(f"*{label}:* {typed(handoff.comment)}"))
    return blocks


def _next(sight: Sight) -> str:
    handoff = sight.handoff
    who = "You" if sight.waits_for == sight.viewer else mention(sight.waits_for)
    match handoff.status:
        case Status.PENDING:
            return f"{who} should accept, reject or ask by {_due(sight)}."
        case Status.RETURNED:
            return f"{who} should answer by {_due(sight)}."
        case Status.ACCEPTED:
            hold = " Your own outreach is on hold." if sight.viewer == handoff.sdr_id else ""
            return f"{who} should make the first touch by {_due(sight)}.{hold}"
        case Status.REJECTED | Status.LOST | Status.RECYCLED:
            return f"Reason: {typed(sight.reason)}."
        case Status.WORKING | Status.OPPORTUNITY:
            return f"Owner: {mention(handoff.owner_id)}."
        case _:
            return f"Since {when(handoff.since, sight.zone)}."


def _due(sight: Sight) -> str:
    return _by(sight) + (" (overdue)" if sight.overdue else "")


def _by(sight: Sight) -> str:
    return when(sight.due, sight.zone) if sight.due else "–"


def _plain_next(sight: Sight) -> str:
    """Say the next step for a notification, where mentions would be bare ids."""
    text = _next(sight)
    for person in (sight.handoff.sdr_id, sight.handoff.ae_id, sight.handoff.owner_id):
        text = text.replace(mention(person), sight.roster.name(person))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _people(sight: Sight) -> list[Block]:
    passed = sight.package
    contacts = "\n".join(
        f"{typed(c.name, 80)}{f', {typed(c.role, 80)}' if c.role else ''}"
        f"{f' · {typed(c.email, 120)}' if c.email else ''}"
        for c in passed.contacts[:5]
    )
    more = f"\nand {len(passed.contacts) - 5} more" if len(passed.contacts) > 5 else ""
    return fields([("Contact", contacts + more), ("Website", typed(passed.website, 150))])


def _heart(sight: Sight) -> list[Block]:
    labels = {slot.name: slot.label for slot in slots(sight.package.framework)}
    shown = [(labels[n], typed(sight.package.answer(n), SHOWN)) for n in HEART if n in labels]
    criteria = [
        f"*{slot.label}:* {typed(sight.package.answer(slot.name), 120)}"
        for slot in FRAMEWORKS[sight.package.framework]
        if slot.name not in HEART and sight.package.answer(slot.name)
    ]
    return [*fields(shown), *([context("   ".join(criteria))] if criteria else [])]


def _row(sight: Sight) -> list[Block]:
    """Draw what the viewer can do now; a booked meeting can be given its date."""
    return actions(*moves(sight, sight.choices), _meeting_at(sight), _show(sight))


def moves(sight: Sight, choices: Iterable[Action]) -> list[Block]:
    """Draw a button for each move."""
    return [
        button(BUTTONS[choice][0], ids.ACT + choice.value, sight.handoff.number, style=BUTTONS[choice][1])
        for choice in choices
    ]


def _show(sight: Sight) -> Block:
    return button("Full package", ids.SHOW, sight.handoff.number)


def _meeting_at(sight: Sight) -> Block | None:
    if Action.HOLD not in sight.choices:
        return None
    picker: Block = {"type": "datetimepicker", "action_id": f"{ids.MEETING_AT}.{sight.handoff.number}"}
    at = sight.handoff.meeting_at
    return picker | {"initial_date_time": int(at.timestamp())} if at else picker
