"""handoff figures: what each figure means, from its docstring. `docs/metrics.md` is what it prints."""

import inspect
import re

import typer

from app.domain import counted, metrics, moves
from app.domain.counted import FEW

ABOUT = f"""# Figures

What each figure means, wherever it is shown: the digest, the Home tab, `/handoff stats`, the review.
This page is what `handoff figures` prints, and that is made of the code, where each is defined once.

- **In the period** means: it happened in the period, whenever the lead was handed off.
- **Of those handed off in the period** means: what has become of them so far. A young period has not come as
  far as an old one, so compare periods of an age.
- **Of an AE** each figure is of whoever did it: who accepted, who rejected, who touched it first. All else is
  of who has the lead, or had it last. A team is the people whose manager the policy names.
- A period is compared with the one before it and with a **baseline**: the mean of up to eight whole periods
  before.
- Medians and 90th percentiles are nearest-rank: always one of the times, so "nine of ten were faster" is
  literally true. Working time is that of whoever had to act.
- A share has a **Wilson interval**: 95 % sure, the true share lies in it. Fewer than {FEW} are a small
  sample: they are said to be, and nobody is ranked by them.
- A rejection that a manager overturned is none, wherever rejections are counted.
- Times are kept in whole seconds. What is counted of a handoff is one row in the table `fact`, written in the
  same transaction as each move; derived anew from the history, it comes out the same.

| figure | what it means | unit | counted | from |
|---|---|---|---|---|
"""
NOW = (
    ("stalled", "Open, and the SLA of the running clock is used up.", "handoffs", "right now", "deadline"),
    (
        "disputes",
        "Rejections that were disputed, upheld and overturned.",
        "rulings",
        "in the period",
        "event",
    ),
    ("untouched", "Accepted, and no first touch yet.", "handoffs", "right now", "deadline"),
)
LAST = re.compile(r"Unit: (.+?)\. Counted: (.+?)\. From: (.+?)\.$")


def figures() -> None:
    """Print what each figure means, with its unit and source."""
    typer.echo(page(), nl=False)


def page() -> str:
    """Give the whole page."""
    rows = [*_figures(moves.Moves), *_figures(metrics.Figures), *NOW]
    return ABOUT + "".join(f"| {' | '.join(one)} |\n" for one in rows)


def _figures(of: type[counted.Counted]) -> list[tuple[str, ...]]:
    """Read the figures that a class defines, in its order; one without unit and source is a mistake."""
    found = []
    for name, one in vars(of).items():
        if isinstance(one, property):
            told = " ".join((inspect.getdoc(one) or "").split())
            last = LAST.search(told)
            if last is None:
                raise ValueError(f"{name}: say unit, how it is counted and from what")
            found.append((name.replace("_", " "), told[: last.start()].strip(), *last.groups()))
    return found
