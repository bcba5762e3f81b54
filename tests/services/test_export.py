"""What leaves as a table: the rows that somebody may see, all of them, once, and nothing that was typed."""

import io
import itertools
import json
import sys
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from pyarrow import parquet

from app.domain.export import HANDOFFS
from app.domain.lifecycle import Role
from app.domain.model import Handoff
from app.policy import Policy
from app.services import export, privacy, sheets, team
from app.services.export import Refused, What
from app.services.sheets import Form, NoParquet
from app.store import export as stored
from app.store.db import Database
from app.store.handoffs import events, handoffs
from tests.cast import (
    ANNA,
    BEN,
    DAN,
    EVERYBODY,
    MARIA,
    MORNING,
    PRIYA,
    SAM,
    TEAM,
    YUKI,
    handoff,
    person,
    policy,
    settle_in,
)
from tests.services.desk import Desk

# Two teams: Anna and Sam are Maria's, Ben is Yuki's, and Dan is above both managers.
APART = (
    (SAM, "sdr", MARIA),
    (PRIYA, "sdr", YUKI),
    (ANNA, "ae", MARIA),
    (BEN, "ae", YUKI),
    (MARIA, "manager", DAN),
    (YUKI, "manager", DAN),
    (DAN, "director", None),
)
RULES = policy(listed=APART)
NOW = MORNING + timedelta(days=1)


def exported(db: Database, who: str = "", rules: Policy = RULES, **more: Any) -> list[dict[str, Any]]:
    """The rows that somebody gets, by column."""
    what = more.pop("what", What.HANDOFFS)
    with db.reading() as session:
        part = export.part(session, rules, TEAM, who, more.pop("since", MORNING), more.pop("until", None))
        table = export.table(session, what, part, **more)
        names = [column.name for column in table.columns]
        rows = [dict(zip(names, row, strict=True)) for batch in table.batches for row in batch]
        assert stored.count(session, part, what.value) == len(rows)
    return rows


def test_everybody_gets_what_she_may_see_in_slack_and_no_more(db: Database) -> None:
    settle_in(db)
    sides = itertools.product((SAM, PRIYA, MARIA), (ANNA, BEN, YUKI, ""), (None, BEN, MARIA), (None, [MARIA]))
    with db.transaction() as session:
        for n, (sdr, ae, owner, deputies) in enumerate(sides):
            offered = None if ae else [ANNA, BEN]
            row = handoff(id=None, submit_key=f"V{n}", sdr_id=sdr, ae_id=ae, offered=offered)
            row.owner_id, row.deputies = owner, deputies
            session.add(row)
    with db.reading() as session:
        every = list(session.execute(sa.select(Handoff)).scalars())
        roster = team.load(session, RULES, TEAM).roster
        seen = {
            one.id: {row.id for row in every if roster.roles(row, one.id) - {Role.OFFERED}}
            for one in EVERYBODY
        }
    with db.transaction() as session:
        for row in every:
            session.execute(sa.insert(events).values(_event(row.number)))
    for who, numbers in seen.items():
        if roster.is_present(who):
            assert {row["id"] for row in exported(db, who)} == numbers, who
            assert {row["handoff_id"] for row in exported(db, who, what=What.EVENTS)} == numbers, who
    assert {row["id"] for row in exported(db)} == {row.id for row in every}
    assert exported(db, "MARIA@northwind.example") == exported(db, MARIA)


def _event(number: int) -> dict[str, Any]:
    return {"team_id": TEAM, "handoff_id": number, "turn": 1, "action": "submit", "at": MORNING, "note": {}}


@pytest.mark.parametrize("known", [{"is_guest": True}, {"is_gone": True}, {"is_bot": True}])
def test_who_is_no_member_gets_nothing_whatever_the_policy_says(desk: Desk, known: dict[str, bool]) -> None:
    with desk.db.transaction() as session:
        session.merge(person(MARIA, **known))
    for who in (MARIA, "maria@northwind.example"):
        with pytest.raises(Refused, match="no full member"):
            exported(desk.db, who)
    for stranger in ("U0NOBODY", "jane@acme.example"):
        with pytest.raises(Refused, match="nobody is known here"):
            exported(desk.db, stranger)


