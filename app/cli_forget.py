"""handoff forget EMAIL: erases what is kept of a prospect."""

from typing import Annotated

import typer

from app import settings as environment
from app.cli_clock import clock
from app.services import privacy
from app.store.db import Database

Email = Annotated[str, typer.Argument(help="The prospect's email address.", show_default=False)]


def forget(email: Email) -> None:
    """Erase what is kept of a prospect, in every handoff that names the address. The figures stay.

    The bot may run meanwhile; it shows its messages anew, without what was erased.
    """
    settings = environment.read()
    db = Database(settings.database_url)
    db.check()
    try:
        done = privacy.forget(db, email, clock(settings)())
        db.checkpoint()
    except ValueError:
        raise typer.BadParameter("this is no email address.") from None
    except privacy.Colleague:
        raise typer.BadParameter(
            "this is a colleague's address, not a prospect's; see docs/privacy.md."
        ) from None
    finally:
        db.close()
    typer.echo(
        f"Handoffs emptied: {done.handoffs}. Notes: {done.notes}. Introductions: {done.intros}. "
        f"Messages that Slack will show anew: {done.messages}. Drafts deleted: {done.drafts}."
    )
