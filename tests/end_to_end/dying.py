"""`handoff serve` that dies at a named point, for tests: `python -m tests.end_to_end.dying serve`.

The product has no hooks for this. A point is seen from outside of its code: in what SQLAlchemy executes and
commits, and in the requests that leave for Slack. The orders stand in the file that DYING_ORDERS names, so
that a process may be told while it runs; they are carried out once.
"""

import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import BaseHandler, Request, build_opener, install_opener

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import Pool

from app import cli

SUBMIT, ACCEPT = "INSERT INTO handoff ", "INSERT INTO intro "
FIRE, DIGEST = r"UPDATE deadline SET step=", "INSERT INTO digestrun "
LEASE, WRITTEN = (rf"UPDATE outbox SET .*\b{name}=.* WHERE" for name in ("holder", "shown"))
SENDING = r"UPDATE outbox SET (?!.*\bholder=).*\btried_at=.* WHERE"
POST, UPDATE, LOOK = "chat.postMessage", "chat.update", "conversations.history"


@dataclass(frozen=True)
class Point:
    """`when` it is: a statement "executed", "committing" or "committed" with its transaction, a request
    "leaving" or "answered"; `what` is the statement's pattern or the request's method.

    `fault` is what Slack must do to the first post for the point to be passed at all.
    """

    when: str
    what: str
    fault: str = ""


POINTS = {
    "submit: stored, before its clock and its messages": Point("executed", SUBMIT),
    "submit: before commit": Point("committing", SUBMIT),
    "submit: committed, not yet acknowledged": Point("committed", SUBMIT),
    "accept: written, before commit": Point("committing", ACCEPT),
    "accept: committed, not yet acknowledged": Point("committed", ACCEPT),
    "fire: step taken, before its message": Point("executed", FIRE),
    "fire: before commit": Point("committing", FIRE),
    "fire: committed": Point("committed", FIRE),
    "send: before the lease is committed": Point("committing", LEASE),
    "send: leased": Point("committed", LEASE),
    "send: before sending is committed": Point("committing", SENDING),
    "send: sending committed, request not yet left": Point("committed", SENDING),
    "send: answered, not yet written back": Point("answered", POST),
    "send: written back": Point("committed", WRITTEN),
    "update: request not yet left": Point("leaving", UPDATE),
    "update: answered, not yet written back": Point("answered", UPDATE),
    "look: for what is there": Point("leaving", LOOK, "reset_after"),
    "look: found, not yet written back": Point("answered", LOOK, "reset_after"),
    "look: not found, not yet written back": Point("answered", LOOK, "reset_before"),
    "digest: before commit": Point("committing", DIGEST),
    "digest: committed": Point("committed", DIGEST),
}


class Orders:
    """What the process is to do to itself, and where."""

    def __init__(self, file: Path) -> None:
        """Take the file: a point's name and a signal's name on two lines, or nothing yet."""
        self._file = file

    def give(self, point: str, sent: signal.Signals = signal.SIGKILL) -> None:
        """Order a process that runs or is to run; nothing half-written is ever read."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{point}\n{sent.name}")
        new.replace(self._file)

    def passing(self, when: str, whats: list[str]) -> None:
        """Carry the orders out, if they name this point."""
        if not self._file.exists():
            return
        name, sent = self._file.read_text().split("\n")
        point = POINTS[name]
        if point.when == when and any(re.match(point.what, what, re.DOTALL) for what in whats):
            self._file.unlink()
            os.kill(os.getpid(), signal.Signals[sent])
            time.sleep(1)  # not a step further: a signal may take a moment to reach every thread


class Watched(BaseHandler):
    """Sees each request to Slack leave, and its answer come."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders

    def http_request(self, request: Request) -> Request:
        """Before the connection is made."""
        self._orders.passing("leaving", [_method(request)])
        return request

    def http_response(self, request: Request, response: Any) -> Any:
        """After the head of the answer."""
        self._orders.passing("answered", [_method(request)])
        return response


def watch(orders: Orders) -> None:
    """Look for the ordered point in everything that this process does from now on."""
    install_opener(build_opener(Watched(orders)))

    @event.listens_for(Engine, "begin")
    def begin(connection: Connection) -> None:
        connection.info["statements"] = []

    @event.listens_for(Engine, "after_cursor_execute")
    def executed(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        connection.info.setdefault("statements", []).append(statement)
        orders.passing("executed", [statement])

    @event.listens_for(Engine, "commit")
    def committing(connection: Connection) -> None:
        orders.passing("committing", connection.info["statements"])
        connection.info["committed"] = True

    @event.listens_for(Pool, "checkin")
    def given_back(_: object, record: Any) -> None:  # the first thing that is seen after a commit
        if record.info.pop("committed", False):
            orders.passing("committed", record.info["statements"])


def _method(request: Request) -> str:
    return request.full_url.rpartition("/")[2]


if __name__ == "__main__":
    watch(Orders(Path(os.environ["DYING_ORDERS"])))
    cli.main()
