"""Showing somebody her Home tab as it is now, or a view above what she looks at."""

from typing import Any

from app.domain.homepage import Look
from app.services import home, homes
from app.slack.desk import Caller, Desk
from app.store import mailboxes
from blocks import home as drawn
from blocks import mailbox
from blocks.parts import Block


def publish(desk: Desk, who: Caller, look: Look | None = None) -> None:
    """Show somebody her Home tab: what she wants to `look` at, or else what she looks at already."""
    with desk.db.transaction() as session:
        look = look or homes.looked_at(session, who.team, who.user)
        homes.opened(session, who.team, who.user, look, desk.now())
    desk.client.views_publish(user_id=who.user, view=page(desk, who.team, who.user))


def page(desk: Desk, team_id: str, person: str) -> Block:
    """Draw somebody's Home tab as she looks at it."""
    with desk.db.reading() as session:
        look = homes.looked_at(session, team_id, person)
        overview = home.overview(session, desk.policy, team_id, person, desk.now(), look)
        hers = mailboxes.get(session, team_id, person)
    more = mailbox.at_home(hers, desk.mailbox_links(team_id, person))
    if overview.is_admin:
        more += drawn.checklist(desk.directory.to_do)
    return drawn.home(overview, more)


def show_view(desk: Desk, body: dict[str, Any], view: Block) -> None:
    """Open a modal where a button was pressed: above the modal that it stands in, if it does."""
    above = (body.get("view") or {}).get("type") == "modal"
    (desk.client.views_push if above else desk.client.views_open)(trigger_id=body["trigger_id"], view=view)
