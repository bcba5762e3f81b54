"""A simulated half year whose figures are known: 2 teams, 30 people, 20,000 handoffs.

What happens to each handoff is drawn, seeded, so always the same; what the figures must say of it is written
down beside it as it is drawn, from the draws alone. The history is then stored as the bot itself stores one,
and the facts are derived from that history. Planted: Omar is slow; a known timeline makes acceptance and
opportunities likelier; a known budget changes nothing, but mostly comes along with a timeline; leads from
events are poor.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from app import policy as policies
from app.domain import package
from app.domain.criteria import CHECKS
from app.domain.deadlines import Clock
from app.domain.facts import Line, fact_of
from app.domain.lifecycle import Action, Dispute, Meeting, Status
from app.domain.metrics import Kind
from app.domain.model import Handoff
from app.domain.model_loop import Fact
from app.policy import Policy
from app.services import figures, review
from app.services import policies as kept
from app.store.db import Database
from app.store.facts import facts
from app.store.handoffs import deadlines, events, handoffs
from app.store.migrate import migrate
from app.store.people import people
from blocks import review as drawn
from tests import postgres

TEAM = "T0HALF"
START, END = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
MONTH = date(2026, 10, 1)  # the last one
OPENS, CLOSES = 9, 17  # hours of the working day, Monday to Friday, UTC
HOUR, DAY = 3600, 8 * 3600  # seconds of work
MANAGERS = ("U0NORTH", "U0SOUTH")
SDRS = {f"U0SDR{n:02}": MANAGERS[n % 2] for n in range(18)}
AES = {f"U0AE{n:02}": MANAGERS[n % 2] for n in range(10)}
SLOW = "U0AE04"  # Omar
SOURCES = {"inbound": 30, "outbound": 30, "event": 15, "referral": 15, "partner": 10}
BAD_SOURCE, PREDICTS, IDLE = "event", "timeline", "budget"
OPTIONAL = ("website", "background", "quotes", "objections", "fit_signals", "tone")
ALWAYS = ("need", *CHECKS)
LIMITS = {  # working seconds, as the policy's defaults have them
    Clock.ACCEPT: 4 * HOUR,
    Clock.TOUCH: 24 * HOUR,
    Clock.ANSWER: 8 * HOUR,
    Clock.RULE: 8 * HOUR,
    Clock.OUTCOME: 8 * HOUR,
}
Row = dict[str, Any]


FIRST = ("Nora", "Luis", "Mia", "Tariq", "Elena", "Jonas", "Priya", "Hugo", "Aiko", "Ruth")
LAST = ("Lindqvist", "Moreau", "Okafor", "Brandt", "Silva", "Novak", "Haas", "Tanaka", "Ferrari")


class Over(Exception):
    """The half year is over before the next thing happens."""


def rules() -> Policy:
    """The team's policy: a budget is required, or else a manager approves; a timeline is not."""
    listed = [(who, "sdr", boss) for who, boss in SDRS.items()] + [(who, "ae", b) for who, b in AES.items()]
    listed += [(who, "manager", "") for who in MANAGERS]
    entries = "".join(
        f'[[person]]\nid = "{who}"\nrole = "{role}"\n' + (f'reports_to = "{boss}"\n' if boss else "")
        for who, role, boss in listed
    )
    return policies.parse(
        'qualification = { not_ready = "approval", criteria = { timeline = "empty", authority = "empty" } }\n'
        '[digest]\nchannel = "#sales"\n'
        f'[sla]\nhours = {{ mon-fri = "{OPENS:02}:00-{CLOSES}:00" }}\n{entries}'
    )


def later(at: datetime, seconds: int) -> datetime:
    """Give the moment after so much work."""
    while seconds > (left := int((at.replace(hour=CLOSES, minute=0, second=0) - at).total_seconds())):
        seconds -= left
        at = (at + timedelta(days=1 if at.weekday() < 4 else 3)).replace(hour=OPENS, minute=0, second=0)
    return at + timedelta(seconds=seconds)


