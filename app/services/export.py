"""What leaves the database as a table: whose rows somebody may see, and what stands in them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from app.domain import export
from app.domain.export import Column
from app.domain.personal import without_typed
from app.domain.roster import why_no_member
from app.policy import Policy
from app.services import team
from app.services.sheets import Batches
from app.store import export as stored
from app.store import ledger, people
from app.store.export import Part


class What(StrEnum):
    """What can be exported."""

    HANDOFFS = "handoffs"
    EVENTS = "events"


class Refused(Exception):
    """One line: why nothing is exported."""


@dataclass(frozen=True)
class Table:
    """Columns, and the rows under them in batches."""

    columns: Sequence[Column]
    batches: Batches


def part(
    session: Session, policy: Policy, team_id: str, who: str, since: datetime, until: datetime | None
) -> Part:
    """Say which rows of a period (UTC) somebody may see: whom she is on, and whom she manages.

    `who` is a Slack id or an email address, "" for all rows. Raises Refused.
    """
    if not who:
        return Part(team_id, since, until)
    found = people.known(session, team_id, ids=[who], emails=[who.lower()])
    if not found:
        raise Refused(f"nobody is known here as {who}.")
    if why_no_member(found[0]):
        raise Refused(f"{who} is no full member of the workspace, and sees nothing.")
    person = found[0].id
    roster = team.load(session, policy, team_id, person).roster
    if person in roster.directors():
        return Part(team_id, since, until)
    managed = {one for one in roster.members if person in roster.chain(one)}
    return Part(team_id, since, until, frozenset({person} | managed), person)


def table(session: Session, what: What, part: Part, *, contacts: bool = False) -> Table:
    """Give the handoffs or the history; `contacts` adds who the prospects' people are."""
    names = stored.names(session, part.team_id)
    if what is What.EVENTS:
        found = stored.found_events(session, part)
        return Table(export.EVENTS, _filled(found, export.EVENTS, lambda row: _event(row, names)))
    columns = export.HANDOFFS + (export.CONTACTS if contacts else ())
    found = stored.found_handoffs(session, part, packages=contacts)
    return Table(columns, _filled(found, columns, lambda row: _handoff(row, names)))


def credit(session: Session, part: Part) -> Table:
    """Give the credit ledger: the lines of whoever the part names."""
    names = stored.names(session, part.team_id)
    found = ledger.batches(session, part.team_id, since=part.since, until=part.until, people=part.people)
    return Table(
        export.LEDGER,
        _filled(
            found,
            export.LEDGER,
            lambda line: {**line._asdict(), "person": names.get(line.person_id, "")},
        ),
    )


Cells = Callable[[Any], Mapping[str, Any]]


def _filled(
    found: Iterable[Sequence[Any]], columns: Sequence[Column], cells: Cells
) -> Iterator[list[list[Any]]]:
    """Give each row's cells in the order of the columns."""
    wanted = [column.name for column in columns]
    for batch in found:
        yield [[row.get(name) for name in wanted] for row in map(cells, batch)]


def _handoff(row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    cells = dict(row._mapping)
    cells["sdr"], cells["ae"] = names.get(row.sdr_id, ""), names.get(row.ae_id, "")
    if package := cells.pop("package", None):
        cells |= _contacts(package)
    return cells


def _contacts(package: Mapping[str, Any]) -> dict[str, str]:
    """Give the prospect's people; nobody, once they were forgotten."""
    contacts = package.get("contacts") or []
    first = contacts[0] if contacts and contacts[0].get("email") else {}
    return {
        "website": package.get("website", ""),
        "contact_name": first.get("name", ""),
        "contact_email": first.get("email", ""),
        "contact_role": first.get("role", ""),
        "contact_phone": package.get("phone", ""),
        "contact_place": package.get("place", ""),
        "more_contacts": export.more_contacts(contacts),
    }


def _event(row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    cells = dict(row._mapping)
    cells["actor"] = names.get(row.actor_id or "", "")
    cells["note"] = json.dumps(without_typed(row.note), ensure_ascii=False, sort_keys=True)
    return cells
