"""[[pool]], [[route]], [accounts] and [routing]: who gets a handoff."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from app.domain.prospect import Prospect, reach
from app.domain.routing import HIGHEST_WEIGHT, Strategy
from app.policy.parts import Duration, Part
from app.policy.people import PersonEntry

LONGEST_OFFER = timedelta(days=2)
Cap = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Weight = Annotated[int, Field(ge=1, le=HIGHEST_WEIGHT, strict=True)]
Name = Annotated[str, Field(min_length=1, max_length=40)]


def _domain(text: str) -> str:
    """Read a domain, or the end of one: "acme.com", ".de", "DE"."""
    domain = text.strip().lower().removeprefix("*").strip(".")
    if not domain or any(letter.isspace() or letter in "@/:" for letter in domain):
        raise ValueError(f"“{text}” is no domain such as acme.com, or end of one such as .de")
    return domain


def _strategy(value: object) -> object:
    if value not in list(Strategy):
        raise ValueError(f"“{value}” is no strategy: use {', '.join(Strategy)}")
    return value


def _listed(value: object) -> object:
    """A member may be written as an email or id alone."""
    return (
        [{"who": one} if isinstance(one, str) else one for one in value] if isinstance(value, list) else value
    )


Domain = Annotated[str, AfterValidator(_domain)]
Chooses = Annotated[Strategy, BeforeValidator(_strategy)]


class PoolMember(Part):
    """One AE of a pool (`who`: as in [[person]]), her weight, and caps that go before the pool's."""

    who: str
    weight: Weight = 1
    max_open: Cap | None = None
    per_day: Cap | None = None
    per_week: Cap | None = None


class Pool(Part):
    """AEs among whom a strategy chooses. The caps hold for each member who has none of her own."""

    name: Name
    strategy: Chooses = Strategy.ROUND_ROBIN
    members: Annotated[list[PoolMember], BeforeValidator(_listed)] = Field(default_factory=list)
    max_open: Cap | None = None
    per_day: Cap | None = None
    per_week: Cap | None = None
    catch_up: bool = False
    count_owner_matches: bool = False
    credit_reasons: list[str] = Field(default_factory=lambda: ["not_a_fit", "duplicate"])
    credit_no_show: bool = True
    channel: Annotated[str, Field(min_length=1, max_length=81)] | None = None
    claim_within: Duration | None = None
    fallback: str | None = None


class Route(Part):
    """A rule that sends what it matches to a pool or to one AE; what it leaves out matches everything."""

    segment: str | None = None
    territory: list[Domain] = Field(default_factory=list)
    priority: Literal["standard", "hot"] | None = None
    domain: list[Domain] = Field(default_factory=list)
    pool: str | None = None
    ae: str | None = None

    def matches(self, prospect: Prospect) -> bool:
        """Say whether this rule is for a prospect."""
        reached = {above for name in prospect.domains for above in reach(name)}
        return (
            (self.segment is None or self.segment == prospect.segment)
            and (self.priority is None or self.priority == prospect.priority)
            and (not self.domain or bool(reached & set(self.domain)))
            and (not self.territory or bool((reached | set(prospect.territories)) & set(self.territory)))
        )

    @property
    def words(self) -> str:
        """Say what this rule looks at, without anything of the prospect's."""
        named = [
            f"segment {self.segment}" if self.segment else "",
            f"priority {self.priority}" if self.priority else "",
            f"territory {', '.join(self.territory)}" if self.territory else "",
            "its domain" if self.domain else "",
        ]
        return ", ".join(word for word in named if word)


class Routing(Part):
    """What holds for every pool."""

    pool: str | None = None
    fallback: str | None = None
    max_reassignments: Annotated[int, Field(ge=0, le=20, strict=True)] = 2
    reroute_reasons: list[str] = Field(default_factory=lambda: ["wrong_territory", "no_capacity"])
    accounts_file: str | None = None


