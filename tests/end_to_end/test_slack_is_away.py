"""The bot may be started before Slack can be reached; a value that Slack refuses ends the start in a line."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests.commands import environment, handoff
from tests.end_to_end.process import Process
from tests.everything import EVERYTHING
from tests.office import ROOT, fill


@contextmanager
def not_yet(folder: Path, *, socket_mode: bool) -> Iterator[tuple[Sandbox, Process]]:
    """A local Slack that is still to be started, and a bot that waits for it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    slack = Sandbox(Config.load(ROOT / "sandbox" / "demo.toml"), port=port)
    slack.workspace.base_url = url = f"http://127.0.0.1:{port}"
    with Driver(url) as desk:
        bot = Process(slack, desk, f"sqlite:///{folder}/handoff.db", folder, socket_mode)
        try:
            yield slack, bot
        finally:
            bot.kill()


@pytest.mark.parametrize("socket_mode", [True, False] if EVERYTHING else [True])
def test_a_bot_that_is_there_before_slack_works_when_slack_comes(tmp_path: Path, socket_mode: bool) -> None:
    with not_yet(tmp_path, socket_mode=socket_mode) as (slack, bot):
        bot.start(wait=False)
        bot.desk.wait_for(lambda: "not reachable at the start" in bot.log, within=15)
        with slack:
            bot.desk.wait_for(bot.listens, within=15)
            sam, anna = bot.desk.as_user("sam"), bot.desk.as_user("anna")
            form = bot.desk.wait_for(lambda: sam.types("/handoff").modal, within=15)
            assert fill(form).submit().ok
            assert "Accept" in anna.sees("Acme (#1)", within=10).buttons()
            assert bot.terminate()[0] == 0


def test_a_wrong_app_token_ends_the_start_in_one_line(tmp_path: Path) -> None:
    with Sandbox(Config.load(ROOT / "sandbox" / "demo.toml")) as slack:
        env = environment(slack, f"sqlite:///{tmp_path}/handoff.db", SLACK_APP_TOKEN="xapp-wrong")
        ended = handoff("serve", env)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith(
        "handoff: SLACK_APP_TOKEN was refused by Slack (invalid_auth)"
    )
    assert "Traceback" not in ended.stderr
