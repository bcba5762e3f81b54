"""Whoever is told of a hold: the example in docs/webhook.md itself, run as its readers would."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from tests.office import ROOT

SECRET = "a secret of more than 32 characters"


@contextmanager
def example(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """Run the documented receiver; what it acts on stands on its standard output."""
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "webhook.md").read_text("utf-8"), re.DOTALL)
    (folder / "receiver.py").write_text(code, "utf-8")
    process = subprocess.Popen(
        [sys.executable, folder / "receiver.py"],
        env={**os.environ, "HOOK_SECRET": SECRET, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                refused = httpx.post(f"http://127.0.0.1:{port}", content=b"{}", trust_env=False)
                assert refused.status_code == 401
                break
            except httpx.ConnectError:
                time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


@dataclass
class Recorder:
    """Takes down what comes, and answers as it is told to (0: hangs up)."""

    url: str = ""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)


@contextmanager
def recorder() -> Iterator[Recorder]:
    """Serve it on a free port."""
    recorder = Recorder()

    class Call(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            recorder.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status, head = recorder.answers.pop(0) if recorder.answers else (204, {})
            if not status:
                return
            self.send_response(status)
            for name, value in head.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Call) as server:
        server.daemon_threads = True
        recorder.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        try:
            yield recorder
        finally:
            server.shutdown()
