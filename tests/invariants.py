"""What is true of the database at every moment, whoever raced whom and whatever failed.

The rules are written down here a second time, by hand: taken from the product they would be wrong with it.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeVar

from sqlmodel import Session, col, select

from app.domain.model import Deadline, Event, Handoff, Owed, Sending
from app.domain.model_team import DraftPackage
from app.store.db import Database
from tests import facts_hold

T = TypeVar("T", Event, Deadline, Owed)
WAITS = {"review": "rule", "pending": "accept", "returned": "answer", "accepted": "touch"}
OWNED = ("accepted", "working", "opportunity", "recycled", "won", "lost")


@dataclass(frozen=True)
class Rule:
    """Who may do it from where, where it leads to (empty: it stays), and who hears of it from us."""

    by: str
    origins: Collection[str]
    to: str = ""
    tells: str = ""  # "sdr", "ae" (who had it before), or both
    meeting: Collection[str] = ("none", "booked", "held", "no_show")
    dispute: Collection[str] = ("", "open", "upheld", "overturned")
    button: str = ""


RULES = {
    "accept": Rule("ae", ["pending"], "accepted", "sdr", button="Accept"),
    "reject": Rule("ae", ["pending"], "rejected", "sdr", button="Reject"),
    "dispute": Rule("sdr", ["rejected"], "", "ae", dispute=[""]),
    "uphold": Rule("judge", ["rejected"], "", "sdr ae", dispute=["open"]),
    "overturn": Rule("judge", ["rejected"], "pending", "sdr ae", dispute=["open"]),
    "approve": Rule("judge", ["review"], "pending", "sdr"),
    "decline": Rule("judge", ["review"], "withdrawn", "sdr"),
    "ask": Rule("ae", ["pending"], "returned", "sdr", button="Ask for info"),
    "answer": Rule("sdr", ["returned"], "pending", "ae"),
    "withdraw": Rule("sdr", ["review", "pending", "returned"], "withdrawn", "ae"),
    "hand_over": Rule("owner", ["accepted", "working", "opportunity"], "", "sdr ae"),
    "reassign": Rule("manager", ["pending", "returned", "accepted"], "pending", "sdr"),
    "extend": Rule("manager", ["pending", "accepted"], "", "ae"),
    "snooze": Rule("manager", ["pending", "accepted"], "", "ae"),
    "take": Rule("manager", ["pending", "accepted"], "accepted", "sdr ae"),
    "touch": Rule("owner", ["accepted"], "working", button="Log first touch"),
    "book": Rule(
        "owner", ["accepted", "working"], "working", "", ["none", "no_show"], button="Meeting booked"
    ),
    "hold": Rule("owner", ["working"], "working", "", ["booked"], button="Meeting held"),
    "no_show": Rule("owner", ["working"], "working", "", ["booked"], button="No-show"),
    "opportunity": Rule("owner", ["working"], "opportunity", "sdr", button="Opportunity"),
    "recycle": Rule("owner", ["accepted", "working"], "recycled", "sdr", button="Recycle"),
    "win": Rule("owner", ["opportunity"], "won", "sdr", button="Won"),
    "lose": Rule("owner", ["opportunity"], "lost", "sdr", button="Lost"),
    "rate": Rule("owner", OWNED, "", "sdr", button="Rate lead"),
}
DISPUTE = {"dispute": "open", "uphold": "upheld", "overturn": "overturned"}
MEETING = {"book": "booked", "hold": "held", "no_show": "no_show"}
BUTTONS = {rule.button for rule in RULES.values() if rule.button}


@dataclass
class Replay:
    """A handoff as its history tells it."""

    sdr: str
    ae: str
    owner: str | None = None
    offered: Collection[str] = ()  # who may accept it besides its AE
    status: str = "pending"
    meeting: str = "none"
    dispute: str = ""
    turn: int = 1
    last_actor: str = ""
    last_action: str = "submit"
    news: set[tuple[int, str]] = field(default_factory=set)  # (turn, who is told)
    concerned: set[str] = field(default_factory=set)
    introduced: set[str] = field(default_factory=set)  # who has a draft of the introduction

    def may(self, person: str, action: str, managers: Collection[str]) -> bool:
        """Say whether somebody may do something now."""
        rule = RULES[action]
        holds = {"sdr": self.sdr, "ae": self.ae, "owner": self.owner}
        manages = person in managers and (rule.by == "manager" or person not in holds.values())
        is_allowed = manages if rule.by in ("manager", "judge") else person == holds[rule.by]
        is_allowed |= action == "accept" and person in self.offered
        is_allowed |= action == "hand_over" and person in managers
        return is_allowed and self._stands(rule)

    def _stands(self, rule: Rule) -> bool:
        here = self.status in rule.origins
        return here and self.meeting in rule.meeting and self.dispute in rule.dispute

    def moves(self, event: Event) -> None:
        """Go one move on."""
        rule, ae_before, actor = RULES[event.action], self.ae, event.actor_id or ""
        self.turn += 1
        self.last_actor, self.last_action = actor, event.action
        self.status = rule.to or self.status
        self.meeting = MEETING.get(event.action, self.meeting)
        self.dispute = DISPUTE.get(event.action, self.dispute)
        if event.action == "approve":
            self.ae, self.offered = event.note["ae"], event.note.get("offered", ())
        elif event.action == "reassign":
            self.ae, self.owner, self.offered = event.note["ae"], None, ()
        elif event.action == "hand_over":
            self.ae = self.owner = event.note["ae"]
            self.introduced |= {self.sdr, self.ae}
        elif event.action in ("accept", "take"):
            self.ae = self.owner = actor
            self.introduced |= {self.sdr, actor}
        told = {"sdr": self.sdr, "ae": ae_before}
        self.news |= {
            (self.turn, told[who])
            for who in rule.tells.split()
            if told[who] and (who, actor) != ("ae", ae_before)
        }
        self.concerned |= {self.ae} - {""}

    def falls_back(self, event: Event) -> None:
        """Go to whom an offer falls that nobody has accepted."""
        assert (event.actor_id, self.status, self.ae) == (None, "pending", "")
        self.turn += 1
        self.ae, self.offered = event.note["ae"], ()
        self.last_actor, self.last_action = "", event.action
        self.concerned |= {self.ae}

    def goes_on(self, event: Event) -> None:
        """Go on to the AE whom the policy chose: whoever has it does not answer, or has declined."""
        assert event.actor_id is None
        assert self.status in ("pending", "accepted", "rejected"), f"{event}: nothing waits for an AE"
        assert event.note["instead_of"] == self.ae != event.note["ae"] != self.sdr
        if self.status == "rejected":
            self.news.discard((self.turn, self.sdr))  # she is told of both at once
        self.turn += 1
        self.status, self.ae, self.owner = "pending", event.note["ae"], None
        self.last_actor, self.last_action = "", event.action
        self.news |= {(self.turn, self.sdr)}
        self.concerned |= {self.ae}

    @property
    def waits(self) -> str:
        """Name the clock that must run now."""
        if (self.status, self.dispute) == ("rejected", "open"):
            return "rule"
        booked = (self.status, self.meeting) == ("working", "booked")
        if self.status == "pending" and not self.ae:
            return "claim"
        return "outcome" if booked else WAITS.get(self.status, "")

    def buttons(self) -> set[str]:
        """What the AE or owner can press."""
        return {
            rule.button for action, rule in RULES.items() if rule.button and self.may(self.ae, action, ())
        }


def replay(history: Collection[Event], managers: Collection[str]) -> Replay:
    """Tell a handoff's story from its history alone, and fail where it breaks a rule."""
    first, *rest = history
    assert (first.action, first.turn, bool(first.actor_id)) == ("submit", 1, True)
    told = Replay(first.actor_id or "", first.note["ae"], offered=first.note.get("offered", ()))
    told.status = "review" if "judge" in first.note else "pending"
    told.concerned |= {told.sdr, told.ae} - {""}
    steps: Counter[tuple[int, str, str]] = Counter()
    for event in rest:
        if event.action in RULES:
            assert told.may(event.actor_id or "", event.action, managers), f"{event} is against the rules"
            told.moves(event)
        elif event.action == "offered":
            told.offered = [*told.offered, *event.note["offered"]]
        elif event.action == "fell_back":
            told.falls_back(event)
        elif event.action == "passed_on":
            told.goes_on(event)
        elif event.action in ("feedback_asked", "came_back"):
            pass  # said to its owner or SDR, and nothing moves
        elif event.actor_id is None:
            assert event.note["clock"] == told.waits, f"{event}: nobody waits for that"
            step = f"{event.action} at {event.note.get('at')} from {event.note.get('since')}"
            steps[event.turn, step, event.note["whom"] or ""] += 1
        assert event.turn == told.turn
    assert set(steps.values()) <= {1}, f"a step of a ladder was taken twice: {steps}"
    return told


