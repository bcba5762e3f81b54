"""Who gets a handoff, and why: a decision, made of what is written down with it, and made again from that.

The rotation is stride scheduling. Each seat of a pool has a virtual time, `passed`: what it was given so far,
in turns divided by its weight. Whoever is furthest behind comes next and moves on by one stride. Who could
not be chosen moves along with the pool meanwhile, by what each of the others moves on the average: so she
comes back exactly as far ahead or behind as she left, and never catches up with what she missed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

TURN = 232_792_560  # one turn of weight 1; weights from 1 to 20 and their sums divide it exactly
HIGHEST_WEIGHT = 100


class Strategy(StrEnum):
    """How a pool chooses among its AEs."""

    ROUND_ROBIN = "round_robin"
    WEIGHTED = "weighted"
    LEAST_LOADED = "least_loaded"
    BROADCAST = "broadcast"  # first to accept: nobody is chosen


class Source(StrEnum):
    """What else names an AE, without a turn of anybody's."""

    NAMED = "named"  # by the SDR
    OWNER = "owner"  # of the account
    RULE = "rule"  # of the policy's routes
    CLAIMED = "claimed"  # the first to accept an offer
    FALLBACK = "fallback"  # nobody of the pool can take it
    MANAGER = "manager"  # reassigned or taken


@dataclass(frozen=True)
class Seat:
    """One AE in a pool as she stands at a decision; a cap of None is none.

    `away` says why she can take nothing now; `off` why she does so only if all the others are off, too.
    """

    ae: str
    weight: int = 1
    passed: int | None = None  # None: new in the pool
    open: int = 0
    today: int = 0
    week: int = 0
    max_open: int | None = None
    per_day: int | None = None
    per_week: int | None = None
    away: str = ""
    off: str = ""

    @property
    def full(self) -> str:
        """Say which cap is reached, or nothing."""
        if self.max_open is not None and self.open >= self.max_open:
            return f"has {self.open} open, of {self.max_open} at most"
        if self.per_day is not None and self.today >= self.per_day:
            return f"got {self.today} today, of {self.per_day} at most"
        if self.per_week is not None and self.week >= self.per_week:
            return f"got {self.week} this week, of {self.per_week} at most"
        return ""


@dataclass(frozen=True)
class Considered:
    """One seat that was looked at, and why it could not be chosen ("": it could)."""

    seat: Seat
    skipped: str


@dataclass(frozen=True)
class Decision:
    """Who gets it and why, with all that it was made from; `chosen` is None when nobody could be chosen.

    `strategy` is a Strategy or a Source. `passed_over` names whom a rule named who could not take it.
    """

    strategy: str
    chosen: str | None
    why: str
    seats: tuple[Seat, ...] = ()
    catch_up: bool = False
    excluding: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    passed_over: Mapping[str, str] = field(default_factory=dict)
    passed_after: Mapping[str, int] = field(default_factory=dict)

    @property
    def considered(self) -> list[Considered]:
        """List every seat with the reason it was skipped for, in the policy's order."""
        reasons = _reasons(self.seats, self.excluding)
        return [Considered(seat, reasons[seat.ae]) for seat in self.seats]

    @property
    def able(self) -> list[str]:
        """List who could have had it."""
        return [seat.ae for seat in _able(self.seats, self.excluding)]

    def record(self) -> dict[str, Any]:
        """Give the decision as JSON, whole."""
        return {**vars(self), "seats": [_without_defaults(seat) for seat in self.seats]}


def decide(
    strategy: Strategy,
    seats: Sequence[Seat],
    *,
    catch_up: bool,
    excluding: Mapping[str, str],
    where: str = "",
) -> Decision:
    """Choose an AE by a pool's strategy; `excluding` gives people who must not have it, each with the reason.

    With `catch_up`, who could not be chosen stays where she was and is given her missed turns later.
    `where` says in the sentence that people read where these AEs are.
    """
    started = _started(seats)
    able = _able(started, excluding)
    chosen = _first(strategy, able)
    return Decision(
        strategy=strategy.value,
        chosen=chosen.ae if chosen else None,
        why=_why(strategy, chosen, able, len(started), where),
        seats=tuple(started),
        catch_up=catch_up,
        excluding=dict(excluding),
        where=where,
        passed_after=_moved_on(started, able, chosen, catch_up) if chosen else {},
    )


def replay(record: Mapping[str, Any]) -> Decision:
    """Make a recorded decision again, from its record alone; one that no pool made is as it was written."""
    seats = tuple(Seat(**seat) for seat in record["seats"])
    if record["strategy"] not in set(Strategy):
        return Decision(**{**record, "seats": seats})
    given = {name: record[name] for name in ("catch_up", "excluding", "where")}
    again = decide(Strategy(record["strategy"]), seats, **given)
    return replace(again, passed_over=record["passed_over"])


