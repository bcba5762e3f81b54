"""SIGHUP: the bot that runs takes up its policy anew, or keeps the one it has."""

import signal
from pathlib import Path

import pytest

from sandbox.config import Config
from sandbox.server import Sandbox
from tests.end_to_end.process import process
from tests.office import ROOT, fill, policy

pytestmark = pytest.mark.timeout(60)
REASONS = '[reject_reasons]\nmoon = "Full moon"\n'


def test_a_running_bot_reads_its_policy_anew_on_sighup(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(policy())
    slack = Sandbox(Config.load(ROOT / "sandbox" / "demo.toml"))
    with slack, process(slack, f"sqlite:///{tmp_path}/handoff.db", tmp_path) as bot:
        bot.environment["HANDOFF_POLICY"] = str(file)
        bot.start()
        assert bot.running is not None
        sam, anna = (bot.desk.as_user(name) for name in ("sam", "anna"))

        file.write_text(policy() + "[reject_reason]\n")
        bot.running.send_signal(signal.SIGHUP)
        bot.running.send_signal(signal.SIGHUP)
        bot.desk.wait_for(lambda: "the new policy was not taken" in bot.log, within=10)
        assert "reject_reason: is not a key of the policy; did you mean" in bot.log
        maria = bot.desk.as_user("maria")
        maria.sees("The new policy was not taken", within=10)

        file.write_text(policy() + REASONS)
        bot.running.send_signal(signal.SIGHUP)
        bot.desk.wait_for(lambda: "policy taken" in bot.log, within=10)
        modal = sam.types("/handoff").modal
        assert modal is not None
        assert fill(modal).submit().ok
        reject = anna.sees("Acme (#1)", within=10).clicks("Reject").modal
        assert reject is not None
        assert reject.options("Reason") == ["Full moon"]
        code, _ = bot.terminate()
        assert code == 0, bot.log
