"""handoff review: what the exit criteria tell at the end of a month, as text or JSON."""

import json
import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from app.cli_export import Team, reading, the_team
from app.domain.alike import Alike, Outcome
from app.domain.counted import Share
from app.domain.review import Comparison, Proposal, Review
from app.services import policies
from app.services import review as reviews
from blocks import review as drawn

MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


class Format(StrEnum):
    """How a review is printed."""

    TEXT = "text"
    JSON = "json"


Month = Annotated[str, typer.Option(help="The month, such as 2026-10.", show_default=False)]
Form = Annotated[Format, typer.Option("--format", help="How it is printed.")]


def review(month: Month, form: Form = Format.TEXT, team: Team = "") -> None:
    """Print what the exit criteria tell at the end of a month, and which change they suggest."""
    first = _first_day(month)
    with reading() as (settings, session):
        policy = policies.load(settings.handoff_policy)
        told = reviews.tell(session, policy, team or the_team(session), first)
    if form is Format.JSON:
        typer.echo(json.dumps(as_json(told), indent=2, ensure_ascii=False))
    else:
        typer.echo(drawn.text(told))


def _first_day(month: str) -> date:
    found = MONTH.fullmatch(month)
    try:
        if found and (first := date(int(found[1]), int(found[2]), 1)).year > 1:
            return first
    except ValueError:
        pass
    raise typer.BadParameter(f"--month: there is no month {month}; write it like 2026-10.")


def as_json(told: Review) -> dict[str, Any]:
    """Give a review as JSON takes it: shares as counts, differences as parts of one."""
    return {
        "month": f"{told.month:%Y-%m}",
        "this_month": _counts(told.this),
        "evidence": _counts(told.seen),
        "criteria": {
            name: {outcome.value: _comparison(one) for outcome, one in found.items()}
            for name, found in told.found.items()
        },
        "packages": [
            {"texts": [least, most], **{each.value: _share(some.share(each)) for each in Outcome}}
            for least, most, some in told.bands
        ],
        "proposals": [_proposal(one) for one in told.proposals],
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    found = one.difference
    return {
        "met": _share(one.met),
        "unmet": _share(one.unmet),
        "difference": found and {"value": found.value, "between": [found.low, found.high]},
        "p": one.chance,
        "verdict": one.verdict.value,
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "change": one.change.value,
        "criterion": one.criterion,
        "rests_on": one.rests_on.value,
        "without": _counts(one.without),
        "others": _counts(one.kept),
    }


def _counts(some: Alike) -> dict[str, int]:
    names = ("handed_off", "decided", "accepted", "grown", "held", "opportunities")
    return dict(zip(names, some[2:], strict=True))


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"part": share.part, "of": share.of, "rate": share.rate, "between": [low, high]}
