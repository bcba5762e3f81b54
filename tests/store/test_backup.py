"""`handoff backup`: one whole file, made beside a bot that writes, or one line that says why not."""

import resource
import sqlite3
import subprocess
import threading
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.store import backup
from app.store.db import Database, Unusable
from app.store.migrate import migrate
from tests.cast import handoff
from tests.commands import HANDOFF
from tests.office import ROOT


@pytest.fixture
def database(tmp_path: Path, sqlite_mould: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with nothing in it, in the folder that we are in."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "handoff.db"
    file.write_bytes(sqlite_mould.read_bytes())
    return file


def back_up(database: Path | str, *words: str) -> str:
    """Give the command; gives the one line that it says."""
    url = database if isinstance(database, str) else f"sqlite:///{database}"
    ended = CliRunner().invoke(cli, ["backup", *words], env={"DATABASE_URL": url})
    said = str(ended.exception) if isinstance(ended.exception, Unusable) else ended.output
    assert (ended.exit_code == 0) == (ended.exception is None), said
    (line,) = said.splitlines()
    return line


def test_a_copy_made_while_others_write_is_whole_and_of_one_moment(tmp_path: Path, database: Path) -> None:
    db, copied = Database(f"sqlite:///{database}"), threading.Event()

    def write() -> None:
        while not copied.is_set():
            with db.transaction() as session:  # two rows, of which no copy may hold one alone
                session.add_all([handoff(id=None, submit_key=uuid.uuid4().hex) for _ in range(2)])

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for n in range(5):
        backup.copy(db, tmp_path / f"{n}.copy")
    copied.set()
    for writer in writers:
        writer.join()
    db.close()

    counts = []
    for n in range(5):
        with closing(sqlite3.connect(tmp_path / f"{n}.copy")) as copy:
            counts.append(copy.execute("SELECT count(*) FROM handoff").fetchone()[0])
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    assert all(count % 2 == 0 for count in counts)
    assert {file.name for file in tmp_path.iterdir() if "copy" in file.name} == {
        f"{n}.copy" for n in range(5)
    }


def test_a_copy_is_for_its_owner_alone_and_replaces_a_file_only_when_told_to(database: Path) -> None:
    target = database.with_name("monday.db")
    said = back_up(database, "monday.db")
    assert said.startswith(f"{database} is copied to monday.db (0.")
    assert target.stat().st_mode & 0o777 == 0o600

    target.write_text("last week's")
    again = back_up(database, "monday.db")
    assert again == "monday.db is there already; give another name, or --force to replace it."
    assert target.read_text() == "last week's"
    back_up(database, "monday.db", "--force")
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM handoff").fetchone() == (0,)


def test_a_disk_that_is_full_leaves_the_last_copy_as_it_was(database: Path) -> None:
    database.with_name("monday.db").write_text("last week's")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    env = {
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPYCACHEPREFIX": str(ROOT / ".pytest_cache/bytecode"),
    }
    command = [HANDOFF, "backup", "monday.db", "--force"]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, preexec_fn=little_room)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("handoff: monday.db cannot be written (")
    assert database.with_name("monday.db").read_text() == "last week's"
    assert {file.name for file in database.parent.iterdir()} == {"handoff.db", "monday.db"}


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("handoff.db", "handoff.db is the database itself."),
        ("nowhere/monday.db", "nowhere/monday.db cannot be written (No such file or directory)."),
        ("/proc/monday.db", "/proc/monday.db cannot be written (No such file or directory)."),
    ],
)
def test_where_no_copy_can_be_the_reason_is_said(database: Path, target: str, why: str) -> None:
    assert back_up(database, target, "--force") == why


def test_a_database_that_is_not_there_is_not_made_to_be_copied(tmp_path: Path) -> None:
    assert back_up(tmp_path / "none.db", "copy.db") == f"there is no database at {tmp_path}/none.db."
    assert list(tmp_path.iterdir()) == []


def test_of_postgresql_it_names_the_command_and_not_the_password() -> None:
    url = "postgresql+psycopg://ann:pa55@db:5433/handoff?sslmode=verify-full"
    assert back_up(url, "a b.dump") == (
        "PostgreSQL makes its own copies: pg_dump --format=custom '--file=a b.dump' "
        "'postgresql://ann@db:5433/handoff?sslmode=verify-full'"
    )


def test_a_copy_says_that_it_is_one_until_a_bot_has_taken_it_up(tmp_path: Path, database: Path) -> None:
    db, copy = Database(f"sqlite:///{database}"), Database(f"sqlite:///{tmp_path}/copy.db")
    backup.copy(db, tmp_path / "copy.db")
    migrate(copy)  # which is not yet to work on it
    with db.reading() as session:
        assert not backup.is_copy(session)
    with copy.transaction() as session:
        assert backup.is_copy(session)
        backup.take_up(session)
    with copy.reading() as session:
        assert not backup.is_copy(session)
    db.close()
    copy.close()
