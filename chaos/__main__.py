"""Chaos: a whole office at work while bots are killed, connections cut, and Slack fails: python -m chaos

It takes ten minutes or less on two cores, and ends with a code other than 0 if a promise was broken or if too
little happened for that to mean anything.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from app.store.db import Database
from app.store.migrate import migrate
from chaos import suite
from chaos.run import Outcome, run
from tests import postgres

REPLICAS = {"sqlite": 1, "postgresql": 3}
LEAST_MESSAGES, LEAST_FAULTS = 1_500, 0.15
SHOWN = 20  # broken promises that are printed; all of them are in the folder


def main() -> int:
    """Run what the arguments ask for; gives the exit code."""
    given = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    say(f"seed {given.seed}, {given.seconds:g} s of work on each database, in {folder}")
    outcomes = []
    with ExitStack() as stack:
        for database in given.only or REPLICAS:
            home = folder / database
            home.mkdir()
            url = f"sqlite:///{home}/handoff.db"
            if database == "postgresql":
                url = postgres.create_database(stack.enter_context(postgres.server()), "chaos")
            db = Database(url)
            migrate(db)  # several bots that start at once on nothing would all do it
            db.close()
            outcome = run(
                database, url, home, replicas=REPLICAS[database], seconds=given.seconds, seed=given.seed
            )
            _report(outcome)
            outcomes.append(outcome)
        tests = None if given.only else suite.run()
    return _conclude(outcomes, tests, folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=150, help="of work on each database")
    parser.add_argument("--only", choices=REPLICAS, action="append", help="one database; no least load then")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    return parser.parse_args()


def _report(outcome: Outcome) -> None:
    weather, verdict = outcome.weather, outcome.verdict
    say(f"\n{outcome.database}: {outcome.seconds:.0f} s, {outcome.messages} messages")
    say(f"  {weather.calls} calls, {weather.share:.1%} with a fault: {_counted(weather.met)}")
    say(f"  done to the bots: {_counted(outcome.deeds)}; attacks: {outcome.attacks}")
    say(f"  deadlines judged {verdict.deadlines}, the latest {verdict.latest.total_seconds():.1f} s late")
    for line in _broken(outcome)[:SHOWN]:
        say(f"  BROKEN {line}")
    say(f"  {_promises([outcome])}")


def _broken(outcome: Outcome) -> list[str]:
    return [*outcome.verdict.broken(), *(f"trouble: {line}" for line in outcome.troubles)]


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(counter.items()))


def _promises(outcomes: list[Outcome]) -> str:
    verdicts = [outcome.verdict for outcome in outcomes]
    return (
        f"handoffs acknowledged {sum(v.acknowledged for v in verdicts)}"
        f", lost {sum(len(v.lost) for v in verdicts)}"
        f", doubled {sum(len(v.doubled) for v in verdicts)}"
        f", deadlines missed {sum(len(v.missed) for v in verdicts)}"
        f", wrongly permitted {sum(len(v.permitted) for v in verdicts)}"
    )


def _conclude(outcomes: list[Outcome], tests: suite.Tests | None, folder: Path) -> int:
    messages = sum(outcome.messages for outcome in outcomes)
    calls = sum(outcome.weather.calls for outcome in outcomes)
    share = sum(outcome.weather.share * outcome.weather.calls for outcome in outcomes) / calls
    bad = any(_broken(outcome) for outcome in outcomes)
    say(f"\nin all: {messages} messages, {calls} calls, {share:.1%} with a fault")
    if tests is None:
        say(_promises(outcomes))
    else:
        if messages < LEAST_MESSAGES or share < LEAST_FAULTS:
            say(f"too little happened: {LEAST_MESSAGES} messages and {LEAST_FAULTS:.0%} faults are the least")
            bad = True
        if tests.failed or not tests.here:
            (folder / "tests.txt").write_text(tests.failed, "utf-8")
            say(f"fault tests failed: {folder}/tests.txt")
            bad = True
        say(f"two releases on one database: {tests.upgrade}")
        counted = f"fault tests run in the suite {tests.in_the_suite} / here {tests.here}"
        say(f"{_promises(outcomes)}, {counted}")
    if bad:
        say(f"everything is kept in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def say(line: str) -> None:
    """Print a line now."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