def check(db: Database, managers: Collection[str], numbers: Collection[int] = ()) -> dict[int, Replay]:
    """Fail unless rows, clocks and what is owed agree with the history of each handoff (all, or these)."""
    with db.reading() as session:
        query = select(Handoff).where(col(Handoff.id).in_(numbers)) if numbers else select(Handoff)
        rows = {row.number: row for row in session.exec(query)}
        events = _by_handoff(session, Event, rows)
        clocks = _by_handoff(session, Deadline, rows)
        owed = _by_handoff(session, Owed, rows)
        drafts = {f"draft {number}" for number in session.exec(select(DraftPackage.id))}
        facts_hold.check(session, rows.values(), events)
    assert not drafts & {row.submit_key for row in rows.values()}, "what was handed off is still a draft"
    told = {number: replay(events[number], managers) for number in rows}
    for number, row in rows.items():
        story = told[number]
        assert (row.status, row.turn, row.meeting) == (story.status, story.turn, story.meeting), row
        assert row.dispute == story.dispute, row
        assert (row.sdr_id, row.ae_id, row.owner_id) == (story.sdr, story.ae, story.owner), row
        assert bool(row.owner_id) == (row.status in OWNED)
        running = [clock.kind for clock in clocks[number] if clock.closed_at is None]
        assert running == ([story.waits] if story.waits else []), f"{running}: {row}"
        _check_owed(story, owed[number], managers)
    return told


