"""Replies in a card's thread: what somebody did, and what that means to the reader."""

from datetime import UTC, datetime
from typing import Any

from app.domain.lifecycle import Action, Status
from app.domain.sight import Sight
from blocks.card import moves
from blocks.parts import Block, actions, esc, mention, section, typed, when

ERASED = "(erased)"
NO_MANAGER = "the policy names no manager of theirs"


def news(sight: Sight, note: dict[str, Any]) -> tuple[str, list[Block]]:
    """Tell the reader of a move. `note` is what was recorded with it."""
    text = _say(sight, note)
    answers = [choice for choice in sight.choices if choice is Action.ANSWER]
    return _fallback(sight, text), [section(text), *actions(*moves(sight, answers))]


def nudge(sight: Sight, note: dict[str, Any]) -> tuple[str, list[Block]]:
    """Remind whoever must act, with the buttons to do so."""
    due = when(datetime.fromtimestamp(note["due_at"], UTC), sight.zone)
    company = f"*{typed(sight.handoff.company)}*"
    what = {
        "accept": f"{company} waits for your answer: please accept, reject or ask by {due}.",
        "answer": f"{mention(sight.handoff.ae_id)} waits for your answer on {company}, please, by {due}.",
        "touch": f"{company} waits for your first touch: please make it, and log it, by {due}.",
    }[note["clock"]]
    text = f"⏰ {mention(sight.viewer)} {what}"
    return _fallback(sight, text), [section(text), *actions(*moves(sight, sight.choices[:3]))]


def _say(sight: Sight, note: dict[str, Any]) -> str:
    company, actor, you = f"*{typed(sight.handoff.company)}*", mention(note["actor"]), mention(sight.viewer)
    match note["action"]:
        case "accept" | "take":
            return _owned(sight, note["action"], company, actor)
        case "ask":
            return (
                f"❓ {you} {actor} asks about {company}:\n> {_quote(note, 'question')}\n"
                "Please answer; the card goes back to them."
            )
        case "answer":
            return f"💬 {you} {actor} answered on {company}, your turn again:\n> {_quote(note, 'answer')}"
        case "reassign":
            return f"🔁 {you} {actor} gave {company} to {mention(note['ae'])}, whose clock starts now."
        case "extend":
            return f"🕓 {you} {actor} gave you more time for {company}."
        case "withdraw":
            return f"↩️ {you} {actor} withdrew {company}. There is nothing left for you to do."
        case "unanswered":
            done = "made the first touch" if sight.handoff.status is Status.ACCEPTED else "answered"
            withdraw = (
                ", or withdraw it and hand it to somebody else" if Action.WITHDRAW in sight.choices else ""
            )
            manager = "no manager of theirs could be reached" if note.get("unreached") else NO_MANAGER
            return (
                f"⏰ {you} {actor} has not {done} on {company} in time, and {manager}. "
                f"Please talk to them{withdraw}."
            )
        case outcome:
            return _ended(sight, outcome, note)


def _owned(sight: Sight, action: str, company: str, actor: str) -> str:
    """Tell the SDR who owns it now, and anybody else that somebody took it over."""
    if sight.viewer != sight.handoff.sdr_id:
        return f"{actor} took over {company}. There is nothing left for you to do."
    took = "accepted" if action == "accept" else "took over"
    return (
        f"✅ {mention(sight.viewer)} {actor} {took} {company} and owns the next step now. "
        "*Your outreach is on hold:* please pause your sequence. "
        "The introduction email is drafted below for the two of you."
    )


def _ended(sight: Sight, outcome: str, note: dict[str, Any]) -> str:
    """Tell the SDR what became of her handoff, and why."""
    company, actor, you = f"*{typed(sight.handoff.company)}*", mention(note["actor"]), mention(sight.viewer)
    reason = typed(sight.reasons.get(note.get("reason", ""), note.get("reason", "")))
    said = f"\n> {_quote(note, 'comment')}" if note.get("comment") else ""
    match outcome:
        case "reject":
            return f"🚫 {you} {actor} rejected {company}. *Reason:* {reason}.{said}"
        case "opportunity":
            return f"📈 {you} {company} is an opportunity now. Well done!"
        case "win":
            return f"🏆 {you} {company} is won. Well done!"
        case "lose":
            return f"📉 {you} {company} is lost. *Reason:* {reason}.{said}"
        case "recycle":
            return f"♻️ {you} {company} comes back to you. *Reason:* {reason}.{said}"
        case "rate":
            return f"⭐ {you} {actor} rated {company} {note['quality']} of 5.{said}"
        case other:
            raise ValueError(f"no words for {other}")


def _quote(note: dict[str, Any], name: str) -> str:
    return typed(note.get(name, ERASED)).replace("\n", "\n> ")


def _fallback(sight: Sight, text: str) -> str:
    """Say the same to a notification, which shows no mention: names instead of ids."""
    for person in sight.roster.people:
        text = text.replace(mention(person), esc(sight.roster.name(person)))
    return text.replace("*", "")
