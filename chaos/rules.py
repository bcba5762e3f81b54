"""Who may do what, and what it leads to: written a second time, for a judge who does not ask the accused."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from chaos.office import ROLE, bosses, slack_id
from chaos.record import Row

# action: (who, from which states, to which state; None leaves it)
RULES: dict[str, tuple[str, str, str | None]] = {
    "accept": ("ae", "pending", "accepted"),
    "reject": ("ae", "pending", "rejected"),
    "dispute": ("sdr", "rejected", None),
    "uphold": ("judge", "rejected", None),
    "overturn": ("judge", "rejected", "pending"),
    "ask": ("ae", "pending", "returned"),
    "answer": ("sdr", "returned", "pending"),
    "withdraw": ("sdr", "pending returned", "withdrawn"),
    "touch": ("owner", "accepted", "working"),
    "book": ("owner", "accepted working", "working"),
    "hold": ("owner", "working", "working"),
    "no_show": ("owner", "working", "working"),
    "opportunity": ("owner", "working", "opportunity"),
    "win": ("owner", "opportunity", "won"),
    "lose": ("owner", "opportunity", "lost"),
    "recycle": ("owner", "accepted working", "recycled"),
    "rate": ("owner", "accepted working opportunity recycled won lost", None),
    "meeting_at": ("owner", "working", None),
    "rescheduled": ("owner", "working", None),
    "passed_on": ("nobody", "pending accepted rejected", "pending"),  # by the policy
    "hand_over": ("owner or boss", "accepted working opportunity", None),
    "reassign": ("boss", "pending returned accepted", "pending"),
    "extend": ("boss", "pending accepted", None),
    "snooze": ("boss", "pending accepted", None),
    "take": ("boss", "pending accepted", "accepted"),
    "intro_edited": ("either", "accepted working opportunity won lost recycled", None),
    "outreach_paused": ("sdr", "accepted working opportunity", None),
    "touch_asked": ("sdr", "accepted working opportunity", None),
    "touch_granted": ("owner", "accepted working opportunity won lost recycled", None),
    "touch_refused": ("owner", "accepted working opportunity won lost recycled", None),
    "intro_wished": ("owner", "accepted working opportunity won lost recycled", None),
    "intro_opened": ("either", "accepted working opportunity won lost recycled", None),
    "intro_sent": ("either", "accepted working opportunity won lost recycled", None),
    "live_introduction": ("either", "accepted working", None),
}
BY_THE_CLOCK = ("nudged", "warned", "held", "escalated", "stopped", "feedback_asked", "came_back")
DISPUTES = {"dispute": ("", "open"), "uphold": ("open", "upheld"), "overturn": ("open", "overturned")}
NOT_TURNS = (
    "meeting_at",
    "rescheduled",
    "intro_edited",
    "intro_wished",
    "outreach_paused",
    "touch_asked",
    "touch_granted",
    "touch_refused",
    "intro_opened",
    "intro_sent",
    "live_introduction",
)


@dataclass
class Life:
    """A handoff as its history says it must be. `people` are its SDR, AE and owner after each turn."""

    status: str = ""
    turn: int = 0
    sdr: str = ""
    ae: str = ""
    owner: str | None = None
    dispute: str = ""
    people: dict[int, tuple[str, str, str | None]] = field(default_factory=dict)
    opened_by: dict[int, str] = field(default_factory=dict)  # the action that made each turn
    actors: dict[int, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def live(events: list[Row]) -> Life:
    """Live through a history and note every step that nobody had the right to take."""
    life = Life()
    for event in events:
        if event.actor_id is None and event.action not in RULES:
            if event.action not in BY_THE_CLOCK:
                life.wrong.append(f"{event.action} by nobody")
            continue
        life.wrong += _faults(life, event)
        _follow(life, event)
    return life


def differs(life: Life, handoff: Row) -> Iterator[str]:
    """Say where a row is not what its history led to."""
    must_be = {"status": life.status, "ae_id": life.ae, "sdr_id": life.sdr, "owner_id": life.owner}
    must_be["dispute"] = life.dispute
    for name, must in must_be.items():
        if getattr(handoff, name) != must:
            yield f"{name} is {getattr(handoff, name)}, and its history says {must}"
    if handoff.turn != life.turn:
        yield f"turn is {handoff.turn}, and its history says {life.turn}"


def _faults(life: Life, event: Row) -> Iterator[str]:
    who, action = event.actor_id, event.action
    if action == "submit":
        if ROLE.get(who) != "sdr" or life.turn:
            yield f"submit by {who}"
        return
    may, states, _ = RULES[action]
    holders: dict[str, set[str | None]] = {
        "ae": {life.ae},
        "sdr": {life.sdr},
        "owner": {life.owner},
        "either": {life.sdr, life.owner},
        "nobody": {None},
        "boss": {*bosses(life.ae), *bosses(life.sdr), *(one for one in ROLE if ROLE[one] == "director")},
    }
    holders["owner or boss"] = holders["boss"] | {life.owner}
    holders["judge"] = holders["boss"] - {life.ae, life.sdr}
    if who not in holders[may]:
        yield f"{action} by {who}, who is not its {may}"
    if life.status not in states.split():
        yield f"{action} while it was {life.status}"
    if action in DISPUTES and life.dispute != DISPUTES[action][0]:
        yield f"{action} while its dispute was “{life.dispute}”"
    to = event.note.get("ae", "") if action in ("hand_over", "reassign", "passed_on") else ""
    if to and (ROLE.get(to) != "ae" or to == slack_id("dee")):
        yield f"reassigned to {event.note['ae']}"


def _follow(life: Life, event: Row) -> None:
    who, action = event.actor_id, event.action
    if action in NOT_TURNS:
        return
    life.turn += 1
    if event.turn != life.turn:
        life.wrong.append(f"{action} is turn {event.turn} and should be {life.turn}")
    if action == "submit":
        life.status, life.sdr, life.ae = "pending", who, event.note["ae"]
    else:
        life.status = RULES[action][2] or life.status
    life.dispute = DISPUTES[action][1] if action in DISPUTES else life.dispute
    if action == "accept":
        life.owner = who
    elif action == "take":
        life.ae = life.owner = who
    elif action == "hand_over":
        life.ae = life.owner = event.note["ae"]
    elif action in ("reassign", "passed_on"):
        life.ae, life.owner = event.note["ae"], None
    life.actors[life.turn] = who
    life.people[life.turn], life.opened_by[life.turn] = (life.sdr, life.ae, life.owner), action
