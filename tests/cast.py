"""Who plays in the tests that need no Slack: the people, their policy, a package, and one handoff."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app import policy as policies
from app.domain import lifecycle, package
from app.domain.criteria import AE_READY, CHECKS, ExitCriteria, Slot
from app.domain.frameworks import FRAMEWORKS
from app.domain.lifecycle import Meeting, Status
from app.domain.model import Handoff, Person
from app.domain.package import NEXT_STEP, STORY, WHO, Package
from app.domain.roster import Roster, match
from app.domain.sight import Sight
from app.policy import Policy
from app.services import submitting, team
from app.store import people
from app.store.db import Database
from tests.ladders import EVERY_SECOND, PLAIN, stops_late

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
TEAM = "T0NORTH"
SAM, PRIYA = "U0SAM", "U0PRIYA"  # SDRs
ANNA, BEN, YUKI = "U0ANNA", "U0BEN", "U0YUKI"  # AEs
MARIA, DAN = "U0MARIA", "U0DAN"  # their manager, and hers
GIA = "U0GIA"  # a stranger to the team
ZONES = {ANNA: "Europe/Berlin", BEN: "America/New_York", YUKI: "Asia/Tokyo"}
NAMES = {
    SAM: "Sam Rivera",
    PRIYA: "Priya Nair",
    ANNA: "Anna Keller",
    BEN: "Ben Ford",
    YUKI: "Yuki Mori",
    MARIA: "Maria Lopez",
    DAN: "Dan Okafor",
    GIA: "Gia Moss",
}
ROLES = (
    (SAM, "sdr", MARIA),
    (PRIYA, "sdr", MARIA),
    (ANNA, "ae", MARIA),
    (BEN, "ae", MARIA),
    (YUKI, "ae", MARIA),
    (MARIA, "manager", DAN),
    (DAN, "director", None),
)
WRITTEN = {
    "company": "Acme",
    "website": "acme.example",
    "contact_name": "Jane Doe",
    "contact_email": "jane@acme.example",
    "contact_role": "COO",
    "background": "400 people, logistics",
    "notes": "They lose leads between two tools",
    "pain_points": "Nobody knows who calls back",
    "use_case": "Route inbound leads within the hour",
    "objections": "Afraid of the migration",
    "fit_signals": "Uses Slack all day",
    "tone": "Friendly, in a hurry",
    "next_step": "Demo on Thursday",
}


def person(id: str, **changes: Any) -> Person:
    """One of the cast as Slack knows them."""
    name = NAMES[id]
    email = f"{name.split()[0].lower()}@northwind.example"
    zone = ZONES.get(id, "UTC")
    known: dict[str, Any] = {
        "team_id": TEAM,
        "id": id,
        "name": name,
        "email": email,
        "zone": zone,
        "seen_at": MORNING,
    }
    return Person(**known | changes)


EVERYBODY = [person(id) for id in NAMES]


def policy(
    sla: str = 'hours = "always"',
    *,
    rest: str = "",
    listed: Collection[tuple[Any, ...]] = ROLES,
    ladder: str = PLAIN,
) -> Policy:
    """The team's policy; `rest` is TOML that comes before the people."""
    entries = "".join(
        f'[[person]]\nid = "{id}"\nrole = "{role}"\n' + (f'reports_to = "{boss}"\n' if boss else "")
        for id, role, boss in listed
    )
    noise = "" if "[noise]" in ladder + rest else EVERY_SECOND
    return policies.parse(f"{rest}\n[sla]\n{stops_late(sla)}\n{ladder}{noise}{entries}")


def shipped(framework: str) -> ExitCriteria:
    """The exit criteria of a shipped framework as it is."""
    return ExitCriteria(framework, (*FRAMEWORKS[framework], *AE_READY))


def slots(framework: str) -> tuple[Slot, ...]:
    """Every text field of the form for a shipped framework, but the city, which must be one."""
    every = (*WHO, *STORY, *FRAMEWORKS[framework], NEXT_STEP)
    return tuple(slot for slot in every if slot.name != "contact_place")


def typed(framework: str = "BANT", **changes: str) -> dict[str, str]:
    """What an SDR types into the form of a framework, with changes."""
    criteria = {slot.name: f"All about {slot.label.lower()}" for slot in FRAMEWORKS[framework]}
    return WRITTEN | criteria | changes


def passed(framework: str = "BANT", **changes: str) -> Package:
    """A complete package."""
    return package.build({**typed(framework, **changes), "checks": list(CHECKS)}, shipped(framework))


def roster(people: Collection[Person] = EVERYBODY) -> Roster:
    """The team as the policy lists it."""
    return match(ROLES_AS_ENTRIES, people)


ROLES_AS_ENTRIES = [(id, role, boss, None) for id, role, boss in ROLES]


def handoff(status: Status = Status.PENDING, **changes: Any) -> Handoff:
    """Handoff #7 of Acme, from Sam to Anna, as its row looks in a status."""
    row: dict[str, Any] = {
        "id": 7,
        "team_id": TEAM,
        "submit_key": "V7",
        "status": status,
        "sdr_id": SAM,
        "ae_id": ANNA,
        "owner_id": ANNA if status in lifecycle.OWNED else None,
        "why_ae": "chosen by the SDR",
        "company": "Acme",
        "package": passed().model_dump(),
        "policy_version": "v1",
        "created_at": MORNING,
        "since": MORNING,
        "meeting": Meeting.NONE,
    }
    return Handoff(**row | changes)


def sight(viewer: str, row: Handoff | None = None, **changes: Any) -> Sight:
    """What somebody sees of a handoff, with the moves that the table gives her."""
    row = row or handoff()
    team_of_it = roster()
    roles = team_of_it.roles(row, viewer)
    waits = {Status.PENDING: row.ae_id, Status.RETURNED: row.sdr_id, Status.ACCEPTED: row.owner_id}
    seen: dict[str, Any] = {
        "handoff": row,
        "package": Package.model_validate(row.package),
        "roster": team_of_it,
        "viewer": viewer,
        "zone": team_of_it.zone(viewer),
        "now": MORNING,
        "roles": frozenset(roles),
        "choices": tuple(lifecycle.choices(row.place, roles)),
        "waits_for": waits.get(row.status),
        "due": MORNING + timedelta(hours=4) if row.status in waits else None,
        "left": timedelta(hours=4) if row.status in waits else None,
        "reasons": {"price": "Price"},
    }
    return Sight(**seen | changes)


def settle_in(db: Database) -> None:
    """Let the database know everybody."""
    with db.transaction() as session:
        for one in EVERYBODY:
            people.save(session, one.model_copy())


def submit(
    session: Session,
    rules: Policy,
    now: datetime = MORNING,
    *,
    key: str = "V1",
    ae: str = ANNA,
    sdr: str = SAM,
) -> Handoff:
    """Sam hands Acme to Anna, with no Slack in between."""
    crew = team.load(session, rules, TEAM, sdr, ae)
    return submitting.submit(session, crew, sdr=sdr, package=passed(), ae=ae, key=key, now=now)
