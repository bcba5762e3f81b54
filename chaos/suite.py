"""The fault tests: those of the suite, counted, and those that are too long for it, run here."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass

from chaos.rolling_upgrade import NOT_RUN, PASSED
from tests.office import ROOT

# What breaks something on purpose and looks whether the promises hold.
IN_THE_SUITE = (
    "tests/domain/test_deadlines_over_changing_clocks.py",
    "tests/domain/test_hostile_mail.py",
    "tests/domain/test_hostile_drafts.py",
    "tests/end_to_end/test_a_killed_bot.py",
    "tests/end_to_end/test_a_database_that_crashes.py",
    "tests/end_to_end/test_ending.py",
    "tests/end_to_end/test_health.py",
    "tests/end_to_end/test_killed_at_every_point.py",
    "tests/end_to_end/test_slack_is_away.py",
    "tests/end_to_end/test_two_at_once.py",
    "tests/journeys/test_a_clock_that_is_set.py",
    "tests/journeys/test_forged_requests.py",
    "tests/journeys/test_hostile_input.py",
    "tests/journeys/test_interactions_that_come_twice.py",
    "tests/journeys/test_nobody_acts_for_someone_else.py",
    "tests/journeys/test_slack_misbehaves.py",
    "tests/journeys/test_the_database_fails.py",
    "tests/journeys/test_the_door.py",
    "tests/journeys/test_the_lifecycle_holds.py",
    "tests/journeys/test_who_cannot_be_reached.py",
    "tests/blocks/test_hostile_input.py",
    "tests/services/test_catching_up.py",
    "tests/services/test_an_outage_of_three_days.py",
    "tests/services/test_digests_and_changing_clocks.py",
    "tests/services/test_rivals.py",
    "tests/slack/test_courier.py",
    "tests/slack/test_files.py",
    "tests/journeys/test_live_introduction.py",
    "tests/slack/test_signature.py",
    "tests/store/test_database_faults.py",
    "tests/store/test_db.py",
    "tests/store/test_outbox.py",
)
HERE = ("chaos/test_frozen.py", "tests/end_to_end/test_killed_at_every_point.py")
EVERYWHERE = {"TEST_EVERYTHING": "1"}  # each point on each database, each row of each table


@dataclass(frozen=True)
class Tests:
    """How many fault tests the suite has, how many were run here, and what went wrong with these.

    `upgrade` says what became of the two releases on one database.
    """

    in_the_suite: int
    here: int
    failed: str
    upgrade: str = "not run"


def run() -> Tests:
    """Run the long ones, three at a time: one of them mostly waits. They take about three minutes."""
    there = [name for name in IN_THE_SUITE if (ROOT / name).exists()]
    code, counted = _pytest("--collect-only", *there)
    if code:
        return Tests(0, 0, counted)
    code, said = _pytest("-n", "3", "--dist", "worksteal", *HERE)
    failed = said if code else ""
    upgrade, told = _rolling_upgrade()
    if upgrade == "failed":
        failed += told
    collected, passed = _number(r"(\d+) tests collected", counted), _number(r"(\d+) passed", said)
    return Tests(collected, passed, failed, upgrade)


def _rolling_upgrade() -> tuple[str, str]:
    """Let the last release and this one work on one database, if its code is in the history."""
    line = [sys.executable, "-m", "chaos.rolling_upgrade"]
    done = subprocess.run(line, cwd=ROOT, text=True, capture_output=True, timeout=200, check=False)
    words = {PASSED: "passed", NOT_RUN: "not run"}
    return words.get(done.returncode, "failed"), done.stdout + done.stderr


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


def _pytest(*arguments: str) -> tuple[int, str]:
    line = [sys.executable, "-m", "pytest", "-v", "--no-header", "-p", "no:cacheprovider", *arguments]
    env = {**os.environ, **EVERYWHERE}
    done = subprocess.run(line, cwd=ROOT, env=env, text=True, capture_output=True, timeout=400, check=False)
    return done.returncode, done.stdout + done.stderr
