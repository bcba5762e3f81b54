"""handoff ledger: who earned what, sealed line by line."""

from typing import Annotated

import typer

from app.cli_export import As, Force, Out, Shape, Since, Team, Until, part_of, reading, save
from app.services import export as exports
from app.services import ledger
from app.services.sheets import Form
from app.store import backup

cli = typer.Typer(no_args_is_help=True, help="Who earned what: the credit ledger.")
Expect = Annotated[str, typer.Option(help="A seal that was noted earlier; it must still be there.")]


@cli.command()
def export(
    since: Since,
    until: Until = None,
    form: Shape = Form.CSV,
    out: Out = None,
    who: As = "",
    team: Team = "",
    force: Force = False,
) -> None:
    """Write the credit that was earned since a day. Without --as it is the whole team's."""
    with reading() as (settings, session):
        save(
            exports.credit(session, part_of(settings, session, since, until, who, team)),
            form,
            out,
            force=force,
        )


@cli.command()
def verify(team: Team = "", expect: Expect = "") -> None:
    """Read the whole ledger and name the first line that does not fit; exit 1 if there is one.

    Note the seal that it prints: with --expect, a later run also finds an end that was cut off.
    """
    with reading() as (_, session):
        teams = [team] if team else sorted(backup.teams(session))
        if expect and len(teams) > 1:
            raise typer.BadParameter("--expect: the database has several workspaces; name one with --team.")
        verdicts = {one: ledger.check(session, one, expect) for one in teams or [""]}
    for name, found in verdicts.items():
        of = f"{name}: " if len(verdicts) > 1 else ""
        if found.fault:
            typer.echo(f"{of}{found.fault} ({found.lines} lines before it fit).", err=True)
        else:
            typer.echo(f"{of}{found.lines} lines, all fit. The last seal is {found.seal or 'none yet'}")
    if any(found.fault for found in verdicts.values()):
        raise typer.Exit(1)
