"""Judges a run from outside by the four promises; each break is named by its key and what is known of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chaos import rules
from chaos.bots import Outage
from chaos.office import ESCALATE_AT, LIMIT, NUDGE_AT, bosses, slack_id
from chaos.people import Office
from chaos.record import Record, Row
from chaos.rules import Life

WITHIN = timedelta(seconds=10)  # of being due, or of the system being back, a deadline is acted on
NEWS_TO_SDR = {
    *("accept", "reject", "ask", "take", "hand_over", "passed_on", "opportunity", "win", "lose", "recycle"),
    *("rate", "reassign", "uphold", "overturn"),
}
MAY_BE_EMPTY = ("picture", "review", "evidence", "details")  # said only if there is something to say
NEWS_TO_AE = ("answer", "extend", "snooze", "withdraw", "dispute", "uphold", "overturn")
LABEL = {
    "pending": "⏳",
    "returned": "❓",
    "rejected": "🚫",
    "withdrawn": "↩️",
    "accepted": "✅",
    "working": "🤝",
    "opportunity": "📈",
    "recycled": "♻️",
    "won": "🏆",
    "lost": "📉",
}


DISPUTED = "⚖️"  # a rejection on which a manager has yet to rule


@dataclass
class Verdict:
    """What was found, as lines; the longest that a deadline was acted on late."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    permitted: list[str] = field(default_factory=list)
    deadlines: int = 0
    latest: timedelta = timedelta(0)

    def broken(self) -> list[str]:
        """List every break of a promise, named."""
        named = {
            "lost": self.lost,
            "doubled": self.doubled,
            "missed": self.missed,
            "permitted": self.permitted,
        }
        return [f"{what}: {line}" for what, lines in named.items() for line in lines]


def judge(
    record: Record, office: Office, outages: list[Outage], digest_at: datetime, ended: datetime
) -> Verdict:
    """Hold a record against what people were told, and the deadlines against the times of no bot at work."""
    verdict = Verdict(len(office.acknowledged))
    lives = {row.id: rules.live(record.of("event", row.id)) for row in record.rows["handoff"]}
    verdict.lost += [*_lost_handoffs(record, office), *_lost_messages(record, lives)]
    verdict.lost += _lost_decisions(record, office)
    verdict.doubled += [*_doubled_handoffs(record), *_doubled_messages(record)]
    for handoff in record.rows["handoff"]:
        life = lives[handoff.id]
        for fault in [*life.wrong, *rules.differs(life, handoff)]:
            verdict.permitted.append(f"handoff {handoff.id}: {fault}")
        _deadlines(verdict, record, life, handoff, outages, ended)
    digests = [key for key in record.keys if key.startswith("digest:")]
    if (len(digests), len(record.rows["digestrun"])) != (1, 1):
        verdict.missed.append(f"digest due at {digest_at}: {digests}")
    return verdict


def _lost_handoffs(record: Record, office: Office) -> Iterator[str]:
    stored = {row.company: row for row in record.rows["handoff"]}
    for company, (sdr, ae) in office.acknowledged.items():
        row = stored.get(company)
        if row is None:
            yield f"{company}: acknowledged to {sdr} and not stored"
        elif row.sdr_id != slack_id(sdr) or (ae and record.of("event", row.id)[0].note["ae"] != slack_id(ae)):
            yield f"{company}: stored for {row.sdr_id} and {row.ae_id}, submitted by {sdr} for {ae}"
    for company in stored.keys() - set(office.tried):
        yield f"{company}: nobody has handed it off"


def _lost_decisions(record: Record, office: Office) -> Iterator[str]:
    done = {(event.handoff_id, event.action, event.actor_id) for event in record.rows["event"]}
    for decided in office.decided:
        if decided not in done:
            yield f"{decided}: acknowledged and not stored"


def _lost_messages(record: Record, lives: dict[int, Life]) -> Iterator[str]:
    """Whatever must have been said by the histories, and whatever the outbox calls sent, is there."""
    for number, life in lives.items():
        for key in _owed(number, life):
            if not record.keys[key]:
                yield f"{key}: owed and not shown"
        receipt = f"receipt:{number}:{life.sdr}"
        label = DISPUTED if life.dispute == "open" else LABEL[life.status]
        if label not in record.shown.get(receipt, ""):
            yield f"{receipt}: does not say that it is {life.status}"
    for row in record.rows["outbox"]:
        if row.kind == "notice":
            continue  # seen by one person, and not kept by Slack
        nudges = row.kind in ("nudge", "warning", "overdue", "unanswered")
        overtaken = nudges and row.turn < lives[row.handoff_id].turn
        if row.state == "sent" and not record.keys[row.key]:
            yield f"{row.key}: sent and not shown"
        elif row.state != "sent" and not (
            row.state == "obsolete" and (overtaken or row.key.partition(":")[0] in MAY_BE_EMPTY)
        ):
            yield f"{row.key}: still {row.state} ({row.error})"


