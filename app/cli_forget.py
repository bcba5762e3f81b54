"""handoff forget EMAIL: erases what is kept of a prospect."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer

from app import settings as environment
from app.clock import ApiClock, system_now
from app.services import privacy
from app.store.db import Database

Email = Annotated[str, typer.Argument(help="The prospect's email address.", show_default=False)]


def forget(email: Email) -> None:
    """Erase what is kept of a prospect, in every handoff that names the address. The figures stay.

    The bot may run meanwhile; it shows its messages anew, without what was erased.
    """
    settings = environment.read()
    now: Callable[[], datetime] = system_now
    if settings.handoff_clock == "api":
        now = ApiClock(settings.slack_api_url)
        now.follow()
    db = Database(settings.database_url)
    db.check()
    try:
        done = privacy.forget(db, email, now())
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
