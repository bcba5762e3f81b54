"""handoff backup and handoff restored: a copy of the database, and work on one."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from app import main as parts
from app import settings as environment
from app.store import backup as copies
from app.store.db import Database, Unusable

Target = Annotated[Path, typer.Argument(help="The file to be written.", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def backup(target: Target, force: Force = False) -> None:
    """Copy the SQLite database, while the bot works, into one file that it can be restored from."""
    db = Database(environment.read().database_url)
    if not db.is_sqlite:
        where = db.url.set(drivername="postgresql")._replace(password=None).render_as_string()
        command = shlex.join(["pg_dump", "--format=custom", f"--file={target}", where])
        raise Unusable(f"PostgreSQL makes its own copies: {command}")
    if target.is_dir():
        raise Unusable(f"{target} is a folder; give the name of a file in it.")
    if target.exists() and not force:
        raise Unusable(f"{target} is there already; give another name, or --force to replace it.")
    try:
        copies.copy(db, target)
    finally:
        db.close()
    typer.echo(f"{db.path} is copied to {target} ({target.stat().st_size / 1e6:.1f} MB).")


def restored() -> None:
    """Say that the database was restored from a dump, before the bot starts on it.

    What may have been sent since is then looked for first. A copy by `handoff backup` says so itself.
    """
    bot = parts.build(environment.read().need_slack())
    if not bot.prepare_or_join():
        raise Unusable("the bot is at work on this database; stop it first.")
    bot.clock.take_up(restored=True)
    bot.stop()
    typer.echo("What may have been sent since the dump will be looked for before it is sent.")
