"""handoff export: handoffs or their history as CSV, JSON Lines or Parquet."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app import settings as environment
from app.services import export as exports
from app.services import policies, sheets
from app.services.export import Refused, Table, What
from app.services.sheets import Form, NoParquet
from app.settings import Settings
from app.store import backup
from app.store import export as stored
from app.store.db import Database, Unusable
from app.store.export import Part

DAYS = ["%Y-%m-%d"]
Since = Annotated[datetime, typer.Option(formats=DAYS, help="The first day (UTC).", show_default=False)]
Until = Annotated[datetime | None, typer.Option(formats=DAYS, help="The last day (UTC), which is included.")]
Shape = Annotated[Form, typer.Option("--format", help="The form of the file.")]
Out = Annotated[Path | None, typer.Option(help="The file to be written; without it, standard output.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
As = Annotated[str, typer.Option("--as", help="Only what this person (email or Slack id) may see.")]
Team = Annotated[str, typer.Option(help="The workspace (T…), if the database has several.")]
Kind = Annotated[What, typer.Option(help="Handoffs, or the lines of their history.")]
Contacts = Annotated[bool, typer.Option("--with-contacts", help="Also the prospects' people.")]
Tick = Callable[[int], None]


def export(
    since: Since,
    until: Until = None,
    form: Shape = Form.CSV,
    out: Out = None,
    what: Kind = What.HANDOFFS,
    who: As = "",
    team: Team = "",
    with_contacts: Contacts = False,
    force: Force = False,
) -> None:
    """Write the handoffs that were made since a day, or what happened to handoffs since.

    Without --as it is the whole team's. docs/export.md describes the columns.
    """
    if with_contacts and what is What.EVENTS:
        raise typer.BadParameter("--with-contacts goes with --what handoffs: the history names no prospects.")
    with reading() as (settings, session):
        part = part_of(settings, session, since, until, who, team)
        total = stored.count(session, part, what.value) if shows_progress(out) else 0
        table = exports.table(session, what, part, contacts=with_contacts)
        save(table, form, out, total=total, force=force)


@contextmanager
def reading() -> Iterator[tuple[Settings, Session]]:
    """Open the database to read in it."""
    settings = environment.read()
    db = Database(settings.database_url)
    db.check()
    try:
        with db.reading() as session:
            yield settings, session
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", type(error).__name__)).strip().partition("\n")[0]
        raise Unusable(f"DATABASE_URL: the database cannot be read ({why}); see handoff doctor.") from None
    finally:
        db.close()


def part_of(
    settings: Settings, session: Session, since: datetime, until: datetime | None, who: str, team: str
) -> Part:
    """Say which rows were asked for; raises BadParameter."""
    first = since.replace(tzinfo=UTC)
    end = until.replace(tzinfo=UTC) + timedelta(days=1) if until else None
    if end and end <= first:
        raise typer.BadParameter("--until is before --since.")
    try:
        policy = policies.load(settings.handoff_policy)
        return exports.part(session, policy, team or the_team(session), who, first, end)
    except Refused as error:
        raise typer.BadParameter(f"--as: {error}") from None


def the_team(session: Session) -> str:
    """Give the one workspace that the database is of; raises BadParameter if there are several."""
    found = backup.teams(session)
    if len(found) > 1:
        raise typer.BadParameter(f"--team: the database has {', '.join(sorted(found))}; name one of them.")
    return found[0] if found else ""


def shows_progress(out: Path | None) -> bool:
    """Say whether somebody looks on who is not shown the rows themselves."""
    return sys.stderr.isatty() and (out is not None or not sys.stdout.isatty())


def save(table: Table, form: Form, out: Path | None, *, total: int = 0, force: bool = False) -> None:
    """Write a table to a file, or to standard output; `total` rows get a progress bar. Raises Unusable."""
    if out is None and form is Form.PARQUET and sys.stdout.isatty():
        raise typer.BadParameter("--out: Parquet is not for reading; name a file.")
    rows = 0
    try:
        with _progress(total) as tick, _target(out, force) as target:

            def counted() -> Iterator[list[list[Any]]]:
                nonlocal rows
                for batch in table.batches:
                    rows += len(batch)
                    yield batch
                    tick(len(batch))

            sheets.write(form, target, table.columns, counted())
    except NoParquet:
        raise Unusable("--format parquet takes pyarrow: pip install 'pyarrow>=18'.") from None
    if out:
        typer.echo(f"{rows} rows are in {out}.")


@contextmanager
def _progress(total: int) -> Iterator[Tick]:
    if not total:
        yield lambda _: None
        return
    with typer.progressbar(length=total, label="Exporting", file=sys.stderr) as bar:
        yield bar.update


@contextmanager
def _target(out: Path | None, force: bool) -> Iterator[BinaryIO]:
    """Give what to write to: a file gets its name when all of it is there, and is for its owner alone."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if out.is_dir():
        raise Unusable(f"{out} is a folder; give the name of a file in it.")
    if out.exists() and not force:
        raise Unusable(f"{out} is there already; give another name, or --force to replace it.")
    part = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=out.parent, prefix=f"{out.name}.", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            yield file  # type: ignore[misc]
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as error:
        raise Unusable(f"{out} cannot be written ({error.strerror}).") from None
    finally:
        if part:
            part.unlink(missing_ok=True)
