"""Counting facts: one team, one period, each query in one range of an index that holds all it reads.

A handoff may have something to count in a period if it was handed off before its end and moved since its
start.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op
from sqlmodel import Session

from app.domain.counted import Spread, Step
from app.store.facts import facts

f = facts.c
Column = sa.ColumnElement[Any]
HOLDER, ACCEPTED, REJECTED, TOUCHED = "ae_id", "accepted_by", "rejected_by", "touched_by"
REACHED = {  # a step counts as reached if it or a later one was
    Step.ACCEPTED: (
        f.accepted_at,
        f.touched_at,
        f.booked_at,
        f.held_at,
        f.opportunity_at,
        f.won_at,
        f.lost_at,
    ),
    Step.TOUCHED: (f.touched_at, f.booked_at, f.held_at, f.opportunity_at, f.won_at, f.lost_at),
    Step.BOOKED: (f.booked_at, f.held_at, f.opportunity_at, f.won_at, f.lost_at),
    Step.HELD: (f.held_at, f.opportunity_at, f.won_at, f.lost_at),
    Step.OPPORTUNITY: (f.opportunity_at, f.won_at, f.lost_at),
    Step.WON: (f.won_at,),
}
MOMENTS = {
    "returned": f.returned_at,
    "expired": f.expired_at,
    "withdrawn": f.withdrawn_at,
    "booked": f.booked_at,
    "held": f.held_at,
    "no_show": f.no_show_at,
    "opportunity": f.opportunity_at,
    "won": f.won_at,
    "lost": f.lost_at,
    "recycled": f.recycled_at,
    "rated": f.rated_at,
}


def _between(first: Column, last: Column) -> Column:
    whole = sa.BigInteger()
    return sa.type_coerce(last, whole) - sa.type_coerce(first, whole)


@dataclass(frozen=True)
class Period:
    """One team's time from a moment up to, not including, another (UTC)."""

    team_id: str
    start: datetime
    end: datetime

    def has(self, moment: Column) -> Column:
        """Say of a moment whether it lies in the period."""
        return sa.and_(moment >= self.start, moment < self.end)

    def rows(self) -> Column:
        """Say which facts may have something to count."""
        # The plus is for SQLite: it may not choose the index by which this is everything before the end.
        begun = UnaryExpression(f.created_at, operator=custom_op("+"), type_=f.created_at.type)
        return sa.and_(f.team_id == self.team_id, f.moved_at >= self.start, begun < self.end)


class Sum(NamedTuple):
    """One thing to count or to time, and whose it is among AEs."""

    name: str
    what: Column
    whose: str = HOLDER


Key = Callable[[str], Column]  # of whose it is: what its slice is called


def everything(whose: str) -> Column:
    """Put all into one slice, called ""."""
    return sa.literal("")


def column(name: str) -> Key:
    """Slice by a column, whosever it is."""
    return lambda whose: f[name]


def ae(whose: str) -> Column:
    """Slice by AE: each number is of the one who did it."""
    return f[whose]


def boss(bosses: Mapping[str, str], of: Key) -> Key:
    """Slice by the manager of those that another key names; who has none is in the slice ""."""
    if not bosses:
        return everything
    return lambda whose: sa.case(dict(bosses), value=of(whose), else_="")


MEASURES: dict[str, tuple[Column, Column, str]] = {  # the seconds, the moment that is in a period, and whose
    "accept": (f.accept_seconds, f.accepted_at, ACCEPTED),
    "touch": (f.touch_seconds, f.touched_at, TOUCHED),
    Step.ACCEPTED: (_between(f.created_at, f.accepted_at), f.accepted_at, ACCEPTED),
    Step.TOUCHED: (_between(f.accepted_at, f.touched_at), f.touched_at, TOUCHED),
    Step.BOOKED: (_between(f.touched_at, f.booked_at), f.booked_at, HOLDER),
    Step.HELD: (_between(f.booked_at, f.held_at), f.held_at, HOLDER),
    Step.OPPORTUNITY: (_between(f.held_at, f.opportunity_at), f.opportunity_at, HOLDER),
    Step.WON: (_between(f.opportunity_at, f.won_at), f.won_at, HOLDER),
}
RESPONSES = ("accept", "touch")  # what the SLA is about


BRIEFLY = ("booked", "held", "no_show", "opportunity", "won")  # what a digest tells besides the response


