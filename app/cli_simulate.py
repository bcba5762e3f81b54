"""handoff simulate: what the past would have been under another policy."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app import policy as policies
from app import settings as environment
from app.domain.deadlines import Clock
from app.domain.roster import Roster
from app.services import simulation
from app.services.simulation import Comparison
from app.store.db import Database

Since = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day (UTC) to look at.")]
Other = Annotated[Path, typer.Option("--policy", help="The policy to try.")]
CLOCKS = {Clock.ACCEPT: "AE's answer", Clock.TOUCH: "first touch", Clock.ANSWER: "SDR's answer"}


def simulate(since: Since, policy: Other) -> None:
    """Replay what was routed since a day under another policy, and print the difference. Nothing is written.

    Whom people chose stays chosen, and everybody is as available as she was.
    What nobody of a pool can take goes to the policy's fallback.
    """
    settings = environment.read()
    present, other = policies.load(settings.handoff_policy), policies.load(policy)
    db = Database(settings.database_url)
    db.check()
    try:
        with db.reading() as session:
            crew, found = simulation.simulate(session, present, other, since.replace(tzinfo=UTC))
    finally:
        db.close()
    typer.echo("\n".join(report(crew.roster, found, since, policy)))


def report(roster: Roster, found: Comparison, since: datetime, policy: Path) -> Iterator[str]:
    """Print the difference as a table, a line at a time."""
    if not found.choices:
        yield f"Nothing was handed off since {since:%Y-%m-%d}."
        return
    yield f"Choices of an AE since {since:%Y-%m-%d}: {found.choices}, as they were and under {policy}"
    names = {ae: roster.name(ae) if ae else "(nobody of the pool)" for ae in _all(found)}
    yield f"{'AE':<28}{'now':>8}{'then':>8}"
    for ae, name in names.items():
        yield _row(name, found.now[ae], found.then[ae])
    if found.answers:
        yield ""
        yield f"{'Late':<28}{'now':>8}{'then':>8}"
        for clock, words in CLOCKS.items():
            if of := found.answers[clock]:
                yield _row(f"{words}, of {of}", found.late_now[clock], found.late_then[clock])


def _all(found: Comparison) -> list[str]:
    return sorted({*found.now, *found.then}, key=lambda ae: (-found.now[ae], -found.then[ae], ae))


def _row(name: str, now: int, then: int) -> str:
    difference = f"{then - now:+}" if then != now else ""
    return f"{name[:27]:<28}{now:>8}{then:>8}{difference:>8}".rstrip()
