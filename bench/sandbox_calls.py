"""How many Web API calls the local Slack answers per second of one core, beside a bare endpoint.

The rate is per second of the server's processor time, and its ratio to the floor (the same server, one
endpoint that answers a constant) says more still: neither depends on what else the machine is doing.
Printed, not asserted.
"""

import argparse
import multiprocessing
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from urllib.parse import urlencode, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.config import AppConfig, ChannelConfig, Config, PersonConfig
from sandbox.manifest import Manifest
from sandbox.quick_server import QuickServer
from sandbox.server import Sandbox

CONNECTIONS = 4
SCOPES = frozenset({"chat:write", "users:read", "channels:history", "im:write"})
CALLS = {
    "auth.test": {},
    "users.info": {"user": "U0SAM"},
    "chat.postMessage": {"channel": "C0SALES", "text": "A handoff for Acme"},
    "conversations.history": {"channel": "C0SALES", "limit": "10"},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=3000, help="calls of each kind")
    calls = parser.parse_args().calls
    with _apart(_serve_floor) as (url, server):
        floor = _rate(url, server, "/floor", {"channel": "C0SALES"}, calls)
    _show("floor: a bare endpoint", floor, floor)
    with _apart(_serve_sandbox) as (url, server):
        for method, given in CALLS.items():
            _show(method, _rate(url, server, f"/api/{method}", given, calls), floor)


def _show(what: str, rates: tuple[float, float], floor: tuple[float, float]) -> None:
    cpu, wall = rates
    sys.stdout.write(
        f"{what:<24}{cpu:>8.0f} /s of one core{cpu / floor[0]:>7.0%} of floor{wall:>8.0f} /s by the clock\n"
    )
    sys.stdout.flush()


def _rate(url: str, server: Connection, path: str, given: dict[str, str], calls: int) -> tuple[float, float]:
    """Per second of the server's processor time, and per second of the wall's."""
    address = urlsplit(url)
    request = _request(address.netloc, path, given)
    sockets = [socket.create_connection((address.hostname, address.port)) for _ in range(CONNECTIONS)]
    for number in range(100):
        _call(sockets[number % CONNECTIONS], request)
    before, started = _cpu(server), time.perf_counter()
    for _ in range(calls // CONNECTIONS):
        for one in sockets:
            one.sendall(request)
        for one in sockets:
            _answer(one)
    cpu, wall = _cpu(server) - before, time.perf_counter() - started
    for one in sockets:
        one.close()
    done = calls // CONNECTIONS * CONNECTIONS
    return done / cpu, done / wall


def _request(host: str, path: str, given: dict[str, str]) -> bytes:
    body = urlencode(given).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer xoxb-sandbox\r\n"
        f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _call(connection: socket.socket, request: bytes) -> None:
    connection.sendall(request)
    _answer(connection)


def _answer(connection: socket.socket) -> None:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += _some(connection)
    if not body.startswith(b'{"ok":true'):
        raise SystemExit(f"refused: {body.decode()}")


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise SystemExit("the server hung up")
    return received


@contextmanager
def _apart(serve: Callable[[Connection], None]) -> Iterator[tuple[str, Connection]]:
    """The server in a process of its own, so that the client's work is not counted."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=serve, args=(there,), daemon=True)
    process.start()
    yield here.recv(), here
    here.send("stop")
    process.join(10)


def _cpu(server: Connection) -> float:
    server.send("cpu")
    return float(server.recv())


def _serve_sandbox(asked: Connection) -> None:
    config = Config(
        app=AppConfig(),
        people=(PersonConfig("U0SAM", "sam", "Sam Rivera"),),
        channels=(ChannelConfig("C0SALES", "sales", ("bot", "sam")),),
        manifest=Manifest(scopes=SCOPES),
    )
    with Sandbox(config) as running:
        _report(asked, running.url)


def _serve_floor(asked: Connection) -> None:
    async def floor(request: Request) -> Response:
        await request.body()
        return JSONResponse({"ok": True, "channel": "C0SALES"})

    app = Starlette(routes=[Route("/floor", floor, methods=["POST"])])
    # With its protocol named, as in sandbox.server: otherwise Nagle's algorithm holds the answers back.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    server = QuickServer(
        uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"), before_shutdown=_nothing
    )
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    server.ready.wait(10)
    _report(asked, f"http://127.0.0.1:{listening.getsockname()[1]}")
    server.stop()


async def _nothing() -> None:
    """The floor has nothing to close."""


def _report(asked: Connection, url: str) -> None:
    asked.send(url)
    while asked.recv() == "cpu":
        asked.send(time.process_time())


if __name__ == "__main__":
    main()
