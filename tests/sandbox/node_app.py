"""Installs Bolt for Node once, as its lock says, and runs the stock app in node/app.js."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

APP = Path(__file__).parent / "node"
CACHE = Path(__file__).parents[2] / ".cache" / "node"
# npm reads its registry and its certificates from the machine's settings.
NAMES = ("package.json", "package-lock.json", ".npmrc")


def installed() -> Path:
    """The folder whose node_modules hold what the lock names; the first test worker installs, others wait."""
    digest = hashlib.sha256(b"".join((APP / name).read_bytes() for name in NAMES)).hexdigest()[:16]
    folder = CACHE / digest
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            _install(folder)
    return folder


def _install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in NAMES:
        shutil.copy(APP / name, folder)
    done = subprocess.run(
        ["npm", "ci", "--prefer-offline"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"npm ci could not install Bolt for Node:\n{done.stderr}")
    (folder / "done").touch()


@contextmanager
def running(folder: Path, api_url: str, *, socket_mode: bool) -> Iterator[str]:
    """Gives the app's request URL, or "connected" in Socket Mode."""
    environment = os.environ | {
        "NODE_PATH": str(folder / "node_modules"),
        "SLACK_API_URL": api_url,
        "SOCKET_MODE": str(int(socket_mode)),
        "NO_PROXY": "127.0.0.1",
    }
    process = subprocess.Popen(
        ["node", str(APP / "app.js")],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout and process.stderr
        try:
            said = process.stdout.readline().strip()
            if not said:
                raise RuntimeError(f"the Node app did not start:\n{process.stderr.read()}")
            yield said
        finally:
            process.kill()
