"""Handoffs and credit leave the bot as tables, by one command, and each person gets what she may see."""

import csv
import hashlib
import io
import json
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

from app.cli import cli
from app.store.db import Database, Unusable
from app.store.handoffs import handoffs
from tests import cast
from tests.accepting import accepts
from tests.commands import HANDOFF, environment, handoff
from tests.office import ROOT, Office

# On one database: what is read, and how it is sealed, is tested on both in tests/services.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SINCE = "--since 2026-11-01"
Runs = Callable[[str], Result]


@pytest.fixture
def run(database_url: str) -> Runs:
    """Gives a command in this process, on the database of the test."""
    env = {"DATABASE_URL": database_url, "HANDOFF_POLICY": str(ROOT / "policy.toml")}
    return lambda command: CliRunner().invoke(cli, command.split(), env=env)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_team_is_exported_beside_the_bot_and_each_person_gets_her_own(office: Office, run: Runs) -> None:
    office.hand_off()
    accepts(office.card(office.anna))
    office.hand_off(
        office.priya, Company="=HYPERLINK(1)", Website="b.example", Contact_email="b@b.example", AE="@ben"
    )
    env = environment(office.slack, office.config.database_url)
    told = handoff(f"export {SINCE}", env)
    assert (told.returncode, told.stderr) == (0, "")
    acme, bad = table(told.stdout)
    assert (acme["id"], acme["company"], acme["status"], acme["sdr"]) == (
        "1",
        "Acme",
        "accepted",
        "Sam Rivera",
    )
    assert re.fullmatch(r"2026-11-23T09:\d\d:\d\d(\.\d+)?Z", acme["created_at"])
    assert bad["company"] == "'=HYPERLINK(1)"
    assert "jane@acme.example" not in told.stdout
    assert table(run(f"export {SINCE} --with-contacts").stdout)[0]["contact_email"] == "jane@acme.example"

    def companies(who: str) -> list[str]:
        return [row["company"] for row in table(run(f"export {SINCE} --as {who}").stdout)]

    assert companies("anna@northwind.example") == ["Acme"]
    assert companies(office.priya.id) == ["'=HYPERLINK(1)"]
    assert companies("maria@northwind.example") == ["Acme", "'=HYPERLINK(1)"]
    assert companies("yuki@northwind.example") == []
    for stranger in ("gia@northwind.example", "jane@acme.example"):
        refused = run(f"export {SINCE} --as {stranger}")
        assert (refused.exit_code, refused.stdout) == (2, ""), stranger
    assert run(f"export {SINCE} --until 2026-11-23").stdout == told.stdout
    assert table(run("export --since 2026-11-24").stdout) == []
    assert run(f"export {SINCE} --until 2026-10-01").exit_code == 2
    history = [
        json.loads(line) for line in run(f"export {SINCE} --what events --format jsonl").stdout.splitlines()
    ]
    assert [one["action"] for one in history][:2] == ["submit", "accept"]


def test_credit_is_sealed_and_whoever_has_the_export_can_check_it(office: Office, run: Runs) -> None:
    office.hand_off()
    assert run("ledger verify").stdout == "0 lines, all fit. The last seal is none yet\n"
    accepts(office.card(office.anna))
    for button in ("Log first touch", "Meeting booked", "Meeting held"):
        assert office.card(office.anna).clicks(button).ok
    office.bot.clock.seal()
    credit = table(run(f"ledger export {SINCE}").stdout)
    assert [(line["kind"], line["person"]) for line in credit] == [
        ("sourced", "Sam Rivera"),
        ("accepted", "Anna Keller"),
        ("held", "Sam Rivera"),
        ("held", "Anna Keller"),
    ]
    mine = table(run(f"ledger export {SINCE} --as {office.sam.id}").stdout)
    assert [line["kind"] for line in mine] == ["sourced", "held"]

    seal = ""  # as docs/ledger.md says
    for line in credit:
        at = line["at"].removesuffix("Z")
        at = (at if "." in at else f"{at}.000000") + "+00:00"
        numbers = [int(line[name]) for name in ("line", "event_id", "handoff_id")]
        fields = [seal, office.bot.directory.team_id, *numbers, at, line["kind"], line["person_id"], None]
        seal = hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()
        assert seal == line["seal"]

    assert run("ledger verify").stdout == f"4 lines, all fit. The last seal is {seal}\n"
    assert run(f"ledger verify --expect {credit[1]['seal']}").exit_code == 0
    cut = run(f"ledger verify --expect {'0' * 64}")
    assert (cut.exit_code, "no line has the expected seal" in cut.stderr) == (1, True)
    with office.bot.db.transaction() as session:
        session.execute(sa.text("DROP TRIGGER ledger_no_update"))
        session.execute(sa.text("UPDATE ledger SET person_id = 'U0ME' WHERE line = 3"))
    changed = run("ledger verify")
    assert (changed.exit_code, changed.stdout) == (1, "")
    assert changed.stderr == (
        "line 3 does not fit: it was changed, moved, added or left out (2 lines before it fit).\n"
    )


