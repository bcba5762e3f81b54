"""What a manager decides between two colleagues: a disputed rejection, or a package that is not ready."""

from collections.abc import Mapping

from app.domain.lifecycle import Status
from app.domain.model import Handoff
from app.domain.sight import Sight
from blocks import duplicates, ids, readiness
from blocks.card import people, row
from blocks.parts import ERASED, Block, esc, header, mention, modal, section, text_input, typed
from blocks.standing import by, plain_next, standing

SHOWN = 900  # characters of what each side said


def ruling(sight: Sight, clock: int) -> tuple[str, list[Block]]:
    """Draw what a manager is asked to decide, and what it becomes once it is decided: text and blocks.

    `clock` is the one that runs until she does.
    """
    which = f"{sight.handoff.company} (#{sight.handoff.number})"
    if sight.clock != clock:
        text = f"{which}: there is nothing left for you to decide. {plain_next(sight)}"
        return esc(text), [
            header(which),
            section("There is nothing left for you to decide."),
            *standing(sight),
            *row(sight),
        ]
    return _approval(sight, which) if sight.handoff.status is Status.REVIEW else _dispute(sight, which)


def _dispute(sight: Sight, which: str) -> tuple[str, list[Block]]:
    handoff, said = sight.handoff, sight.last.note if sight.last else {}
    sdr, ae = mention(handoff.sdr_id), mention(handoff.ae_id)
    text = f"{which}: {sight.roster.name(handoff.sdr_id)} disputes its rejection. Please rule on it."
    return esc(text), [
        header(f"{which}: rejection disputed"),
        section(
            f"{sdr} disputes that {ae} rejected this prospect. *Please rule by {by(sight)}:* "
            f"overturn it, and {ae} has it again with a clock that starts anew; "
            "uphold it, and it stays rejected. Both read why."
        ),
        section(f"*{ae}:* {typed(sight.reason)}\n> {_quoted(handoff.comment)}"),
        section(f"*{sdr}:*\n> {_quoted(said.get('evidence', ''))}"),
        *people(sight),
        *readiness.standing(sight),
        *row(sight),
    ]


def _approval(sight: Sight, which: str) -> tuple[str, list[Block]]:
    handoff = sight.handoff
    sdr = mention(handoff.sdr_id)
    to = mention(handoff.falls_to) if handoff.falls_to else "the AE whom the policy chooses"
    text = f"{which} is not ready: {sight.roster.name(handoff.sdr_id)} asks you to approve it all the same."
    return esc(text), [
        header(f"{which}: not ready, approval asked"),
        section(
            f"{sdr} asks you to let this prospect through as it is. *Please decide by {by(sight)}:* "
            f"approve it, and it goes to {to}; decline it, and {sdr} has the draft back."
        ),
        section(f"*{sdr}:*\n> {_quoted(sight.package.waived)}"),
        section(
            f"*{readiness.score(sight.package.readiness)}*\n{readiness.explained(sight.package.readiness)}"
        ),
        *duplicates.on_card(sight),
        *people(sight),
        *row(sight),
    ]


def dispute(handoff: Handoff, reasons: Mapping[str, str]) -> Block:
    """Ask an SDR what speaks against a rejection."""
    why = typed(reasons.get(handoff.reason or "", handoff.reason or ""))
    said = f"*{typed(handoff.company)}* was rejected: {why}\n> {_quoted(handoff.comment)}"
    hint = "What the AE could not know or got wrong. A manager reads both sides; this can be done once."
    return _form(ids.DISPUTE, "Dispute rejection", handoff, said, ("evidence", "Evidence", hint), "Dispute")


def uphold(handoff: Handoff) -> Block:
    """Ask a manager why a rejection stands."""
    said = f"*{typed(handoff.company)}* stays rejected."
    return _form(ids.UPHOLD, "Uphold rejection", handoff, said, ("comment", "Comment", BOTH), "Uphold")


def overturn(handoff: Handoff) -> Block:
    """Ask a manager why a rejection does not stand."""
    said = f"*{typed(handoff.company)}* goes back to {mention(handoff.ae_id)}, whose clock starts anew."
    return _form(ids.OVERTURN, "Overturn rejection", handoff, said, ("comment", "Comment", BOTH), "Overturn")


def decline(handoff: Handoff) -> Block:
    """Ask a manager why a package must not go on as it is."""
    said = f"*{typed(handoff.company)}* goes to no AE. {mention(handoff.sdr_id)} has the draft back."
    hint = "What must be found out first"
    return _form(ids.DECLINE, "Decline", handoff, said, ("comment", "Comment", hint), "Decline")


BOTH = "Both colleagues read it"


def _form(
    callback: str, title: str, handoff: Handoff, said: str, asks: tuple[str, str, str], submit: str
) -> Block:
    name, label, hint = asks
    asked = text_input(name, label, hint=hint, required=True)
    return modal(callback, title, [section(said), asked], submit=submit, private=handoff.number)


def _quoted(text: str) -> str:
    return (typed(text, SHOWN) or ERASED).replace("\n", "\n> ")