@dataclass
class Lead:
    """One handoff: its rows as the bot would have them, and what is true of it."""

    number: int
    created: datetime
    sdr: str
    ae: str
    source: str
    met: frozenset[str]
    optional: int
    row: Row = field(default_factory=dict)
    history: list[Row] = field(default_factory=list)
    clocks: list[Row] = field(default_factory=list)
    truth: Row = field(default_factory=dict)

    @property
    def due(self) -> datetime | None:
        """When the clock that runs is used up; None if there is none."""
        running = [one for one in self.clocks if one["closed_at"] is None]
        left = [later(one["runs"], max(one["allowed_seconds"] - one["used_seconds"], 0)) for one in running]
        return left[0] if left else None

    @property
    def fact(self) -> Fact:
        """What the figures must count of it."""
        moments = [at for at in self.truth.values() if isinstance(at, datetime)]
        return Fact(**{**self.truth, "moved_at": max(moments), "turn": self.row["turn"]})


class Life:
    """Draws what happens to one lead, as far as the half year goes."""

    def __init__(self, lead: Lead, dice: random.Random) -> None:
        self.lead, self.dice, self.at, self.had = (
            lead,
            dice,
            lead.created,
            0,
        )  # seconds that its AE had it for
        self.boss = SDRS[lead.sdr]
        self.knows, self.is_bad = PREDICTS in lead.met, lead.source == BAD_SOURCE
        self.pace = 4 if lead.ae == SLOW else 1
        lead.row |= {"turn": 0, "ae_id": lead.ae, "meeting": Meeting.NONE, "dispute": Dispute.NONE.value}
        state = {name: "claimed" if name in lead.met else "empty" for name in NAMES}
        lead.truth |= {
            **{"handoff_id": lead.number, "team_id": TEAM, "created_at": lead.created, "sdr_id": lead.sdr},
            **{
                "ae_id": lead.ae,
                "source": lead.source,
                "filled": 6 + len(lead.met - {*ALWAYS}) + lead.optional,
            },
            "criteria": ",".join(f"{name}={state[name]}" for name in sorted(state)),
        }

    def happens(self, chance: float) -> bool:
        return self.dice.random() < chance

    def between(self, least: float, most: float) -> int:
        return int(self.dice.uniform(least, most))

    def live(self) -> None:
        try:
            self.hand_off()
            self.wait_for_an_answer()
        except Over:
            pass

    def hand_off(self) -> None:
        if IDLE in self.lead.met:
            self.do(Action.SUBMIT, self.lead.sdr, 0, Clock.ACCEPT, Status.PENDING, ae=self.lead.ae, why="")
            return
        self.do(Action.SUBMIT, self.lead.sdr, 0, Clock.RULE, Status.REVIEW, ae="", why="", judge=self.boss)
        self.lead.row |= {"ae_id": "", "judge_id": self.boss, "falls_to": self.lead.ae}
        self.lead.truth["ae_id"] = ""
        took = self.between(HOUR / 10, 3 * HOUR)
        self.do(Action.APPROVE, self.boss, took, Clock.ACCEPT, Status.PENDING, ae=self.lead.ae, why="")
        self.lead.row |= {"ae_id": self.lead.ae, "falls_to": ""}
        self.lead.truth["ae_id"] = self.lead.ae

    def wait_for_an_answer(self) -> None:
        if self.happens(0.02):
            self.do(Action.WITHDRAW, self.lead.sdr, self.between(60, 3 * HOUR), None, Status.WITHDRAWN)
            self.lead.truth["withdrawn_at"] = self.at
            return
        if self.happens(0.04):
            self.reassign()
        if self.happens(0.12):
            self.ask()
        if self.happens(0.55 + 0.27 * self.knows - 0.28 * self.is_bad) or self.reject():
            self.accept()

    def reassign(self) -> None:
        others = [one for one in AES if AES[one] == self.boss and one not in (self.lead.ae, SLOW)]
        ae, took = self.dice.choice(others), self.between(2 * HOUR, 6 * HOUR)
        self.do(Action.REASSIGN, self.boss, took, Clock.ACCEPT, Status.PENDING, ae=ae, comment="away")
        self.lead.ae, self.had, self.pace = ae, 0, 1
        self.lead.row["ae_id"] = ae
        self.lead.truth |= {"ae_id": ae, "reassigned": 1}

    def ask(self) -> None:
        self.think()
        self.do(Action.ASK, self.lead.ae, self.took, Clock.ANSWER, Status.RETURNED, question="Who signs?")
        self.lead.truth |= {"returned_at": self.at, "round_trips": 1}
        took = self.between(HOUR / 2, 6 * HOUR)
        self.do(
            Action.ANSWER, self.lead.sdr, took, Clock.ACCEPT, Status.PENDING, used=self.had, answer="She does"
        )

    def think(self) -> None:
        """Draw how long the AE has it now."""
        self.took = self.pace * self.between(300, 2.5 * HOUR)
        self.had += self.took

    def reject(self) -> bool:
        """Reject it; True if a manager overturns that."""
        self.think()
        reason = self.dice.choice(("not_a_fit", "bad_timing", "thin_package"))
        failed = "" if self.knows else PREDICTS
        said: dict[str, Any] = {"reason": reason, "comment": "no"} | ({"criterion": failed} if failed else {})
        self.do(Action.REJECT, self.lead.ae, self.took, None, Status.REJECTED, **said)
        self.lead.row |= {"reason": reason}
        told = {"rejected_at": self.at, "rejected_by": self.lead.ae, "reason": reason, "failed": failed}
        self.lead.truth |= told
        if not self.happens(0.1):
            return False
        took = self.between(60, 4 * HOUR)
        self.do(Action.DISPUTE, self.lead.sdr, took, Clock.RULE, Status.REJECTED, comment="look")
        self.lead.row |= {"dispute": Dispute.OPEN.value, "judge_id": self.boss}
        if not self.happens(0.4):
            self.do(Action.UPHOLD, self.boss, took, None, Status.REJECTED, comment="no")
            self.lead.row |= {"dispute": Dispute.UPHELD.value}
            return False
        self.do(Action.OVERTURN, self.boss, took, Clock.ACCEPT, Status.PENDING, comment="it fits")
        self.lead.row |= {"dispute": Dispute.OVERTURNED.value, "reason": None}
        self.lead.truth |= dict.fromkeys(("rejected_by", "reason", "failed"), "") | {"rejected_at": None}
        self.had = 0
        return True

    def accept(self) -> None:
        self.think()
        self.do(Action.ACCEPT, self.lead.ae, self.took, Clock.TOUCH, Status.ACCEPTED)
        self.lead.row |= {"owner_id": self.lead.ae, "accepted_at": self.at}
        within = self.had <= LIMITS[Clock.ACCEPT]
        told = {"accepted_at": self.at, "accepted_by": self.lead.ae, "accept_seconds": self.had}
        self.lead.truth |= {**told, "accept_within": within}
        took, calls = self.pace * self.between(0.2 * HOUR, 9 * HOUR), self.happens(0.7)
        if calls:
            self.do(Action.TOUCH, self.lead.ae, took, None, Status.WORKING)
        else:
            self.book(took)
        self.lead.row["touched_at"] = self.at
        touched = {"touched_at": self.at, "touched_by": self.lead.ae, "touch_seconds": took}
        self.lead.truth |= {**touched, "touch_within": took <= LIMITS[Clock.TOUCH]}
        if calls:
            if not self.happens(0.75):
                self.recycle()
                return
            self.book(self.between(HOUR, 2 * DAY))
        self.meet()

    def book(self, took: int) -> None:
        self.do(Action.BOOK, self.lead.ae, took, Clock.OUTCOME, Status.WORKING)
        self.lead.row["meeting"] = Meeting.BOOKED
        self.lead.truth["booked_at"] = self.at
        meeting = later(self.at, self.between(DAY, 6 * DAY))
        self.lead.row["meeting_at"] = meeting
        self.lead.clocks[-1] |= {"wakes_at": meeting, "runs": meeting}

    def meet(self) -> None:
        self.at = self.lead.row["meeting_at"]
        took = self.between(HOUR, 5 * HOUR)
        if self.happens(0.2):
            self.do(Action.NO_SHOW, self.lead.ae, took, None, Status.WORKING)
            self.lead.row["meeting"] = Meeting.NO_SHOW
            self.lead.truth["no_show_at"] = self.at
            if self.happens(0.3):
                self.book(self.between(HOUR, 2 * DAY))
                self.meet()
            return
        self.do(Action.HOLD, self.lead.ae, took, None, Status.WORKING)
        self.lead.row["meeting"] = Meeting.HELD
        self.lead.truth["held_at"] = self.at
        if self.happens(0.6):
            self.rate()
        if self.happens(0.3 + 0.3 * self.knows - 0.15 * self.is_bad):
            self.sell()
        elif self.happens(0.5):
            self.recycle()

    def rate(self) -> None:
        stars = self.between(3, 5.99) if self.knows else self.between(1, 4.99)
        self.do(Action.RATE, self.lead.ae, self.between(60, HOUR), None, None, quality=stars)
        self.lead.row["quality"] = stars
        self.lead.truth |= {"rated_at": self.at, "quality": stars}

    def recycle(self) -> None:
        took = self.between(HOUR, 5 * DAY)
        self.do(Action.RECYCLE, self.lead.ae, took, None, Status.RECYCLED, reason="not_now", comment="")
        self.lead.row["reason"] = "not_now"
        self.lead.truth |= {"recycled_at": self.at, "ended": "not_now"}

    def sell(self) -> None:
        self.do(Action.OPPORTUNITY, self.lead.ae, self.between(HOUR, 4 * DAY), None, Status.OPPORTUNITY)
        self.lead.row["amount"] = self.lead.truth["amount"] = 1000 * self.between(5, 90)
        self.lead.truth["opportunity_at"] = self.at
        took, won = self.between(3 * DAY, 30 * DAY), self.happens(0.4)
        if won:
            self.do(Action.WIN, self.lead.ae, took, None, Status.WON)
            self.lead.truth["won_at"] = self.at
        else:
            self.do(Action.LOSE, self.lead.ae, took, None, Status.LOST, reason="price", comment="")
            self.lead.row["reason"] = "price"
            self.lead.truth |= {"lost_at": self.at, "ended": "price"}

    def do(
        self,
        action: Action,
        actor: str,
        took: int,
        starts: Clock | None,
        status: Status | None,
        *,
        used: int = 0,
        **note: Any,
    ) -> None:
        """Write a move down as the bot does, unless the half year is over by then."""
        at, row = later(self.at, took), self.lead.row
        if at >= END:
            raise Over
        self.at, row["turn"] = at, row["turn"] + 1
        stopped = None
        if status is not None:
            stopped = self.stop_clock(took)
            if status != row.get("status"):
                row["since"] = at
            row["status"] = status
        self.lead.history.append(
            {
                **{"team_id": TEAM, "handoff_id": self.lead.number, "turn": row["turn"], "at": at},
                **{"action": action.value, "actor_id": actor, "took_seconds": stopped, "note": note},
            }
        )
        if starts:
            clock = {"team_id": TEAM, "handoff_id": self.lead.number, "kind": starts.value, "wakes_at": None}
            clock |= {"generation": row["turn"], "started_at": at, "closed_at": None, "runs": at}
            self.lead.clocks.append(clock | {"allowed_seconds": LIMITS[starts], "used_seconds": used})

    def stop_clock(self, took: int) -> int | None:
        running = [one for one in self.lead.clocks if one["closed_at"] is None]
        for clock in running:
            clock["used_seconds"] += took
            clock["closed_at"] = self.at
        return running[0]["used_seconds"] if running else None


