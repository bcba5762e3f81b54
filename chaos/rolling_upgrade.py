"""Two releases on one PostgreSQL database that the newer one migrated: python -m chaos.rolling_upgrade

Ends with 0 if both worked and nothing was lost or doubled, with 1 if not, and with 3 if it could not be run
because the last release is not in the history of this checkout.
"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from sqlmodel import select

from app.domain.model import Owed, Sending
from app.domain.model_team import Inbound
from app.services import facts
from app.store import outbox
from app.store.db import Database
from app.store.migrate import migrate
from sandbox.driver import Driver
from sandbox.server import Sandbox
from tests import invariants, postgres
from tests.end_to_end.process import Process, process
from tests.ladders import PLAIN
from tests.office import ROOT, fill, workspace

LAST_RELEASE = "c38ee7a"  # whose schema was 0001
ROUNDS = 8  # of four handoffs each
PASSED, FAILED, NOT_RUN = 0, 1, 3
EFFECTS = ("block_actions", "view_submission")
DECISIONS = ("Accept", "Reject", "Ask for info", "")  # of the four; the last is left until it stalls


class Broken(Exception):
    """What did not hold."""


def main() -> int:
    """Run it and say what came of it; gives the exit code."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rolling-upgrade-")))
        if why := unpack(LAST_RELEASE, folder / "old"):
            say(f"not run: the last release ({LAST_RELEASE}) cannot be unpacked here: {why}")
            return NOT_RUN
        server = stack.enter_context(postgres.server())
        url = postgres.create_database(server, "rolling")
        stack.callback(postgres.drop_database, server, "rolling")
        slack = stack.enter_context(workspace())
        bots = []
        for name in ("old", "new"):
            (home := folder / f"{name}-bot").mkdir()
            bot = stack.enter_context(process(slack, url, home))
            policy = folder / name / "policy.toml"
            bot.environment["HANDOFF_POLICY"] = str(policy)
            bots.append(bot)
        old, new = bots
        policy.parent.mkdir()
        policy.write_text((ROOT / "policy.toml").read_text("utf-8") + "\n" + PLAIN, "utf-8")
        old.command = ["/bin/sh", "-c", f"cd {folder / 'old'} && exec {sys.executable} -m app serve"]
        old.environment["PYTHONPATH"] = str(folder / "old")
        try:
            say(upgrade(slack, old, new, url))
        except (Broken, AssertionError) as failure:
            say(f"failed: {failure}")
            for bot in bots:
                sys.stderr.write(bot.log[-4000:])
            return FAILED
    return PASSED


def unpack(commit: str, folder: Path) -> str:
    """Lay out the files of a commit; gives the reason if it cannot be done."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        return archive.stderr.decode().strip() or "git fails"
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return ""


def upgrade(slack: Sandbox, old: Process, new: Process, url: str) -> str:
    """Let the old one begin, the new one migrate under it and join, and the old one leave."""
    desk, db = old.desk, Database(url)
    companies: list[str] = []
    old.start()
    work(slack, desk, [old], companies)
    migrate(db)
    work(slack, desk, [old], companies)  # on the new schema, and still alone
    new.start()
    for _ in range(ROUNDS):
        work(slack, desk, [old, new], companies)
    by_new, clicks = answered_by_new(db), sum(entry["kind"] in EFFECTS for entry in desk.traffic(100_000))
    desk.advance(hours=4, minutes=1)  # both of them sweep what has stalled
    settle(desk, db)
    if old.terminate()[0] != 0:
        raise Broken("the old one did not end in order")
    work(slack, desk, [new], companies)
    settle(desk, db)
    count = compare(slack, desk, db, companies)
    db.close()
    if not 0 < by_new < clicks:
        raise Broken(f"of {clicks} interactions the new one answered {by_new}: they were not both at work")
    shares = f"{by_new} of {clicks} interactions answered by the new one while both were at work"
    return f"passed: {len(companies)} handoffs, {count} messages, each there once; {shares}"


def work(slack: Sandbox, desk: Driver, bots: list[Process], companies: list[str]) -> None:
    """Hand four over and decide on them, the bots answering in turn; Slack fails once in each round."""
    turns = 0

    def next_bot() -> None:
        nonlocal turns
        turns += 1
        bot = bots[turns % len(bots)]
        slack.workspace.request_url = f"http://127.0.0.1:{bot.port}/slack/events"

    anna, sam = desk.as_user("anna"), desk.as_user("sam")
    desk.fails("chat.postMessage", "reset_after")
    for decision in DECISIONS:
        company = f"Company {len(companies)}."
        next_bot()
        form = sam.types("/handoff").modal
        if form is None or not fill(form, Company=company).submit().ok:
            raise Broken(f"{company} could not be handed off")
        companies.append(company)
        card = anna.sees(f"{company} (#", within=90)
        next_bot()
        if decision and (modal := card.clicks(decision).modal):
            next_bot()
            typed = {"Reject": {"Reason": "Not a fit", "Comment": "No"}, "Ask for info": {"Question": "Who?"}}
            form = modal.fill(typed.get(decision, {}))
            while not form.submit().ok:  # the old one does not know a form of the new one's: she tries again
                next_bot()


def answered_by_new(db: Database) -> int:
    """Count the effects that were noted, which the old code did not do."""
    with db.reading() as session:
        return len(session.exec(select(Inbound)).all())


def settle(desk: Driver, db: Database) -> None:
    """Wait until nothing is owed, letting Slack's time pass meanwhile."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        desk.advance(seconds=5)
        time.sleep(0.5)
        with db.reading() as session:
            if not outbox.any_owed(session):
                return
    raise Broken("something is owed for ever")


def compare(slack: Sandbox, desk: Driver, db: Database, companies: list[str]) -> int:
    """Hold what was stored to the rules, and what is seen to what was stored; counts the messages."""
    on = facts.catch_up(db)  # the release before keeps no facts
    while on is not None:
        on = facts.catch_up(db, on)
    told = invariants.check(db, [desk.as_user(name).id for name in ("maria", "dan")])
    if len(told) != len(companies):
        raise Broken(f"{len(companies)} were acknowledged, {len(told)} are stored")
    decided = Counter(story.status for story in told.values())
    if set(decided.values()) != {len(companies) // len(DECISIONS)}:
        raise Broken(f"not everything that was clicked had its effect: {dict(decided)}")
    seen = Counter(
        ((message.metadata or {}).get("event_payload") or {}).get("key")
        for channel in slack.workspace.channels.values()
        for message in channel.messages.values()
    )
    with db.reading() as session:
        sent = {row.key for row in session.exec(select(Owed)) if row.state is Sending.SENT}
    lost = sent - set(seen)
    doubled = {key for key, times in seen.items() if key and times > 1}
    if lost or doubled:
        raise Broken(f"lost {sorted(lost)}, doubled {sorted(doubled)}")
    return len(sent)


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"rolling upgrade: {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
