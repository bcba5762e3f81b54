"""The card of a handoff: for the AE, for the SDR (her receipt), and for a manager when it stalls."""

from collections.abc import Collection, Iterable

from app.domain.languages import Language
from app.domain.lifecycle import Action
from app.domain.package import TOLD
from app.domain.sight import Sight
from blocks import brief, calendar, duplicates, hold, ids, live, readiness, story
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
)
from blocks.standing import AWAITED, by, commitment, plain_next, standing

BUTTONS: dict[Action, tuple[str, str | None]] = {
    Action.APPROVE: ("Approve", "primary"),
    Action.DECLINE: ("Decline", "danger"),
    Action.ACCEPT: ("Accept", "primary"),
    Action.REJECT: ("Reject", "danger"),
    Action.OVERTURN: ("Overturn", "primary"),
    Action.UPHOLD: ("Uphold", None),
    Action.DISPUTE: ("Dispute", None),
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
    Action.HAND_OVER: ("Hand over", None),
    Action.REASSIGN: ("Reassign", "primary"),
    Action.EXTEND: ("Extend", None),
    Action.TAKE: ("Take it", None),
    Action.SNOOZE: ("Snooze", None),
    Action.WITHDRAW: ("Withdraw", None),
}
STEPS_IN = (Action.EXTEND, Action.TAKE, Action.SNOOZE)  # not on the card of a manager who has it herself
HEART = ("pain_points", "use_case", "next_step", "timeline")  # what an AE decides by
SHOWN = 350  # characters of a field on the card; the full package is one click away


def card(sight: Sight) -> tuple[str, list[Block]]:
    """Draw the AE's card: fallback text and blocks."""
    handoff = sight.handoff
    if sight.viewer not in (handoff.ae_id, handoff.owner_id):
        return _passed_on(sight)
    text = f"{handoff.company}: handed off to you by {sight.roster.name(handoff.sdr_id)}. {plain_next(sight)}"
    return esc(text), [
        header(f"{handoff.company} (#{handoff.number})"),
        section(f"{mention(handoff.sdr_id)} hands this prospect to you. *Why you:* {typed(handoff.why_ae)}."),
        *standing(sight),
        *duplicates.on_card(sight),
        *people(sight),
        *_heart(sight),
        *commitment(sight),
        *hold.standing(sight),
        *calendar.entry(sight),
        *row(sight, without=STEPS_IN),
        *actions(brief.opener(sight), live.opener(sight)),
    ]


def receipt(sight: Sight) -> tuple[str, list[Block]]:
    """Draw the SDR's receipt: fallback text and blocks."""
    handoff = sight.handoff
    whom = sight.roster.name(handoff.ae_id) if handoff.ae_id else "whoever is first"
    what = f"your handoff to {whom}" if handoff.ae_id or handoff.offered else "your handoff"
    return esc(f"{handoff.company}: {what}. {plain_next(sight)}"), [
        header(f"{handoff.company} (#{handoff.number})"),
        section(_handed(sight)),
        *standing(sight),
        *duplicates.on_card(sight),
        *people(sight),
        *readiness.standing(sight),
        *commitment(sight),
        *hold.standing(sight),
        *row(sight, also=hold.buttons(sight)),
    ]


def _handed(sight: Sight) -> str:
    """Say to whom an SDR handed it, and why to them."""
    handoff = sight.handoff
    if not (handoff.ae_id or handoff.offered):
        return f"You asked {mention(handoff.judge_id)} to let this prospect through although it is not ready."
    whom = mention(handoff.ae_id) if handoff.ae_id else "whoever of the team is first to accept it"
    return f"You handed this prospect to {whom}. *Why:* {typed(handoff.why_ae)}."


def stalled(sight: Sight, clock: int) -> tuple[str, list[Block]]:
    """Draw what a manager gets when a handoff stalls, and what it becomes when it no longer does.

    `clock` is the one that ran out, or ran so far that the policy calls for her before its end.
    """
    handoff = sight.handoff
    if not sight.overdue and sight.clock != clock:
        text = f"{handoff.company} (#{handoff.number}) is moving again: {plain_next(sight)}"
        return esc(text), [
            header(f"{handoff.company} (#{handoff.number}) is moving again"),
            *standing(sight),
            *actions(_show(sight)),
        ]
    what = AWAITED.get(handoff.status, "answer")
    late = "by" if sight.overdue else "yet, due by"
    who = sight.roster.name(sight.waits_for)
    text = f"{handoff.company} (#{handoff.number}) has stalled: no {what} from {who}. Please step in."
    return esc(text), [
        header(f"{handoff.company} (#{handoff.number}) has stalled"),
        section(
            f"No {what} from {mention(sight.waits_for)} {late} {by(sight)}. "
            f"{mention(handoff.sdr_id)} handed it off. "
            f"*Please step in:* {_ways(sight)}."
        ),
        *_instead(sight),
        *people(sight),
        *row(sight, without=[Action.HAND_OVER] if Action.REASSIGN in sight.choices else []),
    ]