NAMES = ("budget", "authority", "need", "timeline", *CHECKS)


def draw(count: int) -> list[Lead]:
    """Draw the half year, oldest first."""
    dice, days = random.Random(2026), (END - START).days
    workdays = [day for n in range(days) if (day := START + timedelta(days=n)).weekday() < 5]
    at = sorted(
        dice.choice(workdays) + timedelta(hours=OPENS, seconds=dice.randrange(8 * HOUR)) for _ in range(count)
    )
    leads = []
    for number, moment in enumerate(at, 1):
        sdr = dice.choice(list(SDRS))
        ae = dice.choice([one for one in AES if AES[one] == SDRS[sdr]])
        (source,) = dice.choices(list(SOURCES), list(SOURCES.values()))
        met = {*ALWAYS, *(["authority"] if dice.random() < 0.7 else [])}
        met |= {PREDICTS} if dice.random() < 0.6 else set()
        met |= {IDLE} if dice.random() < (0.85 if PREDICTS in met else 0.5) else set()
        lead = Lead(number, moment, sdr, ae, source, frozenset(met), dice.randrange(len(OPTIONAL) + 1))
        Life(lead, dice).live()
        leads.append(lead)
    return leads


def store(db: Database, policy: Policy, leads: Sequence[Lead]) -> None:
    """Store people, handoffs, history and clocks, and let the facts be derived from them."""
    with db.transaction() as session:
        kept.keep(session, policy, START)
        session.execute(sa.insert(people), everybody())
        session.execute(sa.insert(handoffs), [_row(lead, policy) for lead in leads])
        session.execute(sa.insert(events), [line for lead in leads for line in lead.history])
        session.execute(sa.insert(deadlines), list(_clocks(leads)))
    with db.transaction() as session:
        session.execute(sa.insert(facts), list(derived(session)))


