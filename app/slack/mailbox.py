"""Somebody's own mailbox: the buttons on her Home tab."""

import re
from typing import Any

from slack_bolt import Ack, App

from app.services import mailboxes
from app.slack.desk import Desk, caller
from app.slack.publishing import publish
from blocks import ids


def register(app: App, desk: Desk) -> None:
    """Listen to them."""

    @app.action(re.compile(f"^{re.escape(ids.MAILBOX_CONNECT)}"))
    def opened(ack: Ack) -> None:
        ack()  # a link: what follows happens in her browser

    @app.action(ids.MAILBOX_LEAVE)
    def leave(ack: Ack, body: dict[str, Any]) -> None:
        who = caller(body)
        with desk.effect(body) as session:
            mailboxes.disconnect(session, who.team, who.user)
        publish(desk, who)
        ack()
