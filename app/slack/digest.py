"""The digest's button that reminds whoever is late; “Reassign” beside it is a move like any other."""

from typing import Any

from slack_bolt import Ack, App

from app.domain.package import tidy
from app.services import outbox, urging
from app.slack.card import number_of
from app.slack.desk import Desk, caller
from blocks import ids


def register(app: App, desk: Desk) -> None:
    """Listen to it."""

    @app.action(ids.NUDGE)
    def nudge(ack: Ack, body: dict[str, Any]) -> None:
        who, number = caller(body), number_of(body["actions"][0])
        with desk.effect(body) as session:
            told = urging.urge(session, desk.policy, who.team, number, who.user, desk.now())
            where = str((body.get("channel") or {}).get("id") or "")
            key = tidy(f"{who.user}:{body.get('trigger_id')}")[:120]  # of this click
            outbox.owe_notice(
                session, who.team, channel=where, to=who.user, text=told, key=key, now=desk.now()
            )
        ack()
