"""SIGSTOP past the lease: whoever wakes up does not send what another has sent meanwhile. It takes 100 s."""

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox.config import Config
from sandbox.server import Sandbox
from tests import postgres
from tests.end_to_end.dying import Orders
from tests.end_to_end.process import Process, process
from tests.office import ROOT, fill

pytestmark = pytest.mark.timeout(200)
LEASE = 60  # seconds, and what a replica needs to come round and look for the message
POINT = "send: sending committed, request not yet left"


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[list[Process]]:
    """Two bots on one PostgreSQL, by the time of the wall; the first one takes orders."""
    with ExitStack() as stack:
        base, name = stack.enter_context(postgres.server()), f"frozen_{os.getpid()}"
        url = postgres.create_database(base, name)
        stack.callback(postgres.drop_database, base, name)
        slack = stack.enter_context(Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")))
        made = []
        for n in range(2):
            folder = tmp_path / str(n)
            folder.mkdir()
            bot = stack.enter_context(process(slack, url, folder))
            bot.command = (sys.executable, "-m", "tests.end_to_end.dying", "serve")
            bot.environment = {"HANDOFF_CLOCK": "system", "DYING_ORDERS": str(folder / "orders")}
            made.append(bot)
        yield made


def test_a_bot_frozen_past_its_lease_does_not_send_what_another_has_sent(replicas: list[Process]) -> None:
    frozen, other = replicas
    frozen.start()
    orders = Orders(frozen.folder / "orders")
    orders.give(POINT, signal.SIGSTOP)
    modal = frozen.desk.as_user("sam").types("/handoff").modal
    assert modal and fill(modal).submit().ok
    frozen.desk.wait_for(lambda: not (frozen.folder / "orders").exists(), within=10)

    other.start()
    frozen.desk.wait_for(lambda: set(_keys(frozen)) == {"card", "receipt"}, within=LEASE + 45)
    assert frozen.running
    os.kill(frozen.running.pid, signal.SIGCONT)
    frozen.desk.wait_for(lambda: "the lease was held for too long" in frozen.log, within=15)
    assert _keys(frozen) == {"card": 1, "receipt": 1}
    assert [bot.terminate()[0] for bot in replicas] == [0, 0]  # what they had begun is finished then
    assert _keys(frozen) == {"card": 1, "receipt": 1}


def _keys(bot: Process) -> Counter[str]:
    posted = [one for place in bot.slack.workspace.channels.values() for one in place.messages.values()]
    return Counter(one.metadata["event_payload"]["key"].split(":")[0] for one in posted if one.metadata)
