"""Showing somebody her Home tab as it is now."""

from app.services import home
from app.slack.desk import Caller, Desk
from blocks import home as drawn


def publish(desk: Desk, who: Caller) -> None:
    """Show somebody her Home tab as it is now."""
    with desk.db.reading() as session:
        overview = home.overview(session, desk.policy, who.team, who.user, desk.now())
    desk.client.views_publish(user_id=who.user, view=drawn.home(overview))
