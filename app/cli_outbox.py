"""handoff outbox list | retry | drop: messages that are still owed, and those that cannot be delivered."""

from collections.abc import Callable
from typing import Annotated

import typer
from sqlmodel import Session

from app.cli_database import opened
from app.domain.model import Owed, Sending
from app.store import backlog
from app.store.db import Database

cli = typer.Typer(no_args_is_help=True, help="Messages that are still owed, or could not be delivered.")
UNFINISHED = (Sending.READY, Sending.LEASED, Sending.SENDING, Sending.UNKNOWN)
Ids = Annotated[list[int] | None, typer.Argument(help="Numbers from `handoff outbox list`.")]
All = Annotated[bool, typer.Option("--all", help="Every message that could not be delivered.")]
HEADINGS = ("id", "state", "message", "handoff", "to", "owed since (UTC)", "tries", "why")


@cli.command("list")
def show() -> None:
    """Show every message that is not sent: dead ones first, then those on their way."""
    with opened() as db, db.reading() as session:
        dead = backlog.listed(session, [Sending.DEAD])
        owed = backlog.listed(session, UNFINISHED)
    if not dead and not owed:
        typer.echo("Everything that was owed has been sent.")
        return
    lines = [HEADINGS, *(_cells(one) for one in [*dead, *owed])]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    typer.echo(f"\n{len(dead)} could not be delivered, {len(owed)} on their way.")


@cli.command()
def retry(ids: Ids = None, everything: All = False) -> None:
    """Send messages again that could not be delivered; what may be there already is looked for first."""
    count = _each(backlog.retry, ids, everything, otherwise="is no message that could not be delivered.")
    _end(count, "will be tried again")


@cli.command()
def drop(ids: Ids = None, everything: All = False) -> None:
    """Let go of messages that nobody needs any more."""
    count = _each(backlog.drop, ids, everything, otherwise="is sent, being sent just now, or not there.")
    _end(count, "dropped")


def _each(
    does: Callable[[Session, int], bool], ids: list[int] | None, everything: bool, otherwise: str
) -> int:
    """Do it to each chosen message, and give to how many it was done; the others are named."""
    done = 0
    with opened() as db:
        for number in _chosen(db, ids, everything):
            with db.transaction() as session:
                was_done = does(session, number)
            done += was_done
            if not was_done:
                typer.echo(f"{number} {otherwise}", err=True)
    return done


def _chosen(db: Database, ids: list[int] | None, everything: bool) -> list[int]:
    if bool(ids) == everything:
        raise typer.BadParameter("give the numbers of messages, or --all")
    if ids:
        return ids
    with db.reading() as session:
        return [owed.number for owed in backlog.listed(session, [Sending.DEAD])]


def _cells(owed: Owed) -> tuple[str, ...]:
    return (
        str(owed.id),
        owed.state.value,
        owed.kind,
        f"#{owed.handoff_id}" if owed.handoff_id else "–",
        owed.recipient,
        f"{owed.created_at:%Y-%m-%d %H:%M}",
        str(owed.attempts),
        owed.error,
    )


def _end(count: int, what: str) -> None:
    typer.echo(f"{count} message{'' if count == 1 else 's'} {what}.")
    if count == 0:
        raise typer.Exit(1)
