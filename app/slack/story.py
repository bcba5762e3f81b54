"""The story of a handoff: the button that opens it, and the one that puts it into the reader's thread."""

from typing import Any

from slack_bolt import Ack, App

from app.services import story
from app.slack.card import number_of
from app.slack.desk import Desk, caller
from app.slack.publishing import show_view
from blocks import ids
from blocks import story as drawn


def register(app: App, desk: Desk) -> None:
    """Listen to both."""

    @app.action(ids.STORY)
    def open_it(ack: Ack, body: dict[str, Any]) -> None:
        who, number = caller(body), number_of(body["actions"][0])
        with desk.db.reading() as session:
            told = story.told(session, desk.policy, who.team, number, who.user, desk.now())
        show_view(desk, body, drawn.view(*told))
        ack()

    @app.action(ids.STORY_POST)
    def post(ack: Ack, body: dict[str, Any]) -> None:
        who, number = caller(body), number_of(body["actions"][0])
        with desk.effect(body) as session:
            story.put_into_thread(session, desk.policy, who.team, number, who.user, desk.now())
        ack()
