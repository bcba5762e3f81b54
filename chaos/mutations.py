"""Breaks each promise on purpose, in a copy, and sees the test that keeps it fail: python -m chaos.mutations

A mutation that no test catches, or one that no longer fits the code, ends it with a code other than 0.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT = 240  # seconds for one test file
RUNS_OUT = "test_the_lease_of_a_courier_that_fell_silent_runs_out_and_the_message_was_never_tried"
TURNS = "test_many_who_submit_at_once_take_different_turns"
COPIED = ("app", "blocks", "migrations", "sandbox", "demo", "tests", "chaos")


@dataclass(frozen=True)
class Mutation:
    """`old` becomes `new` in one file, once; `test` is what must fail then.

    `also` is a second such change, where two parts keep one promise and either would do alone.
    """

    breaks: str
    file: str
    old: str
    new: str
    test: str
    also: tuple[str, str, str] | None = None


MUTATIONS = (
    Mutation(
        "stored: a handoff's messages are owed in its own transaction",
        "app/services/submitting.py",
        '    outbox.owe_anew(session, handoff, "receipt", handoff.sdr_id, now)\n',
        "",
        "tests/journeys/test_handing_off.py",
    ),
    Mutation(
        "outside: a draft that may be in a mailbox is looked for before it is put there again",
        "app/outside/carrier.py",
        'return owed.kind == "hook"',
        "return True",
        "tests/outside/test_faults.py",
    ),
    Mutation(
        "outside: a mailbox is connected by whom it belongs to alone",
        "app/outside/consent.py",
        "if person.email.lower() not in [one.lower() for one in addresses]:",
        "if False:",
        "tests/journeys/test_mailboxes.py",
    ),
    Mutation(
        "outside: a consent connects once",
        "app/outside/consent.py",
        "if not inbound.is_first(session, hashlib.sha256(state.encode()).hexdigest(), self._now()):",
        "if False:",
        "tests/journeys/test_mailboxes.py",
    ),
    Mutation(
        "outside: the redirect of a webhook is not followed",
        "app/outside/requests.py",
        "follow_redirects=False",
        "follow_redirects=True",
        "tests/journeys/test_webhook.py",
    ),
    Mutation(
        "outside: a won or lost deal frees nobody's outreach",
        "app/services/holds.py",
        " or handoff.status in FOR_GOOD:",
        ":",
        "tests/journeys/test_webhook.py",
    ),
    Mutation(
        "sent: a lease that ran out is taken by another worker",
        "app/store/outbox.py",
        "sa.or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)",
        "outbox.c.leased_until.is_(None)",
        "tests/store/test_outbox.py",
    ),
    Mutation(
        "sent: what is not found after the settle time is sent again",
        "app/services/outbox.py",
        '        values = {"state": Sending.READY, "due_at": now + timedelta(seconds=pause)}\n',
        '        values = {"state": Sending.SENT, "due_at": now}\n',
        "tests/journeys/test_slack_misbehaves.py",
    ),
    Mutation(
        "sent: Slack's own failures are not counted as tries",
        "app/services/outbox.py",
        "    counts = counts and wait is None\n",
        "    counts = True\n",
        "tests/services/test_outbox.py",
    ),
    Mutation(
        "sent: while Slack is away a knock comes first",
        "app/slack/carrier.py",
        "if self._pace.in_doubt and not self._line.knock():",
        "if False:",
        "tests/slack/test_courier.py",
    ),
    Mutation(
        "sent: a request to step in that cannot be delivered goes to the next in the chain",
        "app/services/escalation.py",
        "    elif handoff:\n        _ask_the_next(session, policy, handoff, owed, now)\n",
        "",
        "tests/journeys/test_who_cannot_be_reached.py",
    ),
    Mutation(
        "sent: in order to each reader of a handoff",
        "app/store/outbox.py",
        "            ~waits,\n",
        "",
        "tests/store/test_outbox.py",
    ),
    Mutation(
        "once: what may have been posted is not simply sent again",
        "app/services/outbox.py",
        'values = {"state": Sending.UNKNOWN, "due_at": now, "error": why}',
        'values = {"state": Sending.READY, "due_at": now, "error": why}',
        "tests/journeys/test_slack_misbehaves.py",
    ),
    Mutation(
        "once: what was being sent when its process died is looked for",
        "app/store/outbox.py",
        "    tried = outbox.c.state.in_([Sending.SENDING, Sending.UNKNOWN])\n",
        "    tried = outbox.c.state.in_([Sending.UNKNOWN])\n",
        "tests/store/test_outbox.py",
    ),
    Mutation(
        "once: only whoever holds the lease writes back",
        "app/store/outbox.py",
        "sa.update(outbox).where(outbox.c.id == owed.id, outbox.c.lease == owed.lease).values(**values)",
        "sa.update(outbox).where(outbox.c.id == owed.id).values(**values)",
        "tests/store/test_outbox.py",
    ),
    Mutation(
        "once: a message is claimed by one worker",
        "app/store/outbox.py",
        "            leased_until=now + LEASE,\n",
        "            leased_until=now,\n",
        "tests/store/test_outbox.py::" + RUNS_OUT,
    ),
    Mutation(
        "once: no request leaves on a lease that may have run out",
        "app/slack/courier.py",
        "if held > (rows.LEASE - NEEDED).total_seconds() or left < NEEDED:",
        "if False:",
        "chaos/test_frozen.py",
    ),
    Mutation(
        "once: all pages of the history are read",
        "app/slack/sending.py",
        """.get("next_cursor")):
                return None""",
        """.get("next_cursor")) or True:
                return None""",
        "tests/slack/test_courier.py",
    ),
    Mutation(
        "once: Slack is given time to store what we gave up on",
        "app/services/outbox.py",
        "SETTLE = timedelta(seconds=30)",
        "SETTLE = timedelta(seconds=0)",
        "tests/journeys/test_slack_misbehaves.py",
    ),
    Mutation(
        "once: an interaction that is delivered twice has one effect",
        "app/slack/desk.py",
        "if not inbound.is_first(session, _identity(body), self.now()):",
        "if False:",
        "tests/journeys/test_slack_misbehaves.py",
    ),
    Mutation(
        "once: one message a second to one channel",
        "app/slack/pace.py",
        "self._paid_at[to] = max(self._paid_at.get(to, 0.0), self._uptime()) + self._between",
        "pass",
        "tests/slack/test_pace.py",
    ),
    Mutation(
        "on time: a step is taken once, whoever sweeps",
        "app/store/handoffs.py",
        "deadlines.c.id == clock.id, deadlines.c.step == clock.step, deadlines.c.closed_at.is_(None)",
        "deadlines.c.id == clock.id",
        "tests/services/test_rivals.py",
        ("app/services/nudges.py", "    session.refresh(clock)\n", ""),
    ),
    Mutation(
        "on time: the handoff is looked at again before a step is taken",
        "app/services/nudges.py",
        "if clock.closed_at or clock.due_at is None or clock.due_at > now or clock.kind != runs:",
        "if False and clock.kind != runs:",
        "tests/services/test_rivals.py",
        ("app/store/handoffs.py", ", deadlines.c.closed_at.is_(None)", ""),
    ),
    Mutation(
        "on time: several missed nudges of one handoff are one",
        "app/services/nudges.py",
        "if step.do not in REMINDS or last[step.do, step.who] == n]",
        "]",
        "tests/services/test_nudges.py",
    ),
    Mutation(
        "on time: a day's digest is owed by whoever inserts its row",
        "app/store/figures.py",
        "    return insert_new(session, runs, team_id=team_id, day=day, made_at=now)",
        "    insert_new(session, runs, team_id=team_id, day=day, made_at=now)\n    return True",
        "tests/services/test_digests.py",
    ),
    Mutation(
        "on time: what a clock that was set back has put too far ahead is pulled back",
        "app/clock.py",
        "            rows.pull_back(session, self._now(), outbox.AHEAD)\n",
        "",
        "tests/journeys/test_a_clock_that_is_set.py",
    ),
    Mutation(
        "nobody acts for someone else: each move is its role's",
        "app/domain/lifecycle.py",
        "    if not move.is_for(roles):\n        raise NotAllowed(action.value, move.by.value)\n",
        "",
        "tests/journeys/test_nobody_acts_for_someone_else.py",
    ),
    Mutation(
        "nobody acts for someone else: a handoff is its team's",
        "app/services/handoffs.py",
        "if handoff is None or handoff.team_id != team_id:",
        "if handoff is None:",
        "tests/journeys/test_nobody_acts_for_someone_else.py",
    ),
    Mutation(
        "nobody acts for someone else: guests and people of other workspaces do not get in",
        "app/slack/door.py",
        "        let_in(desk, caller(body))\n",
        "",
        "tests/journeys/test_the_door.py",
    ),
    Mutation(
        "nobody acts for someone else: one of two clicks at once wins",
        "app/store/handoffs.py",
        "handoffs.c.id == handoff.id, handoffs.c.turn == handoff.turn, handoffs.c.status.in_(list(origins))",
        "handoffs.c.id == handoff.id",
        "tests/store/test_handoffs.py",
    ),
    Mutation(
        "nobody acts for someone else: nothing unsigned is believed",
        "app/slack/http.py",
        "if not is_signed(verifier, body, dict(request.headers)):",
        "if False:",
        "tests/slack/test_signature.py",
    ),
    Mutation(
        "kept: what somebody types into the form is a draft at once",
        "app/services/drafts.py",
        "    _write(row, policy, whole, step, now)",
        "    pass",
        "tests/journeys/test_drafts.py",
    ),
    Mutation(
        "kept: a keystroke that comes late writes over nothing",
        "app/services/drafts.py",
        'row.step not in ("", RESTORED, step) or (at is not None and at < row.entered_at)',
        "False",
        "tests/journeys/test_drafts.py",
    ),
    Mutation(
        "kept: “Back” keeps what stands in the step that it leaves",
        "app/slack/form_steps.py",
        "drafts.keep(session, desk.policy, draft, sitting.given, step, now)",
        "drafts.keep(session, desk.policy, draft, {}, step, now)",
        "tests/journeys/test_drafts.py",
    ),
    Mutation(
        "nobody acts for someone else: a draft is its SDR's alone",
        "app/store/drafts.py",
        "return drafts.c.team_id == team_id, drafts.c.sdr_id == sdr",
        "return drafts.c.team_id == team_id, drafts.c.sdr_id != ''",
        "tests/journeys/test_drafts.py",
    ),
    Mutation(
        "shown once: of two who hand off one prospect at once, the second sees the first",
        "app/services/duplicates.py",
        "    stored.hold(session, team_id, alike)",
        "    pass",
        "tests/services/test_duplicates.py",
    ),
    Mutation(
        "nobody acts for someone else: one adds only to an open handoff of the same prospect",
        "app/services/duplicates.py",
        "if number not in {match.handoff.number for match in matches}:",
        "if False:",
        "tests/services/test_duplicates.py",
    ),
    Mutation(
        "shared fairly: of many who hand off at once each takes a turn of its own",
        "app/store/assignments.py",
        ".with_for_update())",
        ")",
        "tests/services/test_assigning.py::" + TURNS,
    ),
    Mutation(
        "on time: an absent manager's delegate is asked in her place",
        "app/services/escalation.py",
        "    return delegate if delegate and not is_away(crew, delegate, now) else None\n",
        "    return None\n",
        "tests/journeys/test_stepping_in.py",
    ),
    Mutation(
        "on time: whoever was asked to step in is not asked again, but the next one up",
        "app/services/escalation.py",
        "    taken = [n for n, pair in enumerate(chain) if asked & {*pair}]\n",
        "    taken: list[int] = []\n",
        "tests/journeys/test_stalling.py",
    ),
    Mutation(
        "on time: the hard stop asks everybody above",
        "app/services/nudges.py",
        "    steps, besides = ahead.reached(now), ahead.is_also_due(now)\n",
        "    steps, besides = ahead.reached(now), False\n",
        "tests/services/test_clocks.py",
    ),
    Mutation(
        "on time: after the hard stop nothing is reassigned by itself",
        "app/services/rungs.py",
        " or handoff.is_stopped(now):",
        ":",
        "tests/services/test_clocks.py",
        ("app/services/assignment.py", " and not handoff.is_stopped(now)", ""),
    ),
    Mutation(
        "on time: what is declined after the hard stop goes to no other AE by itself",
        "app/services/assignment.py",
        " and not handoff.is_stopped(now)",
        "",
        "tests/services/test_assigning.py",
    ),
    Mutation(
        "on time: the hard stop leaves out what is left of the ladder",
        "app/services/nudges.py",
        "    return len(clocks.ladder(crew, clock)) if clock.kind == Clock.ACCEPT else step\n",
        "    return step\n",
        "tests/services/test_clocks.py",
    ),
    Mutation(
        "on time: more time is given once",
        "app/domain/lifecycle.py",
        "            and not (self.once and place.extended)\n",
        "",
        "tests/services/test_clocks.py",
    ),
    Mutation(
        "nobody acts for someone else: only a manager nudges from the digest",
        "app/services/urging.py",
        "if Role.MANAGER not in crew.roster.roles(handoff, manager):",
        "if False:",
        "tests/journeys/test_the_digest.py",
    ),
    Mutation(
        "sent: a digest whose channel is gone goes to the next place",
        "app/services/digests.py",
        "    if after >= len(places):\n",
        "    if True:\n",
        "tests/services/test_digests.py",
    ),
    Mutation(
        "sent: what a workspace refuses to draw is remembered",
        "app/slack/carrier.py",
        "refusals.note(session, owed.team_id, refused, self._now())",
        "pass",
        "tests/journeys/test_the_digest.py",
    ),
    Mutation(
        "not too often: nobody is reminded more than the policy allows in a day",
        "app/services/reminders.py",
        "is_spent(session, crew, person, now) or ",
        "",
        "tests/journeys/test_noise.py",
    ),
    Mutation(
        "not too often: nobody is asked twice a day how good leads were",
        "app/services/feedback.py",
        "if asked or reminders.is_spent(",
        "if reminders.is_spent(",
        "tests/journeys/test_feedback.py",
    ),
    Mutation(
        "on time: a recycled lead comes back once, when its SDR is at work",
        "app/services/feedback.py",
        "    if moment > now:\n        handoffs.write(session, handoff, returns_at=moment)\n        return\n",
        "",
        "tests/journeys/test_recycled_leads.py",
    ),
    Mutation(
        "nobody acts for someone else: a recycled lead is handed off again by its SDR alone",
        "app/services/feedback.py",
        "    if person != handoff.sdr_id:\n        raise NotAllowed(",
        "    if False:\n        raise NotAllowed(",
        "tests/journeys/test_recycled_leads.py",
    ),
    Mutation(
        "not too often: nobody is reminded of one handoff twice within the hour",
        "app/services/reminders.py",
        "handoff.number, now - crew.policy.noise.apart",
        "handoff.number, now",
        "tests/journeys/test_noise.py",
    ),
    Mutation(
        "nobody acts for someone else: a search finds only what its reader may see",
        "app/services/search.py",
        "people=_whose(roster, viewer)",
        "people=None",
        "tests/store/test_search.py",
        also=("app/services/search.py", "if sight.roles - {Role.OFFERED}]", "]"),
    ),
    Mutation(
        "nobody acts for someone else: figures of a colleague are for who manages her",
        "app/services/statistics.py",
        "if not crew.roster.may_plan_for(viewer, person):",
        "if False:",
        "tests/journeys/test_commands.py",
    ),
    Mutation(
        "nobody acts for someone else: what is typed with a rating is for the SDR alone",
        "blocks/story.py",
        "hidden = event.action in PRIVATE and",
        "hidden = False and",
        "tests/blocks/test_story.py",
    ),
    Mutation(
        "on time: other hours of hers set her running clocks anew",
        "app/services/preferences.py",
        "    if changed:\n",
        "    if False:\n",
        "tests/services/test_preferences.py",
    ),
)


def main() -> None:
    """Try every mutation, or those whose text holds a word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", default="", help="only mutations that say so")
    word = parser.parse_args().word
    chosen = [mutation for mutation in MUTATIONS if word in mutation.breaks or word in mutation.test]
    survived = [mutation for mutation in chosen if not _is_caught(mutation)]
    sys.stdout.write(f"{len(chosen) - len(survived)} of {len(chosen)} mutations were caught\n")
    sys.exit(1 if survived or not chosen else 0)


