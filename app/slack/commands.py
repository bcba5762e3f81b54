"""/handoff: the words that it knows, and what each of them does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from slack_bolt import Ack, App

from app.domain.criteria import SHORT
from app.domain.errors import NotAllowed
from app.services import drafts, home, search, sights, statistics, story
from app.slack import handoff_form, ooo, why
from app.slack.desk import Desk, caller, number_in
from app.slack.sitting import hers
from app.store import handoffs
from blocks import figures as drawn_figures
from blocks import ids, replies
from blocks import search as drawn_search
from blocks import story as drawn_story
from blocks.parts import Block, clip, esc

Answer = tuple[str, list[Block]]  # text and blocks; nothing where a form opens
NEAR = 0.75  # of two words: how alike they must be for one to be meant
ANYTHING = re.compile(".*", re.DOTALL)
NOTHING = re.compile("")
A_NUMBER = re.compile(r"(?:#?0*(\d{1,12}))?", re.ASCII)  # or nothing


@dataclass(frozen=True)
class Word:
    """One word of the command: what it does, and with what behind it."""

    does: Callable[[Desk, dict[str, Any], str], Answer]
    takes: re.Pattern[str] = ANYTHING


def register(app: App, desk: Desk) -> None:
    """Listen to the command."""

    @app.command(ids.COMMAND)
    def command(ack: Ack, body: dict[str, Any]) -> None:
        said, blocks = answer(desk, body)
        ack(text=said, blocks=blocks) if blocks else ack(said)


def answer(desk: Desk, body: dict[str, Any]) -> Answer:
    """Do what the words after the command ask for; what begins with none of ours names a company."""
    text = str(body.get("text") or "").strip()
    first, *others = text.split(maxsplit=1) or [""]
    rest = others[0] if others else ""
    word = WORDS.get(first.lower())
    if word and word.takes.fullmatch(rest):
        return word.does(desk, body, rest)
    if text.startswith(("-", "/")) or len(text) > SHORT:
        return f"I could not read “{esc(clip(text, 80))}”.\n{replies.help_text()}", []
    if meant := _meant(first.lower(), rest):
        return replies.meant(text, meant, _draft_of(desk, body, text))
    return _new(desk, body, text)


def _meant(first: str, rest: str) -> str:
    """Give the line that was probably meant; "" where none of our words is near."""
    near = [first] if first in WORDS else get_close_matches(first, WORDS, n=1, cutoff=NEAR)
    if not near or (first == ooo.BACK and rest):  # there is a company of that name
        return ""
    if near[0] == "show" and not WORDS["show"].takes.fullmatch(rest):
        near = ["search"]
    return f"{near[0]} {rest}" if WORDS[near[0]].takes.fullmatch(rest) else near[0]


def _draft_of(desk: Desk, body: dict[str, Any], company: str) -> int | None:
    """Keep what a form would open with, for a button to find; None for whoever may not hand off."""
    who = caller(body)
    try:
        with desk.db.transaction() as session:
            hers(session, desk, who)
            values = drafts.filled(desk.policy, {}, {"company": company})
            return drafts.begin(session, desk.policy, who.team, who.user, values, desk.now()).number
    except NotAllowed:
        return None


def _new(desk: Desk, body: dict[str, Any], rest: str) -> Answer:
    handoff_form.open_form(desk, body, {"company": rest[:SHORT]})
    return "", []


def _help(desk: Desk, body: dict[str, Any], rest: str) -> Answer:
    return replies.help_text(), []


def _list(desk: Desk, body: dict[str, Any], rest: str) -> Answer:
    who, now = caller(body), desk.now()
    with desk.db.reading() as session:
        found = handoffs.concerning(session, who.team, [who.user])
        seen = [sights.see(session, desk.policy, handoff, who.user, now) for handoff in found]
    return replies.listing(sorted(seen, key=lambda sight: not home.must_act(sight)))


def _show(desk: Desk, body: dict[str, Any], rest: str) -> Answer:
    if not rest:
        return drawn_story.USAGE, []
    who, number = caller(body), number_in(_number(rest))
    with desk.db.reading() as session:
        told = story.told(session, desk.policy, who.team, number, who.user, desk.now())
    return drawn_story.answered(*told)


def _search(desk: Desk, body: dict[str, Any], rest: str) -> Answer:
    if not rest:
        return drawn_search.USAGE, []
    who = caller(body)
    with desk.db.reading() as session:
        found = search.search(session, desk.policy, who.team, who.user, rest, desk.now())
    return drawn_search.found(found.text, found.shown, more=found.more)


def _stats(desk: Desk, body: dict[str, Any], rest: str) -> Answer:
    who = caller(body)
    with desk.db.reading() as session:
        counted = statistics.count(session, desk.policy, who.team, who.user, rest, desk.now())
    return drawn_figures.stats(counted.person, counted.asked.said, counted.parts, is_team=counted.is_team)


def _why(desk: Desk, body: dict[str, Any], rest: str) -> Answer:
    return why.explain(desk, body, _number(rest))


def _ooo(desk: Desk, body: dict[str, Any], rest: str) -> Answer:
    return ooo.command(desk, body, rest or None), []


def _back(desk: Desk, body: dict[str, Any], rest: str) -> Answer:
    return ooo.come_back(desk, body), []


def _number(rest: str) -> str:
    found = A_NUMBER.fullmatch(rest)
    return (found[1] or "") if found else ""


WORDS = {
    "": Word(_new, NOTHING),
    "new": Word(_new),
    "list": Word(_list, NOTHING),
    "show": Word(_show, A_NUMBER),
    "search": Word(_search),
    "stats": Word(_stats),
    "why": Word(_why, A_NUMBER),
    "ooo": Word(_ooo),
    ooo.BACK: Word(_back, NOTHING),
    "help": Word(_help, NOTHING),
}