@pytest.mark.parametrize("count", [0, 1, stored.AT_ONCE - 1, stored.AT_ONCE, stored.AT_ONCE + 1])
def test_every_row_of_the_period_comes_once_in_order(db: Database, count: int) -> None:
    settle_in(db)
    fields = handoff().model_dump(exclude={"id"})
    rows = [
        # Many in the same moment, so that batches end between them; the others lie outside the period.
        fields | {"submit_key": f"V{n}", "created_at": MORNING + timedelta(minutes=n // 700)}
        for n in range(count)
    ]
    outside = [
        fields | {"submit_key": "early", "created_at": MORNING - timedelta(microseconds=1)},
        fields | {"submit_key": "late", "created_at": NOW},
        fields | {"submit_key": "theirs", "created_at": MORNING, "team_id": "T0THEIRS"},
    ]
    with db.transaction() as session:
        session.execute(sa.insert(handoffs), [*outside, *rows])
    found = exported(db, until=NOW)
    assert len({row["id"] for row in found}) == count
    assert found == sorted(found, key=lambda row: (row["created_at"], row["id"]))


def test_contacts_leave_only_when_asked_for_and_what_else_was_typed_never(desk: Desk) -> None:
    desk.hand_off()
    desk.does(ANNA, "ask", question="Who signs?")
    desk.does(SAM, "answer", answer="Their new chairwoman")
    desk.does(ANNA, "reject", reason="other", comment="Too small")
    (plain,) = exported(desk.db, rules=desk.policy)
    (full,) = exported(desk.db, rules=desk.policy, contacts=True)
    assert "jane" not in str(plain).lower()
    assert (plain["company"], plain["sdr"], plain["ae"], plain["reason"]) == (
        "Acme",
        "Sam Rivera",
        "Anna Keller",
        "other",
    )
    assert full.items() >= plain.items()
    assert (full["contact_name"], full["contact_email"]) == ("Jane Doe", "jane@acme.example")
    history = exported(desk.db, rules=desk.policy, what=What.EVENTS)
    assert [row["action"] for row in history] == ["submit", "ask", "answer", "reject"]
    assert json.loads(history[-1]["note"]) == {"reason": "other"}
    for typed in ("Who signs?", "chairwoman", "Too small", "Afraid of the migration"):
        assert typed not in str([full, history])


def test_a_forgotten_prospect_stays_forgotten(desk: Desk) -> None:
    desk.hand_off()
    privacy.forget(desk.db, "jane@acme.example", desk.now)
    (row,) = exported(desk.db, rules=desk.policy, contacts=True)
    assert row["company"] == "Forgotten prospect"
    assert not any(row[name] for name in row if name.startswith(("contact_", "website", "more_")))


def test_parquet_and_json_lines_hold_the_same_rows_with_their_kinds(desk: Desk) -> None:
    for n in range(3):
        desk.hand_off(f"V{n}")
    rows = exported(desk.db, rules=desk.policy)
    batches = [[list(row.values())] for row in rows]
    file, lines = io.BytesIO(), io.BytesIO()
    sheets.write(Form.PARQUET, file, HANDOFFS, batches)
    sheets.write(Form.JSONL, lines, HANDOFFS, batches)
    assert parquet.read_table(file).to_pylist() == rows
    parsed = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(one["id"], one["status"]) for one in parsed] == [(n, "pending") for n in (1, 2, 3)]
    assert parsed[0]["created_at"] == "2026-11-23T09:00:00Z"
    assert parsed[0]["owner_id"] is None


def test_without_pyarrow_parquet_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # as if it were not installed
    with pytest.raises(NoParquet):
        sheets.write(Form.PARQUET, io.BytesIO(), HANDOFFS, [])