def _is_caught(mutation: Mutation) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "warm-handoff"
        for name in COPIED:
            shutil.copytree(
                ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
            )
        for file in (path for path in ROOT.iterdir() if path.is_file()):
            shutil.copy(file, copy)
        fits = _apply(mutation, copy)
        code = _test(mutation, copy) if fits else None
    caught = code == 1  # of pytest's codes the one that says: tests failed
    what = "caught by" if caught else "NOT CAUGHT by" if fits else "DOES NOT FIT the code;"
    sys.stdout.write(
        f"{mutation.breaks}: {what} {mutation.test}{'' if code in (0, 1, None) else f' ({code})'}\n"
    )
    sys.stdout.flush()
    return caught


def _apply(mutation: Mutation, copy: Path) -> bool:
    fits = []
    for name, old, new in (
        (mutation.file, mutation.old, mutation.new),
        *([mutation.also] if mutation.also else []),
    ):
        file = copy / name
        text = file.read_text("utf-8")
        file.write_text(text.replace(old, new), "utf-8")
        fits.append(text.count(old) == 1)
    return all(fits)


def _test(mutation: Mutation, copy: Path) -> int | None:
    command = [sys.executable, "-m", "pytest", "-x", "-n", "0", "-p", "no:cacheprovider", mutation.test]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return subprocess.run(
            command, cwd=copy, env=environment, timeout=LIMIT, capture_output=True, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return None


if __name__ == "__main__":
    main()
