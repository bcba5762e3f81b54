"""The server that the suite starts for itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import LiteralString

import psycopg
import pytest
from sqlalchemy import make_url

from tests import postgres


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with postgres.server() as url:
        yield url


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


def ask(url: str, question: LiteralString) -> str:
    with connect(url) as connection:
        (answer,) = connection.execute(question).fetchone() or ("",)
        return str(answer)


def test_it_answers(base_url: str) -> None:
    assert ask(base_url, "select version()").startswith("PostgreSQL ")


def test_a_database_is_copied_from_a_template_and_dropped_with_people_in_it(base_url: str) -> None:
    mould = f"mould_{os.getpid()}"
    with connect(postgres.create_database(base_url, mould)) as connection:
        connection.execute("create table handoff as select 7 as id")
    begun = time.perf_counter()
    copy = postgres.create_database(base_url, f"{mould}_copy", template=mould)
    made = time.perf_counter()
    assert ask(copy, "select id from handoff") == "7"
    with connect(copy):
        before = time.perf_counter()
        postgres.drop_database(base_url, f"{mould}_copy")
        dropped = time.perf_counter()
    print(f"created in {1000 * (made - begun):.0f} ms, dropped in {1000 * (dropped - before):.0f} ms")  # noqa: T201
    postgres.drop_database(base_url, mould)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(copy, "select 1")


def test_an_address_given_by_hand_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.VARIABLE, "postgresql+psycopg://elsewhere/handoff")
    with postgres.server() as url:
        assert url == "postgresql+psycopg://elsewhere/handoff"


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.VARIABLE, raising=False)


@pytest.mark.usefixtures("ours")
def test_without_binaries_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "WHEEL", "no_such_wheel")
    advice = r"no_such_wheel is not installed.*TEST_DATABASE_URL"
    with pytest.raises(RuntimeError, match=advice), postgres.server():
        pass


@pytest.mark.usefixtures("ours")
def test_it_starts_from_a_checkout_that_only_its_owner_may_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = find_spec(postgres.WHEEL)
    assert spec and spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    for folder in (package, package.with_name(f"{package.name}.libs")):
        (tmp_path / folder.name).symlink_to(folder)
    tmp_path.chmod(0o700)
    monkeypatch.syspath_prepend(tmp_path)
    with postgres.server() as url:
        assert "PostgreSQL 18" in ask(url, "select version()")
        assert ask(url, "show timezone") == "UTC"
        assert ask(url, "select lower('ÄÉ')") == "äé"


KILLED = """
import os, signal
from tests import postgres
with postgres.server() as url:
    print(url, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.usefixtures("ours")
def test_it_goes_when_the_tests_are_killed() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-c", KILLED],
            env=os.environ | {"TMPDIR": folder},
            capture_output=True,
            text=True,
        )
        assert done.returncode == -signal.SIGKILL, done.stderr
        until = time.monotonic() + 15
        while (left := list(Path(folder).iterdir())) and time.monotonic() < until:
            time.sleep(0.05)
        assert not left
    with pytest.raises(psycopg.OperationalError, match="refused"):
        ask(done.stdout.strip(), "select 1")
