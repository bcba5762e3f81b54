"""handoff mailbox key | add | list | remove | rekey: mailboxes that drafts are put into."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from typing import Annotated

import typer

from app import settings as environment
from app.cli_clock import clock
from app.cli_database import opened
from app.domain.model import Person
from app.domain.model_mail import Mailbox
from app.domain.tries import NotPosted, Refused
from app.outside import building, imap
from app.outside.boxes import purpose
from app.outside.safe import Safe, Unreadable, new_key
from app.services import mailboxes as story
from app.settings import HOW
from app.store import mailboxes, people
from app.store.db import Database

cli = typer.Typer(no_args_is_help=True, help="Mailboxes that drafts are put into; see docs/mailboxes.md.")
Email = Annotated[str, typer.Argument(help="The colleague's address, as Slack has it.", show_default=False)]
Where = Annotated[str, typer.Argument(help="imaps://imap.example.com, or imap://… for STARTTLS.")]
User = Annotated[str, typer.Option(help="The user name there, if it is not the address.")]


@cli.command()
def key() -> None:
    """Print a new key for MAILBOX_KEY. Keep it where you keep the bot's token, not in the database."""
    typer.echo(new_key())


@cli.command()
def add(email: Email, server: Where, user: User = "") -> None:
    """Connect a mailbox behind IMAP. The password is asked for, or read from the standard input."""
    try:
        where = imap.server(server)
    except ValueError as error:
        raise typer.BadParameter(f"this is no mail server: {error}.") from None
    with _opened() as (db, safe):
        person = _person(db, email)
        password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        name = user or person.email
        try:
            with imap.opened(where, name, password) as box:
                folder = box.folder
        except (NotPosted, Refused) as failure:
            typer.echo(f"Not connected: {failure}.", err=True)
            raise typer.Exit(1) from None
        now, whose = clock(environment.read())(), purpose(person.team_id, person.id)
        mailbox = Mailbox(
            team_id=person.team_id,
            person_id=person.id,
            kind=story.IMAP,
            address=person.email,
            server=str(where),
            secret=safe.seal(whose, {"user": name, "password": password}, now),
            connected_at=now,
        )
        with db.transaction() as session:
            story.connect(session, mailbox, now)
    typer.echo(f"Connected: the introductions of {person.name} are put into “{folder}” at {where}.")


@cli.command("list")
def show() -> None:
    """List the mailboxes that are connected, and those that let us in no more."""
    with opened() as db, db.reading() as session:
        found = mailboxes.every(session)
    for one in found:
        state = f"fails since {one.failed_at:%Y-%m-%d %H:%M} UTC: {one.error}" if one.failed_at else "works"
        typer.echo(f"{one.address}  {one.kind}  {one.server or '–'}  {state}")
    typer.echo(f"{len(found)} mailbox{'' if len(found) == 1 else 'es'}.")


@cli.command()
def remove(email: Email) -> None:
    """Disconnect a mailbox and forget its secret. What lies in it stays."""
    with opened() as db:
        found = [one for one in _every(db) if one.address.lower() == email.lower()]
        with db.transaction() as session:
            for one in found:
                mailboxes.delete(session, one.team_id, one.person_id)
        db.checkpoint()
    if not found:
        raise typer.BadParameter("no mailbox of this address is connected.")
    typer.echo("Disconnected.")


@cli.command()
def rekey() -> None:
    """Encrypt every secret by the first key of MAILBOX_KEY; afterwards the others are not needed any more."""
    unreadable, now = 0, clock(environment.read())
    with _opened() as (db, safe):
        for one in _every(db):
            whose = purpose(one.team_id, one.person_id)
            try:
                sealed = safe.seal(whose, safe.open(whose, one.secret), now())
            except Unreadable:
                unreadable += 1
                typer.echo(f"{one.address}: none of the keys opens its secret.", err=True)
                continue
            with db.transaction() as session:
                mailboxes.keep_secret(session, one, sealed)
        db.checkpoint()
    typer.echo("Done." if not unreadable else f"{unreadable} could not be opened.")
    raise typer.Exit(1 if unreadable else 0)


def _every(db: Database) -> list[Mailbox]:
    with db.reading() as session:
        return list(mailboxes.every(session))


def _person(db: Database, email: str) -> Person:
    with db.reading() as session:
        found = people.with_email(session, email.lower())
    if len(found) != 1:
        raise typer.BadParameter(
            "nobody with this address is known yet: start the bot with a policy that lists them."
            if not found
            else "several people have this address."
        )
    return found[0]


@contextmanager
def _opened() -> Iterator[tuple[Database, Safe]]:
    safe = building.safe_of(environment.read())
    if safe is None:
        raise environment.SettingsError(f"MAILBOX_KEY is missing: {HOW['MAILBOX_KEY']}.")
    with opened() as db:
        yield db, safe