def numbers(period: Period) -> Iterator[Sum]:
    """List what a digest counts of what happened in a period. See the figures for what each means."""
    accepted, touched = period.has(f.accepted_at), period.has(f.touched_at)
    yield Sum("handed_off", _many(period.has(f.created_at)))
    yield Sum("accepted", _many(accepted), ACCEPTED)
    yield Sum("accept_limited", _many(sa.and_(accepted, f.accept_within.is_not(None))), ACCEPTED)
    yield Sum("accept_within", _many(sa.and_(accepted, f.accept_within.is_(True))), ACCEPTED)
    yield Sum("rejected", _many(period.has(f.rejected_at)), REJECTED)
    yield Sum("touched", _many(touched), TOUCHED)
    yield Sum("touch_limited", _many(sa.and_(touched, f.touch_within.is_not(None))), TOUCHED)
    yield Sum("touch_within", _many(sa.and_(touched, f.touch_within.is_(True))), TOUCHED)
    for name in BRIEFLY:
        yield Sum(name, _many(period.has(MOMENTS[name])))


def more_numbers(period: Period) -> Iterator[Sum]:
    """List all else that happened in a period, and what became of those handed off in it."""
    for name in (one for one in MOMENTS if one not in BRIEFLY):
        yield Sum(name, _many(period.has(MOMENTS[name])))
    yield Sum("amount_won", sa.func.sum(f.amount).filter(period.has(f.won_at)))
    yield Sum("quality", sa.func.sum(f.quality).filter(period.has(f.rated_at)))
    handed_off = period.has(f.created_at)
    yield Sum("round_trips", sa.func.sum(f.round_trips).filter(handed_off))
    yield Sum("reassigned", sa.func.sum(f.reassigned).filter(handed_off))
    for step, moments in REACHED.items():
        reached = sa.func.coalesce(*moments) if len(moments) > 1 else moments[0]
        yield Sum(f"reached_{step}", _many(sa.and_(handed_off, reached.is_not(None))))


def times(period: Period, names: Collection[str]) -> Iterator[Sum]:
    """List what is timed, each as one text of all its seconds: to fetch a row for each takes longer."""
    for name in names:
        seconds, moment, whose = MEASURES[name]
        every = sa.func.aggregate_strings(sa.cast(seconds, sa.String), ",").filter(period.has(moment))
        yield Sum(name, every, whose)


def _many(condition: Column) -> Column:
    return sa.func.count().filter(condition)


@dataclass
class Found:
    """What was counted of one slice, and how long things took."""

    counts: dict[str, int] = field(default_factory=dict)
    times: dict[str, Spread] = field(default_factory=dict)


def count(
    session: Session,
    period: Period,
    key: Key = everything,
    *,
    timing: Collection[str] = MEASURES,
    brief: bool = False,
) -> dict[str, Found]:
    """Count everything, by slice; `timing` names what is timed. What is nobody's is in the slice "".

    A `brief` count is of what a digest tells.
    """
    found: dict[str, Found] = defaultdict(Found)
    every = [*numbers(period), *(() if brief else more_numbers(period)), *times(period, timing)]
    for sliced, some in _by_key(key, every):
        query = sa.select(sliced.label("key"), *(one.what for one in some)).where(period.rows())
        for name, *values in session.execute(query.group_by("key") if key is not everything else query):
            for one, value in zip(some, values, strict=True):
                if value and isinstance(value, str):
                    found[name].times[one.name] = Spread.of([int(text) for text in value.split(",")])
                elif value:
                    found[name].counts[one.name] = int(value)
    return dict(found)


def _by_key(key: Key, every: Iterable[Sum]) -> list[tuple[Column, Sequence[Sum]]]:
    """Put those together that are sliced alike: among AEs it depends on whose each is."""
    alike: dict[str, tuple[Column, list[Sum]]] = {}
    for one in every:
        sliced = key(one.whose)
        alike.setdefault(str(sliced), (sliced, []))[1].append(one)
    return list(alike.values())


def rejections(session: Session, period: Period, key: Key = everything) -> list[tuple[str, str, str, int]]:
    """Count the rejections of a period: slice, reason, failed criterion, how many."""
    query = (
        sa.select(key(REJECTED).label("key"), f.reason, f.failed, sa.func.count())
        .where(f.team_id == period.team_id, period.has(f.rejected_at))
        .group_by("key", f.reason, f.failed)
    )
    return [(name, reason, failed, count) for name, reason, failed, count in session.execute(query)]


def first_handoff(session: Session, team_id: str) -> datetime | None:
    """Give the moment of a team's first handoff."""
    return session.execute(sa.select(sa.func.min(f.created_at)).where(f.team_id == team_id)).scalar()
