"""What the routing ledger would hold under another policy: history replayed, and nothing written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import routing
from app.domain.deadlines import Clock
from app.domain.lifecycle import CLOSED, Action
from app.domain.model import Event, Handoff
from app.domain.model_team import Assignment
from app.domain.routing import Seat, Source, Strategy
from app.policy import Policy
from app.policy.routing import Pool
from app.services import assignment, choosing, clocks, seating, team
from app.services.choosing import HERSELF, Choice, Floor
from app.services.team import Team
from app.store import assignments

BY_PEOPLE = (Source.NAMED, Source.MANAGER)
OFFERED = "?"  # to several: no id of Slack's
STOPPED_BY = {
    Action.ACCEPT.value: Clock.ACCEPT,
    Action.REJECT.value: Clock.ACCEPT,
    Action.ASK.value: Clock.ACCEPT,
    Action.ANSWER.value: Clock.ANSWER,
    Action.TOUCH.value: Clock.TOUCH,
}


@dataclass
class Comparison:
    """How often each AE (Slack id; "" is nobody) was given one, and would have been; and what was late."""

    choices: int = 0
    now: Counter[str] = field(default_factory=Counter)
    then: Counter[str] = field(default_factory=Counter)
    answers: Counter[Clock] = field(default_factory=Counter)
    late_now: Counter[Clock] = field(default_factory=Counter)
    late_then: Counter[Clock] = field(default_factory=Counter)


@dataclass
class Replay:
    """The state of a history that did not happen: rotations, and what each AE was given, by when it ended."""

    crew: Team
    passed: dict[str, dict[str, int]] = field(default_factory=dict)
    given: dict[str, list[tuple[datetime, datetime | None]]] = field(default_factory=dict)
    had: dict[int, list[str]] = field(default_factory=dict)  # by handoff
    offers: set[int] = field(default_factory=set)  # handoffs that were offered to several
    to_give_back: list[tuple[datetime, Choice]] = field(default_factory=list)

    def chooses(self, line: Assignment, handoff: Handoff) -> str | None:
        """Choose for one line of the ledger, and count what was chosen; None: there is nothing to choose."""
        self._give_back(line.at)
        had = self.had.setdefault(handoff.number, [])
        if line.strategy in BY_PEOPLE:
            chosen = line.ae_id
        elif self._ends_an_offer(line):
            if had[-1:] != [OFFERED]:
                return None  # under this policy it was no offer, and has somebody already
            chosen = line.ae_id
        else:
            choice = self._by_policy(line, handoff, had)
            chosen = OFFERED if choice.offered else choice.ae
            self.passed.setdefault(choice.pool_name, {}).update(choice.decision.passed_after)
            if line.credited_at and choice.decision.passed_after:
                self.to_give_back.append((line.credited_at, choice))
        had.append(chosen)
        if chosen == OFFERED:
            return None
        over = handoff.since if handoff.status in CLOSED else None
        self.given.setdefault(chosen, []).append((line.at, over))
        return chosen

    def _by_policy(self, line: Assignment, handoff: Handoff, had: Sequence[str]) -> Choice:
        """Choose by the policy, or by whom it names for when nobody can take it; empty if there is nobody.

        What goes on, and no AE is left for it, goes to the manager who got it then; if an AE got it then, or
        that manager has it already, nobody does: it may stay with whom it waits for.
        """
        out = {handoff.sdr_id: HERSELF} | dict.fromkeys(had, "had it before")
        choice = choosing.by_policy(
            self.crew, assignment.about(handoff), out, self._floor(line), offers=not had
        )
        if choice.ae or choice.offered or not choice.decision.seats:
            return choice
        if not had:
            return choosing.fall_back(self.crew, handoff.sdr_id, choice, line.at) or choice
        fell = line.strategy == Source.FALLBACK and line.ae_id not in had
        return replace(choice, decision=replace(choice.decision, chosen=line.ae_id)) if fell else choice

    def _ends_an_offer(self, line: Assignment) -> bool:
        """Say whether somebody claimed what was offered to several, or it fell to somebody."""
        if line.strategy == Strategy.BROADCAST:
            self.offers.add(line.handoff_id)
        fell = line.strategy == Source.FALLBACK and line.handoff_id in self.offers
        return line.strategy == Source.CLAIMED or (fell and not line.decision["seats"])

    def _give_back(self, until: datetime) -> None:
        for at, choice in [one for one in self.to_give_back if one[0] <= until]:
            self.to_give_back.remove((at, choice))
            pool = self.passed[choice.pool_name]
            pool.update(routing.credit(choice.decision.record(), choice.ae, pool))

    def _floor(self, line: Assignment) -> Floor:
        """Let everybody be as available as the ledger says; of whom it says nothing, she was there."""
        recorded = {seat["ae"]: seat for seat in line.decision["seats"]}

        def seats(pool: Pool) -> Sequence[Seat]:
            passed = self.passed.get(pool.name, {})
            return [
                replace(
                    self._counted(seating.empty(pool, one, ae), line.at),
                    passed=passed.get(ae),
                    away=str(recorded.get(ae, {}).get("away", "")),
                    off=str(recorded.get(ae, {}).get("off", "")),
                )
                for ae, one in seating.members(self.crew, pool).items()
            ]

        return Floor(seats, lambda person: str(recorded.get(person, {}).get("away", "")))

    def _counted(self, seat: Seat, now: datetime) -> Seat:
        given = self.given.get(seat.ae, [])
        day, week = seating.today_and_monday(self.crew, seat.ae, now)
        return replace(
            seat,
            open=sum(1 for _, over in given if over is None or over > now),
            today=sum(1 for at, _ in given if at >= day),
            week=sum(1 for at, _ in given if at >= week),
        )


def simulate(session: Session, present: Policy, other: Policy, since: datetime) -> tuple[Team, Comparison]:
    """Replay what was routed since a moment (UTC) under another policy; gives the team it is about, too.

    Whom people chose stays chosen. Times of answers are as they were: only the limits differ. Of those who
    get what nobody can take, only their planned absences are known.
    """
    lines = assignments.since(session, since)
    named = {line.ae_id for line, _ in lines}
    crew = team.load(session, other, lines[-1][0].team_id if lines else "", *named)
    replay, found = Replay(_without_signs(crew)), Comparison(choices=len(lines))
    for line, handoff in lines:
        if line.team_id != crew.id:
            continue
        if line.ae_id:
            found.now[line.ae_id] += 1
        if (chosen := replay.chooses(line, handoff)) is not None:
            found.then[chosen] += 1
    _compare(found, assignments.answers_since(session, since), present, other)
    return crew, found


def _without_signs(crew: Team) -> Team:
    """Forget what Slack says of people today: it does not tell how they were then."""
    unknown: dict[str, Any] = {"status_text": "", "status_emoji": "", "dnd_until": None}
    people = {id: person.model_copy(update=unknown) for id, person in crew.roster.people.items()}
    return replace(crew, roster=replace(crew.roster, people=people))


def _compare(
    found: Comparison, answers: Iterable[tuple[Event, Handoff]], present: Policy, other: Policy
) -> None:
    for event, handoff in answers:
        clock = STOPPED_BY.get(event.action)
        if clock is None or event.took_seconds is None:
            continue
        found.answers[clock] += 1
        for late, policy in ((found.late_now, present), (found.late_then, other)):
            late[clock] += event.took_seconds > clocks.allowed_for(policy, handoff, clock).total_seconds()