def derived(session: Session) -> Iterator[Row]:
    """Derive the facts from the history as it is stored, all at once: the bot does so one by one."""
    starts = (deadlines.c.handoff_id == events.c.handoff_id) & (deadlines.c.generation == events.c.turn)
    query = (
        sa.select(
            *(events.c.handoff_id, events.c.turn, events.c.action, events.c.actor_id, events.c.at),
            *(events.c.took_seconds, events.c.note, deadlines.c.kind, deadlines.c.allowed_seconds),
        )
        .join_from(events, deadlines, starts, isouter=True)
        .order_by(events.c.handoff_id, events.c.id)
    )
    lines: dict[int, list[Line]] = defaultdict(list)
    for number, *line in session.execute(query):
        lines[number].append(Line(*line))
    for handoff in session.exec(select(Handoff)):
        yield fact_of(handoff, lines[handoff.number])


def everybody() -> list[Row]:
    """Give the rows of all people: two managers, eighteen SDRs, ten AEs."""
    all_of_them = enumerate((*MANAGERS, *SDRS, *AES))
    return [_person(who, f"{FIRST[n % 10]} {LAST[n % 9]}") for n, who in all_of_them]


def _person(who: str, name: str) -> Row:
    name = "Omar Haddad" if who == SLOW else name
    email = f"{who.lower()}@northwind.example"
    flags = dict.fromkeys(("is_bot", "is_gone", "is_guest"), False)
    return {
        "team_id": TEAM,
        "id": who,
        "name": name,
        "email": email,
        "zone": "UTC",
        "seen_at": START,
        **flags,
    }


