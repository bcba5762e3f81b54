"""What is stored and what was shown, read from outside: plain SQL, and the messages in Slack."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from sandbox.server import Sandbox

TABLES = ("handoff", "event", "deadline", "outbox", "digestrun")
UNFINISHED = "SELECT count(*) FROM outbox WHERE state IN ('ready', 'leased', 'sending', 'unknown')"
RUNNING = "SELECT count(*) FROM deadline WHERE closed_at IS NULL AND due_at <= '{}+00:00'"
SOON = timedelta(hours=1)  # the policy's limits are seconds; a promised day is over tomorrow or later
Row = Any


@dataclass(frozen=True)
class Record:
    """The rows of one database, oldest first, and the messages in Slack, by the key that they carry."""

    rows: dict[str, list[Row]]
    keys: Counter[str]
    shown: dict[str, str]  # the newest text under a key

    def of(self, table: str, handoff: int) -> list[Row]:
        """List the rows of one handoff."""
        return [row for row in self.rows[table] if row.handoff_id == handoff]


def read(url: str, slack: Sandbox) -> Record:
    """Read everything."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = {
            table: [_row(found._mapping) for found in connection.execute(sa.text(f"SELECT * FROM {table}"))]
            for table in TABLES
        }
    engine.dispose()
    for table in TABLES[:4]:
        rows[table].sort(key=lambda row: row.id)
    keys, shown = Counter[str](), dict[str, str]()
    for channel in list(slack.workspace.channels.values()):
        for message in list(channel.messages.values()):
            if key := ((message.metadata or {}).get("event_payload") or {}).get("key"):
                keys[key] += 1
                shown[key] = json.dumps([message.text, message.blocks], ensure_ascii=False)
    return Record(rows, keys, shown)


def story(record: Record, broken: str) -> str:
    """Tell what is known of the handoff that a line about a broken promise names, by company or number."""
    named = [row.id for row in record.rows["handoff"] if broken.startswith(row.company)]
    number = re.search(r"\d+", broken)
    handoff = named[0] if named else int(number[0]) if number else 0
    told = [broken]
    for row in record.of("event", handoff):
        told.append(f"  {row.at:%H:%M:%S.%f} turn {row.turn} {row.action} by {row.actor_id} {row.note}")
    for row in record.of("deadline", handoff):
        ends = f"due {row.due_at}, closed {row.closed_at}"
        told.append(f"  {row.started_at:%H:%M:%S.%f} clock {row.kind} of turn {row.generation}: {ends}")
    for row in record.of("outbox", handoff):
        shown = f"shown {record.keys[row.key]} times in Slack, version {row.shown} of {row.wanted}"
        told.append(f"  {row.created_at:%H:%M:%S.%f} {row.key}: {row.state}, {shown} {row.error}")
    return "\n".join(told)


def running(url: str) -> int:
    """Count the clocks that will still be acted on while somebody waits for it."""
    return count(url, RUNNING.format((datetime.now(UTC) + SOON).strftime("%Y-%m-%d %H:%M:%S")))


def count(url: str, query: str) -> int:
    """Ask one number."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        counted = int(connection.execute(sa.text(query)).scalar() or 0)
    engine.dispose()
    return counted


def _row(values: Any) -> Row:
    """Times aware and JSON parsed, whatever the database gives."""
    return SimpleNamespace(**{name: _value(name, value) for name, value in values.items()})


def _value(name: str, value: Any) -> Any:
    if name in ("note", "package") and isinstance(value, str):
        return json.loads(value)
    if isinstance(value, str) and (name.endswith("_at") or name in ("at", "since", "leased_until")):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return value
