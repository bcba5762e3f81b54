"""Replies in a card's thread: what somebody did, and what that means to the reader."""

from datetime import UTC, datetime
from typing import Any

from app.domain.durations import say_duration
from app.domain.lifecycle import Action, Status
from app.domain.sight import Sight
from blocks import duplicates, feedback, hold, ids, outcomes
from blocks.card import moves
from blocks.parts import ERASED, Block, actions, button, context, day, esc, mention, section, typed, when
from blocks.standing import with_names

NO_MANAGER = "the policy names no manager of theirs"


def news(sight: Sight, note: dict[str, Any]) -> tuple[str, list[Block]]:
    """Tell the reader of a move. `note` is what was recorded with it."""
    if note["action"] == "rate":
        return feedback.rated(sight, note)
    text = _told(sight, note)
    ways = [choice for choice in sight.choices if choice in (Action.ANSWER, Action.DISPUTE)]
    more = hold.answers(sight) if note["action"] == "touch_asked" else []
    more += hold.buttons(sight)[:1] if note["action"] in ("accept", "take") else []
    return _fallback(sight, text), [section(text), *actions(*moves(sight, ways), *more)]


def _told(sight: Sight, note: dict[str, Any]) -> str:
    """Say it in the words of whatever it belongs to."""
    if note["action"] == "added":
        return duplicates.news(sight, note)
    return hold.news(sight, note) if note["action"].startswith("touch_") else _say(sight, note)


def nudge(sight: Sight, note: dict[str, Any]) -> tuple[str, list[Block]]:
    """Remind whoever must act, with the buttons to do so."""
    text = f"⏰ {mention(sight.viewer)} {_asks(sight, note)}"
    return _fallback(sight, text), [
        section(text),
        *([context(f"{mention(note['actor'])} asks you to.")] if note.get("actor") else []),
        *_also(note),
        *actions(*moves(sight, sight.choices[:3])),
    ]


def warning(sight: Sight, note: dict[str, Any]) -> tuple[str, list[Block]]:
    """Tell somebody that time runs out for another; nothing is asked of her yet."""
    handoff = sight.handoff
    due = f" by {when(datetime.fromtimestamp(note['due_at'], UTC), sight.zone)}" if note["due_at"] else ""
    text = (
        f"⚠️ {mention(sight.waits_for)} has not {_done(handoff.status)} on *{typed(handoff.company)}* "
        f"(#{handoff.number}) yet; it is due{due}. There is nothing you need to do yet."
    )
    return _fallback(sight, text), [section(text), *_also(note)]


def overdue(sight: Sight, note: dict[str, Any]) -> tuple[str, list[Block]]:
    """Tell a channel that somebody is late, without a word about the prospect."""
    handoff, whom = sight.handoff, mention(note["whom"])
    left = f"{say_duration(sight.left)} of working time left" if sight.left else "its time is up"
    due = f" ({left}; due {when(sight.due, sight.zone)})" if sight.due else ""
    text = f"⏰ Handoff #{handoff.number} waits for {whom}{due}."
    return _fallback(sight, text), [
        section(text),
        *actions(button("Full package", ids.SHOW, handoff.number)),
        context("Only those on this handoff, and their managers, can open it."),
    ]


def _asks(sight: Sight, note: dict[str, Any]) -> str:
    """Say what is waited for, and by when."""
    handoff, company = sight.handoff, f"*{typed(sight.handoff.company)}*"
    if note.get("at") == "promised" and handoff.next_step_on:
        step = typed(handoff.next_step) or ERASED
        return (
            f"you accepted {company} and meant to do this by {day(handoff.next_step_on)}: “{step}”. "
            "No first touch is logged yet: please make it, and log it."
        )
    if note["due_at"] is None:
        return f"{company}: when is the meeting? Please give its date on the card."
    due = when(datetime.fromtimestamp(note["due_at"], UTC), sight.zone)
    cover = "" if sight.viewer == sight.waits_for else f"You cover for {mention(sight.waits_for)}. "
    ruling = (
        "approve or decline it" if handoff.status is Status.REVIEW else "uphold or overturn the rejection"
    )
    what = {
        "rule": f"{company} waits for your decision: please {ruling} by {due}.",
        "accept": f"{company} waits for your answer: please accept, reject or ask by {due}.",
        "answer": f"{mention(handoff.ae_id)} waits for your answer on {company}, please, by {due}.",
        "touch": f"{company} waits for your first touch: please make it, and log it, by {due}.",
        "outcome": f"how did the meeting with {company} go? Please say whether it was held, by {due}.",
    }[note["clock"]]
    return f"{cover}{what}"


def _also(note: dict[str, Any]) -> list[Block]:
    """List what was held back since the last reminder; `also` is number → company."""
    held = ", ".join(f"{typed(company, 60)} (#{number})" for number, company in note.get("also") or [])
    return [context(f"Also waiting: {held}")] if held else []