def check_routing(
    pools: Sequence[Pool],
    routes: Sequence[Route],
    routing: Routing,
    accounts: Mapping[str, str],
    *,
    people: Sequence[PersonEntry],
    segments: Collection[str] = (),
) -> Iterator[str]:
    """Say, key first, what does not fit together or with the people that are listed."""
    everybody = {one.reference.lower() for one in people}
    aes = {one.reference.lower() for one in people if one.role == "ae"}
    names = Counter(pool.name for pool in pools)
    for pool in pools:
        if names[pool.name] > 1:
            yield f"pool: “{pool.name}” is the name of {names[pool.name]} pools; give each its own"
        yield from _check_pool(pool, aes, everybody)
    for number, route in enumerate(routes, 1):
        key = f"route.{number}"
        if bool(route.pool) == bool(route.ae):
            yield f"{key}: give either pool or ae"
        if route.ae:
            yield from _check_ae(f"{key}.ae", route.ae, aes)
        yield from _check_name(f"{key}.pool", route.pool, names)
        if route.segment and route.segment not in segments:
            there = f"the segments are {', '.join(segments)}" if segments else "there is no [segment.…]"
            yield f"{key}.segment: “{route.segment}” is no segment; {there}"
    yield from _check_name("routing.pool", routing.pool, names)
    yield from _check_person("routing.fallback", routing.fallback, everybody)
    for domain, owner in accounts.items():
        yield from _check_ae(f"accounts.{domain}", owner, aes)


def check_codes(pools: Sequence[Pool], routing: Routing, reasons: Mapping[str, str]) -> Iterator[str]:
    """Say, key first, where a key that was given names a reason that nobody can choose."""
    sections: list[tuple[str, Part, str]] = [("routing", routing, "reroute_reasons")]
    sections += [(f"pool.{pool.name}", pool, "credit_reasons") for pool in pools]
    for section, part, name in sections:
        for code in getattr(part, name) if name in part.model_fields_set else []:
            if code not in reasons:
                yield f"{section}.{name}: “{code}” is none of the reject_reasons: {', '.join(reasons)}"


def _check_pool(pool: Pool, aes: Collection[str], everybody: Collection[str]) -> Iterator[str]:
    key = f"pool.{pool.name}"
    if not pool.members:
        yield f'{key}.members: a pool needs members, such as members = ["anna@example.com"]'
    for who, count in Counter(member.who.lower() for member in pool.members).items():
        if count > 1:
            yield f"{key}.members: {who} is in it {count} times; give one weight = {count} instead"
    for number, member in enumerate(pool.members, 1):
        yield from _check_ae(f"{key}.members.{number}", member.who, aes)
    weighed = next((member.who for member in pool.members if member.weight != 1), None)
    if weighed and pool.strategy is not Strategy.WEIGHTED:
        yield f'{key}.members: a weight ({weighed}) only counts with strategy = "weighted"'
    if pool.strategy is Strategy.BROADCAST:
        if not pool.channel or not pool.claim_within or not pool.fallback:
            yield f"{key}: a broadcast needs channel, claim_within and fallback"
        elif pool.claim_within > LONGEST_OFFER:
            yield f"{key}.claim_within: an offer stands for 2d of working time at most"
    elif pool.channel or pool.claim_within or pool.fallback:
        yield f'{key}: channel, claim_within and fallback only count with strategy = "broadcast"'
    yield from _check_person(f"{key}.fallback", pool.fallback, everybody)


def _check_ae(key: str, who: str, aes: Collection[str]) -> Iterator[str]:
    if who.lower() not in aes:
        yield f'{key}: {who} is not listed as a [[person]] with role = "ae"'


def _check_person(key: str, who: str | None, everybody: Collection[str]) -> Iterator[str]:
    if who and who.lower() not in everybody:
        yield f"{key}: {who} is not listed as a [[person]]"


def _check_name(key: str, name: str | None, known: Collection[str]) -> Iterator[str]:
    if name and name not in known:
        there = f"the pools are {', '.join(known)}" if known else "there is no [[pool]]"
        yield f"{key}: “{name}” is no pool; {there}"


def read_accounts(text: str) -> dict[str, str]:
    """Read a CSV with the columns domain and owner; raises ValueError with the line at fault."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    head = [cell.strip().lower() for cell in next(lines, [])]
    if not {"domain", "owner"} <= set(head):
        raise ValueError("line 1: the first line must name the columns domain and owner")
    accounts: dict[str, str] = {}
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(head, (cell.strip() for cell in cells), strict=False))
        try:
            domain = _domain(row.get("domain", ""))
        except ValueError as error:
            raise ValueError(f"line {lines.line_num}: {error}") from None
        if not row.get("owner"):
            raise ValueError(f"line {lines.line_num}: {domain} has no owner")
        if accounts.setdefault(domain, row["owner"]) != row["owner"]:
            raise ValueError(f"line {lines.line_num}: {domain} has two owners")
    return accounts