def _owed(number: int, life: Life) -> Iterator[str]:
    for turn, action in life.opened_by.items():
        sdr, ae, owner = life.people[turn]
        if action == "submit":
            yield f"receipt:{number}:{sdr}"
        if action in ("submit", "hand_over", "reassign", "passed_on", "take"):
            yield f"card:{number}:{ae}"
        if action in ("accept", "take"):
            yield from (f"intro:{number}:{who}" for who in (sdr, owner))
        if action in NEWS_TO_SDR:
            yield f"news:{number}:{turn}:{sdr}"
        if action == "dispute":
            yield f"ruling:{number}:{turn}:{_judge(sdr, ae)}"
        if action in NEWS_TO_AE and life.actors[turn] != ae:
            yield f"news:{number}:{turn}:{ae}"


def _doubled_handoffs(record: Record) -> Iterator[str]:
    seen = set[str]()
    for row in record.rows["handoff"]:
        if row.company in seen:
            yield f"{row.company}: stored twice"
        seen.add(row.company)


def _doubled_messages(record: Record) -> Iterator[str]:
    yield from (f"{key}: shown {count} times" for key, count in record.keys.items() if count > 1)


def _deadlines(
    verdict: Verdict, record: Record, life: Life, handoff: Row, outages: list[Outage], ended: datetime
) -> None:
    """Every rung that fell due while its clock ran has its line in the history, in time, and its message."""
    events, clocks = record.of("event", handoff.id), record.of("deadline", handoff.id)
    for clock in (one for one in clocks if one.kind in LIMIT):
        used = _used_before(clock, clocks, life)
        for rung, (at, level) in enumerate(sorted([*((at, -1) for at in NUDGE_AT), *_levels()])):
            due = clock.started_at + timedelta(seconds=LIMIT[clock.kind] * at - used)
            until = _in_time(due, outages)
            whom = _whom(life, clock, level)
            if due < clock.started_at or whom == "" or until > (clock.closed_at or ended):
                continue
            verdict.deadlines += 1
            taken = [event for event in events if _is_step(event, clock, level, whom)]
            if len(taken) != 1 or taken[0].at > until:
                told = [str(event.at) for event in taken]
                verdict.missed.append(f"handoff {handoff.id} {clock.kind} {rung}: due {due}, taken {told}")
                continue
            verdict.latest = max(verdict.latest, taken[0].at - (until - WITHIN))
            key = f"stalled:{handoff.id}:{clock.generation}:{whom}"
            if level >= 0 and whom and not record.keys[key]:
                verdict.missed.append(f"{key}: not shown")


def _levels() -> list[tuple[float, int]]:
    return [(at, level) for level, at in enumerate(ESCALATE_AT)]


def _used_before(clock: Row, clocks: list[Row], life: Life) -> int:
    """A question stops the clock, and its answer lets it go on where it stopped."""
    if life.opened_by.get(clock.generation) != "answer":
        return 0
    before = [one for one in clocks if one.kind == clock.kind and one.generation < clock.generation]
    return int(max(before, key=lambda one: one.generation).used_seconds)


def _whom(life: Life, clock: Row, level: int) -> str | None:
    """Name who must be nudged or asked; None: nobody is above, so a colleague is told; "": nobody at all."""
    sdr, ae, owner = life.people[clock.generation]
    waits = {"accept": ae, "answer": sdr, "touch": owner or ae, "rule": _judge(sdr, ae)}[clock.kind]
    if level < 0:
        return waits
    above = bosses(waits)
    if level < len(above):
        return above[level]
    return None if level == 0 else ""


def _judge(sdr: str, ae: str) -> str:
    """Name who is asked to rule: the nearest above the AE, else above the SDR, who is neither."""
    return next((boss for boss in [*bosses(ae), *bosses(sdr)] if boss not in (ae, sdr)), "")


def _is_step(event: Row, clock: Row, level: int, whom: str | None) -> bool:
    if event.action != ("nudged" if level < 0 else "escalated") or event.note["clock"] != clock.kind:
        return False
    within = clock.started_at <= event.at and (clock.closed_at is None or event.at <= clock.closed_at)
    return bool(within and event.note["whom"] == whom)


def _in_time(due: datetime, outages: list[Outage]) -> datetime:
    """Give the moment by which a deadline must have been acted on."""
    for away, back in sorted(outages):
        if away <= due + WITHIN and back > due:
            due = back
    return due + WITHIN
