"""The modals behind the buttons that ask something before they act."""

from collections.abc import Mapping
from datetime import date, datetime

from app.domain.lifecycle import Action
from app.domain.model import Handoff
from app.domain.package import Package
from blocks import ids
from blocks.parts import ERASED, Block, labelled, modal, section, select, text_input, typed


def accept(handoff: Handoff, step: str, day: date) -> Block:
    """Ask an AE what she will do next and when; as it opens, it can be submitted."""
    picker: Block = {"type": "datepicker", "action_id": "next_step_on", "initial_date": day.isoformat()}
    return modal(
        ids.ACCEPT,
        "Accept handoff",
        [
            section(
                f"*{typed(handoff.company)}* becomes yours. The SDR reads what you will do next, and when."
            ),
            text_input("next_step", "Next step", value=step, hint="What you do first", required=True),
            labelled("next_step_on", "Next step on", picker, required=True),
        ],
        submit="Accept",
        private=handoff.number,
    )


def reject(handoff: Handoff, reasons: Mapping[str, str]) -> Block:
    """Ask an AE why."""
    return modal(
        ids.REJECT,
        "Reject handoff",
        [
            section(f"*{typed(handoff.company)}*: the SDR is told your reason and may learn from it."),
            labelled("reason", "Reason", select("reason", reasons), required=True),
            labelled("criterion", "Which criterion failed?", select("criterion", _criteria(handoff))),
            text_input("comment", "Comment", hint="One sentence the SDR can act on", required=True),
        ],
        submit="Reject",
        private=handoff.number,
    )


def _criteria(handoff: Handoff) -> dict[str, str]:
    """Give the criteria that it was handed off by, in the words of form and card."""
    judged = Package.model_validate(handoff.package).readiness.judged
    return {one.name: one.label for one in judged}


def ask(handoff: Handoff) -> Block:
    """Ask an AE what she needs to know."""
    return modal(
        ids.ASK,
        "Ask for info",
        [
            section(f"*{typed(handoff.company)}*: your clock stops until the SDR has answered."),
            text_input("question", "Question", hint="What must you know before you accept?", required=True),
        ],
        submit="Ask",
        private=handoff.number,
    )


def answer(handoff: Handoff) -> Block:
    """Ask an SDR for the answer."""
    return modal(
        ids.ANSWER,
        "Answer",
        [
            section(f"*{typed(handoff.company)}*\n*Question:* {typed(handoff.comment or ERASED, 2500)}"),
            text_input("answer", "Answer", hint="Goes to the AE together with the card", required=True),
        ],
        submit="Send answer",
        private=handoff.number,
    )


def hand_over(handoff: Handoff) -> Block:
    """Ask an owner, or a manager, who is to own it from now on."""
    element: Block = {"type": "users_select", "action_id": "ae"}
    said = f"*{typed(handoff.company)}* goes to another AE as it stands, and the clock starts anew for them."
    return modal(
        ids.HAND_OVER,
        "Hand over",
        [
            section(f"{said} The prospect is told nothing: please introduce your colleague yourself."),
            labelled("ae", "New owner", element, required=True),
        ],
        submit="Hand over",
        private=handoff.number,
    )


def reassign(handoff: Handoff) -> Block:
    """Ask a manager for the next AE."""
    element: Block = {"type": "users_select", "action_id": "ae"}
    return modal(
        ids.REASSIGN,
        "Reassign handoff",
        [
            section(f"*{typed(handoff.company)}* goes to another AE, whose clock starts anew."),
            labelled("ae", "New AE", element, required=True),
        ],
        submit="Reassign",
        private=handoff.number,
    )


def extend(handoff: Handoff) -> Block:
    """Ask a manager why there is to be more time."""
    return modal(
        ids.EXTEND,
        "Give more time",
        [
            section(f"*{typed(handoff.company)}*: the whole time once more. This can be done once."),
            text_input("comment", "Reason", hint="The AE reads it, and the history keeps it", required=True),
        ],
        submit="Extend",
        private=handoff.number,
    )


def snooze(handoff: Handoff, until: datetime) -> Block:
    """Ask a manager until when the clock is to sleep; as it opens, it can be submitted."""
    picker: Block = {
        "type": "datetimepicker",
        "action_id": "until",
        "initial_date_time": int(until.timestamp()),
    }
    return modal(
        ids.SNOOZE,
        "Snooze handoff",
        [
            section(f"*{typed(handoff.company)}*: the clock sleeps until the time that was promised to you."),
            labelled("until", "Promised time", picker, required=True),
            text_input("comment", "Note", hint="The AE reads it"),
        ],
        submit="Snooze",
        private=handoff.number,
    )


def told(text: str) -> Block:
    """Say, in place of a form, what became of it."""
    return modal("handoff.told", "Not done", [section(typed(text, 2900))], close="Close")


# Which buttons ask first, and with which callback they come back.
ASKS_FIRST = {
    Action.ACCEPT: ids.ACCEPT,
    Action.REJECT: ids.REJECT,
    Action.DISPUTE: ids.DISPUTE,
    Action.UPHOLD: ids.UPHOLD,
    Action.OVERTURN: ids.OVERTURN,
    Action.DECLINE: ids.DECLINE,
    Action.ASK: ids.ASK,
    Action.ANSWER: ids.ANSWER,
    Action.HAND_OVER: ids.HAND_OVER,
    Action.REASSIGN: ids.REASSIGN,
    Action.EXTEND: ids.EXTEND,
    Action.SNOOZE: ids.SNOOZE,
    Action.OPPORTUNITY: ids.OPPORTUNITY,
    Action.WIN: ids.WIN,
    Action.LOSE: ids.LOSE,
    Action.RECYCLE: ids.RECYCLE,
    Action.RATE: ids.RATE,
}