@pytest.fixture
def many(database_url: str, sqlite_mould: Path) -> Path:
    """A database with more handoffs than are written in a moment."""
    file = Path(str(make_url(database_url).database))
    file.write_bytes(sqlite_mould.read_bytes())
    db = Database(database_url)
    row = cast.handoff().model_dump(exclude={"id"})
    with db.transaction() as session:
        session.execute(sa.insert(handoffs), [row | {"submit_key": f"V{n}"} for n in range(12_000)])
    db.close()
    return file


def test_a_file_is_whole_or_not_there(many: Path, tmp_path: Path, database_url: str, run: Runs) -> None:
    out = tmp_path / "all.csv"
    env = {"DATABASE_URL": database_url, "HANDOFF_POLICY": str(ROOT / "policy.toml"), "PATH": "/usr/bin:/bin"}
    going_on = subprocess.Popen([HANDOFF, *f"export {SINCE} --out {out}".split()], cwd=tmp_path, env=env)
    while (
        not any(part.stat().st_size for part in tmp_path.glob("all.csv.*.part")) and going_on.poll() is None
    ):
        time.sleep(0.001)
    going_on.kill()
    going_on.wait(10)
    assert not out.exists() or len(table(out.read_text("utf-8"))) == 12_000

    for part in tmp_path.glob("*.part"):
        part.unlink()
    out.unlink(missing_ok=True)
    assert run(f"export {SINCE} --out {out}").stdout == f"12000 rows are in {out}.\n"
    assert len(table(out.read_text("utf-8"))) == 12_000
    assert out.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.part"))


def test_what_cannot_be_written_is_one_line_and_leaves_the_old_file(
    tmp_path: Path, sqlite_mould: Path, run: Runs
) -> None:
    (tmp_path / "handoff.db").write_bytes(sqlite_mould.read_bytes())
    old = tmp_path / "old.csv"
    old.write_text("last week's")
    for words, said in (
        (f"--out {old}", "is there already"),
        (f"--out {tmp_path}", "is a folder"),
        (f"--out {tmp_path}/no/where.csv", "cannot be written (No such file or directory)"),
    ):
        ended = run(f"export {SINCE} {words}")
        assert isinstance(ended.exception, Unusable) and said in str(ended.exception), words
    assert old.read_text() == "last week's"
    assert run(f"export {SINCE} --out {old} --force").exit_code == 0
    assert old.read_text().startswith('"id","created_at"')
    assert run(f"export {SINCE} --what events --with-contacts").exit_code == 2


def test_a_database_of_several_workspaces_asks_which(
    tmp_path: Path, sqlite_mould: Path, database_url: str, run: Runs
) -> None:
    (tmp_path / "handoff.db").write_bytes(sqlite_mould.read_bytes())
    db = Database(database_url)
    with db.transaction() as session:
        for team in ("T0ONE", "T0TWO"):
            session.add(cast.handoff(id=None, submit_key=team, team_id=team, company=team))
    db.close()
    asked = run(f"export {SINCE}")
    assert (asked.exit_code, "T0ONE, T0TWO" in asked.stderr) == (2, True)
    assert [row["company"] for row in table(run(f"export {SINCE} --team T0TWO").stdout)] == ["T0TWO"]
    assert run("ledger verify").stdout.splitlines() == [
        f"{team}: 0 lines, all fit. The last seal is none yet" for team in ("T0ONE", "T0TWO")
    ]
    assert run(f"ledger verify --expect {'0' * 64}").exit_code == 2