def _by_handoff(session: Session, kind: type[T], rows: Collection[int]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {number: [] for number in rows}
    for row in session.exec(select(kind).where(kind.handoff_id.in_(rows)).order_by(kind.id)):  # type: ignore
        found[row.handoff_id or 0].append(row)
    return found


def _check_owed(story: Replay, owed: Collection[Owed], managers: Collection[str]) -> None:
    keys = Counter(row.key for row in owed)
    assert set(keys.values()) == {1}
    assert {(row.turn, row.recipient) for row in owed if row.kind == "news"} == story.news
    for row in owed:
        if row.kind == "offer":
            continue  # to a channel, or to those to whom it was offered
        allowed = {*managers} if row.kind in ("stalled", "ruling", "warning") else story.concerned
        allowed = allowed | {*managers} if row.kind == "story" else allowed
        allowed = allowed | {*managers} if row.kind == "nudge" and row.note["clock"] == "rule" else allowed
        if row.kind == "hook":
            assert row.recipient == "webhook"
            continue
        readers = set(row.recipient.removeprefix("mailbox:").split(","))  # a live introduction is for two
        assert readers <= allowed, f"{row.key} is none of their business"
        assert row.shown <= row.wanted
        assert row.state is not Sending.SENT or row.shown == row.wanted, f"{row.key} stays out of date"
    living = {(row.kind, row.recipient) for row in owed}
    offers = {row.recipient for row in owed if row.kind == "offer"}
    assert ("receipt", story.sdr) in living
    asked = {reader for kind, reader in living if kind == "ruling"}
    assert ("card", story.ae) in living if story.ae else offers | asked
    assert {reader for kind, reader in living if kind == "intro"} == story.introduced