def _row(lead: Lead, policy: Policy) -> Row:
    return {
        **{"id": lead.number, "team_id": TEAM, "submit_key": f"half {lead.number}", "sdr_id": lead.sdr},
        **{"why_ae": "", "company": f"Company {lead.number}", "policy_version": policy.version},
        **{"created_at": lead.created, "comment": "", "segment": "", "priority": "standard", "pool": ""},
        **{"owner_id": None, "judge_id": "", "falls_to": "", "accepted_at": None, "touched_at": None},
        **{"meeting_at": None, "reason": None, "quality": None, "amount": None, "source": lead.source},
        "package": {**_package(policy.text, lead.met, lead.optional), "company": f"Company {lead.number}"},
        **lead.row,
    }


@cache
def _package(text: str, met: frozenset[str], optional: int) -> Row:
    texts = {"company": "Company", "contact_name": "Jane Doe", "contact_email": "jane@acme.example"}
    told = ("notes", "pain_points", "use_case", "next_step", *OPTIONAL[:optional], *(met - {*CHECKS}))
    values = {**texts, **dict.fromkeys(told, "So it is"), "checks": list(CHECKS)}
    passed = package.build(values, policies.parse(text).exit_criteria(""))
    passed.waived = "" if IDLE in met else "They sign without one"
    return passed.model_dump(mode="json")


def _clocks(leads: Sequence[Lead]) -> Iterator[Row]:
    for lead in leads:
        for clock in lead.clocks:
            row = {name: value for name, value in clock.items() if name != "runs"}
            yield {**row, "step": 0, "due_at": None if clock["closed_at"] else lead.due}


def main() -> None:
    """Store the whole half year on each database, and say how long its figures take."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--handoffs", type=int, default=20_000)
    count = parser.parse_args().handoffs
    leads, policy = draw(count), rules()
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        for url in (f"sqlite:///{Path(folder)}/half.db", postgres.create_database(server, "bench_half")):
            db = Database(url)
            migrate(db)
            store(db, policy, leads)
            measure(db, policy, count)
            db.close()


def measure(db: Database, policy: Policy, count: int) -> None:
    """Print how long a digest's figures and the review of the last month take, and once the review itself."""
    week = END - timedelta(days=7)
    with db.reading() as session:
        say(f"\n{db.url.get_backend_name()}: {count:,} handoffs of half a year")
        by = (Kind.AE, Kind.SDR, Kind.SOURCE, Kind.CRITERION)
        timed("the last week's figures", lambda: figures.report(session, policy, TEAM, week, END, END, by=by))
        timed("the review of October", lambda: review.tell(session, policy, TEAM, MONTH))
        if db.is_sqlite:
            say("\n" + drawn.text(review.tell(session, policy, TEAM, MONTH)))


def timed(what: str, do: Callable[[], object]) -> None:
    started = time.perf_counter()
    do()
    say(f"  {what:30} {(time.perf_counter() - started) * 1000:8.1f} ms")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
