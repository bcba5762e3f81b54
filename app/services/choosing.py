"""How the policy chooses an AE: the account's owner, a rule, a pool, and whoever is left if nobody can."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.domain import routing
from app.domain.prospect import Prospect
from app.domain.routing import Decision, Seat, Source, Strategy
from app.policy.routing import Pool, Route
from app.services import seating
from app.services.team import Team
from app.store import assignments

HERSELF = "hands it off herself"


@dataclass(frozen=True)
class Choice:
    """A decision, and the pool whose members it was made among (None: no pool's)."""

    decision: Decision
    pool: Pool | None = None

    @property
    def ae(self) -> str:
        """Give the chosen AE, or "" while it is offered to several."""
        return self.decision.chosen or ""

    @property
    def why(self) -> str:
        """Give the sentence that people read."""
        return self.decision.why

    @property
    def offered(self) -> list[str]:
        """List who may claim it, if nobody was chosen."""
        return [] if self.decision.chosen else self.decision.able

    @property
    def pool_name(self) -> str:
        """Give the name of the pool, or ""."""
        return self.pool.name if self.pool else ""


@dataclass(frozen=True)
class Floor:
    """How everybody stands at one moment: now, or in a simulation."""

    seats: Callable[[Pool], Sequence[Seat]]
    away: Callable[[str], str]  # why somebody can take nothing now, or ""


def floor(session: Session, crew: Team, now: datetime, *, glance: bool = False) -> Floor:
    """Give how everybody stands now.

    To ask for the seats of a pool locks its rotation until this transaction ends, unless it is a glance.
    """
    read = assignments.passed if glance else assignments.lock

    def seats(pool: Pool) -> Sequence[Seat]:
        return seating.seats(session, crew, pool, now, read(session, crew.id, pool.name))

    return Floor(seats, lambda person: seating.availability(crew, person, now)[0])


def by_policy(
    crew: Team, prospect: Prospect, excluding: Mapping[str, str], on: Floor, *, offers: bool = True
) -> Choice:
    """Choose by account owner, rule or pool; the choice is empty when nobody can take it.

    `offers=False` chooses somebody where a pool would only offer.
    """
    rules = [route for route in crew.policy.route if route.matches(prospect)]
    rule = next((route for route in rules if route.pool), None)
    pool = seating.pool(crew.policy, rule.pool if rule else None) or seating.everybody(crew)
    passed_over: dict[str, str] = {}
    for ae, claim, source in _named(crew, prospect, rules):
        if why := unable(crew, ae, excluding, on):
            passed_over[ae] = f"{claim}, but {why}"
            continue
        decision = Decision(source.value, ae, claim, passed_over=passed_over)
        if source is not Source.OWNER or not pool.count_owner_matches:
            return Choice(decision)
        seats = tuple(on.seats(pool))
        moved = routing.charge(seats, ae, catch_up=pool.catch_up)
        return Choice(replace(decision, seats=seats, catch_up=pool.catch_up, passed_after=moved), pool)
    by_lot = offers or pool.strategy is not Strategy.BROADCAST
    decided = routing.decide(
        pool.strategy if by_lot else Strategy.LEAST_LOADED,
        on.seats(pool),
        catch_up=pool.catch_up,
        excluding=excluding,
        where=_where(pool, rule),
    )
    return Choice(replace(decided, passed_over=passed_over), pool)


def fall_back(crew: Team, sdr: str, choice: Choice, now: datetime) -> Choice | None:
    """Give it to whom the policy names for when nobody can take it, or to the SDR's manager."""
    to = fallback(crew, sdr, now)
    if to is None:
        return None
    why = f"{choice.why}: to take or to reassign"
    return Choice(replace(choice.decision, strategy=Source.FALLBACK.value, chosen=to, why=why), choice.pool)


def fallback(crew: Team, sdr: str, now: datetime) -> str | None:
    """Name who gets it if nobody can take it: present ones first; None if there is nobody at all."""
    named = crew.roster.find(crew.policy.routing.fallback or "")
    people = [named, *crew.roster.chain(sdr), crew.roster.admin()]
    able = [one for one in people if one and one != sdr and crew.roster.is_present(one)]
    return first_there(crew, able, now)


def first_there(crew: Team, people: Sequence[str], now: datetime) -> str | None:
    """Name the first of some people who is not away, or the first of all if everybody is; None for none."""
    there = (one for one in people if not seating.availability(crew, one, now)[0])
    return next(there, next(iter(people), None))


def unable(crew: Team, ae: str, excluding: Mapping[str, str], on: Floor) -> str:
    """Say why an AE whom a rule names cannot have it now; "" if she can."""
    if ae not in crew.roster.aes():
        return "is not one of the AEs in the policy"
    return excluding.get(ae, "") or on.away(ae)


def _named(crew: Team, prospect: Prospect, rules: list[Route]) -> Iterator[tuple[str, str, Source]]:
    """List whom the account or a rule names before a pool is asked, and by what claim."""
    if owner := seating.owner(crew, prospect):
        yield owner, "owns the account", Source.OWNER
    for route in rules:
        if route.pool:
            return
        if ae := crew.roster.find(route.ae or ""):
            yield ae, f"takes {route.words or 'everything'}", Source.RULE


def _where(pool: Pool, rule: Route | None) -> str:
    inside = "" if pool.name == seating.EVERYBODY else f" in pool {pool.name}"
    return f"{inside} for {rule.words}" if rule and rule.words else inside
