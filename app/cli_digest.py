"""handoff digest: post the weekly digest, or print it as text, JSON or a picture."""

import json
import re
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, NoReturn

import typer

from app import main as parts
from app import pictures
from app import settings as environment
from app.cli_log import log_to_stderr
from app.domain.counted import Share, Spread
from app.domain.metrics import Figures
from app.domain.model import Owed, Sending
from app.domain.weekly import DETAILS, Weekly, funnel
from app.policy import Policy
from app.services import digests, weekly
from app.store import outbox
from blocks import digest as drawn

PATIENCE = 30.0  # seconds for it to be sent
WEEK = re.compile(r"(\d{4})-W(\d{2})")


class Format(StrEnum):
    """How a digest is printed."""

    TEXT = "text"
    JSON = "json"
    PNG = "png"


DryRun = Annotated[bool, typer.Option("--dry-run", help="Print it instead of posting it.")]
Week = Annotated[str, typer.Option(help="An ISO week such as 2026-W47; without it the past seven days.")]
Form = Annotated[Format, typer.Option("--format", help="With --dry-run; a picture goes into a file.")]


def digest(dry_run: DryRun = False, week: Week = "", format: Form = Format.TEXT) -> None:
    """Post the digest of the past seven days, or of a week."""
    if format is not Format.TEXT and not dry_run:
        _stop("--format is for --dry-run: what is posted has its own form.")
    settings = environment.read().need_slack()
    log_to_stderr(settings)
    bot = parts.build(settings)
    alone = bot.prepare_or_join()
    try:
        _tell(bot, week, format if dry_run else None, alone=alone)
    finally:
        bot.stop()


def _tell(bot: parts.Bot, week: str, format: Format | None, *, alone: bool) -> None:
    now, policy, team_id = bot.desk.now(), bot.desk.policy, bot.directory.team_id
    if not team_id:
        _stop("Slack does not answer, so it is not known whose digest this is; try again.")
    end = _end(policy, week, now)
    if format is None:
        _post(bot, policy, team_id, end, now, alone=alone)
        return
    with bot.db.reading() as session:
        told = weekly.tell(session, policy, team_id, end, now, by=DETAILS)
    _print(told, format)


def _end(policy: Policy, week: str, now: datetime) -> datetime:
    """Give the end of the digest of a week, which must have ended; of none: now."""
    if not week:
        return now
    found = WEEK.fullmatch(week)
    try:
        end = digests.end_of_week(policy.digest, *map(int, found.groups())) if found else None
    except ValueError:
        end = None
    if end is None:
        _stop(f"there is no week {week}: write it like 2026-W47.")
    if end > now:
        _stop(f"the digest of {week} ends on {end:%Y-%m-%d %H:%M} UTC, which is yet to come.")
    return end


def _print(told: Weekly, format: Format) -> None:
    if format is Format.PNG:
        if sys.stdout.isatty():
            _stop("a picture goes into a file: handoff digest --dry-run --format png > digest.png")
        sys.stdout.buffer.write(pictures.png(funnel(told.report.this, told.report.before)))
    elif format is Format.JSON:
        typer.echo(json.dumps(as_json(told), indent=2, ensure_ascii=False))
    else:
        typer.echo(drawn.text(told))


def _post(bot: parts.Bot, policy: Policy, team_id: str, end: datetime, now: datetime, *, alone: bool) -> None:
    channel = policy.digest.channel
    if channel is None:
        _stop("the policy names no channel for the digest: set digest.channel.")
    key = f"digest:{team_id}:{now.isoformat()}"
    with bot.db.transaction() as session:
        digests.owe(session, channel, team_id, end, now, key=key)
    if alone:
        owed = _send(bot, key)
        if owed is None or owed.state is not Sending.SENT:
            _stop(f"the digest did not get to {channel}: {owed.error if owed else 'lost'}.")
    typer.echo(f"The digest {'went' if alone else 'goes'} to {channel}.")


def _send(bot: parts.Bot, key: str) -> Owed | None:
    """Send what belongs to a digest, at the pace that Slack allows; gives the digest's own row."""
    until = time.monotonic() + PATIENCE
    while True:
        bot.courier.drain()
        with bot.db.reading() as session:
            if digests.settled(session, key) or time.monotonic() > until:
                return outbox.get(session, key)
        time.sleep(0.1)


def as_json(told: Weekly) -> dict[str, Any]:
    """Give a digest as JSON takes it: times in seconds, moments in UTC, people by their Slack id."""
    report, thanks = told.report, told.thanks
    return {
        "start": told.start.isoformat(),
        "end": told.end.isoformat(),
        "headline": drawn.plain_headline(told),
        "week": _figures(report.this),
        "week_before": _figures(report.before),
        "baseline": _figures(report.baseline) if report.baseline else None,
        **{f"by_{kind.value}": _each(report.slices.get(kind, {})) for kind in DETAILS},
        "stalled": [
            {
                "handoff": one.handoff_id,
                "company": one.company,
                "status": one.status,
                "waits_for": one.waits_for,
                "since": one.since.isoformat(),
            }
            for one in told.stalled
        ],
        "thanks": {"fastest": thanks.fastest or None, "best_rated": thanks.best or None},
    }


def _each(slices: Mapping[str, Figures]) -> dict[str, Any]:
    return {key: _figures(figures) for key, figures in slices.items()}


def _figures(figures: Figures) -> dict[str, Any]:
    """`periods`: the counts are of so many weeks."""
    return {
        "periods": figures.periods,
        "counts": dict(sorted(figures.counts.items())),
        "acceptance": _share(figures.acceptance),
        "accepted_within_sla": _share(figures.accepted_within),
        "touched_within_sla": _share(figures.touched_within),
        "attendance": _share(figures.attendance),
        "time_to_accept": _spread(figures.time_to_accept),
        "time_to_touch": _spread(figures.time_to_touch),
        "quality": figures.quality,
        "reasons": figures.rejected_by_reason,
        "criteria": figures.rejected_by_criterion,
    }


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"part": share.part, "of": share.of, "rate": share.rate, "between": [low, high]}


def _spread(spread: Spread) -> dict[str, Any]:
    return {"n": spread.n, "median_seconds": spread.median, "p90_seconds": spread.p90}


def _stop(line: str) -> NoReturn:
    sys.stderr.write(f"handoff: {line}\n")
    raise SystemExit(2)