def charge(seats: Sequence[Seat], ae: str, *, catch_up: bool) -> dict[str, int]:
    """Count what came to a pool's member by another way as her turn; gives the new virtual times."""
    started = _started(seats)
    hers = next((seat for seat in started if seat.ae == ae), None)
    could = _able(started, {})
    able = [seat for seat in started if seat is hers or seat in could]
    return _moved_on(started, able, hers, catch_up) if hers else {}


def credit(record: Mapping[str, Any], chosen: str, passed: Mapping[str, int]) -> dict[str, int]:
    """Give a turn back: undo what a recorded choice of `chosen` did to the virtual times of its pool.

    `passed` are those of now; gives the new ones. Who came into the pool since moves with the others.
    """
    seats = [Seat(**seat) for seat in record["seats"]]
    could = _able(seats, record["excluding"])
    able = {seat.ae: seat for seat in seats if seat.ae == chosen or seat in could}
    if chosen not in able:
        return {}
    others = 0 if record["catch_up"] else _pace(list(able.values()))
    back = {ae: TURN // able[ae].weight if ae == chosen else 0 if ae in able else others for ae in passed}
    return {ae: moment - back[ae] for ae, moment in passed.items()}


def _started(seats: Sequence[Seat]) -> list[Seat]:
    """Let who is new in the pool begin where it stands: at its mean, by weight."""
    known = [(seat.passed, seat.weight) for seat in seats if seat.passed is not None]
    weights = sum(weight for _, weight in known)
    mean = sum(passed * weight for passed, weight in known) // weights if weights else 0
    return [replace(seat, passed=mean) if seat.passed is None else seat for seat in seats]


def _reasons(seats: Sequence[Seat], excluding: Mapping[str, str]) -> dict[str, str]:
    """Say of each seat why it cannot be chosen; who is off can, if all are who could take it at all."""
    firm = {seat.ae: excluding.get(seat.ae, "") or seat.away or seat.full for seat in seats}
    is_on = any(not firm[seat.ae] and not seat.off for seat in seats)
    return {seat.ae: firm[seat.ae] or (seat.off if is_on else "") for seat in seats}


def _able(seats: Sequence[Seat], excluding: Mapping[str, str]) -> list[Seat]:
    reasons = _reasons(seats, excluding)
    return [seat for seat in seats if not reasons[seat.ae]]


def _first(strategy: Strategy, able: Sequence[Seat]) -> Seat | None:
    """Find whose turn it is; the policy's order breaks a tie."""
    if not able or strategy is Strategy.BROADCAST:
        return None
    if strategy is Strategy.LEAST_LOADED:
        return min(able, key=lambda seat: (seat.open, seat.passed or 0))
    return min(able, key=lambda seat: seat.passed or 0)


def _moved_on(
    seats: Sequence[Seat], able: Sequence[Seat], chosen: Seat | None, catch_up: bool
) -> dict[str, int]:
    stays = {seat.ae for seat in able}
    along = 0 if catch_up else _pace(able)
    return {
        seat.ae: (seat.passed or 0)
        + (TURN // seat.weight if seat is chosen else 0 if seat.ae in stays else along)
        for seat in seats
    }


def _pace(able: Sequence[Seat]) -> int:
    """Give how far one turn moves a pool on the average."""
    return TURN // sum(seat.weight for seat in able)


def _why(strategy: Strategy, chosen: Seat | None, able: Sequence[Seat], count: int, where: str) -> str:
    everybody = f"{count} AEs{where}"
    among = everybody if len(able) == count else f"the {len(able)} of {everybody} who can take it now"
    if strategy is Strategy.BROADCAST and able:
        return f"first to accept of {among}"
    if chosen is None:
        return f"none of {everybody} can take it now"
    if len(able) == 1:
        return f"the only AE{where}" if count == 1 else f"the only one of {everybody} who can take it now"
    match strategy:
        case Strategy.LEAST_LOADED:
            return f"fewest open handoffs of {among} ({chosen.open} before this one)"
        case Strategy.WEIGHTED:
            return f"next by weight of {among} ({chosen.weight} in {sum(s.weight for s in able)})"
        case _:
            return f"next in turn of {among}"


def _without_defaults(seat: Seat) -> dict[str, Any]:
    return {name: value for name, value in vars(seat).items() if name == "ae" or value != DEFAULTS[name]}


DEFAULTS = vars(Seat(""))