def _done(status: Status) -> str:
    done = {
        Status.REVIEW: "decided",
        Status.REJECTED: "ruled",
        Status.ACCEPTED: "made the first touch",
        Status.WORKING: "said how the meeting went",
    }
    return done.get(status, "answered")


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
        case "passed_on" | "reassign" | "hand_over":
            return f"🔁 {you} {_goes_to(sight, note, company, actor)}"
        case "dispute" | "uphold" | "overturn" | "approve" | "decline":
            return _ruled(sight, note, company, actor)
        case "intro_wished":
            return f"✏️ {you} {actor} asks for a change of the letter to {company}:\n> {_quote(note, 'wish')}"
        case "extend" | "snooze":
            return _more_time(sight, note, company, actor)
        case "withdraw":
            return f"↩️ {you} {actor} withdrew {company}. {NOTHING_LEFT}"
        case "unanswered":
            done = _done(sight.handoff.status)
            withdraw = (
                ", or withdraw it and hand it to somebody else" if Action.WITHDRAW in sight.choices else ""
            )
            manager = "no manager of theirs could be reached" if note.get("unreached") else NO_MANAGER
            return (
                f"⏰ {you} {actor} has not {done} on {company} in time, and {manager}. "
                f"Please talk to them{withdraw}."
            )
        case "reject":
            return _rejected(sight, note, company, actor)
        case outcome:
            return outcomes.ended(sight, outcome, note)


def _goes_to(sight: Sight, note: dict[str, Any], company: str, actor: str) -> str:
    """Tell the SDR, or who had it, to whom it went."""
    ae = mention(note["ae"])
    if note["action"] == "hand_over":
        rest = "Your outreach stays on hold." if sight.viewer == sight.handoff.sdr_id else NOTHING_LEFT
        return f"{actor} handed {company} over to {ae}, who owns it now. {rest}"
    if note["action"] == "reassign":
        return f"{actor} gave {company} to {ae}, whose clock starts now."
    said = f"\n> {_quote(note, 'comment')}" if note.get("comment") else ""
    return f"{company} went on from {actor} ({typed(note['why'])}) to {ae}, whose clock starts now.{said}"


NOTHING_LEFT = "There is nothing left for you to do."


def _more_time(sight: Sight, note: dict[str, Any], company: str, actor: str) -> str:
    """Tell the AE that a manager gave her time."""
    you = mention(sight.viewer)
    if note["action"] == "extend":
        return f"🕓 {you} {actor} gave you more time for {company}:\n> {_quote(note, 'comment')}"
    until = when(datetime.fromisoformat(note["until"]), sight.zone)
    said = f"\n> {_quote(note, 'comment')}" if note.get("comment") else ""
    return f"💤 {you} {actor} counts on you for {company} by {until}. Till then all rests.{said}"


def _owned(sight: Sight, action: str, company: str, actor: str) -> str:
    """Tell the SDR who owns it now, and anybody else that somebody took it over."""
    if sight.viewer != sight.handoff.sdr_id:
        return f"{actor} took over {company}. {NOTHING_LEFT}"
    took, promised = "accepted" if action == "accept" else "took over", ""
    if sight.handoff.next_step_on and sight.handoff.next_step and action == "accept":
        step = typed(sight.handoff.next_step, 300)
        promised = f"*Next step* on {day(sight.handoff.next_step_on)}: {step}\n"
    return (
        f"✅ {mention(sight.viewer)} {actor} {took} {company} and owns the next step now.\n{promised}"
        "*Your outreach is on hold:* please pause your sequence. "
        "The introduction email is drafted below for the two of you."
    )


def _ruled(sight: Sight, note: dict[str, Any], company: str, actor: str) -> str:
    """Tell the reader of a dispute, or of what a manager has decided."""
    handoff, you = sight.handoff, mention(sight.viewer)
    hers = "your rejection" if sight.viewer == handoff.ae_id else "the rejection"
    match note["action"]:
        case "dispute":
            judge = mention(handoff.judge_id)
            return (
                f"⚖️ {you} {actor} disputes your rejection of {company}:\n> {_quote(note, 'evidence')}\n"
                f"{judge} rules on it. There is nothing you need to do."
            )
        case "uphold":
            return f"⚖️ {you} {actor} upheld {hers} of {company}:\n> {_quote(note, 'comment')}"
        case "overturn":
            whose = "you have" if sight.viewer == handoff.ae_id else f"{mention(handoff.ae_id)} has"
            return (
                f"⚖️ {you} {actor} overturned {hers} of {company}, so {whose} it again and the clock starts "
                f"anew:\n> {_quote(note, 'comment')}"
            )
        case "approve":
            return f"👍 {you} {actor} approved {company} as it is: it goes on now."
        case _:
            return (
                f"🚫 {you} {actor} did not approve {company}:\n> {_quote(note, 'comment')}\n"
                "Your draft is kept: `/handoff` opens it."
            )


def _rejected(sight: Sight, note: dict[str, Any], company: str, actor: str) -> str:
    """Tell the SDR why it was rejected."""
    reason = typed(sight.reasons.get(note.get("reason", ""), note.get("reason", "")))
    said = f"\n> {_quote(note, 'comment')}" if note.get("comment") else ""
    failed, you = _failed(sight, note), mention(sight.viewer)
    return f"🚫 {you} {actor} rejected {company}. *Reason:* {reason}.{failed}{said}"


def _failed(sight: Sight, note: dict[str, Any]) -> str:
    """Name the criterion that failed, if one was named."""
    labels = {one.name: one.label for one in sight.package.readiness.judged}
    failed = labels.get(note.get("criterion", ""))
    return f" *Which criterion failed:* {esc(failed)}." if failed else ""


def _quote(note: dict[str, Any], name: str) -> str:
    return typed(note.get(name, ERASED)).replace("\n", "\n> ")


def _fallback(sight: Sight, text: str) -> str:
    """Say the same to a notification, which shows no mention: names instead of ids."""
    return with_names(sight, text, esc).replace("*", "")
