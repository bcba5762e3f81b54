"""`handoff …` as it is installed, run to its end beside a local Slack."""

import os
import subprocess
import sys
from pathlib import Path

from sandbox.server import Sandbox
from tests.office import ROOT

HANDOFF = str(Path(sys.executable).with_name("handoff"))


def environment(slack: Sandbox, database_url: str, **given: str) -> dict[str, str]:
    """What stands in .env, for a bot whose time is the local Slack's."""
    app = slack.workspace.config.app
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "HANDOFF_"))}
    return {
        **kept,
        "PYTHONDONTWRITEBYTECODE": "",  # compiling all that we import takes longer than anything we do
        "PYTHONPYCACHEPREFIX": str(ROOT / ".pytest_cache" / "bytecode"),
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "HANDOFF_CLOCK": "api",
        "HANDOFF_POLICY": str(ROOT / "policy.toml"),
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
        **given,
    }


def handoff(command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command until it ends."""
    line = [HANDOFF, *command.split()]
    return subprocess.run(line, cwd=ROOT, env=env, text=True, capture_output=True, timeout=30, check=False)