def _ways(sight: Sight) -> str:
    """Say how somebody can step in now."""
    ways = {
        Action.HAND_OVER: "hand it over as it stands",
        Action.REASSIGN: "reassign it",
        Action.EXTEND: "give more time, once",
        Action.TAKE: "take it",
        Action.SNOOZE: "let it sleep until a time that was promised to you",
    }
    if Action.REASSIGN in sight.choices:
        ways.pop(Action.HAND_OVER)  # the next AE should say whether she takes it
    return ", ".join(way for action, way in ways.items() if action in sight.choices) or "talk to them"


def _instead(sight: Sight) -> list[Block]:
    """Tell a delegate why it is she who is asked."""
    if sight.viewer not in (sight.handoff.deputies or []):
        return []
    return [context("You are asked because their manager is out of office and the policy names you instead.")]


def package(sight: Sight) -> Block:
    """Draw everything the SDR passed on, as a modal without a submit."""
    handoff, passed = sight.handoff, sight.package
    blocks = [*standing(sight), *actions(story.opener(sight)), *people(sight), divider()]
    if sight.source:
        blocks.append(context(f"Source: {typed(sight.source)}"))
    for slot in TOLD:
        if text := passed.answer(slot.name):
            blocks.append(section(f"*{slot.label}*\n{typed(text, 2500)}"))
    blocks += [header(f"Exit criteria ({passed.framework})"), *readiness.standing(sight)]
    for judged in passed.readiness.judged:
        if text := passed.answer(judged.name):
            blocks.append(section(f"{readiness.title(judged)}\n{typed(text, 2500)}"))
    ticked = [f"☑ {esc(one.label)}" for one in passed.readiness.judged if one.name in passed.checks]
    blocks += [context("AE-ready: " + ", ".join(ticked))] if ticked else []
    for exchange in handoff.package.get("answered", []):
        blocks.append(
            section(
                f"*Asked:* {typed(exchange['question'], 1400)}\n*Answered:* {typed(exchange['answer'], 1400)}"
            )
        )
    blocks += [*duplicates.on_card(sight), *duplicates.in_package(sight)]
    return modal("handoff.package", f"Handoff #{handoff.number}", blocks, close="Close")


def _passed_on(sight: Sight) -> tuple[str, list[Block]]:
    handoff = sight.handoff
    text = f"{handoff.company} (#{handoff.number}) is with {sight.roster.name(handoff.ae_id)} now."
    return esc(text), [
        header(f"{handoff.company} (#{handoff.number})"),
        section(f"This is with {mention(handoff.ae_id)} now. There is nothing left for you to do."),
    ]


def people(sight: Sight) -> list[Block]:
    """Show whom the AE will talk to."""
    passed = sight.package
    contacts = "\n".join(
        f"{typed(c.name, 80)}{f', {typed(c.role, 80)}' if c.role else ''}"
        f"{f' · {typed(c.email, 120)}' if c.email else ''}"
        for c in passed.contacts[:5]
    )
    more = f"\nand {len(passed.contacts) - 5} more" if len(passed.contacts) > 5 else ""
    reach = [("Phone", typed(passed.phone, 60)), ("City", typed(passed.place, 60))]
    reach += (
        [("Their language", Language(passed.language).own_name)] if passed.language in list(Language) else []
    )
    return fields([("Contact", contacts + more), ("Website", typed(passed.website, 150)), *reach])


def _heart(sight: Sight) -> list[Block]:
    passed, judged = sight.package, sight.package.readiness.judged
    labels = {slot.name: slot.label for slot in TOLD} | {one.name: one.label for one in judged}
    shown = [(esc(labels[n]), typed(passed.answer(n), SHOWN)) for n in HEART if n in labels]
    criteria = [
        f"{readiness.title(one)}: {typed(passed.answer(one.name), 120)}"
        for one in judged
        if one.name not in HEART and passed.answer(one.name)
    ]
    lines = [context("   ".join(criteria))] if criteria else []
    return [*fields(shown), *lines, *readiness.standing(sight)]


def row(sight: Sight, *, without: Collection[Action] = (), also: Iterable[Block] = ()) -> list[Block]:
    """Draw what the viewer can do now; a booked meeting can be given its date."""
    choices = [choice for choice in sight.choices if choice not in without]
    return actions(*moves(sight, choices), _meeting_at(sight), *also, _show(sight))


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
