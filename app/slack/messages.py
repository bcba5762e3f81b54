"""Turns an owed message into what Slack is sent, from the rows as they are at this moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from app.domain.lifecycle import Action, Role
from app.domain.model import Handoff, Owed
from app.domain.sight import Sight
from app.policy import Policy
from app.services import files, preferences, reminders, sights
from app.services.outbox import living_key
from app.slack import digest_messages, feedback_messages, review_messages
from app.slack.message import Message as Message
from app.store import backlog, handoffs, outbox
from blocks import brief, broadcast, card, feedback, intro, live, news, rulings, story, undelivered
from blocks.parts import Block, clip, esc

Drawn = tuple[str, list[Block]]
Draw = Callable[[Sight, dict[str, Any]], Drawn]


@dataclass(frozen=True)
class Kind:
    """How one kind of message is drawn, and for which of the reader's roles it offers moves."""

    draw: Draw
    roles: tuple[Role, ...] = ()
    reply: bool = False
    while_turn: bool = False  # true only until the handoff moves: dropped afterwards


WORKER = (Role.AE, Role.OWNER)
KINDS: dict[str, Kind] = {
    "card": Kind(lambda sight, _: card.card(sight), (*WORKER, Role.MANAGER)),
    "receipt": Kind(lambda sight, _: card.receipt(sight), (Role.SDR,)),
    "stalled": Kind(lambda sight, note: card.stalled(sight, note["of"]), (Role.MANAGER, Role.JUDGE)),
    "ruling": Kind(lambda sight, note: rulings.ruling(sight, note["of"]), (Role.JUDGE,)),
    "offer": Kind(lambda sight, _: broadcast.offer(sight), (Role.OFFERED,)),
    "intro": Kind(lambda sight, _: intro.intro(sight)),
    "live": Kind(lambda sight, _: live.live(sight)),  # its reader is a group: ids with a comma between
    "brief": Kind(lambda sight, _: brief.reply(sight), reply=True),
    "story": Kind(lambda sight, note: story.story(sight, note["events"]), reply=True),
    "news": Kind(news.news, (Role.SDR,), reply=True),
    "return": Kind(lambda sight, _: feedback.came_back(sight)),
    "nudge": Kind(news.nudge, (*WORKER, Role.SDR, Role.JUDGE), reply=True, while_turn=True),
    "warning": Kind(news.warning, reply=True, while_turn=True),
    "overdue": Kind(news.overdue, while_turn=True),
    "unanswered": Kind(news.news, (Role.SDR,), reply=True, while_turn=True),
}


OF_SEVERAL = {  # handoffs, or of none
    "feedback": feedback_messages.compose,
    "digest": digest_messages.compose,
    "breakdown": digest_messages.breakdown,
    "numbers": digest_messages.personal,
    "review": review_messages.compose,
    "evidence": review_messages.evidence,
}


def compose(session: Session, policy: Policy, owed: Owed, now: datetime) -> Message | None:
    """Draw an owed message, or None when it is no longer true."""
    if owed.kind == "notice":
        return Message(esc(owed.note["text"]), [], owed.wanted, ephemeral=bool(owed.note["channel"]))
    if owed.kind in OF_SEVERAL:
        return OF_SEVERAL[owed.kind](session, policy, owed, now)
    if owed.kind == "undelivered":
        return _undelivered(session, owed)
    if owed.kind == "file":
        return _file(session, policy, owed, now)
    handoff, kind = handoffs.get(session, owed.handoff_id or 0), KINDS[owed.kind]
    if preferences.is_muted(session, owed):
        return None
    said = owed.ts is not None  # it stays true of its moment, and may have to be shown without what it quoted
    if handoff is None or (kind.while_turn and handoff.turn != owed.turn and not said):
        return None
    sight = sights.see(session, policy, handoff, owed.recipient, now, only=kind.roles)
    text, blocks = kind.draw(sight, owed.note | _also_waiting(session, owed) | _history(session, owed))
    thread = _thread(session, handoff, owed) if kind.reply else None
    return Message(text, blocks, owed.wanted, thread)


def _also_waiting(session: Session, owed: Owed) -> dict[str, Any]:
    """Name what a reminder lists besides its own handoff, as far as it waits yet."""
    waiting = reminders.still_waiting(session, owed.note.get("also") or [])
    return {"also": [(one.number, one.company) for one in waiting]} if waiting else {"also": None}


def _history(session: Session, owed: Owed) -> dict[str, Any]:
    """Give a story all that happened until now, and the news of a rating what had happened by then."""
    if owed.kind != "story" and owed.note.get("action") != Action.RATE.value:
        return {}
    events = handoffs.history(session, owed.handoff_id or 0)
    is_story = owed.kind == "story"
    return {"events": [event for event in events if is_story or event.turn <= owed.turn]}


def _thread(session: Session, handoff: Handoff, owed: Owed) -> str | None:
    """Find the message that a reply belongs under: the reader's card, or what she is asked to decide."""
    reader = owed.recipient
    kinds = ("receipt", "card") if reader == handoff.sdr_id else ("card", "receipt")
    keys = [living_key(kind, handoff, reader) for kind in kinds]
    for key in [*keys, living_key("ruling", handoff, reader, owed.turn)]:
        parent = outbox.get(session, key)
        if parent and parent.ts:
            return parent.ts
    return None


def _file(session: Session, policy: Policy, owed: Owed, now: datetime) -> Message | None:
    if owed.note.get("what") == "digest":
        return digest_messages.picture(session, policy, owed, now, signed("The week in a picture", owed))
    handoff, file = handoffs.get(session, owed.handoff_id or 0), files.make(session, policy, owed, now)
    if handoff is None or file is None:
        return None
    intro = outbox.get(session, living_key("intro", handoff, owed.recipient))
    titled = replace(file, title=signed(clip(file.title, 100), owed))
    return Message(esc(file.comment), [], owed.wanted, intro.ts if intro else None, file=titled)


def signed(title: str, owed: Owed) -> str:
    """End the title of a file with what stands for the key of its message, so that it is found again."""
    return f"{title} · {sha256(owed.key.encode()).hexdigest()[:8]}"


def _undelivered(session: Session, owed: Owed) -> Message | None:
    since = datetime.fromisoformat(owed.note["day"]).replace(tzinfo=UTC)
    dead = [one for one in backlog.dead_since(session, owed.team_id, since) if one.key != owed.key]
    if not dead:
        return None  # retried or dropped meanwhile
    text, blocks = undelivered.undelivered(dead)
    return Message(text, blocks, owed.wanted)
