"""For a test suite: `pytest_plugins = ["sandbox.pytest_plugin"]` gives `slack` and `desk`.

Override `slack_config` to describe another workspace. With `--slack-traces DIR` each failed test that used
`slack` leaves a JSON file of what happened.
"""

import json
import re
from collections.abc import Generator, Iterator
from pathlib import Path

import httpx
import pytest

from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.server import Sandbox
from sandbox.wire import Json

DEMO = Path(__file__).parent / "demo.toml"
FAILURE = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("slack")
    group.addoption("--slack-traces", metavar="DIR", type=Path, help="where failed tests leave their traces")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILURE] = report.longreprtext
    return report


@pytest.fixture
def slack_config() -> Config:
    return Config.load(DEMO)


@pytest.fixture
def slack(slack_config: Config, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A workspace in this process on a free port, new for each test."""
    with Sandbox(slack_config) as running:
        yield running
        traces: Path | None = request.config.getoption("--slack-traces")
        failure = request.node.stash.get(FAILURE, None)
        if traces and failure is not None:
            _leave(traces, request.node.nodeid, _trace(running) | {"failure": failure})


@pytest.fixture
def desk(slack: Sandbox) -> Iterator[Driver]:
    with Driver(slack.url) as driver:
        yield driver


def _trace(running: Sandbox) -> Json:
    trace: Json = httpx.get(f"{running.url}/_control/trace", trust_env=False, timeout=30).json()
    return trace


def _leave(traces: Path, test: str, trace: Json) -> None:
    traces.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "_", test).strip("_")[-150:]
    text = json.dumps({"test": test} | trace, indent=1, ensure_ascii=False)
    (traces / f"{name}.json").write_text(text, "utf-8")
